"""Change a person: what an administrator says about them."""

from uuid import UUID

from flows.errors import ConflictError, NotFoundError
from workspace.auth import Role
from workspace.people import Profile, columns_of
from workspace.wiring.parts import Parts, Person, Submission


def change_person(parts: Parts, by: Person, person_id: UUID, profile: Profile, *, submission: Submission) -> None:
    """Write the profile; another role ends the sessions, so that no open screen keeps old rights.

    Raises NotFoundError, InvalidError, ConflictError ("last_admin") when nobody could administer any more, ("vendors_own") for a vendor's
    people.
    """
    with parts.units.begin(submission) as unit:
        before = unit.people.get(person_id)
        if before is None:
            raise NotFoundError
        if before["vendor_id"] is not None:
            raise ConflictError("vendors_own")
        columns = columns_of(unit, profile)
        if before["role"] == Role.ADMIN and profile.role != Role.ADMIN and not unit.people.other_admins(person_id):
            raise ConflictError("last_admin")
        unit.people.change(person_id, **columns)
        if before["role"] != profile.role:
            unit.sessions.revoke_all(person_id)
        changed = {name: str(value) for name, value in columns.items() if before[name] != value}
        unit.audit.add("person_changed", f"person:{person_id}", changed, person_id=by.id)
        unit.desks.touch(person_id)
        unit.desks.touch_boards()
