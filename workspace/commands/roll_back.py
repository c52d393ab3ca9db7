"""Roll back: the text of an old version is published again, as the newest."""

from flows.errors import NotFoundError
from workspace.publishing import announce, check, put_live, shelf_of_key
from workspace.wiring import Parts, Person, Submission


def roll_back(parts: Parts, person: Person, key: str, version: int, *, submission: Submission | None = None) -> int:
    """Publish the source of `version` as a new version and return its number; a draft stays.

    It is checked again, beside what is live now. Raises NotFoundError for an unknown version, ConflictError "is_live" or "is_withdrawn",
    InvalidError "problems" when it no longer passes.
    """
    with parts.units.begin(submission) as unit:
        shelf_of_key(unit, key).to_roll_back_to(version)
        old = unit.scripts.version(key, version)
        if old is None:
            raise NotFoundError
        checked = check(unit, key, old["source"])
        note = f"v{version}"
        made = put_live(
            unit,
            key,
            old["source"],
            checked,
            note="",
            person_id=person.id,
            rolled_back_to=version,
            tests=old["tests"],
            test_report=old["test_report"],
        )
        announce(unit, key, made, checked, note=note, person_id=person.id)
        unit.keys.note(version=made)
        return made
