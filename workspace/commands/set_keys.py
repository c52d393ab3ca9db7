"""Set keys: which keys a person wants at their desk, and which switched off."""

from collections.abc import Mapping

from flows.errors import InvalidError
from workspace.desk.keys import DIGITS, changed_keys, wrong_keys
from workspace.wiring.parts import Parts, Person, Submission


def set_keys(parts: Parts, person: Person, chosen: Mapping[str, str], digits: str, *, submission: Submission) -> None:
    """Keep the keys. Raises InvalidError for a chord that is none, one that stands for two things, or an unknown way to answer."""
    wrong = wrong_keys(chosen)
    if digits not in DIGITS:
        wrong["digits"] = "not_listed"
    if wrong:
        raise InvalidError(fields=wrong)
    with parts.units.begin(submission) as unit:
        stored = unit.people.own_desk(person.id).preferences
        unit.people.set_preferences(person.id, {**stored, "keys": changed_keys(chosen), "digits": digits})
        unit.desks.touch(person.id)
