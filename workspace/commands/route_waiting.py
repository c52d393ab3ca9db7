"""Route: give waiting interactions to free agents, and render their desks before the first ring is over."""

from workspace.interactions import ring_agent
from workspace.wiring import Parts, Unit, new_id

from flows.routing import match  # isort: skip


def route_waiting(parts: Parts) -> int:
    """Reserve what can be reserved now; returns how many agents' desks ring."""
    with parts.units.begin() as unit:
        return route(parts, unit)


def route(parts: Parts, unit: Unit) -> int:
    """The same inside a transaction that made somebody wait or somebody free."""
    unit.routing.lock()
    waiting = unit.routing.waiting()
    if not waiting:
        return 0
    reservations = match(waiting, unit.routing.free_agents(), unit.now)
    for reservation in reservations:
        unit.routing.reserve(new_id(), reservation)
        ring_agent(parts, unit, reservation.interaction_id, reservation.person_id)
    return len(reservations)
