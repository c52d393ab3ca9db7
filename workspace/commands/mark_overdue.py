"""Mark overdue: the sweep that finds tickets whose promise has passed, and lets supervisors see them."""

from workspace.tickets import record
from workspace.wiring import Parts

AT_ONCE = 100
"""Tickets marked in one transaction."""


def mark_overdue(parts: Parts) -> int:
    """Mark what has become late, once each: it is audited, told to the analytics side, and on the boards at once. Returns how many."""
    done = 0
    while True:
        with parts.units.begin() as unit:
            late = unit.tickets.mark_overdue(AT_ONCE)
            for ticket_id in late:
                record(unit, ticket_id, "overdue", None)
        done += len(late)
        if len(late) < AT_ONCE:
            return done
