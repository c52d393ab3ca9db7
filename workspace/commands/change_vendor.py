"""Change a vendor: when it ends, its share of a campaign, and where its agents may send customers on to."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from flows.errors import InvalidError
from workspace.commands.invite_vendor import LONGEST_STAY, check_end, living_vendor, put_share
from workspace.wiring.parts import Parts, Person, Submission


def change_end(parts: Parts, by: Person, vendor_id: UUID, expires_at: datetime, *, submission: Submission) -> None:
    """Move the end of the vendor, its accounts and its shares. Raises NotFoundError, ConflictError, InvalidError at `expires_on`."""
    with parts.units.begin(submission) as unit:
        living_vendor(unit, vendor_id)
        check_end(unit, expires_at)
        unit.vendors.set_expiry(vendor_id, expires_at)
        unit.audit.add("vendor_end_moved", f"vendor:{vendor_id}", {"expires_at": expires_at.isoformat()}, person_id=by.id)


def change_share(parts: Parts, by: Person, vendor_id: UUID, campaign_id: UUID, percent: int, *, submission: Submission) -> None:
    """Set the vendor's share of a campaign, a new one or one it has. Raises NotFoundError, ConflictError, InvalidError."""
    with parts.units.begin(submission) as unit:
        vendor = living_vendor(unit, vendor_id)
        put_share(unit, by, vendor_id, campaign_id, percent, vendor["expires_at"] or unit.now + LONGEST_STAY)


def change_transfers(parts: Parts, by: Person, vendor_id: UUID, queue_ids: Collection[UUID], *, submission: Submission) -> None:
    """Name the queues of ours to which the vendor's agents may send customers. Raises NotFoundError, ConflictError, InvalidError."""
    with parts.units.begin(submission) as unit:
        living_vendor(unit, vendor_id)
        known = {each["id"]: each["key"] for each in unit.routing.active_queues()}
        if not set(queue_ids) <= set(known):
            raise InvalidError(fields={"queues": "not_listed"})
        unit.transfers.allow(vendor_id, queue_ids)
        keys = sorted(known[each] for each in queue_ids)
        unit.audit.add("vendor_transfers_set", f"vendor:{vendor_id}", {"queues": keys}, person_id=by.id)
