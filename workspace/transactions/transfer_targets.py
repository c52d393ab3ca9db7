"""Whom this person may send a customer on to: ours to anybody of ours and to vendors; a vendor's agent to what the contract names."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from workspace.wiring.parts import InteractionRow, Parts, Person, Unit


@dataclass(frozen=True)
class VendorTarget:
    """A vendor as a whole: any of its agents. `queue` is where the customer waits for one; `is_own` says that it is the vendor's queue."""

    id: UUID
    name: str
    free: int
    queue: str
    is_own: bool


def queues_for(unit: Unit, person: Person) -> list[dict[str, Any]]:
    """The queues a person may send customers to. A vendor's agent: the vendor's own, and those that the contract names (P14)."""
    active = unit.routing.active_queues()
    if person.vendor_id is None:
        return active
    allowed = unit.transfers.queues_of(person.vendor_id)
    return [each for each in active if each["vendor_id"] == person.vendor_id or each["id"] in allowed]


def colleagues_for(unit: Unit, person: Person) -> list[dict[str, Any]]:
    """The free colleagues a person may send customers to or ask: those who work for the same house."""
    return unit.routing.free_colleagues(person.id, person.vendor_id)


def vendors_for(parts: Parts, unit: Unit, person: Person, row: InteractionRow) -> list[VendorTarget]:
    """The vendors a person may send this customer to. One without a queue gets them in the queue they came by, where we distribute."""
    if person.vendor_id is not None:
        return []
    own = unit.routing.queue_by_id(row["queue_id"]) if row["queue_id"] else None
    by = own["key"] if own and own["active"] and not parts.settings.switch_distributes else None
    found = ((each, each["queue"] or by) for each in unit.transfers.vendors())
    return [VendorTarget(each["id"], each["name"], each["free"], queue, each["queue"] is not None) for each, queue in found if queue]
