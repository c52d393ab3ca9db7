"""Withdraw: a version of a script, or one step of it, is not to be used any more; who is on it is told, and may finish."""

from flows.errors import InvalidError
from workspace.scripts.publishing import shelf_of_key, step_ids
from workspace.wiring.parts import Parts, Person, Submission, new_id

LONGEST_REASON = 300


def withdraw_version(
    parts: Parts, person: Person, key: str, version: int, *, step: str = "", reason: str, submission: Submission | None = None
) -> None:
    """Mark a version (or a step of it) and put the reason on the desks that stand on it; teams it was tried with take everybody's again.

    Raises NotFoundError for an unknown version, ConflictError "is_live" for a whole version that new calls take (make another one live
    first) or "is_withdrawn", InvalidError at `reason` or `step`.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidError(fields={"reason": "too_long" if reason else "required"})
    with parts.units.begin(submission) as unit:
        shelf_of_key(unit, key).withdrawn(version, step)
        if step and step not in step_ids(unit, key, version):
            raise InvalidError(fields={"step": "unknown"})
        trial = unit.scripts.trial(key)
        if not step and trial is not None and trial["version"] == version:
            unit.scripts.end_trial(key)
        unit.withdrawals.add(id=new_id(), key=key, version=version, step=step, reason=reason, person_id=person.id)
        payload = {"version": version, "step": step, "reason": reason}
        unit.audit.add("script_withdrawn", f"script:{key}", payload, person_id=person.id)
        unit.desks.touch(*unit.withdrawals.agents_on(key, version))
        unit.desks.touch_boards()


def give_back_version(
    parts: Parts, person: Person, key: str, version: int, *, step: str = "", submission: Submission | None = None
) -> None:
    """Take the mark away again. Raises NotFoundError for a version or a step that is not withdrawn."""
    with parts.units.begin(submission) as unit:
        shelf_of_key(unit, key).given_back(version, step)
        unit.withdrawals.lift(key, version, step, person.id)
        unit.audit.add("script_given_back", f"script:{key}", {"version": version, "step": step}, person_id=person.id)
        unit.desks.touch(*unit.withdrawals.agents_on(key, version))
        unit.desks.touch_boards()
