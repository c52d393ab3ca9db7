"""Learning from the outcomes, asked for by a button."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.commands.learn import want_learning
from workspace.web.request import parts_of, person_of, submission_of


def create(request: Request) -> Response:
    """POST /learnings: a worker learns now; the board shows the new recommendations' results as they come."""
    want_learning(parts_of(request), person_of(request).id, submission_of(request))
    return RedirectResponse("/board?done=learning", status_code=303)
