"""Advance orders: the reference BSS carries out what was ordered, and the desks that show it are told."""

from workspace.wiring.parts import Parts


def advance_orders(parts: Parts) -> int:
    """One look; returns how many accounts had an order that moved."""
    with parts.units.begin() as unit:
        accounts = unit.bss.advance_orders()
        if accounts:
            unit.desks.touch(*unit.customers.shown_to(accounts))
    return len(accounts)
