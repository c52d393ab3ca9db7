"""Set skills: what a person can handle, and how well."""

from collections.abc import Mapping
from uuid import UUID

from flows.errors import NotFoundError
from workspace.people import check_levels
from workspace.wiring.parts import Parts, Person, Submission


def set_skills(parts: Parts, by: Person, person_id: UUID, levels: Mapping[UUID, int], *, submission: Submission) -> None:
    """Write all skills of a person; level 0 takes one away. Raises NotFoundError, InvalidError."""
    with parts.units.begin(submission) as unit:
        if unit.people.get(person_id) is None:
            raise NotFoundError
        kept = check_levels(unit, levels)
        unit.administration.set_skills(person_id, kept)
        unit.audit.add("skills_set", f"person:{person_id}", {str(skill): level for skill, level in kept.items()}, person_id=by.id)
        unit.desks.touch(person_id)
