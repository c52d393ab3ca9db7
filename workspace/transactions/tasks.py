"""Tasks in a transaction: held, let go and ended, each write under the claim it belongs to (P3)."""

from datetime import datetime
from uuid import UUID

from flows.errors import NotFoundError, StaleError
from flows.outbound.lead import CloseReason
from flows.outbound.put_off import PutOff
from flows.outbound.task import TaskState
from flows.routing.presence import Engaged, PresenceCause, TaskReleased
from workspace.transactions.presences import move_presence
from workspace.wiring.outbound import TaskRow
from workspace.wiring.parts import Parts, Person, Unit


def own_task(unit: Unit, person: Person, task_id: UUID, claim_no: int) -> TaskRow:
    """The task, when this agent holds it under this claim number; its row is locked.

    Raises NotFoundError for a task of another house (P13), StaleError ("lease_lost") for a claim that is no longer theirs.
    """
    # The presence first: every transaction that needs both takes them in this order.
    unit.presence.get(person.id, lock=True)
    row = unit.tasks.get(task_id, lock=True)
    if row is None or row.task.vendor_id != person.vendor_id:
        raise NotFoundError
    if row.task.holder_id != person.id or row.task.state is not TaskState.CLAIMED or row.task.claim_no != claim_no:
        raise StaleError("lease_lost")
    return row


def keep_late_note(parts: Parts, person: Person, task_id: UUID, payload: dict[str, object]) -> None:
    """Keep what somebody wrote under an old claim: it changes nothing, and it is not lost."""
    with parts.units.begin() as unit:
        if unit.tasks.get(task_id) is not None:
            unit.late_notes.add(f"task:{task_id}", payload, person.id)


def take_up(unit: Unit, person: Person, row: TaskRow) -> None:
    """Occupy the agent who has just claimed a task, or accepted it."""
    move_presence(unit, person.id, Engaged(by=PresenceCause.TASK), by=person.id)
    unit.audit.add("task_claimed", f"task:{row.id}", {"claim": row.task.claim_no}, person_id=person.id)
    unit.desks.touch(person.id)
    unit.desks.touch_boards()


def let_go(unit: Unit, row: TaskRow, due_at: datetime, *, by: UUID | None = None) -> bool:
    """Put a claimed task that nobody was called for back among the ready ones; its agent goes back to where they were."""
    if not unit.tasks.put_back(row.task, due_at, result=row["last_result"]):
        return False
    _free_agent(unit, row, by)
    return True


def give_up(unit: Unit, row: TaskRow, reason: CloseReason, *, by: UUID | None = None) -> bool:
    """Close a claimed task and its lead without a call."""
    if not unit.tasks.end(row.task, TaskState.CLOSED, result=row["last_result"]):
        return False
    unit.tasks.close_lead(row.task.lead_id, reason)
    _free_agent(unit, row, by)
    return True


def apply_put_off(unit: Unit, row: TaskRow, what: PutOff, *, by: UUID | None = None) -> bool:
    """Do with a claimed task what the gate's refusal means for it."""
    if what.closes is not None:
        return give_up(unit, row, what.closes, by=by)
    return let_go(unit, row, what.due_at or unit.now, by=by)


def _free_agent(unit: Unit, row: TaskRow, by: UUID | None) -> None:
    holder = row.task.holder_id
    if holder is not None:
        move_presence(unit, holder, TaskReleased(), by=by)
        unit.desks.touch(holder)
    unit.desks.touch_boards()
