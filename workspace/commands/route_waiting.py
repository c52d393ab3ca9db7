"""Route: give waiting work to free agents, and render their desks before the first ring is over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flows.routing.distribution import TakenBack
from flows.routing.matching import FreeAgent, Reservation, WaitingWork, WorkKind, match
from flows.routing.presence import PresenceState
from workspace.commands.offer_tasks import offer_task, put_off_tasks
from workspace.transactions.interactions import ring_agent
from workspace.transactions.task_reservations import end_offer_to
from workspace.wiring.parts import Parts, Unit, new_id

MOST_TASKS = 10
"""How many tasks are offered in one transaction: each asks the gate, and a call that comes in meanwhile waits for its end."""
MOST_LOOKS = 12
"""How often the sweeper looks again at once for what one look left, or for agents whose task the gate held."""


@dataclass(frozen=True)
class Routed:
    """What one look did: how many desks changed, which tasks the gate held, and whether it left some for another look."""

    given: int = 0
    held: tuple[UUID, ...] = ()
    is_cut_short: bool = False


def route_waiting(parts: Parts) -> int:
    """Reserve what can be reserved now, calls and tasks; returns how many agents' desks changed."""
    given = 0
    for _ in range(MOST_LOOKS):
        with parts.units.begin() as unit:
            routed = route(parts, unit, with_tasks=True)
        put_off_tasks(parts, routed.held)
        given += routed.given
        if not routed.held and not routed.is_cut_short:
            break
    return given


def route(parts: Parts, unit: Unit, *, with_tasks: bool = False) -> Routed:
    """One look inside a transaction that made somebody wait or somebody free.

    A call that rings waits for every statement, and goes before any task, also before one that lies before its agent: `with_tasks` is
    for those who have the time. Where the switch distributes, no call is reserved here. What the gate held is left to the sweeper, which
    puts it off.
    """
    distributes = not parts.settings.switch_distributes
    if not distributes and not with_tasks:
        return Routed()
    unit.routing.lock()
    waiting = unit.routing.waiting() if distributes else []
    offers = with_tasks and unit.task_reservations.is_pushing()
    if not waiting and not offers:
        return Routed()
    free = unit.routing.free_agents()
    if offers and (idle := [agent for agent in free if not agent.has_offer]):
        idle = unit.task_reservations.with_campaigns(idle)
        waiting += unit.task_reservations.waiting([agent.person_id for agent in idle])
        free = [*idle, *(agent for agent in free if agent.has_offer)]
    return _give(parts, unit, waiting, free)


def _give(parts: Parts, unit: Unit, waiting: Iterable[WaitingWork], free: Sequence[FreeAgent]) -> Routed:
    given, tasks = 0, 0
    with_offer = {agent.person_id for agent in free if agent.has_offer}
    held: list[UUID] = []
    for made in match(waiting, free, unit.now):
        is_task = made.kind is not WorkKind.CALL
        if is_task and tasks == MOST_TASKS:
            return Routed(given, tuple(held), is_cut_short=True)
        tasks += is_task
        if not _is_free(unit, made.person_id):
            continue
        if _reserve(parts, unit, made, has_offer=made.person_id in with_offer):
            given += 1
        else:
            held.append(made.work_id)
    return Routed(given, tuple(held))


def _is_free(unit: Unit, person_id: UUID) -> bool:
    """Who is just claiming a task holds this row. Waiting for it could be a deadlock; the next look is a second away."""
    presence = unit.presence.get_unless_locked(person_id)
    return presence is not None and presence.state is PresenceState.READY


def _reserve(parts: Parts, unit: Unit, made: Reservation, *, has_offer: bool) -> bool:
    """Ring the agent, or put the task before them; False for a task that may not be called now."""
    if made.kind is not WorkKind.CALL:
        return offer_task(unit, made)
    took = has_offer and end_offer_to(unit, made.person_id, TakenBack.CALL_WAITS)
    unit.routing.reserve(new_id(), made, TakenBack.CALL_WAITS if took else "")
    ring_agent(parts, unit, made.work_id, made.person_id)
    return True
