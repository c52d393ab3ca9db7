"""Skip: an agent passes a previewed task on, says why, and it is due again later."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID

from flows.errors import InvalidError, StaleError
from workspace.transactions.tasks import keep_late_note, let_go, own_task
from workspace.wiring.parts import Parts, Person, Submission, new_id

SKIP_REASONS: Mapping[str, timedelta] = MappingProxyType(
    {
        "not_now": timedelta(hours=2),
        "language": timedelta(minutes=5),
        "known": timedelta(minutes=5),
        "prepare": timedelta(hours=24),
        "other": timedelta(minutes=30),
    }
)
"""Why a task is skipped, and when it is due again: what only this agent cannot do is soon somebody else's."""


def skip_task(parts: Parts, person: Person, task_id: UUID, claim_no: int, reason: str, *, submission: Submission) -> None:
    """Release the task. Raises InvalidError for a reason not listed, StaleError under an old claim (kept as a late note)."""
    if reason not in SKIP_REASONS:
        raise InvalidError(fields={"reason": "not_listed"})
    try:
        with parts.units.begin(submission) as unit:
            row = own_task(unit, person, task_id, claim_no)
            if unit.interactions.open_of(person.id):
                raise StaleError("lease_lost")
            unit.tasks.add_skip(new_id(), row.id, person.id, reason)
            let_go(unit, row, unit.now + SKIP_REASONS[reason], by=person.id)
    except StaleError:
        keep_late_note(parts, person, task_id, {"skipped": reason, "claim": claim_no})
        raise
