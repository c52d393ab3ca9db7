"""Objections: opened where a step lists them, answered, and left to the step again or by a way of their own."""

from flows.runs.events import ObjectionRaised
from flows.runs.moves import LeaveObjection, OpenObjection
from flows.runs.refusals import NotHereError, UnknownObjectionError
from flows.runs.walk import Walk
from scripts_dsl.script import Objection, Step


def open_objection(walk: Walk, step: Step, made: OpenObjection) -> None:
    """Show the words to answer with."""
    if made.objection not in step.objections or made.objection not in walk.script.objections or walk.waiting:
        raise UnknownObjectionError(detail=made.objection[:60])
    walk.objection = made.objection
    walk.tell(ObjectionRaised, objection=made.objection)


def leave_objection(walk: Walk, made: LeaveObjection) -> None:
    """Back to the step."""
    if walk.objection is None:
        raise NotHereError
    walk.objection = None


def way_of_objection(walk: Walk) -> str | None:
    """Where the open objection leads when the agent goes on from it; None back to the step."""
    objection: Objection | None = None if walk.objection is None else walk.script.objections[walk.objection]
    walk.objection = None
    return None if objection is None or objection.next is None else walk.take(objection.next)
