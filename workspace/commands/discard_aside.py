"""Discard an aside: a text that was set aside is no longer wanted."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.scripts.publishing import kind_of
from workspace.wiring.parts import Parts, Person, Submission


def discard_aside(parts: Parts, person: Person, key: str, aside_id: UUID, *, submission: Submission | None = None) -> None:
    """Throw an aside away. Raises NotFoundError where there is none of that id."""
    with parts.units.begin(submission) as unit:
        if not unit.asides.drop(key, aside_id):
            raise NotFoundError
        unit.audit.add("aside_discarded", f"{kind_of(key)}:{key}", {"aside": str(aside_id)}, person_id=person.id)
