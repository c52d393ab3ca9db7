"""Sign out: end this session."""

from flows.routing.presence import SignedOut
from workspace.auth import Role
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Person


def sign_out(parts: Parts, person: Person) -> None:
    """Revoke the session; its sockets are closed within five seconds."""
    with parts.units.begin() as unit:
        unit.sessions.revoke(person.token_hash)
        unit.audit.add("signed_out", f"person:{person.id}", person_id=person.id)
        if person.role in (Role.AGENT, Role.SUPERVISOR) and not unit.sessions.is_anywhere(person.id):
            move_presence(unit, person.id, SignedOut(), by=person.id)
