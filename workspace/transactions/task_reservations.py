"""Offered tasks in a transaction: why one cannot stay before its agent, and how it is taken back, recorded with its cause.

Every transaction that ends one takes the presence first, then the promise, then the reservation, then the task.
"""

from uuid import UUID

from flows.outbound.callback import CallbackState
from flows.outbound.suppression import Purpose
from flows.routing.distribution import Offered, TakenBack, why_taken_back
from flows.routing.matching import ReservationState
from workspace.transactions.gate_facts import Judged, judge, window_of
from workspace.wiring.outbound import TaskReservation, TaskRow
from workspace.wiring.parts import Unit


def why_not(unit: Unit, reservation: TaskReservation) -> TakenBack | None:
    """Why the offer cannot stay, read now; None while it may. Cheap enough to be asked each second: the gate is asked at both ends."""
    window = window_of(reservation.number, reservation.zone, Purpose(reservation.purpose), unit.now)
    return why_taken_back(
        Offered(
            campaign_offers=reservation.is_running and reservation.distribution.offers(reservation.kind),
            lead_is_open=reservation.is_open,
            agent_may_work=reservation.may_work,
            customer_is_elsewhere=not reservation.is_on_the_line,
            agent_is_free=not reservation.is_busy,
            window_is_open=window is not None and window.is_open(unit.now),
        )
    )


def end_offer(unit: Unit, reservation: TaskReservation, state: ReservationState, cause: str = "") -> bool:
    """Take a task back from an agent who did not accept it: it is ready again. False when the offer has an end already.

    A call promised with this agent, who was there and did not take it, is everybody's from now on.
    """
    releases = reservation.is_promised and state in (ReservationState.REJECTED, ReservationState.TIMED_OUT)
    callback = unit.callbacks.by_task(reservation.task_id) if releases else None
    if callback is not None:
        unit.callbacks.get(callback["id"], lock=True)
    if not unit.task_reservations.end(reservation, state, cause):
        return False
    if callback is not None:
        unit.callbacks.set_state(callback["id"], CallbackState.RELEASED)
    unit.task_reservations.let_go(reservation.task_id, releases=releases)
    told = {"agent": str(reservation.person_id), "state": state, "cause": cause, "offered_at": reservation.offered_at.isoformat()}
    unit.audit.add("task_offer_ended", f"task:{reservation.task_id}", told)
    unit.desks.touch(reservation.person_id)
    unit.desks.touch_boards()
    return True


def end_offer_to(unit: Unit, person_id: UUID, cause: TakenBack) -> bool:
    """Take back what is before somebody, who is not ready any more or whom a call rings; False when nothing is."""
    reservation = unit.task_reservations.open_of(person_id)
    return reservation is not None and end_offer(unit, reservation, ReservationState.RESCINDED, cause)


def put_off_held(unit: Unit, row: TaskRow) -> Judged | None:
    """Put off a task that is kept from everybody and that the gate does not let through, or close its lead; None when it may be dialled."""
    judged = judge(unit, row)
    if judged.verdict.allowed:
        return None
    if judged.put_off.closes is not None:
        unit.tasks.close_lead(row.task.lead_id, judged.put_off.closes)
    unit.task_reservations.let_go(row.id, judged.put_off.due_at)
    return judged
