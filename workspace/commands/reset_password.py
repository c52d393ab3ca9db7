"""Reset a password: a random one, told once; every session of the person ends."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.commands.add_person import NewPassword
from workspace.passwords import hash_of, random_password
from workspace.wiring.parts import Parts, Person, Submission


def reset_password(parts: Parts, by: Person, person_id: UUID, *, of_vendor: UUID | None = None, submission: Submission) -> NewPassword:
    """Give a new password; `of_vendor` limits it to that vendor's agents. Raises NotFoundError."""
    password = random_password()
    hashed = hash_of(password)
    with parts.units.begin(submission) as unit:
        row = unit.people.get(person_id)
        if row is None or (of_vendor is not None and (row["vendor_id"] != of_vendor or row["role"] != "agent")):
            raise NotFoundError
        unit.people.set_password(person_id, hashed)
        unit.sessions.revoke_all(person_id)
        unit.sessions.forget_failures(row["login"])
        unit.audit.add("password_reset", f"person:{person_id}", person_id=by.id)
    return NewPassword(person_id, row["login"], password)
