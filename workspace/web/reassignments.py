"""Moving a customer who waits: the form in the board's box, and what it does."""

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import ConflictError, InvalidError
from workspace.commands.reassign_call import STAY, reassign_call
from workspace.render import render
from workspace.screens.supervision import ReassignScreen
from workspace.transactions.reassigning import reassign_screen
from workspace.web.forms import REFUSED, SHOWN_AGAIN
from workspace.web.request import form_of, parts_of, path_id, person_of, submission_of, text_field
from workspace.wiring.parts import AlreadyDone

LONGEST = 200
"""Characters of a reason."""


def show(request: Request) -> Response:
    """GET /board/waiting/{id}: the form."""
    return _form(request)


def create(request: Request) -> Response:
    """POST /board/waiting/{id}/reassignments: to (queue:KEY, person:ID or stay), first, reason."""
    try:
        reassign_call(
            parts_of(request),
            person_of(request),
            path_id(request),
            text_field(request, "to", required=True, limit=120),
            is_first=text_field(request, "first") == "on",
            reason=text_field(request, "reason", required=True, limit=LONGEST),
            submission=submission_of(request),
        )
    except REFUSED as error:
        return _form(request, error)
    except AlreadyDone:
        pass  # the same press once more
    return render(request, "board/_reassign.html", ReassignScreen(str(path_id(request)), is_done=True))


def _code(error: InvalidError | ConflictError) -> str:
    """What the form has words for: the field that is wrong, unless it holds a card number, else the code."""
    return "card_number" if "card_number" in error.fields.values() else next(iter(error.fields), error.code)


def _form(request: Request, error: InvalidError | ConflictError | None = None) -> Response:
    typed = {name: str(form_of(request).get(name, ""))[:SHOWN_AGAIN].replace("\x00", "") for name in ("to", "first", "reason")}
    with parts_of(request).units.read() as unit:
        screen = reassign_screen(
            unit,
            person_of(request),
            path_id(request),
            request.state.language,
            chosen=typed["to"] or STAY,
            is_first=typed["first"] == "on",
            reason=typed["reason"],
            error=_code(error) if error else "",
        )
    status = 200 if error is None else 409 if isinstance(error, ConflictError) else 422
    return render(request, "board/_reassign.html", screen, status=status)
