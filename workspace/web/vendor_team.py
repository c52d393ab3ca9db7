"""A vendor's own page: their agents' accounts, what they do today, and what they were told."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.acknowledge_notice import acknowledge_notice
from workspace.commands.add_vendor_agent import add_vendor_agent
from workspace.commands.close_account import close_account, open_account
from workspace.commands.reset_password import reset_password
from workspace.render import render
from workspace.screens.forms import Form
from workspace.screens.notices import show_lines
from workspace.screens.people import moment
from workspace.screens.vendors import Result, VendorTeamScreen, show_shares, show_vendor_people
from workspace.web.forms import REFUSED, go, name_field, refused, status_of_form
from workspace.web.people import show_password
from workspace.web.request import choice_field, parts_of, path_id, person_of, submission_of, text_field
from workspace.web.vendors import today

TEAM = "/vendor"


def show(request: Request) -> Response:
    """GET /vendor."""
    return _page(request)


def create_agent(request: Request) -> Response:
    """POST /vendor/agents: login, name, language. Answers with the password, which is shown this once."""
    try:
        login, name = text_field(request, "login", required=True, limit=64), name_field(request, "name", required=True)
        language = choice_field(request, "language", ("en", "zh"))
        told = add_vendor_agent(parts_of(request), person_of(request), login, name, language, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return show_password(request, told, TEAM)


def update_password(request: Request) -> Response:
    """POST /vendor/agents/{id}/password."""
    vendor_id = _vendor_of(request)
    told = reset_password(parts_of(request), person_of(request), path_id(request), of_vendor=vendor_id, submission=submission_of(request))
    return show_password(request, told, TEAM)


def close_agent(request: Request) -> Response:
    """POST /vendor/agents/{id}/closure."""
    vendor_id = _vendor_of(request)
    close_account(parts_of(request), person_of(request), path_id(request), of_vendor=vendor_id, submission=submission_of(request))
    return go(TEAM)


def reopen_agent(request: Request) -> Response:
    """POST /vendor/agents/{id}/opening."""
    vendor_id = _vendor_of(request)
    open_account(parts_of(request), person_of(request), path_id(request), of_vendor=vendor_id, submission=submission_of(request))
    return go(TEAM)


def acknowledge(request: Request) -> Response:
    """POST /vendor/notices/{id}/acknowledgements."""
    acknowledge_notice(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return go(TEAM)


def _vendor_of(request: Request) -> UUID:
    vendor_id = person_of(request).vendor_id
    if vendor_id is None:
        raise NotFoundError
    return vendor_id


def _page(request: Request, form: Form | None = None) -> Response:
    vendor_id, language = _vendor_of(request), request.state.language
    with parts_of(request).units.read() as unit:
        vendor = unit.vendors.get(vendor_id)
        if vendor is None:
            raise NotFoundError
        since = today(unit.now)
        people = show_vendor_people(unit.vendors.people(vendor_id, since), unit.now)
        screen = VendorTeamScreen(
            name=vendor["name"],
            expires=moment(vendor["expires_at"]),
            shares=show_shares(unit.vendors.shares(vendor_id), language, unit.now),
            people=tuple(each for each in people if each.role == "agent"),
            results=tuple(Result(row[f"label_{language}"] or row["code"], row["calls"]) for row in unit.vendors.results(vendor_id, since)),
            notices=show_lines(unit.notices.open_for(person_of(request)), language),
            form=form or Form({"language": language}),
        )
    return render(request, "vendors/team.html", screen, status=status_of_form(form))
