"""Resend a fact: an admin lets a parked row of the outbox go to the analytics side once more."""

from flows.errors import ConflictError, NotFoundError
from workspace.wiring.parts import Parts, Person, Submission


def resend_fact(parts: Parts, person: Person, row_id: int, *, submission: Submission) -> None:
    """Put the row among those that wait. Raises NotFoundError, ConflictError ("not_parked") when it waits or is sent already."""
    with parts.units.begin(submission) as unit:
        key = unit.operations.resend(row_id)
        if key is None:
            if unit.operations.knows(row_id):
                raise ConflictError("not_parked")
            raise NotFoundError
        unit.audit.add("fact_resent", f"outbox:{row_id}", {"key": key}, person_id=person.id)
        unit.desks.touch_boards()
        unit.wake("relay")
