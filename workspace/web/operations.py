"""Operations: what is stuck, came too late or is not known; and in the demo, the faults of its BSS."""

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import NotFoundError
from workspace.commands.resend_fact import resend_fact
from workspace.commands.set_bss_fault import KINDS, set_bss_fault
from workspace.commands.verify_hourly import VERIFIED
from workspace.render import render
from workspace.screens.forms import Form
from workspace.screens.operations import NOTES_SHOWN, show_operations, show_verified
from workspace.web.forms import REFUSED, go, refused, status_of_form
from workspace.web.request import parts_of, person_of, submission_of, text_field

LARGEST_ID = 2**63 - 1


def index(request: Request) -> Response:
    """GET /operations."""
    return _page(request)


def create_resend(request: Request) -> Response:
    """POST /outbox/{id}/resends."""
    number: str = request.path_params["id"]
    if not (number.isascii() and number.isdecimal() and int(number[:20]) <= LARGEST_ID):
        raise NotFoundError
    try:
        resend_fact(parts_of(request), person_of(request), int(number), submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/operations")


def create_fault(request: Request) -> Response:
    """POST /bss-faults: action, kind (empty: heal), seconds, times. Outside the demo there is no such thing."""
    if not parts_of(request).settings.demo:
        raise NotFoundError
    try:
        action, kind, seconds, times = (text_field(request, name, limit=40) for name in ("action", "kind", "seconds", "times"))
        set_bss_fault(parts_of(request), person_of(request), action, kind, seconds, times, submission=submission_of(request))
    except REFUSED as error:
        return _page(request, refused(request, error))
    return go("/operations")


def _page(request: Request, form: Form | None = None) -> Response:
    parts = parts_of(request)
    with parts.units.read() as unit:
        verified = unit.facts.get(VERIFIED)
        screen = show_operations(
            show_verified(*verified) if verified else None,
            unit.operations.outbox_counts(),
            unit.operations.parked(),
            unit.operations.late_notes(NOTES_SHOWN),
            unit.operations.unknown_attempts(),
            unit.bss.faults() if parts.settings.demo else None,
            KINDS,
            form or Form(),
            now=unit.now,
            language=request.state.language,
        )
    return render(request, "operations/operations.html", screen, status=status_of_form(form))
