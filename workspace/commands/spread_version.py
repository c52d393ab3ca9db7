"""Spread a version: what only some teams took goes to everybody, or they take everybody's again."""

from flows.errors import ConflictError
from workspace.scripts.publishing import shelf_of_key
from workspace.studio.changes import hold
from workspace.wiring.parts import Parts, Person, Submission, Unit


def spread_version(parts: Parts, person: Person, key: str, version: int, *, submission: Submission) -> None:
    """Let everybody take the version that some teams took. Raises ConflictError "no_trial" when it is not that one any more."""
    with parts.units.begin(submission) as unit:
        _hold_trial(unit, key, version)
        unit.scripts.spread(key, version)
        unit.audit.add("script_spread", f"script:{key}", {"version": version}, person_id=person.id)
        unit.desks.touch_boards()


def end_trial(parts: Parts, person: Person, key: str, version: int, *, submission: Submission) -> None:
    """Let the teams take everybody's version again. Raises ConflictError "no_trial"."""
    with parts.units.begin(submission) as unit:
        _hold_trial(unit, key, version)
        unit.scripts.end_trial(key)
        unit.audit.add("script_trial_ended", f"script:{key}", {"version": version}, person_id=person.id)
        unit.desks.touch_boards()


def _hold_trial(unit: Unit, key: str, version: int) -> None:
    hold(unit, "script", key)
    shelf_of_key(unit, key)
    trial = unit.scripts.trial(key)
    if trial is None or trial["version"] != version:
        raise ConflictError("no_trial")
