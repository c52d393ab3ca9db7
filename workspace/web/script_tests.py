"""The tests of a script in the browser: written, run with one click, and saved."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from flows.errors import NotFoundError
from workspace.commands.save_tests import save_tests
from workspace.render import render
from workspace.scripts.test_pages import report_screen, tests_screen
from workspace.scripts.tests import has_tests, run_script_tests
from workspace.web.request import parts_of, person_of, text_field
from workspace.web.scripts import key_of, source_field


def show_tests(request: Request) -> Response:
    """GET /scripts/{key}/tests: the page, with the tests run on the draft."""
    with parts_of(request).units.read() as unit:
        screen = tests_screen(unit, key_of(request), request.state.language)
    return render(request, "scripts/tests.html", screen)


def update_tests(request: Request) -> Response:
    """POST /scripts/{key}/tests: source, based_on. Answers JSON (sha256, at)."""
    source, based_on = source_field(request), text_field(request, "based_on", limit=64)
    saved = save_tests(parts_of(request), person_of(request), key_of(request), source, based_on=based_on)
    return JSONResponse({"sha256": saved.sha256, "at": saved.at.isoformat()})


def show_kept(request: Request) -> Response:
    """GET /scripts/{key}/test-files, as JSON: the tests as they are kept (source, sha256, by), to be laid beside what is typed."""
    with parts_of(request).units.read() as unit:
        kept = unit.scripts.tests(key_of(request)) or {}
    return JSONResponse({"source": kept.get("source", ""), "sha256": kept.get("sha256", ""), "by": kept.get("updated_by_name") or ""})


def run_tests(request: Request) -> Response:
    """POST /scripts/{key}/test-runs: source. Answers the report as HTML. Stores nothing."""
    source, key = source_field(request), key_of(request)
    with parts_of(request).units.read() as unit:
        standing = unit.scripts.draft(key) or unit.scripts.live(key)
        if standing is None or not has_tests(key):
            raise NotFoundError
        tested = run_script_tests(unit, key, standing["source"], source)
    return render(request, "scripts/_test_report.html", report_screen(tested, source, request.state.language))
