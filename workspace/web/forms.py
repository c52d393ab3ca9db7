"""What handlers of ordinary forms share: reading typed kinds of fields, and showing a refused form again as it was typed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.errors import ConflictError, InvalidError, NotFoundError
from workspace.screens.forms import Form
from workspace.web.request import form_of, text_field

LONGEST_NAME = 80
SHORT_NAME = "short_name"
"""The field in which a thing's key is typed: `key` itself is the submission's, in every form."""
SHOWN_AGAIN = 500
"""How much of a refused field is shown again."""
SECRETS = frozenset({"csrf", "key", "password", "again", "old"})
REFUSED = (InvalidError, ConflictError)
"""What shows a form again instead of an error page."""


def name_field(request: Request, name: str, *, required: bool = False) -> str:
    """A name or label: one line of at most 80 characters. Raises InvalidError."""
    return text_field(request, name, required=required, limit=LONGEST_NAME)


def password_field(request: Request, name: str) -> str:
    """A password exactly as it was typed. Raises InvalidError for a file or a lone surrogate."""
    value = form_of(request).get(name, "")
    if not isinstance(value, str) or any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise InvalidError(fields={name: "format"})
    return value


def day_end_field(request: Request, name: str) -> datetime:
    """A date, as the last moment of it in UTC. Raises InvalidError."""
    value = text_field(request, name, required=True, limit=10)
    try:
        return datetime.combine(date.fromisoformat(value), time.max, UTC)
    except ValueError:
        raise InvalidError(fields={name: "format"}) from None


def day_field(request: Request, name: str) -> date | None:
    """A date that may be left empty. Raises InvalidError."""
    value = text_field(request, name, limit=10)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise InvalidError(fields={name: "format"}) from None


def id_fields(request: Request, name: str) -> list[UUID]:
    """The ids of checked boxes of one name. Raises InvalidError."""
    try:
        return [UUID(str(value)) for value in form_of(request).getlist(name)]
    except ValueError:
        raise InvalidError(fields={name: "not_listed"}) from None


def path_text(request: Request, name: str) -> str:
    """A text in the path. Raises NotFoundError for what cannot be the name of anything."""
    value: str = request.path_params[name]
    if not value.isprintable() or len(value) > LONGEST_NAME:
        raise NotFoundError
    return value


def refused(request: Request, error: InvalidError | ConflictError) -> Form:
    """The form as it was typed, with what was wrong; secrets are not sent back."""
    sent = form_of(request)
    values = {name: _shown(sent.get(name)) for name in sent if name not in SECRETS}
    errors = {SHORT_NAME if name == "key" else name: code for name, code in error.fields.items()}
    return Form(values, errors, "" if isinstance(error, InvalidError) else error.code)


def chosen(request: Request, name: str) -> frozenset[str]:
    """The boxes of one name that were checked, for showing them again."""
    return frozenset(_shown(value) for value in form_of(request).getlist(name))


def status_of_form(form: Form | None) -> int:
    """200 for a form that is shown first, 409 or 422 for one that was refused."""
    return 200 if form is None else 409 if form.problem else 422


def go(path: str, to: Iterable[object] = ()) -> Response:
    """On to a page of ours, after something was done."""
    return RedirectResponse("/".join([path, *map(str, to)]), status_code=303)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return text[:SHOWN_AGAIN].replace("\x00", "").encode("utf-8", "replace").decode()
