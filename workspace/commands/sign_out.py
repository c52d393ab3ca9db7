"""Sign out: end this session."""

from workspace.wiring import Parts, Person


def sign_out(parts: Parts, person: Person) -> None:
    """Revoke the session; its sockets are closed within five seconds."""
    with parts.units.begin() as unit:
        unit.sessions.revoke(person.token_hash)
        unit.audit.add("signed_out", f"person:{person.id}", person_id=person.id)
