"""End sessions: all of a person's, or one of one's own."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.wiring.parts import Parts, Person, Submission


def end_sessions(parts: Parts, by: Person, person_id: UUID, *, submission: Submission) -> None:
    """Sign a person out everywhere; their screens close within five seconds. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        if unit.people.get(person_id) is None:
            raise NotFoundError
        unit.sessions.revoke_all(person_id)
        unit.audit.add("sessions_ended", f"person:{person_id}", person_id=by.id)


def end_own_session(parts: Parts, person: Person, token_hash: str, *, submission: Submission) -> None:
    """End one of this person's sessions. Raises NotFoundError for one that is not theirs."""
    with parts.units.begin(submission) as unit:
        if not unit.sessions.revoke_one(person.id, token_hash):
            raise NotFoundError
        unit.audit.add("session_ended", f"person:{person.id}", person_id=person.id)
