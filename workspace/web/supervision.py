"""One agent under a supervisor's eyes: the mirror of the desk, coaching messages to it, and listening to the call."""

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import ConflictError, InvalidError
from workspace.commands.listen_in import listen_in
from workspace.commands.send_coaching import LONGEST, send_coaching
from workspace.commands.take_over_call import take_over_call
from workspace.commands.watch_desk import watch_desk
from workspace.desk.supervision import agent_of, coaching_screen, listening, mirror_panels, mirror_screen, saving, taking_over
from workspace.render import render
from workspace.screens.supervision import MirrorPush
from workspace.web.forms import REFUSED, SHOWN_AGAIN
from workspace.web.request import form_of, parts_of, path_id, person_of, submission_of, text_field
from workspace.wiring.parts import AlreadyDone


def show(request: Request) -> Response:
    """GET /board/desks/{id}: the mirror; that it was opened is noted, and told where the installation says so."""
    parts, agent_id = parts_of(request), path_id(request)
    watch_desk(parts, person_of(request), agent_id)
    with parts.units.read() as unit:
        screen = mirror_screen(unit, person_of(request), agent_of(unit, agent_id), request.state.language)
    return render(request, "board/mirror.html", screen)


def panels(request: Request) -> Response:
    """GET /board/desks/{id}/panels: what an open mirror asks for every two seconds."""
    with parts_of(request).units.read() as unit:
        agent = agent_of(unit, path_id(request))
        person, panels = person_of(request), mirror_panels(unit, agent, request.state.language)
        screen = MirrorPush(
            panels, coaching_screen(unit, agent), listening(unit, person, agent), taking_over(unit, person, agent), saving(unit, agent)
        )
    return render(request, "board/_mirror_push.html", screen)


def messages(request: Request) -> Response:
    """GET /board/desks/{id}/messages: the form for a coaching message, and what was said lately."""
    return _messages(request)


def send(request: Request) -> Response:
    """POST /board/desks/{id}/messages: text."""
    agent_id = path_id(request)
    try:
        text = text_field(request, "text", required=True, limit=LONGEST)
        send_coaching(parts_of(request), person_of(request), agent_id, text, submission=submission_of(request))
    except REFUSED as error:
        return _messages(request, error)
    except AlreadyDone:
        # The same press once more: the message is in the list.
        return _messages(request)
    return _messages(request)


def listen(request: Request) -> Response:
    """POST /board/desks/{id}/listening: the supervisor's telephone rings, and they hear the call."""
    with suppress(AlreadyDone):
        listen_in(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    with parts_of(request).units.read() as unit:
        screen = listening(unit, person_of(request), agent_of(unit, path_id(request)))
    return render(request, "board/_listening.html", screen)


def take_over(request: Request) -> Response:
    """POST /board/desks/{id}/takeovers: the agent's call comes to the supervisor's own desk, which is where they go."""
    with suppress(AlreadyDone):
        take_over_call(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return Response(status_code=204, headers={"HX-Redirect": "/desk"})


def _messages(request: Request, error: InvalidError | ConflictError | None = None) -> Response:
    code = error.fields.get("text", error.code) if error else ""
    typed = str(form_of(request).get("text", ""))[:SHOWN_AGAIN].replace("\x00", "") if error else ""
    with parts_of(request).units.read() as unit:
        screen = coaching_screen(unit, agent_of(unit, path_id(request)), error=code, typed=typed)
    status = 200 if error is None else 409 if isinstance(error, ConflictError) else 422
    return render(request, "board/_coaching.html", screen, status=status)
