"""Route: give waiting work to free agents, and render their desks before the first ring is over."""

from collections.abc import Collection
from uuid import UUID

from flows.presence import PresenceState
from flows.routing import FreeAgent, Reservation, WaitingInteraction, WorkKind, match
from workspace.commands.offer_tasks import offer_task
from workspace.interactions import ring_agent
from workspace.wiring import Parts, Unit, new_id

MOST_ROUNDS = 12
"""How often the agents whose task the gate held are matched again; each refusal takes its likes of the same zone along."""


def route_waiting(parts: Parts) -> int:
    """Reserve what can be reserved now, calls and tasks; returns how many agents' desks changed."""
    with parts.units.begin() as unit:
        return route(parts, unit, with_tasks=True)


def route(parts: Parts, unit: Unit, *, with_tasks: bool = False) -> int:
    """The same inside a transaction that made somebody wait or somebody free.

    A call that rings waits for every statement, and goes before any task: `with_tasks` is for those who have the time. Where the switch
    distributes, no call is reserved here.
    """
    distributes = not parts.settings.switch_distributes
    if not distributes and not with_tasks:
        return 0
    unit.routing.lock()
    waiting = unit.routing.waiting() if distributes else []
    offers = with_tasks and unit.task_reservations.is_pushing()
    if not waiting and not offers:
        return 0
    free = unit.routing.free_agents()
    if offers and free:
        free = unit.task_reservations.with_campaigns(free)
        waiting += unit.task_reservations.waiting([agent.person_id for agent in free])
    return _give(parts, unit, waiting, free)


def _give(parts: Parts, unit: Unit, waiting: Collection[WaitingInteraction], free: Collection[FreeAgent]) -> int:
    given = 0
    for _ in range(MOST_ROUNDS):
        settled, busy, is_any_held = set(), set(), False
        for made in match(waiting, free, unit.now):
            if not _is_free(unit, made.person_id):
                busy.add(made.person_id)
                continue
            settled.add(made.interaction_id)
            if _reserve(parts, unit, made):
                given += 1
                busy.add(made.person_id)
            else:
                is_any_held = True
        if not is_any_held:
            break
        waiting = [each for each in waiting if each.interaction_id not in settled]
        free = [each for each in free if each.person_id not in busy]
    return given


def _is_free(unit: Unit, person_id: UUID) -> bool:
    """Who is just claiming a task holds this row. Waiting for it could be a deadlock; the next look is a second away."""
    presence = unit.presence.get_unless_locked(person_id)
    return presence is not None and presence.state is PresenceState.READY


def _reserve(parts: Parts, unit: Unit, made: Reservation) -> bool:
    """Ring the agent, or put the task before them; False for a task that may not be called now."""
    if made.kind is not WorkKind.CALL:
        return offer_task(unit, made)
    unit.routing.reserve(new_id(), made)
    ring_agent(parts, unit, made.interaction_id, made.person_id)
    return True
