"""Close an account, or open it again: who is closed cannot sign in, and is out within five seconds."""

from uuid import UUID

from flows.errors import ConflictError, NotFoundError
from workspace.auth import Role
from workspace.transactions.accounts import cut_off
from workspace.wiring.parts import Parts, Person, Submission


def close_account(parts: Parts, by: Person, person_id: UUID, *, of_vendor: UUID | None = None, submission: Submission) -> None:
    """Close it now; `of_vendor` limits it to that vendor's agents.

    Raises NotFoundError, ConflictError ("own_account", "last_admin").
    """
    with parts.units.begin(submission) as unit:
        row = unit.people.get(person_id)
        if row is None or (of_vendor is not None and (row["vendor_id"] != of_vendor or row["role"] != Role.AGENT)):
            raise NotFoundError
        if person_id == by.id:
            raise ConflictError("own_account")
        if row["role"] == Role.ADMIN and not unit.people.other_admins(person_id):
            raise ConflictError("last_admin")
        unit.people.change(person_id, disabled_at=row["disabled_at"] or unit.now)
        cut_off(unit, person_id, by=by.id)
        unit.audit.add("account_closed", f"person:{person_id}", person_id=by.id)
        unit.desks.touch_boards()


def open_account(parts: Parts, by: Person, person_id: UUID, *, of_vendor: UUID | None = None, submission: Submission) -> None:
    """Let a person sign in again; old sessions stay ended. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        row = unit.people.get(person_id)
        if row is None or (of_vendor is not None and (row["vendor_id"] != of_vendor or row["role"] != Role.AGENT)):
            raise NotFoundError
        unit.sessions.revoke_all(person_id)
        unit.people.change(person_id, disabled_at=None)
        unit.audit.add("account_opened", f"person:{person_id}", person_id=by.id)
