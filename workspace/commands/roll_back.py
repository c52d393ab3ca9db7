"""Roll back: what an old version said is published again, as the newest."""

from dataclasses import replace

from flows.errors import ConflictError, InvalidError, NotFoundError
from workspace.scripts.publishing import kind_of, shelf_of_key
from workspace.studio.changes import ask, hold
from workspace.studio.wishes import NOW, Terms
from workspace.wiring.parts import Parts, Person, Submission

LISTED = ("disposition", "card", "assignment")
"""What has its versions among the changes."""


def roll_back(parts: Parts, person: Person, key: str, version: int, *, submission: Submission | None = None) -> int:
    """Publish the source of `version` of a script or offer as a new version and return its number; a draft stays.

    It is checked again, beside what is live now, and waits for nobody: it was approved before. Raises NotFoundError for an unknown
    version, ConflictError "is_live" or "is_withdrawn", InvalidError "problems" when it no longer passes.
    """
    with parts.units.begin(submission) as unit:
        hold(unit, kind_of(key), key)
        shelf_of_key(unit, key).to_roll_back_to(version)
        old = unit.scripts.version(key, version)
        if old is None:
            raise NotFoundError
        after = {"source": old["source"], "tests": old["tests"]}
        made = ask(unit, replace(NOW.wish(kind_of(key), key, after), rolled_back_to=version), person.id)
        unit.keys.note(version=made.number)
        return made.number


def roll_back_change(parts: Parts, person: Person, kind: str, key: str, number: int, *, submission: Submission) -> int:
    """Let a code, a card or an assignment be again what it was as version `number` (0: before its first change); returns the new number.

    Raises NotFoundError, ConflictError "is_live" for what stands already, InvalidError for what no longer fits.
    """
    if kind not in LISTED:
        raise NotFoundError
    with parts.units.begin(submission) as unit:
        hold(unit, kind, key)
        rows = unit.changes.history(kind, key)
        if not rows:
            raise NotFoundError
        wanted = next((row["after"] for row in rows if row["number"] == number), rows[-1]["before"] if number == 0 else None)
        if wanted is None:
            raise NotFoundError
        if not wanted or "version" in wanted:
            raise InvalidError("no_earlier")
        if wanted == rows[0]["after"]:
            raise ConflictError("is_live")
        made = ask(unit, replace(Terms(note=f"v{number}").wish(kind, key, wanted), rolled_back_to=number), person.id)
        return made.number
