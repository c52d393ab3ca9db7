"""Assign a script: what an interaction of a queue, dialled number or campaign opens with."""

from flows.errors import NotFoundError
from workspace.studio.change_kinds import LINES
from workspace.studio.changes import Asked, ask
from workspace.studio.wishes import NOW, Terms
from workspace.wiring.parts import Parts, Person, Submission, Unit


def assign_script(
    parts: Parts, person: Person, kind: str, wanted: str, script: str, *, terms: Terms = NOW, submission: Submission
) -> Asked:
    """Let a queue, number or campaign open with a script; empty: with none (a number then takes its queue's).

    It does so at once, unless a second person has to approve it or it has its time. Raises NotFoundError for an unknown queue, number or
    campaign, InvalidError for a script that is not live or a campaign without one, ConflictError "change_open".
    """
    if kind not in LINES:
        raise NotFoundError
    with parts.units.begin(submission) as unit:
        return ask(unit, terms.wish("assignment", f"{kind}:{wanted}", {"script": script}), person.id)


def assign_with(unit: Unit, person: Person, kind: str, wanted: str, script: str | None) -> None:
    """The same where a queue or number is saved with its script: nothing is asked while that stays what it is."""
    if unit.script_use.script_of(kind, wanted) != (script or ""):
        ask(unit, Terms().wish("assignment", f"{kind}:{wanted}", {"script": script or ""}), person.id)
