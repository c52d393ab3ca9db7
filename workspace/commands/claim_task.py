"""Claim: an agent takes the next task, or a certain callback; only what may be dialled now is ever put into a hand."""

from uuid import UUID

from flows.errors import ConflictError, NotFoundError
from flows.routing.presence import NotSignedInError, PresenceState
from workspace.transactions.gate_facts import judge, put_off_alike
from workspace.transactions.tasks import apply_put_off, take_up
from workspace.wiring.outbound import TaskRow
from workspace.wiring.parts import Parts, Person, Submission, Unit

MOST_PASSED_OVER = 12
"""How many tasks that may not be dialled now one press passes over; each takes its likes of the same zone along."""


def claim_task(parts: Parts, person: Person, *, submission: Submission) -> TaskRow | None:
    """Take the next task, callbacks promised with this agent first; None when nothing may be dialled now. Twice gives the same one.

    Raises NotSignedInError, ConflictError ("busy_now") during a call, a ring or an unfinished wrap-up.
    """
    with parts.units.begin(submission) as unit:
        held = _at_hand(unit, person)
        if held is not None:
            return held
        passed: list[UUID] = []
        while len(passed) < MOST_PASSED_OVER:
            row = unit.tasks.claim_next(person.id, person.vendor_id, passed)
            if row is None:
                return None
            if _may_be_dialled(unit, row):
                take_up(unit, person, row)
                return row
            passed.append(row.id)
        return None


def claim_callback(parts: Parts, person: Person, callback_id: UUID, *, submission: Submission) -> TaskRow:
    """Take the task of a promised call, also before its time: the customer may be free earlier, the gate is asked at the dial.

    Raises NotFoundError for a promise that is not this agent's to keep, ConflictError ("already_claimed") when somebody has it.
    """
    with parts.units.begin(submission) as unit:
        callback = unit.callbacks.get(callback_id)
        mine = {row["id"] for row in unit.callbacks.of_person(person.id, person.vendor_id)}
        if callback is None or callback["task_id"] is None:
            raise NotFoundError
        held = _at_hand(unit, person)
        if held is not None:
            if held.id == callback["task_id"]:
                return held
            raise ConflictError("busy_now")
        if callback_id not in mine and callback["person_id"] != person.id:
            raise NotFoundError
        row = unit.tasks.claim(callback["task_id"], person.id, person.vendor_id)
        if row is None:
            raise ConflictError("already_claimed")
        take_up(unit, person, row)
        return row


def _at_hand(unit: Unit, person: Person) -> TaskRow | None:
    """The task this agent holds already. The presence is locked from here on: the router rings nobody who is just claiming."""
    presence = unit.presence.get(person.id, lock=True)
    if presence is None or presence.state is PresenceState.OFFLINE:
        raise NotSignedInError
    if unit.interactions.open_of(person.id):
        raise ConflictError("busy_now")
    return unit.tasks.held_by(person.id)


def _may_be_dialled(unit: Unit, row: TaskRow) -> bool:
    """Ask the gate; what it refuses is put off, and where only the hour is wrong so are all of the campaign in the same zone."""
    judged = judge(unit, row)
    if judged.verdict.allowed:
        return True
    apply_put_off(unit, row, judged.put_off)
    put_off_alike(unit, row, judged)
    return False
