"""Save a skill: make it, or rename it."""

from uuid import UUID

from flows.errors import NotFoundError
from workspace.routing_lists import check_key, check_words
from workspace.wiring.parts import Parts, Person, Submission, new_id


def save_skill(parts: Parts, by: Person, names: dict[str, str], skill_id: UUID | None = None, *, submission: Submission) -> None:
    """Write a skill: `name_en`, `name_zh`, and for a new one `key`. Raises NotFoundError, InvalidError."""
    check_words(names, "name_en", "name_zh")
    with parts.units.begin(submission) as unit:
        if skill_id is None:
            skill_id = new_id()
            unit.administration.add("skill", id=skill_id, **{**names, "key": check_key(names["key"])})
        elif not unit.administration.change("skill", skill_id, name_en=names["name_en"], name_zh=names["name_zh"]):
            raise NotFoundError
        unit.audit.add("skill_saved", f"skill:{skill_id}", dict(names), person_id=by.id)
