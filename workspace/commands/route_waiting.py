"""Route: give waiting interactions to free agents, and render their desks before the first ring is over."""

from flows.presence import PresenceState
from flows.routing import match
from workspace.interactions import ring_agent
from workspace.wiring import Parts, Unit, new_id


def route_waiting(parts: Parts) -> int:
    """Reserve what can be reserved now; returns how many agents' desks ring."""
    with parts.units.begin() as unit:
        return route(parts, unit)


def route(parts: Parts, unit: Unit) -> int:
    """The same inside a transaction that made somebody wait or somebody free. Where the switch distributes, nothing is reserved here."""
    if parts.settings.switch_distributes:
        return 0
    unit.routing.lock()
    waiting = unit.routing.waiting()
    if not waiting:
        return 0
    reservations = match(waiting, unit.routing.free_agents(), unit.now)
    rung = 0
    for reservation in reservations:
        # Who is just claiming a task holds this row. Waiting for it could be a deadlock; the next look is a second away.
        presence = unit.presence.get_unless_locked(reservation.person_id)
        if presence is None or presence.state is not PresenceState.READY:
            continue
        unit.routing.reserve(new_id(), reservation)
        ring_agent(parts, unit, reservation.interaction_id, reservation.person_id)
        rung += 1
    return rung
