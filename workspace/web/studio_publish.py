"""Publishing in the browser: the dialog with everything to know, its tests, the button; versions compared; tries with some teams."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from flows.errors import ConflictError, InvalidError, NotFoundError, StaleError
from workspace.commands.publish import publish
from workspace.commands.spread_version import end_trial, spread_version
from workspace.render import render
from workspace.screens.forms import Form
from workspace.scripts.pages import address_of
from workspace.studio.publishing import publish_screen, tests_run
from workspace.studio.versions import compare_screen
from workspace.web.errors import status_of
from workspace.web.request import form_of, int_field, parts_of, person_of, submission_of, text_field
from workspace.web.scripts import key_of
from workspace.web.terms import terms_of

Refused = (InvalidError, ConflictError, StaleError)
FIELDS = ("note", "must_read", "audience", "timing", "at")


def show(request: Request) -> Response:
    """GET /scripts/{key}/publications/new: the dialog, or a page of its own where nothing asks for the dialog alone."""
    return _dialog(request)


def create(request: Request) -> Response:
    """POST /scripts/{key}/publications: sha256, live_version and how it is to go live (see `terms_of`).

    Answers where to go; the dialog again when it is refused.
    """
    key = key_of(request)
    try:
        made = publish(
            parts_of(request),
            person_of(request),
            key,
            terms_of(request),
            sha256=text_field(request, "sha256", required=True, limit=64),
            live_version=int_field(request, "live_version"),
            submission=submission_of(request),
        )
    except Refused as refused:
        return _dialog(request, refused)
    to = f"{address_of(key)}?done={made.state}&version={made.number}"
    if _wants_part(request):
        return JSONResponse({"to": to})
    return RedirectResponse(to, status_code=303)


def show_tests(request: Request) -> Response:
    """GET /scripts/{key}/publications/tests: the tests, run on the draft now."""
    with parts_of(request).units.read() as unit:
        screen = tests_run(unit, key_of(request))
    return render(request, "studio/_publish_tests.html", screen)


def compare(request: Request) -> Response:
    """GET /scripts/{key}/comparisons: from, to (numbers of versions)."""
    numbers = []
    for name in ("from", "to"):
        text = request.query_params.get(name, "")
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            raise NotFoundError
        numbers.append(int(text))
    with parts_of(request).units.read() as unit:
        screen = compare_screen(unit, key_of(request), *numbers, language=request.state.language)
    return render(request, "scripts/comparison.html", screen)


def spread(request: Request) -> Response:
    """POST /scripts/{key}/spreads: version. Everybody takes what some teams took."""
    return _of_trial(request, spread_version, "spread")


def end(request: Request) -> Response:
    """POST /scripts/{key}/trial-ends: version. The teams take everybody's version again."""
    return _of_trial(request, end_trial, "trial_ended")


def _of_trial(request: Request, command: Callable[..., None], done: str) -> Response:
    key, version = key_of(request), int_field(request, "version")
    command(parts_of(request), person_of(request), key, version, submission=submission_of(request))
    return RedirectResponse(f"{address_of(key)}/versions?done={done}&version={version}", status_code=303)


def _dialog(request: Request, refused: InvalidError | ConflictError | StaleError | None = None) -> Response:
    form, notice = None, ""
    if refused is not None:
        sent = form_of(request)
        typed = {name: str(sent.get(name, ""))[:2000].replace("\x00", "") for name in FIELDS}
        form = Form({**typed, "teams": " ".join(str(each) for each in sent.getlist("team"))[:4000]}, refused.fields)
        notice = next((f"{field}_{reason}" for field, reason in refused.fields.items()), refused.code)
    with parts_of(request).units.read() as unit:
        screen = publish_screen(unit, key_of(request), request.state.language, form=form, notice=notice)
    template = "studio/_publish_inside.html" if _wants_part(request) else "studio/publish.html"
    return render(request, template, screen, status=200 if refused is None else status_of(refused))


def _wants_part(request: Request) -> bool:
    """Whether the studio asks, which shows the dialog over what it has."""
    return request.headers.get("x-part") == "dialog"
