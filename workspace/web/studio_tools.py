"""The studio's tools in the browser: the map, the preview, walks kept as tests, tests in place, and simulations."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from flows.errors import InvalidError, NotFoundError
from flows.runs.moves import Move
from workspace.bss import bss_of
from workspace.render import finish, marked, render, stamp_of
from workspace.scripts.preview_moves import moves_from
from workspace.scripts.publishing import kind_of
from workspace.scripts.tests import run_script_tests
from workspace.studio.checks import checked_of, document_of
from workspace.studio.kept_tests import LONGEST_NAME, Kept
from workspace.studio.live_variables import LONGEST, MOST
from workspace.studio.map import map_of
from workspace.studio.simulation_screens import painted, simulation_screen
from workspace.studio.simulations import Wanted, begin, follow
from workspace.studio.tests_in_place import coverage_json, in_place_screen
from workspace.studio.walks import Wish, keep_walk, make, walk_screen
from workspace.web.request import form_of, int_field, parts_of, path_id, person_of, text_field
from workspace.web.scripts import key_of, source_field
from workspace.wiring.parts import Unit

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
        checked = checked_of(unit, key, source)
    return JSONResponse(map_of(document_of(source), checked.problems, request.state.language).to_json())


def preview(request: Request) -> Response:
    """POST /scripts/{key}/previews: source?, customer, language, outside (ok or down), moves (JSON), from_step, given (JSON),
    instead (live: what is walked while the text has errors).

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
    return JSONResponse({"name": kept.name, "line": kept.line, "green": kept.is_green, "sha256": kept.sha256, "tests": kept.tests})


def run_in_place(request: Request) -> Response:
    """POST /scripts/{key}/test-reports: the stored tests, run on the text as it stands. Answers JSON: state, html, coverage."""
    key, language = key_of(request), request.state.language
    with parts_of(request).units.read() as unit:
        source, kept = standing_text(unit, key), unit.scripts.tests(key)
        tests = kept["source"] if kept else ""
        tested = run_script_tests(unit, key, source, tests)
    screen = in_place_screen(key, tested, tests, language)
    html = finish(marked(language, "studio/_tests.html", screen=screen), stamp_of(request))
    return JSONResponse({"state": screen.report.state, "html": html, "coverage": coverage_json(tested)})


def create_simulation(request: Request) -> Response:
    """POST /scripts/{key}/simulations: calls, seed, drawn (evenly or recorded). Answers JSON: done with its html, or where to follow it."""
    wanted = Wanted(
        key=key_of(request),
        source=text_of(request),
        calls=int_field(request, "calls"),
        seed=int_field(request, "seed") % 2**31,
        recorded=text_field(request, "drawn", limit=10) == "recorded",
    )
    return _simulation(request, begin(parts_of(request), person_of(request), wanted))


def show_simulation(request: Request) -> Response:
    """GET /scripts/{key}/simulations/{id}, as JSON: how far it is, and what came of it."""
    with parts_of(request).units.read() as unit:
        told = follow(unit, key_of(request), path_id(request))
    return _simulation(request, told)


def cancel_simulation(request: Request) -> Response:
    """POST /scripts/{key}/simulations/{id}/cancellations. Answers as `show_simulation`."""
    key, simulation_id = key_of(request), path_id(request)
    with parts_of(request).units.begin() as unit:
        unit.simulations.cancel(simulation_id, key)
        told = follow(unit, key, simulation_id)
    return _simulation(request, told)


def _simulation(request: Request, told: dict[str, Any]) -> Response:
    """The state of a simulation, with its table and what is painted once it is done."""
    result = told.pop("result", None)
    if result is not None:
        language = request.state.language
        with parts_of(request).units.read() as unit:
            codes = {row["code"]: row[f"label_{language}"] for row in unit.routing.dispositions()}
        screen = simulation_screen(result, codes, language)
        told["html"] = finish(marked(language, "studio/_simulation.html", screen=screen), stamp_of(request))
        told["painted"] = painted(result)
    return JSONResponse(told)


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
        or_live=text_field(request, "instead", limit=10) == "live",
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
