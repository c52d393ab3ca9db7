"""Campaigns: the list, one campaign, its moves, what it gives out, its people, and attempts whose fate somebody settles."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workspace.campaign_view import campaign_screen, campaigns_screen, new_campaign_screen
from workspace.commands.add_campaign import add_campaign
from workspace.commands.move_campaign import MOVES, move_campaign, set_member
from workspace.commands.set_distribution import set_distribution
from workspace.commands.settle_attempt import SETTLEMENTS, settle_attempt
from workspace.render import render
from workspace.screens.forms import Form
from workspace.transactions.campaigns import NewCampaign
from workspace.web.forms import REFUSED, SHORT_NAME, day_field, go, name_field, refused, status_of_form
from workspace.web.request import choice_field, id_field, int_field, parts_of, path_id, person_of, submission_of, text_field


def go_to(request: Request, path: str) -> Response:
    """Send the browser on after a change: htmx by its header, a plain form by a redirect."""
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": path})
    return RedirectResponse(path, status_code=303)


def index(request: Request) -> Response:
    """GET /campaigns."""
    with parts_of(request).units.read() as unit:
        screen = campaigns_screen(unit, request.state.language)
    return render(request, "campaigns/index.html", screen)


def new(request: Request) -> Response:
    """GET /campaigns/new."""
    return _form_page(request)


def create(request: Request) -> Response:
    """POST /campaigns: short_name, name_en, name_zh, script, purpose, region, caller_number, starts_on, ends_on."""
    try:
        made = add_campaign(parts_of(request), person_of(request), _wanted(request), submission=submission_of(request))
    except REFUSED as error:
        return _form_page(request, refused(request, error))
    return go("/campaigns", [made])


def show(request: Request) -> Response:
    """GET /campaigns/{id}."""
    return _campaign_page(request)


def move(request: Request) -> Response:
    """POST /campaigns/{id}/moves: state."""
    state = choice_field(request, "state", MOVES)
    move_campaign(parts_of(request), person_of(request), path_id(request), state, submission=submission_of(request))
    return go_to(request, f"/campaigns/{path_id(request)}")


def distribute(request: Request) -> Response:
    """POST /campaigns/{id}/distribution: distribution, held_minutes."""
    parts, person, campaign_id = parts_of(request), person_of(request), path_id(request)
    try:
        wanted, minutes = text_field(request, "distribution", required=True), int_field(request, "held_minutes")
        set_distribution(parts, person, campaign_id, wanted, minutes, submission=submission_of(request))
    except REFUSED as error:
        return _campaign_page(request, refused(request, error))
    return go("/campaigns", [campaign_id])


def join(request: Request) -> Response:
    """POST /campaigns/{id}/people: person."""
    return _set_member(request, belongs=True)


def leave(request: Request) -> Response:
    """POST /campaigns/{id}/departures: person."""
    return _set_member(request, belongs=False)


def settle(request: Request) -> Response:
    """POST /attempts/{id}/settlements: result, campaign."""
    result, campaign_id = choice_field(request, "result", SETTLEMENTS), id_field(request, "campaign")
    settle_attempt(parts_of(request), person_of(request), path_id(request), result, submission=submission_of(request))
    return go_to(request, f"/campaigns/{campaign_id}")


def _set_member(request: Request, *, belongs: bool) -> Response:
    agent_id = id_field(request, "person")
    set_member(parts_of(request), person_of(request), path_id(request), agent_id, belongs=belongs, submission=submission_of(request))
    return go_to(request, f"/campaigns/{path_id(request)}")


def _wanted(request: Request) -> NewCampaign:
    return NewCampaign(
        key=name_field(request, SHORT_NAME),
        name_en=name_field(request, "name_en"),
        name_zh=name_field(request, "name_zh"),
        script_key=text_field(request, "script", required=True),
        purpose=text_field(request, "purpose", required=True),
        region=text_field(request, "region", required=True),
        caller_number=name_field(request, "caller_number"),
        starts_on=day_field(request, "starts_on"),
        ends_on=day_field(request, "ends_on"),
    )


def _campaign_page(request: Request, form: Form | None = None) -> Response:
    with parts_of(request).units.read() as unit:
        screen = campaign_screen(unit, path_id(request), request.state.language, form)
    return render(request, "campaigns/campaign.html", screen, status=status_of_form(form))


def _form_page(request: Request, form: Form | None = None) -> Response:
    with parts_of(request).units.read() as unit:
        screen = new_campaign_screen(unit, form, request.state.language)
    return render(request, "campaigns/new.html", screen, status=status_of_form(form))
