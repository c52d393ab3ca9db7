"""Runs: the moves an agent makes at a step, one noun each."""

from starlette.requests import Request
from starlette.responses import Response

from flows.errors import InvalidError
from flows.runs import moves
from flows.runs.refusals import FieldsWrongError
from workspace.commands.keep_draft import keep_draft
from workspace.commands.move_run import move_run
from workspace.desk.screen import Refused
from workspace.screens.desk import Flash
from workspace.web.desk import show_desk
from workspace.web.interactions import step_fields
from workspace.web.request import choice_field, form_of, int_field, parts_of, path_id, person_of, submission_of, text_field


def _make(request: Request, move: moves.Move) -> Response:
    turn = int_field(request, "turn")
    move_run(parts_of(request), person_of(request), path_id(request), turn, move, submission=submission_of(request))
    return show_desk(request)


def answer(request: Request) -> Response:
    """POST /runs/{id}/answers: answer (a question), field-NAME (a form), or nothing (words to say)."""
    form = form_of(request)
    fields = step_fields(request)
    if fields or form.get("fields") == "1":
        try:
            return _make(request, moves.SubmitForm(fields))
        except FieldsWrongError as error:
            return show_desk(request, status=422, flash=Flash("invalid"), refused=Refused(error, fields))
    if "answer" in form:
        return _make(request, moves.Answer(text_field(request, "answer", required=True, limit=200)))
    return _make(request, moves.Continue())


def update_draft(request: Request) -> Response:
    """POST /runs/{id}/drafts: field-NAME. Answers 204."""
    keep_draft(parts_of(request), person_of(request), path_id(request), int_field(request, "turn"), step_fields(request))
    return Response(status_code=204)


def tick(request: Request) -> Response:
    """POST /runs/{id}/ticks: line."""
    return _make(request, moves.Tick(text_field(request, "line", required=True, limit=200)))


def consent(request: Request) -> Response:
    """POST /runs/{id}/consents: consent."""
    return _make(request, moves.Consent(choice_field(request, "consent", ("given", "refused")) == "given"))


def respond(request: Request) -> Response:
    """POST /runs/{id}/offer-responses: response, reason."""
    response = choice_field(request, "response", ("accepted", "declined", "later"))
    return _make(request, moves.RespondToOffer(response, text_field(request, "reason", limit=100) or None))


def objection(request: Request) -> Response:
    """POST /runs/{id}/objections: objection; empty closes the open one."""
    name = text_field(request, "objection", limit=200)
    return _make(request, moves.OpenObjection(name) if name else moves.LeaveObjection())


def back(request: Request) -> Response:
    """POST /runs/{id}/back."""
    return _make(request, moves.Back())


def jump(request: Request) -> Response:
    """POST /runs/{id}/jumps: visit."""
    return _make(request, moves.Jump(int_field(request, "visit")))


def leave(request: Request) -> Response:
    """POST /runs/{id}/exits: exit. The phone raises `hung_up`, nobody else."""
    name = text_field(request, "exit", required=True, limit=200)
    if name == "hung_up":
        raise InvalidError(fields={"exit": "not_listed"})
    return _make(request, moves.TakeExit(name))


def cancel(request: Request) -> Response:
    """POST /runs/{id}/cancellations."""
    return _make(request, moves.CancelAction())


def update_language(request: Request) -> Response:
    """POST /runs/{id}/language: language."""
    return _make(request, moves.ChangeLanguage(text_field(request, "language", required=True, limit=20)))
