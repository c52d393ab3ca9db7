"""Opt-outs in a transaction: obeyed by every gate from this commit on, across campaigns, agents and vendors (P6)."""

from uuid import UUID

from flows.outbound.suppression import Suppression, do_not_call
from workspace.wiring.parts import InteractionRow, Unit, new_id


def suppress(unit: Unit, wish: Suppression) -> bool:
    """Store an opt-out, and end the work on every lead it covers; False when the same one stands already.

    The number is locked meanwhile: who dials it is either before this or finds it.
    """
    unit.attempts.lock_number(wish.seller, wish.number)
    is_new = unit.suppressions.add(new_id(), wish)
    for _task, _claim, holder in unit.tasks.close_number(wish.seller, wish.number, wish.scope):
        unit.desks.touch(holder)
    unit.desks.touch_boards()
    unit.wake("calls")  # what is on offer is taken back
    return is_new


def suppress_customer(unit: Unit, row: InteractionRow, *, person_id: UUID | None) -> bool:
    """Record that the person on this call wants no more calls; False when there is no number to suppress. Twice counts once."""
    number = row["caller_number"] if row["direction"] == "inbound" else row["dialled_number"]
    if not number:
        return False
    seller = unit.campaigns.seller_of(row["campaign_id"])
    wish = do_not_call(seller, number, unit.now, interaction_id=row.id, person_id=person_id)
    suppress(unit, wish)
    unit.interactions.note(row.id, "suppression_recorded", {"purpose": wish.scope}, person_id=person_id)
    unit.audit.add("suppression_recorded", f"interaction:{row.id}", {"purpose": wish.scope}, person_id=person_id)
    unit.desks.touch(row.interaction.person_id)
    return True
