"""The studio's tools in the browser: the map, walks kept as tests, tests in place, simulations, new scripts."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from flows.errors import NotFoundError
from workspace.publishing import check, kind_of
from workspace.studio.map import map_of
from workspace.web.request import parts_of
from workspace.web.scripts import key_of
from workspace.wiring import Unit


def standing_text(unit: Unit, key: str) -> str:
    """The text of a script as it stands: its draft, else what is live. Raises NotFoundError for what is no script."""
    standing = unit.scripts.draft(key) or unit.scripts.live(key)
    if standing is None or kind_of(key) != "script":
        raise NotFoundError
    source: str = standing["source"]
    return source


def show_map(request: Request) -> Response:
    """GET /scripts/{key}/map, as JSON: the steps of the text as it stands and where they lead."""
    key = key_of(request)
    with parts_of(request).units.read() as unit:
        source = standing_text(unit, key)
        checked = check(unit, key, source)
    return JSONResponse(map_of(source, checked.problems, request.state.language).to_json())
