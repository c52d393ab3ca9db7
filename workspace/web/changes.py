"""Changes in the browser: the one list, each change with its decision, the versions of lists, and the rule of the second person."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError, StaleError
from flows.publishing.publication import LONGEST_REASON
from workspace.commands.decide_change import approve_change, cancel_change, refuse_change
from workspace.commands.roll_back import roll_back_change
from workspace.commands.set_approvals import set_approvals
from workspace.render import render
from workspace.screens.notices import Box
from workspace.screens.publishing import RuleScreen
from workspace.studio.approvals import KINDS, kinds_to_approve
from workspace.studio.hub import change_screen, history_screen, hub_screen
from workspace.web.errors import status_of
from workspace.web.forms import chosen
from workspace.web.request import int_field, parts_of, path_id, person_of, submission_of, text_field

Refused = (InvalidError, ConflictError, StaleError, NotAllowedError)
LONGEST_KEY = 80


def index(request: Request) -> Response:
    """GET /changes."""
    with parts_of(request).units.read() as unit:
        screen = hub_screen(unit, person_of(request), request.state.language, notice=request.query_params.get("done", ""))
    return render(request, "changes/index.html", screen)


def show(request: Request) -> Response:
    """GET /changes/{id}."""
    return _page(request, notice=request.query_params.get("done", ""))


def approve(request: Request) -> Response:
    """POST /changes/{id}/approvals."""
    try:
        made = approve_change(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    except Refused as refused:
        return _refused(request, refused)
    return RedirectResponse(f"/changes/{made.change_id}?done=approved", status_code=303)


def refuse(request: Request) -> Response:
    """POST /changes/{id}/refusals: reason."""
    reason, change_id = text_field(request, "reason", limit=10 * LONGEST_REASON), path_id(request)
    try:
        refuse_change(parts_of(request), person_of(request), change_id, reason, submission=submission_of(request))
    except Refused as refused:
        return _refused(request, refused, typed=reason)
    return RedirectResponse(f"/changes/{change_id}?done=refused", status_code=303)


def cancel(request: Request) -> Response:
    """POST /changes/{id}/cancellations."""
    try:
        cancel_change(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    except Refused as refused:
        return _refused(request, refused)
    return RedirectResponse("/changes?done=cancelled", status_code=303)


def history(request: Request) -> Response:
    """GET /changes/history: kind, of (the key)."""
    kind, key = (request.query_params.get(name, "") for name in ("kind", "of"))
    return _history(request, kind, key, notice=request.query_params.get("done", ""))


def roll_back(request: Request) -> Response:
    """POST /changes/history: kind, of, number. A code, card or assignment is again what it was."""
    kind, key = text_field(request, "kind", limit=20), text_field(request, "of", limit=LONGEST_KEY)
    number = int_field(request, "number")
    try:
        roll_back_change(parts_of(request), person_of(request), kind, key, number, submission=submission_of(request))
    except Refused as refused:
        return _history(request, kind, key, notice=refused.code, status=status_of(refused))
    return RedirectResponse(f"/changes/history?kind={kind}&of={key}&done=saved", status_code=303)


def show_rule(request: Request) -> Response:
    """GET /approval-rules."""
    with parts_of(request).units.read() as unit:
        wanted = kinds_to_approve(unit)
    screen = RuleScreen(tuple(Box(kind, kind, kind in wanted) for kind in KINDS), request.query_params.get("done") == "saved")
    return render(request, "changes/rule.html", screen)


def set_rule(request: Request) -> Response:
    """POST /approval-rules: kind (each that a second person approves)."""
    set_approvals(parts_of(request), person_of(request), chosen(request, "kind"), submission=submission_of(request))
    return RedirectResponse("/approval-rules?done=saved", status_code=303)


def _refused(request: Request, refused: Exception, *, typed: str = "") -> Response:
    fields = getattr(refused, "fields", {})
    code = next((f"{field}_{why}" for field, why in fields.items()), getattr(refused, "code", ""))
    return _page(request, notice=code, status=status_of(refused), typed=typed)


def _page(request: Request, *, notice: str = "", status: int = 200, typed: str = "") -> Response:
    with parts_of(request).units.read() as unit:
        screen = change_screen(unit, person_of(request), path_id(request), request.state.language, notice=notice, typed=typed)
    return render(request, "changes/change.html", screen, status=status)


def _history(request: Request, kind: str, key: str, *, notice: str = "", status: int = 200) -> Response:
    if not key.isprintable() or len(key) > LONGEST_KEY:
        raise NotFoundError
    with parts_of(request).units.read() as unit:
        screen = history_screen(unit, person_of(request), kind, key, request.state.language, notice=notice)
    return render(request, "changes/history.html", screen, status=status)
