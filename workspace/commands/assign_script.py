"""Assign a script: what an interaction of a queue, dialled number or campaign opens with."""

from flows.errors import InvalidError, NotFoundError
from workspace.publishing import LIB
from workspace.wiring import Parts, Person, Submission

KINDS = ("queue", "number", "campaign")


def assign_script(parts: Parts, person: Person, kind: str, wanted: str, script: str, *, submission: Submission) -> None:
    """Let a queue, number or campaign open with a script; empty: with none (a number then takes its queue's).

    Raises NotFoundError for an unknown queue, number or campaign, InvalidError for a script that is not live or a campaign without one.
    """
    with parts.units.begin(submission) as unit:
        if kind not in KINDS:
            raise NotFoundError
        found = unit.scripts.live(script) if script else None
        if script and (found is None or found["kind"] != "script" or script.startswith(LIB)):
            raise InvalidError(fields={"script": "not_listed"})
        if not script and kind == "campaign":
            raise InvalidError(fields={"script": "required"})
        if not unit.script_use.assign(kind, wanted, script or None):
            raise NotFoundError
        unit.audit.add("script_assigned", f"{kind}:{wanted}", {"script": script}, person_id=person.id)
