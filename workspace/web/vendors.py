"""Vendors: invited, watched and revoked by our supervisors."""

from datetime import UTC, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.change_vendor import change_end, change_share, change_transfers
from workspace.commands.close_account import close_account, open_account
from workspace.commands.invite_vendor import NewLink, invite_vendor, renew_link
from workspace.commands.revoke_vendor import revoke_links, revoke_share, revoke_vendor
from workspace.render import render
from workspace.screens.forms import Form, Option
from workspace.screens.people import moment
from workspace.screens.vendors import (
    NewLinkScreen,
    VendorLine,
    VendorScreen,
    VendorsScreen,
    show_links,
    show_shares,
    show_vendor_people,
    vendor_state,
)
from workspace.web.forms import REFUSED, day_end_field, go, id_fields, name_field, refused, status_of_form
from workspace.web.request import id_field, int_field, parts_of, path_id, person_of, submission_of
from workspace.wiring.outbound import CALLBACKS
from workspace.wiring.parts import Unit


def index(request: Request) -> Response:
    """GET /vendors."""
    return _list(request)


def create(request: Request) -> Response:
    """POST /vendors: name, campaign, share, expires_on. Answers with the link, which is shown this once."""
    try:
        name, campaign = name_field(request, "name", required=True), id_field(request, "campaign")
        percent, ends = int_field(request, "share"), day_end_field(request, "expires_on")
        link = invite_vendor(parts_of(request), person_of(request), name, campaign, percent, ends, submission=submission_of(request))
    except REFUSED as error:
        return _list(request, refused(request, error))
    return _show_link(request, link)


def show(request: Request) -> Response:
    """GET /vendors/{id}."""
    return _page(request)


def update(request: Request) -> Response:
    """POST /vendors/{id}: expires_on."""
    try:
        ends = day_end_field(request, "expires_on")
        change_end(parts_of(request), person_of(request), path_id(request), ends, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/vendors", [path_id(request)])


def create_link(request: Request) -> Response:
    """POST /vendors/{id}/links: a new link, shown this once; unused ones die."""
    try:
        return _show_link(request, renew_link(parts_of(request), person_of(request), path_id(request), submission=submission_of(request)))
    except REFUSED as error:
        return _page(request, refused(request, error))


def end_links(request: Request) -> Response:
    """POST /vendors/{id}/links/revocation."""
    revoke_links(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return go("/vendors", [path_id(request)])


def save_share(request: Request) -> Response:
    """POST /vendors/{id}/shares: campaign, share."""
    try:
        campaign, percent = id_field(request, "campaign"), int_field(request, "share")
        change_share(parts_of(request), person_of(request), path_id(request), campaign, percent, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/vendors", [path_id(request)])


def end_share(request: Request) -> Response:
    """POST /vendors/{id}/shares/{share}/revocation."""
    share = path_id(request, "share")
    revoke_share(parts_of(request), person_of(request), path_id(request), share, submission=submission_of(request))
    return go("/vendors", [path_id(request)])


def revoke(request: Request) -> Response:
    """POST /vendors/{id}/revocation."""
    revoke_vendor(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return go("/vendors", [path_id(request)])


def close_person(request: Request) -> Response:
    """POST /vendors/{id}/people/{person}/closure."""
    person_id = _person_of_vendor(request)
    close_account(parts_of(request), person_of(request), person_id, submission=submission_of(request))
    return go("/vendors", [path_id(request)])


def reopen_person(request: Request) -> Response:
    """POST /vendors/{id}/people/{person}/opening."""
    person_id = _person_of_vendor(request)
    open_account(parts_of(request), person_of(request), person_id, submission=submission_of(request))
    return go("/vendors", [path_id(request)])


def today(now: datetime) -> datetime:
    """The beginning of this day, in UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _person_of_vendor(request: Request) -> UUID:
    """The person in the path. Raises NotFoundError for anybody who is not of the vendor in the path."""
    person_id = path_id(request, "person")
    with parts_of(request).units.read() as unit:
        row = unit.people.get(person_id)
    if row is None or row["vendor_id"] != path_id(request):
        raise NotFoundError
    return person_id


def _show_link(request: Request, link: NewLink) -> Response:
    url = f"{parts_of(request).settings.address}/vendor-link/{link.token}"
    return render(request, "vendors/link.html", NewLinkScreen(str(link.vendor_id), url, moment(link.expires_at)))


def _campaigns(unit: Unit, language: str, chosen: str) -> tuple[Option, ...]:
    return tuple(
        Option(str(row["id"]), row[f"name_{language}"], str(row["id"]) == chosen)
        for row in unit.campaigns.all()
        if row["key"] != CALLBACKS and row["state"] not in ("stopped", "finished")
    )


def _list(request: Request, form: Form | None = None) -> Response:
    shown = form or Form()
    with parts_of(request).units.read() as unit:
        lines = tuple(
            VendorLine(
                str(row["id"]), row["name"], vendor_state(row, unit.now), moment(row["expires_at"]), row["agents"], row["open_tasks"]
            )
            for row in unit.vendors.all()
        )
        screen = VendorsScreen(lines, _campaigns(unit, request.state.language, shown.value("campaign")), shown)
    return render(request, "vendors/vendors.html", screen, status=status_of_form(form))


def save_transfers(request: Request) -> Response:
    """POST /vendors/{id}/transfers: queues, the ids of checked boxes."""
    try:
        queues = id_fields(request, "queues")
        change_transfers(parts_of(request), person_of(request), path_id(request), queues, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/vendors", [path_id(request)])


def _queues(unit: Unit, vendor_id: UUID, language: str) -> tuple[Option, ...]:
    allowed = unit.transfers.queues_of(vendor_id)
    ours = (each for each in unit.routing.active_queues() if each["vendor_id"] != vendor_id)
    return tuple(Option(str(each["id"]), each[f"name_{language}"], each["id"] in allowed) for each in ours)


def _page(request: Request, form: Form | None = None) -> Response:
    vendor_id, shown = path_id(request), form or Form()
    with parts_of(request).units.read() as unit:
        row = unit.vendors.get(vendor_id)
        if row is None:
            raise NotFoundError
        screen = VendorScreen(
            id=str(vendor_id),
            name=row["name"],
            state=vendor_state(row, unit.now),
            expires=moment(row["expires_at"]),
            shares=show_shares(unit.vendors.shares(vendor_id), request.state.language, unit.now),
            links=show_links(unit.vendors.links(vendor_id), unit.now),
            people=show_vendor_people(unit.vendors.people(vendor_id, today(unit.now)), unit.now),
            campaigns=_campaigns(unit, request.state.language, shown.value("campaign")),
            queues=_queues(unit, vendor_id, request.state.language),
            form=shown,
        )
    return render(request, "vendors/vendor.html", screen, status=status_of_form(form))
