"""What the editor of a script's text completes with, asked once it is typed into and again when the names in it changed."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from workspace.studio.completions import completions
from workspace.studio.forms.known import known_of
from workspace.studio.history import standing
from workspace.web.request import parts_of
from workspace.web.scripts import key_of


def show(request: Request) -> Response:
    """GET /scripts/{key}/completions, as JSON."""
    key = key_of(request)
    with parts_of(request).units.read() as unit:
        known = known_of(unit, key, standing(unit, key).source, request.state.language)
    return JSONResponse(completions(known))
