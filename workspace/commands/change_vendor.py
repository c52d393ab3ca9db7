"""Change a vendor: when it ends, and its share of a campaign."""

from datetime import datetime
from uuid import UUID

from workspace.commands.invite_vendor import LONGEST_STAY, check_end, living_vendor, put_share
from workspace.wiring import Parts, Person, Submission


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
