"""What handlers read from a request: the form's fields, checked, and the submission it is."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request

from flows.errors import InvalidError, NotFoundError
from workspace.wiring.parts import Parts, Person, Submission

PRIVATE_FIELDS = frozenset({"csrf", "key"})
KEY_LENGTH = 64
"""The longest idempotency key we take."""


def parts_of(request: Request) -> Parts:
    """The parts this process was assembled with."""
    parts: Parts = request.app.state.parts
    return parts


def person_of(request: Request) -> Person:
    """The signed-in person; routes behind the door always have one."""
    person: Person | None = request.state.person
    if person is None:
        raise AssertionError("a route without a door asked for the person")
    return person


def form_of(request: Request) -> FormData:
    """The form as it was sent."""
    form: FormData = request.state.form
    return form


def path_id(request: Request, name: str = "id") -> UUID:
    """The id in the path. Raises `NotFoundError` for anything that is none."""
    try:
        return UUID(request.path_params[name])
    except ValueError:
        raise NotFoundError from None


def text_field(request: Request, name: str, *, required: bool = False, limit: int = 4000) -> str:
    """A text field, without the NUL and lone surrogates SQL cannot hold. Raises `InvalidError` when missing or longer than `limit`."""
    value = form_of(request).get(name, "")
    if not isinstance(value, str):
        raise InvalidError(fields={name: "format"})
    value = value.replace("\r\n", "\n").strip()
    if "\x00" in value or any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise InvalidError(fields={name: "format"})
    if required and not value:
        raise InvalidError(fields={name: "required"})
    if len(value) > limit:
        raise InvalidError(fields={name: "too_long"})
    return value


def choice_field(request: Request, name: str, allowed: Iterable[str]) -> str:
    """A field that holds one of a closed list. Raises `InvalidError` otherwise."""
    value = text_field(request, name, required=True)
    if value not in allowed:
        raise InvalidError(fields={name: "not_listed"})
    return value


def int_field(request: Request, name: str) -> int:
    """A whole number. Raises `InvalidError` otherwise."""
    value = text_field(request, name, required=True, limit=18)
    try:
        return int(value)
    except ValueError:
        raise InvalidError(fields={name: "format"}) from None


def id_field(request: Request, name: str) -> UUID:
    """An id in a form. Raises `InvalidError` for anything that is none."""
    try:
        return UUID(text_field(request, name, required=True))
    except ValueError:
        raise InvalidError(fields={name: "format"}) from None


def optional_id_field(request: Request, name: str) -> UUID | None:
    """An id in a form that may be left empty."""
    return id_field(request, name) if text_field(request, name) else None


def submission_of(request: Request) -> Submission:
    """This pressing of the button. Raises `InvalidError` when the form carries no key."""
    key = text_field(request, "key", required=True, limit=KEY_LENGTH)
    body = hashlib.sha256()
    for name, value in sorted((name, str(value)) for name, value in form_of(request).multi_items() if name not in PRIVATE_FIELDS):
        body.update(f"{name}={value}\x00".encode("utf-8", "surrogatepass"))
    return Submission(key, person_of(request).id, request.url.path, body.hexdigest())
