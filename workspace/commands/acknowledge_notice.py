"""Acknowledge a notice: this person has read it."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.wiring.parts import Parts, Person, Submission


def acknowledge_notice(parts: Parts, person: Person, notice_id: UUID, *, submission: Submission) -> None:
    """Take a notice off this person's desk. Raises NotFoundError for one that was never for them."""
    with parts.units.begin(submission) as unit:
        if all(each["id"] != notice_id for each in unit.notices.open_for(person)):
            raise NotFoundError
        unit.notices.acknowledge(notice_id, person.id)
        unit.desks.touch(person.id)
        unit.desks.touch_boards()
