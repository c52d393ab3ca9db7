"""Revoke: a vendor, its unused links, or one of its shares. It acts at once; a live call keeps its outcome form (P14)."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.transactions.accounts import cut_off_vendor
from workspace.wiring.parts import Parts, Person, Submission


def revoke_vendor(parts: Parts, by: Person, vendor_id: UUID, *, submission: Submission) -> None:
    """End the vendor: links, accounts, shares and tasks. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        if unit.vendors.get(vendor_id, lock=True) is None:
            raise NotFoundError
        unit.vendors.revoke(vendor_id)
        unit.vendors.revoke_links(vendor_id)
        cut_off_vendor(unit, vendor_id, by=by.id)
        returned = unit.vendors.give_back()
        unit.audit.add("vendor_revoked", f"vendor:{vendor_id}", {"tasks_returned": returned}, person_id=by.id)
        unit.desks.touch_boards()


def revoke_links(parts: Parts, by: Person, vendor_id: UUID, *, submission: Submission) -> None:
    """End the links nobody has used. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        if unit.vendors.get(vendor_id) is None:
            raise NotFoundError
        ended = unit.vendors.revoke_links(vendor_id)
        unit.audit.add("vendor_links_revoked", f"vendor:{vendor_id}", {"links": ended}, person_id=by.id)


def revoke_share(parts: Parts, by: Person, vendor_id: UUID, share_id: UUID, *, submission: Submission) -> None:
    """End a share: its tasks come back, calls on it keep their outcome form. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        if not unit.vendors.revoke_share(share_id, vendor_id):
            raise NotFoundError
        returned = unit.vendors.give_back()
        unit.audit.add("share_revoked", f"vendor:{vendor_id}", {"share": str(share_id), "tasks_returned": returned}, person_id=by.id)
        unit.desks.touch(*(row["id"] for row in unit.people.of_vendor(vendor_id)))
        unit.desks.touch_boards()
