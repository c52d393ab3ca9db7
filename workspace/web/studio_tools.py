"""The studio's tools in the browser: the map, the preview, and walks kept as tests."""

import json
from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from flows.errors import InvalidError, NotFoundError
from flows.moves import Move
from workspace.bss import bss_of
from workspace.preview_moves import moves_from
from workspace.publishing import check, kind_of
from workspace.render import render
from workspace.studio.live_variables import LONGEST, MOST
from workspace.studio.map import map_of
from workspace.studio.walks import LONGEST_NAME, Kept, Wish, keep_walk, make, walk_screen
from workspace.web.request import form_of, parts_of, person_of, text_field
from workspace.web.scripts import key_of, source_field
from workspace.wiring import Unit

LONGEST_MOVES = 200_000
LONGEST_GIVEN = MOST * (LONGEST + 100)


def standing_text(unit: Unit, key: str) -> str:
    """The text of a script as it stands: its draft, else what is live. Raises NotFoundError for what is no script."""
    standing = unit.scripts.draft(key) or unit.scripts.live(key)
    if standing is None or kind_of(key) != "script":
        raise NotFoundError
    source: str = standing["source"]
    return source


def text_of(request: Request) -> str:
    """The text that was sent, else the one that stands."""
    if "source" in form_of(request):
        return source_field(request)
    with parts_of(request).units.read() as unit:
        return standing_text(unit, key_of(request))


def show_map(request: Request) -> Response:
    """GET /scripts/{key}/map, as JSON: the steps of the text as it stands and where they lead."""
    key = key_of(request)
    with parts_of(request).units.read() as unit:
        source = standing_text(unit, key)
        checked = check(unit, key, source)
    return JSONResponse(map_of(source, checked.problems, request.state.language).to_json())


def preview(request: Request) -> Response:
    """POST /scripts/{key}/previews: source?, customer, language, outside (ok or down), moves (JSON), from_step, given (JSON).

    Answers the agent's panel and the live variables. Stores nothing.
    """
    wish, parts, person = _wish(request), parts_of(request), person_of(request)
    made = make(parts, person, wish, bss_of(parts))
    return render(request, "studio/_walk.html", walk_screen(made, wish, person, request.state.language))


def create_walk(request: Request) -> Response:
    """POST /scripts/{key}/tests/walks: name, and the walk as for a preview. Answers JSON: the test as it is kept, green or not."""
    name = text_field(request, "name", required=True, limit=LONGEST_NAME)
    parts = parts_of(request)
    return kept_json(keep_walk(parts, person_of(request), _wish(request), name, bss_of(parts)))


def kept_json(kept: Kept) -> Response:
    """A kept test as the page takes it."""
    return JSONResponse(
        {"name": kept.name, "line": kept.line, "green": kept.is_green, "sha256": kept.sha256, "tests": len(kept.report.outcomes)}
    )


def _wish(request: Request) -> Wish:
    return Wish(
        key=key_of(request),
        source=text_of(request),
        customer=_customer(request),
        language=text_field(request, "language", limit=5) or "en",
        moves=_moves(request),
        from_step=text_field(request, "from_step", limit=80),
        changed=_given(request),
        outside_is_down=text_field(request, "outside", limit=10) == "down",
    )


def _customer(request: Request) -> UUID | None:
    """The sample customer; none for anything that is no id."""
    try:
        return UUID(text_field(request, "customer", limit=40))
    except ValueError:
        return None


def _moves(request: Request) -> list[Move]:
    text = text_field(request, "moves", limit=LONGEST_MOVES) or "[]"
    try:
        return moves_from(json.loads(text))
    except (ValueError, RecursionError):
        raise InvalidError(fields={"moves": "format"}) from None


def _given(request: Request) -> Mapping[str, str]:
    """The live variables that somebody changed, by name."""
    text = text_field(request, "given", limit=LONGEST_GIVEN) or "{}"
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidError(fields={"given": "format"}) from None
    if not isinstance(given, dict) or len(given) > MOST:
        raise InvalidError(fields={"given": "format"})
    if not all(isinstance(value, str) and len(value) <= LONGEST for value in given.values()):
        raise InvalidError(fields={"given": "format"})
    return {str(name): str(value) for name, value in given.items()}
