"""Settle: a person says what came of an attempt whose fate the switch could not tell."""

from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError
from flows.outbound.attempt import AttemptResult, AttemptState
from flows.outbound.retry import after_attempt
from flows.outbound.task import TaskState
from workspace.transactions.attempts import ANYTIME
from workspace.transactions.gate_facts import window_of
from workspace.wiring.parts import Parts, Person, Submission

SETTLEMENTS = (AttemptResult.ANSWERED, AttemptResult.NO_ANSWER, AttemptResult.BUSY, AttemptResult.INVALID)


def settle_attempt(parts: Parts, person: Person, attempt_id: UUID, result: str, *, submission: Submission) -> None:
    """Write the result and what follows from it: the lead is due again, or closed.

    Raises InvalidError, NotFoundError, ConflictError ("attempt_settled") when its fate is known.
    """
    if result not in SETTLEMENTS:
        raise InvalidError(fields={"result": "not_listed"})
    with parts.units.begin(submission) as unit:
        attempt = unit.attempts.get(attempt_id, lock=True)
        if attempt is None:
            raise NotFoundError
        if attempt["state"] != AttemptState.UNKNOWN:
            raise ConflictError("attempt_settled")
        unit.attempts.end(attempt_id, AttemptResult(result), unit.now)
        task = unit.tasks.get(attempt["task_id"], lock=True)
        if task is not None and task.task.state is TaskState.CLOSED:
            window = window_of(task.lead.number, task["zone"], task.campaign.purpose, unit.now) or ANYTIME
            step = after_attempt(unit.attempts.results_of_lead(task.task.lead_id), unit.now, window)
            if step.due_at is not None:
                unit.tasks.reopen(task.id, step.due_at)
            elif step.closes is not None:
                unit.tasks.close_lead(task.task.lead_id, step.closes)
        unit.audit.add("attempt_settled", f"attempt:{attempt_id}", {"result": result}, person_id=person.id)
        unit.desks.touch_boards()
