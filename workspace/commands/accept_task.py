"""Accept, reject: what an agent answers to a task that was offered, as to a ringing call."""

from uuid import UUID

from flows.errors import ConflictError, NotFoundError
from flows.routing.distribution import TakenBack
from flows.routing.matching import ReservationState
from workspace.commands.route_waiting import route
from workspace.transactions.task_reservations import end_offer, put_off_held, why_not
from workspace.transactions.tasks import take_up
from workspace.wiring.outbound import TaskReservation, TaskRow
from workspace.wiring.parts import Parts, Person, Submission, Unit


def accept_task(parts: Parts, person: Person, task_id: UUID, *, submission: Submission) -> TaskRow | None:
    """Take the offered task, as if it had been claimed; None when it may not be called any more: then it is taken back. Twice is once.

    Raises NotFoundError for a task that was never offered to this agent, ConflictError ("offer_over") for an offer that has an end.
    """
    with parts.units.begin(submission) as unit:
        unit.routing.lock()
        unit.presence.get(person.id, lock=True)
        held = unit.tasks.held_by(person.id)
        if held is not None and held.id == task_id:
            return held
        reservation = _own_offer(unit, person, task_id)
        row = unit.tasks.get(task_id)
        if row is None:
            raise NotFoundError
        cause = why_not(unit, reservation)
        if cause is not None:
            end_offer(unit, reservation, ReservationState.RESCINDED, cause)
            return None
        if put_off_held(unit, row) is not None:
            end_offer(unit, reservation, ReservationState.RESCINDED, TakenBack.GATE)
            return None
        ended = unit.task_reservations.end(reservation, ReservationState.ACCEPTED)
        if not ended or not unit.task_reservations.take(task_id, person.id):
            raise ConflictError("offer_over")  # and nothing of this stays
        taken = unit.tasks.get(task_id)
        if taken is None:
            raise AssertionError(f"task {task_id} was just taken")
        take_up(unit, person, taken)
        return taken


def reject_task(parts: Parts, person: Person, task_id: UUID, *, submission: Submission) -> None:
    """Pass the offered task on: others get it, this agent not for a while, and they stay ready. Raises as accept_task does."""
    with parts.units.begin(submission) as unit:
        unit.routing.lock()
        unit.presence.get(person.id, lock=True)
        reservation = _own_offer(unit, person, task_id)
        if not end_offer(unit, reservation, ReservationState.REJECTED):
            raise ConflictError("offer_over")
        route(parts, unit, with_tasks=True)


def _own_offer(unit: Unit, person: Person, task_id: UUID) -> TaskReservation:
    reservation = unit.task_reservations.open_of(person.id)
    if reservation is not None and reservation.task_id == task_id:
        return reservation
    if unit.task_reservations.end_of(task_id, person.id) is None:
        raise NotFoundError
    raise ConflictError("offer_over")
