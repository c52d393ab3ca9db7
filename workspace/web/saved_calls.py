"""A call saved as a test of its script, in the browser: looked at first, then named and kept."""

from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.errors import ConflictError, InvalidError
from workspace.render import render
from workspace.screens.saved_calls import SavedCallScreen
from workspace.screens.script_tests import TestLine
from workspace.screens.scripts import When
from workspace.scripts.pages import address_of, when
from workspace.scripts.publishing import own_name
from workspace.scripts.saved_calls import call_to_save, keep_call
from workspace.scripts.test_pages import report_screen
from workspace.scripts.tests import run_script_tests
from workspace.studio.kept_tests import LONGEST_NAME
from workspace.web.errors import status_of
from workspace.web.forms import SHOWN_AGAIN
from workspace.web.request import form_of, parts_of, path_id, person_of, submission_of, text_field
from workspace.web.scripts import key_of
from workspace.wiring.parts import AlreadyDone, Unit


def show(request: Request) -> Response:
    """GET /scripts/{key}/tests/calls/{id}: a call as the test it would be; with `saved`, the name of its test, how that went."""
    with parts_of(request).units.read() as unit:
        screen = _screen(unit, key_of(request), path_id(request), request.state.language, saved=request.query_params.get("saved", ""))
    return render(request, "studio/saved_call.html", screen)


def create(request: Request) -> Response:
    """POST /scripts/{key}/tests/calls/{id}: name."""
    key, run_id = key_of(request), path_id(request)
    try:
        name = text_field(request, "name", required=True, limit=LONGEST_NAME)
        kept = keep_call(parts_of(request), person_of(request), key, run_id, name, submission=submission_of(request))
    except AlreadyDone:
        return RedirectResponse(f"{address_of(key)}/tests", status_code=303)
    except (InvalidError, ConflictError) as refused:
        error = next(iter(refused.fields.values()), refused.code) if isinstance(refused, InvalidError) else refused.code
        typed = str(form_of(request).get("name", ""))[:SHOWN_AGAIN].replace("\x00", "")
        with parts_of(request).units.read() as unit:
            screen = _screen(unit, key, run_id, request.state.language, error=error, name=typed)
        return render(request, "studio/saved_call.html", screen, status=status_of(refused))
    return RedirectResponse(f"{request.url.path}?{urlencode({'saved': kept.name})}", status_code=303)


def _screen(unit: Unit, key: str, run_id: UUID, language: str, *, saved: str = "", error: str = "", name: str = "") -> SavedCallScreen:
    call = call_to_save(unit, key, run_id)
    standing = unit.scripts.draft(key) or unit.scripts.live(key) or {}
    report = line = None
    if saved:
        kept = unit.scripts.tests(key)
        tests = kept["source"] if kept else ""
        report = report_screen(run_script_tests(unit, key, standing["source"], tests), tests, language)
        line = next((each for each in report.tests if each.name == saved), TestLine(saved, 0, ()))
    return SavedCallScreen(
        key=key,
        address=address_of(key),
        title=standing.get(f"title_{language}") or own_name(key),
        run_id=str(run_id),
        version=call.version,
        agent=call.agent,
        begun=when(call.begun_at, unit.now, language) or When("", "", ""),
        test=call.test,
        name=name,
        error=error,
        saved=line,
        report=report,
    )
