"""The studio's forms: of one step, and of what belongs to the whole script. They show the text that stands; `/edits` changes it."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.render import render
from workspace.studio.forms.known import known_of
from workspace.studio.forms.settings_form import settings_form
from workspace.studio.forms.step_form import step_form
from workspace.studio.history import standing
from workspace.web.request import parts_of
from workspace.web.scripts import key_of


def show_step(request: Request) -> Response:
    """GET /scripts/{key}/steps/{step}: the form of a step, as a fragment. A step that is not there is told in it."""
    key = key_of(request)
    with parts_of(request).units.read() as unit:
        known = known_of(unit, key, standing(unit, key).source, request.state.language)
    return render(request, "studio/_form_step.html", step_form(known, request.path_params["step"]))


def show_settings(request: Request) -> Response:
    """GET /scripts/{key}/settings: the form of the script's settings, as a fragment."""
    key = key_of(request)
    with parts_of(request).units.read() as unit:
        known = known_of(unit, key, standing(unit, key).source, request.state.language)
    return render(request, "studio/_form_step.html", settings_form(known))
