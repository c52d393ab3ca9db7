"""Opt-outs in a transaction: obeyed by every gate from this commit on, across campaigns, agents and vendors (P6)."""

from uuid import UUID

from flows.suppression import do_not_call
from workspace.wiring import InteractionRow, Unit, new_id


def suppress_customer(unit: Unit, row: InteractionRow, *, person_id: UUID | None) -> bool:
    """Record that the person on this call wants no more calls; False when there is no number to suppress. Twice counts once."""
    number = row["caller_number"] if row["direction"] == "inbound" else row["dialled_number"]
    if not number:
        return False
    seller = unit.outbound.seller_of(row["campaign_id"])
    wish = do_not_call(seller, number, unit.now, interaction_id=row.id, person_id=person_id)
    unit.outbound.suppress(
        id=new_id(),
        seller=wish.seller,
        number=wish.number,
        purpose=wish.scope,
        source=wish.source,
        interaction_id=row.id,
        person_id=person_id,
        obtained_at=unit.now,
    )
    unit.interactions.note(row.id, "suppression_recorded", {"purpose": wish.scope}, person_id=person_id)
    unit.audit.add("suppression_recorded", f"interaction:{row.id}", {"purpose": wish.scope}, person_id=person_id)
    unit.desks.touch(row.interaction.person_id)
    return True
