"""The desk of a vendor's agent under the eyes of that vendor's own supervisor: to look at, with what is masked there masked here."""

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.watch_desk import watch_desk
from workspace.desk.supervision import agent_of, mirror_panels
from workspace.render import render
from workspace.screens.supervision import MirrorPush, MirrorScreen
from workspace.web.request import parts_of, path_id, person_of
from workspace.wiring.parts import Person, Unit


def show(request: Request) -> Response:
    """GET /vendor/agents/{id}/desk: the mirror; that it was opened is noted, and told where the installation says so."""
    parts = parts_of(request)
    with parts.units.read() as unit:
        agent = _own_agent(unit, request)
    watch_desk(parts, person_of(request), agent.id)
    with parts.units.read() as unit:
        panels = mirror_panels(unit, agent, request.state.language)
    screen = MirrorScreen(str(agent.id), agent.name, panels, f"/vendor/agents/{agent.id}/desk/panels", "/vendor")
    return render(request, "board/mirror.html", screen)


def panels(request: Request) -> Response:
    """GET /vendor/agents/{id}/desk/panels: what an open mirror asks for every two seconds."""
    with parts_of(request).units.read() as unit:
        screen = MirrorPush(mirror_panels(unit, _own_agent(unit, request), request.state.language))
    return render(request, "board/_mirror_push.html", screen)


def _own_agent(unit: Unit, request: Request) -> Person:
    """The agent, when they are of this supervisor's vendor. Raises NotFoundError for everybody else (P14)."""
    agent, vendor_id = agent_of(unit, path_id(request)), person_of(request).vendor_id
    if vendor_id is None or agent.vendor_id != vendor_id:
        raise NotFoundError
    return agent
