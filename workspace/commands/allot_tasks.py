"""Allot tasks: each vendor holds its share of a campaign, no more and no less; what nobody may work any more comes back."""

from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from workspace.transactions.accounts import cut_off
from workspace.wiring.parts import Parts, Unit


def allot_tasks(parts: Parts) -> None:
    """Bring every vendor to its share: ended ones give back, new leads are shared. The sweeper calls this."""
    with parts.units.begin() as unit:
        for person_id in unit.vendors.cut_off_at_work():
            cut_off(unit, person_id)
        if unit.vendors.give_back():
            unit.desks.touch_boards()
    with parts.units.read() as unit:
        shares = unit.vendors.valid_shares()
    for share in shares:
        with parts.units.begin() as unit:
            allot(unit, share["campaign_id"], share["vendor_id"], share["share"])


def allot(unit: Unit, campaign_id: UUID, vendor_id: UUID, share: Decimal) -> int:
    """Give a vendor the tasks that it lacks of its share, or take back what is too much; returns how many more it has."""
    of_campaign, of_vendor = unit.vendors.task_counts(campaign_id, vendor_id)
    wanted = int((of_campaign * share).to_integral_value(ROUND_HALF_UP)) - of_vendor
    if wanted > 0:
        return unit.vendors.allot(campaign_id, vendor_id, wanted)
    return -unit.vendors.take_back(campaign_id, vendor_id, -wanted) if wanted < 0 else 0
