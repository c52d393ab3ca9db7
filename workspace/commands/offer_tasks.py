"""Offer: due tasks go before free agents as calls ring them, and what cannot stay, or is left lying, is taken back."""

from collections.abc import Iterable
from uuid import UUID

from flows.routing.matching import Reservation, ReservationState
from flows.routing.presence import PresenceCause, RingMissed
from workspace.transactions.gate_facts import judge, put_off_alike
from workspace.transactions.presences import move_presence
from workspace.transactions.task_reservations import end_offer, put_off_held, why_not
from workspace.wiring.outbound import TaskReservation
from workspace.wiring.parts import Parts, Unit, new_id


def offer_task(unit: Unit, reservation: Reservation) -> bool:
    """Put a due task before an agent; False where it is somebody's meanwhile, or the gate holds it."""
    task_id = reservation.work_id
    if not unit.task_reservations.hold(task_id):
        return False
    row = unit.tasks.get(task_id)
    if row is None:
        raise AssertionError(f"task {task_id} was just kept")
    if not judge(unit, row).verdict.allowed:
        unit.task_reservations.let_go(task_id)
        return False
    unit.task_reservations.reserve(new_id(), reservation)
    unit.desks.touch(reservation.person_id)
    unit.desks.touch_boards()
    return True


def put_off_tasks(parts: Parts, held: Iterable[UUID]) -> None:
    """Put off tasks that the gate held, with their likes of the same zone: those may be thousands, and no call waits for it."""
    for task_id in held:
        with parts.units.begin() as unit:
            row = unit.tasks.get(task_id) if unit.task_reservations.hold(task_id) else None
            if row is None:
                continue
            judged = put_off_held(unit, row)
            if judged is None:
                unit.task_reservations.let_go(task_id)
            else:
                put_off_alike(unit, row, judged)


def look_after_offers(parts: Parts) -> int:
    """Take back what cannot stay before its agent, and what was left lying; returns how many. The sweeper calls this."""
    with parts.units.begin() as unit:
        unit.routing.lock()
        return sum(_look_after(unit, reservation) for reservation in unit.task_reservations.open())


def _look_after(unit: Unit, reservation: TaskReservation) -> bool:
    cause = why_not(unit, reservation)
    if cause is not None:
        return end_offer(unit, reservation, ReservationState.RESCINDED, cause)
    if unit.now < reservation.expires_at:
        return False
    # Whoever is just answering holds this row. Waiting for it could be a deadlock; the next look is a second away.
    if unit.presence.get_unless_locked(reservation.person_id) is None:
        return False
    if not end_offer(unit, reservation, ReservationState.TIMED_OUT):
        return False
    move_presence(unit, reservation.person_id, RingMissed(PresenceCause.TASK_MISSED))
    return True
