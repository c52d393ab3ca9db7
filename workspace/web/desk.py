"""The desk: the page, and what every action of it answers."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.desk.screen import Refused, desk_screen
from workspace.render import render, render_panels
from workspace.screens.desk import Flash
from workspace.web.request import parts_of, person_of


def show(request: Request) -> Response:
    """GET /desk: the whole page."""
    with parts_of(request).units.read() as unit:
        screen = desk_screen(unit, person_of(request), request.state.language)
        hosts = unit.add_ins.hosts()
    if hosts:
        # Ours too: a frame begins at an address of ours, which gives it its context.
        schemes = ("https", "http") if parts_of(request).settings.add_ins_private else ("https",)
        request.state.frames = ("'self'", *(f"{scheme}://{host}" for scheme in schemes for host in hosts))
    return render(request, "desk/desk.html", screen)


def panels(request: Request) -> Response:
    """GET /desk/panels: the panels alone."""
    return show_desk(request)


def show_desk(request: Request, *, status: int = 200, flash: Flash | None = None, refused: Refused | None = None) -> Response:
    """The answer to an action: every panel as it stands now, and what there is to say."""
    with parts_of(request).units.read() as unit:
        screen = desk_screen(unit, person_of(request), request.state.language, refused)
    return render_panels(request, screen, status=status, flash=flash)
