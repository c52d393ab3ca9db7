"""Numbers: why one was or was not dialled, and the opt-outs that a supervisor records or lifts."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import InvalidError
from flows.outbound.suppression import Scope
from workspace.campaign_view import number_screen
from workspace.commands.suppress_number import lift_suppression, number_of, suppress_number
from workspace.render import render
from workspace.screens.campaigns import NumberScreen
from workspace.web.campaigns import go_to
from workspace.web.request import choice_field, parts_of, path_id, person_of, submission_of, text_field


def show(request: Request) -> Response:
    """GET /numbers?number=…"""
    parts, query = parts_of(request), request.query_params.get("number", "").replace("\x00", "").strip()[:40]
    if not query:
        return render(request, "campaigns/number.html", NumberScreen())
    try:
        number = number_of(query, parts.settings.region)
    except InvalidError:
        return render(request, "campaigns/number.html", NumberScreen(query=query, error="format"), status=422)
    with parts.units.read() as unit:
        screen = number_screen(unit, query, number, request.state.language)
    return render(request, "campaigns/number.html", screen)


def create(request: Request) -> Response:
    """POST /numbers/suppressions: number, purpose."""
    number, purpose = text_field(request, "number", required=True, limit=40), choice_field(request, "purpose", list(Scope))
    kept = suppress_number(parts_of(request), person_of(request), number, purpose, submission=submission_of(request))
    return go_to(request, f"/numbers?number={quote(kept)}")


def lift(request: Request) -> Response:
    """POST /suppressions/{id}/liftings: reason."""
    reason = text_field(request, "reason", required=True, limit=500)
    number = lift_suppression(parts_of(request), person_of(request), path_id(request), reason, submission=submission_of(request))
    return go_to(request, f"/numbers?number={quote(number)}")
