"""An agent's presence, changed by a supervisor."""

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import ConflictError, InvalidError
from flows.routing.presence import offline
from workspace.commands.change_presence import change_presence
from workspace.desk.supervision import agent_of
from workspace.render import render
from workspace.screens.agent_presence import show_agent_presence
from workspace.web.forms import REFUSED
from workspace.web.request import parts_of, path_id, person_of, submission_of, text_field
from workspace.wiring.parts import AlreadyDone


def show(request: Request) -> Response:
    """GET /board/desks/{id}/presence: the form."""
    return _form(request)


def update(request: Request) -> Response:
    """POST /board/desks/{id}/presence: to, as `ready`, `not_ready:REASON` or `offline`."""
    try:
        state, _, reason = text_field(request, "to", required=True, limit=40).partition(":")
        with suppress(AlreadyDone):
            of, submission = path_id(request), submission_of(request)
            change_presence(parts_of(request), person_of(request), state, reason, of=of, submission=submission)
    except REFUSED as error:
        return _form(request, error)
    return _form(request, is_done=True)


def _form(request: Request, error: InvalidError | ConflictError | None = None, *, is_done: bool = False) -> Response:
    code = error.code if error else ""
    with parts_of(request).units.read() as unit:
        agent = agent_of(unit, path_id(request))
        presence = unit.presence.get(agent.id) or offline(agent.id, unit.now)
        screen = show_agent_presence(str(agent.id), agent.name, presence, request.state.language, error=code, is_done=is_done)
    status = 200 if error is None else 409 if isinstance(error, ConflictError) else 422
    return render(request, "board/_presence.html", screen, status=status)
