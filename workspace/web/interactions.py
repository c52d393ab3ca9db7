"""Interactions: the call's controls, the customer, notes, scripts and wrap-up."""

from datetime import datetime
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import InvalidError
from flows.runs.refusals import FieldsWrongError
from flows.telephony.port import CommandKind
from workspace.commands.acknowledge_notice import acknowledge_notice
from workspace.commands.answer_call import answer_call
from workspace.commands.control_call import FITS, control_call
from workspace.commands.open_script import open_script, resume_run
from workspace.commands.pick_customer import pick_customer
from workspace.commands.reject_call import reject_call
from workspace.commands.respond_beside import respond_beside
from workspace.commands.transfer_call import BLIND, transfer_call
from workspace.commands.wrap_up import extend, wrap_up
from workspace.commands.write_notes import LONGEST, write_notes
from workspace.desk.screen import Refused
from workspace.desk.transfers import transfer_targets
from workspace.render import render
from workspace.screens.desk import Flash
from workspace.screens.desk_caller import CustomerResults
from workspace.screens.desk_work import CallbackField
from workspace.screens.show_caller import hit
from workspace.web.desk import show_desk
from workspace.web.request import (
    choice_field,
    form_of,
    id_field,
    int_field,
    parts_of,
    path_id,
    person_of,
    submission_of,
    text_field,
)

MOST_HITS = 8
FIELD = "field-"
CallbackError = Literal["required", "past", "window", "format"]
CALLBACK_ERRORS: dict[str, CallbackError] = {
    "required": "required",
    "in_the_past": "past",
    "outside_window": "window",
    "too_far_off": "window",
}


def step_fields(request: Request) -> dict[str, object]:
    """The fields of a script's form as they were typed: `field-NAME`, a list where a name repeats."""
    form = form_of(request)
    fields: dict[str, object] = {}
    for name in form:
        if name.startswith(FIELD):
            values = [value if isinstance(value, str) else value.filename or "" for value in form.getlist(name)]
            fields[name.removeprefix(FIELD)] = values if len(values) > 1 else values[0]
    return fields


def answer(request: Request) -> Response:
    """POST /interactions/{id}/answer."""
    answer_call(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return show_desk(request)


def reject(request: Request) -> Response:
    """POST /interactions/{id}/rejection."""
    reject_call(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return show_desk(request)


def command(request: Request) -> Response:
    """POST /interactions/{id}/call-commands: command."""
    kind = CommandKind(choice_field(request, "command", [kind.value for kind in FITS]))
    control_call(parts_of(request), person_of(request), path_id(request), kind, submission=submission_of(request))
    return show_desk(request)


def transfer(request: Request) -> Response:
    """POST /interactions/{id}/transfers: to, mode."""
    target, mode = text_field(request, "to", required=True), text_field(request, "mode") or BLIND
    transfer_call(parts_of(request), person_of(request), path_id(request), target, mode, submission=submission_of(request))
    return show_desk(request)


def targets(request: Request) -> Response:
    """GET /interactions/{id}/transfers: whom the call may go to now."""
    shown = transfer_targets(parts_of(request), person_of(request), path_id(request), request.state.language)
    return render(request, "desk/_transfer_targets.html", shown)


def search(request: Request) -> Response:
    """GET /customers: q, interaction."""
    query = request.query_params.get("q", "").replace("\x00", "")[:100]
    with parts_of(request).units.read() as unit:
        found = unit.customers.search(query, MOST_HITS + 1) if query.strip() else []
    hits = tuple(hit(each, request.state.language) for each in found[:MOST_HITS])
    interaction = request.query_params.get("interaction", "")[:40]
    return render(request, "desk/_customer_results.html", CustomerResults(interaction, query, hits, len(found) > MOST_HITS))


def update_customer(request: Request) -> Response:
    """POST /interactions/{id}/customer: customer."""
    customer = id_field(request, "customer")
    pick_customer(parts_of(request), person_of(request), path_id(request), customer, submission=submission_of(request))
    return show_desk(request)


def open_run(request: Request) -> Response:
    """POST /interactions/{id}/runs: script, or resume."""
    parts, person, submission = parts_of(request), person_of(request), submission_of(request)
    if text_field(request, "resume"):
        resume_run(parts, person, path_id(request), id_field(request, "resume"), submission=submission)
    else:
        open_script(parts, person, path_id(request), text_field(request, "script", required=True, limit=200), submission=submission)
    return show_desk(request)


def respond(request: Request) -> Response:
    """POST /interactions/{id}/offer-responses: offer, response, reason."""
    offer, response = text_field(request, "offer", required=True), text_field(request, "response", required=True)
    reason = text_field(request, "reason")
    respond_beside(parts_of(request), person_of(request), path_id(request), offer, response, reason, submission=submission_of(request))
    return show_desk(request)


def update_notes(request: Request) -> Response:
    """POST /interactions/{id}/notes: text. Answers 204 with the time it was saved at, or 422 with why not."""
    text = form_of(request).get("text", "")
    if not isinstance(text, str) or "\x00" in text:
        raise InvalidError(fields={"text": "format"})
    try:
        saved_at = write_notes(parts_of(request), person_of(request), path_id(request), text[: LONGEST + 1])
    except InvalidError as error:
        return Response(status_code=422, headers={"Refused": error.fields["text"]})
    return Response(status_code=204, headers={"Saved-At": saved_at.strftime("%H:%M:%S")})


def close(request: Request) -> Response:
    """POST /interactions/{id}/wrap-up: disposition, callback_at, satisfaction, field-NAME."""
    code, wish = text_field(request, "disposition"), text_field(request, "callback_at")
    fields = step_fields(request)
    try:
        satisfaction = int_field(request, "satisfaction") if text_field(request, "satisfaction") else None
        callback_at = datetime.fromisoformat(wish) if wish else None
        wrap_up(
            parts_of(request),
            person_of(request),
            path_id(request),
            code,
            callback_at=callback_at,
            satisfaction=satisfaction,
            fields=fields,
            submission=submission_of(request),
        )
    except FieldsWrongError as error:
        return show_desk(request, status=422, flash=Flash("invalid"), refused=Refused(error, fields))
    except (InvalidError, ValueError) as error:
        wrong = error.fields if isinstance(error, InvalidError) else {"callback_at": "format"}
        return show_desk(request, status=422, flash=Flash("invalid"), refused=_wrapup_refused(wrong, wish))
    return show_desk(request)


def _wrapup_refused(wrong: dict[str, str], wish: str) -> Refused:
    error = CALLBACK_ERRORS.get(wrong.get("callback_at", ""), "format") if "callback_at" in wrong else ""
    callback = CallbackField(value=wish, error=error) if error else None
    return Refused(wrapup=wrong.get("disposition", ""), callback=callback)


def extend_wrap_up(request: Request) -> Response:
    """POST /interactions/{id}/wrap-up-extensions."""
    extend(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return show_desk(request)


def acknowledge(request: Request) -> Response:
    """POST /notices/{id}/acknowledgements."""
    acknowledge_notice(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return show_desk(request)
