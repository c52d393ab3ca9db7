"""Add-ins beside a call: the way to an outside page with its signed context, and asking lookups."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.connectors.add_in import ContextPlace, with_context
from flows.errors import NotFoundError
from workspace.commands.ask_lookups import ask_lookups
from workspace.desk.add_in_tokens import token_for
from workspace.desk.add_ins import add_ins_here
from workspace.desk.state import read_desk
from workspace.web.desk import show_desk
from workspace.web.request import optional_id_field, parts_of, path_id, person_of


def frame(request: Request) -> Response:
    """GET /interactions/{id}/add-ins/{add_in}: where the frame of a page goes, with a context made now. 404 when it is not shown."""
    parts, person = parts_of(request), person_of(request)
    with parts.units.read() as unit:
        state = read_desk(unit, person, request.state.language)
        if state.row is None or state.row.id != path_id(request):
            raise NotFoundError
        found = next((each for each in add_ins_here(unit, state) if each.id == path_id(request, "add_in") and each.state == "page"), None)
        if found is None:
            raise NotFoundError
        call = {
            "add_in_id": found.id,
            "secret": found.row["secret"],
            "url": found.filled.url,
            "interaction_id": state.row.id,
            "person_id": person.id,
            "masked": found.is_masked,
            "language": request.state.language,
        }
        token = token_for(parts, unit, call, account=state.customer.customer.account if state.customer else None)
    # The one answer of ours that stands in a frame of ours: for the moment of the redirect.
    request.state.in_own_frame = True
    address = with_context(found.filled.url, ContextPlace(found.row["context"]), token)
    return RedirectResponse(address, status_code=303, headers={"referrer-policy": "no-referrer"})


def create_lookups(request: Request) -> Response:
    """POST /interactions/{id}/lookups: again (an add-in to ask once more, else those that were not asked yet)."""
    asked = ask_lookups(parts_of(request), person_of(request), path_id(request), optional_id_field(request, "again"))
    # Nothing to show where nothing was asked: a form that is sent by itself must not bring itself back.
    return show_desk(request) if asked else Response(status_code=204)
