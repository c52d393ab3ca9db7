"""One's own account: password, sessions, language."""

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import BusyError
from workspace.commands.change_password import change_password
from workspace.commands.end_sessions import end_own_session
from workspace.render import render
from workspace.screens.desk import Flash
from workspace.screens.forms import Form
from workspace.screens.people import AccountScreen, SessionLine, moment
from workspace.web.forms import REFUSED, go, password_field, refused, status_of_form
from workspace.web.request import parts_of, person_of, submission_of, text_field


def show(request: Request) -> Response:
    """GET /account."""
    return _page(request)


def update_password(request: Request) -> Response:
    """POST /account/password: old, password, again."""
    try:
        typed = [password_field(request, name) for name in ("old", "password", "again")]
        change_password(parts_of(request), person_of(request), typed[0], typed[1], typed[2], submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    except BusyError:
        return _page(request, Form({}, {"old": "slowed"}), status=429)
    return _page(request, flash=Flash("saved", is_error=False))


def end_session(request: Request) -> Response:
    """POST /account/sessions/endings: session."""
    token_hash = text_field(request, "session", required=True, limit=64)
    end_own_session(parts_of(request), person_of(request), token_hash, submission=submission_of(request))
    return go("/account")


def _page(request: Request, form: Form | None = None, *, status: int = 0, flash: Flash | None = None) -> Response:
    person = person_of(request)
    with parts_of(request).units.read() as unit:
        lines = tuple(
            SessionLine(
                row["token_hash"],
                row["address"],
                moment(row["created_at"]),
                moment(row["last_seen_at"]),
                is_this=row["token_hash"] == person.token_hash,
            )
            for row in unit.sessions.of(person.id)
        )
    screen = AccountScreen(person.login, person.name, lines, form or Form())
    return render(request, "account/account.html", screen, status=status or status_of_form(form), flash=flash)
