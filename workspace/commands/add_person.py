"""Add a person: an account of ours with a password that is told once."""

from dataclasses import dataclass
from uuid import UUID

from workspace.passwords import hash_of, random_password
from workspace.people import Profile, check_login, columns_of
from workspace.wiring.parts import Parts, Person, Submission, new_id


@dataclass(frozen=True)
class NewPassword:
    """Whose new password it is, and the password: shown once, kept nowhere."""

    person_id: UUID
    login: str
    password: str


def add_person(parts: Parts, by: Person, login: str, profile: Profile, *, submission: Submission) -> NewPassword:
    """Make the account. Raises InvalidError at the field that is wrong or taken."""
    check_login(login)
    told = NewPassword(new_id(), login, random_password())
    hashed = hash_of(told.password)
    with parts.units.begin(submission) as unit:
        unit.people.add(id=told.person_id, login=login, password_hash=hashed, **columns_of(unit, profile))
        unit.audit.add("person_added", f"person:{told.person_id}", {"login": login, "role": profile.role}, person_id=by.id)
        unit.desks.touch_boards()
    return told
