"""Invite a vendor: the company, its share of a campaign, its end, and a link that lets its supervisor in once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError
from workspace.commands.allot_tasks import allot
from workspace.people import check_name
from workspace.wiring.parts import Parts, Person, Submission, Unit, new_id, new_token

LINK_LIVES = timedelta(days=7)
"""How long a link waits to be used; the vendor's own end may come sooner."""
LONGEST_STAY = timedelta(days=366)


@dataclass(frozen=True)
class NewLink:
    """A vendor's link; the token is told once, kept only as a digest."""

    vendor_id: UUID
    token: str
    expires_at: datetime


def invite_vendor(
    parts: Parts, by: Person, name: str, campaign_id: UUID, percent: int, expires_at: datetime, *, submission: Submission
) -> NewLink:
    """Make the vendor with everything it needs to begin. Raises InvalidError at `name`, `campaign`, `share` or `expires_on`."""
    check_name(name)
    vendor_id = new_id()
    with parts.units.begin(submission) as unit:
        check_end(unit, expires_at)
        unit.vendors.add(id=vendor_id, name=name, expires_at=expires_at)
        put_share(unit, by, vendor_id, campaign_id, percent, expires_at)
        unit.audit.add("vendor_invited", f"vendor:{vendor_id}", {"name": name, "expires_at": expires_at.isoformat()}, person_id=by.id)
        return make_link(unit, by, vendor_id, expires_at)


def renew_link(parts: Parts, by: Person, vendor_id: UUID, *, submission: Submission) -> NewLink:
    """Make a new link; those unused so far die. Raises NotFoundError, ConflictError ("vendor_ended")."""
    with parts.units.begin(submission) as unit:
        vendor = living_vendor(unit, vendor_id)
        return make_link(unit, by, vendor_id, vendor["expires_at"])


def living_vendor(unit: Unit, vendor_id: UUID) -> dict[str, Any]:
    """The vendor, locked. Raises NotFoundError, ConflictError ("vendor_ended") for one that was revoked or whose time is over."""
    vendor = unit.vendors.get(vendor_id, lock=True)
    if vendor is None:
        raise NotFoundError
    if vendor["revoked_at"] is not None or (vendor["expires_at"] is not None and vendor["expires_at"] <= unit.now):
        raise ConflictError("vendor_ended")
    return vendor


def check_end(unit: Unit, expires_at: datetime) -> None:
    """Raise InvalidError at `expires_on` for an end that has passed or is more than a year away."""
    if expires_at <= unit.now:
        raise InvalidError(fields={"expires_on": "past"})
    if expires_at > unit.now + LONGEST_STAY:
        raise InvalidError(fields={"expires_on": "too_far"})


def make_link(unit: Unit, by: Person, vendor_id: UUID, expires_at: datetime | None) -> NewLink:
    """Store a fresh link in place of the unused ones."""
    unit.vendors.revoke_links(vendor_id)
    ends = min(unit.now + LINK_LIVES, expires_at or unit.now + LINK_LIVES)
    link = NewLink(vendor_id, new_token(), ends)
    unit.vendors.add_link(new_id(), vendor_id, link.token, ends, by.id)
    unit.audit.add("vendor_link_made", f"vendor:{vendor_id}", {"expires_at": ends.isoformat()}, person_id=by.id)
    return link


def put_share(unit: Unit, by: Person, vendor_id: UUID, campaign_id: UUID, percent: int, expires_at: datetime) -> None:
    """Store the share and allot the tasks. Raises InvalidError at `campaign` or `share`."""
    if unit.campaigns.get(campaign_id) is None:
        raise InvalidError(fields={"campaign": "not_listed"})
    if not 0 <= percent <= 100:
        raise InvalidError(fields={"share": "range"})
    share = Decimal(percent) / 100
    if unit.vendors.shared_to_others(campaign_id, vendor_id) + share > 1:
        raise InvalidError(fields={"share": "over_100"})
    unit.vendors.put_share(id=new_id(), campaign_id=campaign_id, vendor_id=vendor_id, share=share, expires_at=expires_at)
    given = allot(unit, campaign_id, vendor_id, share)
    facts = {"campaign": str(campaign_id), "percent": percent, "tasks": given}
    unit.audit.add("share_set", f"vendor:{vendor_id}", facts, person_id=by.id)
    unit.desks.touch(*(row["id"] for row in unit.people.of_vendor(vendor_id)))
