"""Accounts in a transaction: closing them, and ending what their people still hold."""

from uuid import UUID

from flows.errors import NotFoundError
from flows.routing.presence import PresenceCause, PresenceState, SignedOut
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Unit


def cut_off(unit: Unit, person_id: UUID, *, by: UUID | None = None) -> None:
    """End the sessions of a person who may not go on, except a vendor's agent's in a call: that one keeps the outcome form (P14)."""
    row = unit.people.get(person_id)
    if row is None:
        raise NotFoundError
    unit.desks.touch(person_id)
    if row["vendor_id"] is not None and unit.interactions.open_of(person_id):
        return
    unit.sessions.revoke_all(person_id)
    presence = unit.presence.get(person_id)
    if presence is not None and presence.state is not PresenceState.OFFLINE and not unit.interactions.open_of(person_id):
        move_presence(unit, person_id, SignedOut(PresenceCause.ACCOUNT_CLOSED), by=by)


def cut_off_vendor(unit: Unit, vendor_id: UUID, *, by: UUID | None = None) -> None:
    """End the sessions of all people of a vendor, and touch their desks."""
    for row in unit.people.of_vendor(vendor_id):
        cut_off(unit, row["id"], by=by)
