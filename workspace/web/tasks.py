"""Tasks at the desk: claimed, taken or turned down, skipped, dialled; promised calls taken up; opt-outs recorded."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.commands.accept_task import accept_task, reject_task
from workspace.commands.claim_task import claim_callback, claim_task
from workspace.commands.dial_task import dial_task
from workspace.commands.skip_task import SKIP_REASONS, skip_task
from workspace.commands.suppress_number import suppress_caller, suppress_task
from workspace.screens.desk import Flash
from workspace.web.desk import show_desk
from workspace.web.request import choice_field, id_field, int_field, parts_of, path_id, person_of, submission_of, text_field


def claim(request: Request) -> Response:
    """POST /tasks/claims."""
    row = claim_task(parts_of(request), person_of(request), submission=submission_of(request))
    return show_desk(request, flash=None if row else Flash("nothing_due", is_error=False))


def claim_promise(request: Request) -> Response:
    """POST /callbacks/{id}/claims."""
    claim_callback(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return show_desk(request)


def accept(request: Request) -> Response:
    """POST /tasks/{id}/acceptance: the offered task. One that may not be called any more is no error: the desk says so."""
    row = accept_task(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return show_desk(request, flash=None if row else Flash("offer_over", is_error=False))


def reject(request: Request) -> Response:
    """POST /tasks/{id}/rejection: somebody else may have it."""
    reject_task(parts_of(request), person_of(request), path_id(request), submission=submission_of(request))
    return show_desk(request)


def skip(request: Request) -> Response:
    """POST /tasks/{id}/skips: claim, reason."""
    claim_no, reason = int_field(request, "claim"), choice_field(request, "reason", SKIP_REASONS)
    skip_task(parts_of(request), person_of(request), path_id(request), claim_no, reason, submission=submission_of(request))
    return show_desk(request)


def dial(request: Request) -> Response:
    """POST /tasks/{id}/attempts: claim. A refusal of the gate is no error: the desk shows its reasons."""
    claim_no = int_field(request, "claim")
    dial_task(parts_of(request), person_of(request), path_id(request), claim_no, submission=submission_of(request))
    return show_desk(request)


def suppress(request: Request) -> Response:
    """POST /suppressions: interaction, or task."""
    parts, person, submission = parts_of(request), person_of(request), submission_of(request)
    if text_field(request, "task"):
        suppress_task(parts, person, id_field(request, "task"), submission=submission)
    else:
        suppress_caller(parts, person, id_field(request, "interaction"), submission=submission)
    return show_desk(request, flash=Flash("suppressed", is_error=False))
