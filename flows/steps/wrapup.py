"""The `wrapup` step: a disposition, notes and perhaps fields; ends the run."""

from flows.runs.events import WrappedUp
from flows.runs.moves import WrapUp
from flows.runs.refusals import UnknownDispositionError
from flows.runs.walk import Walk
from flows.steps.form import save_fields
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.script import WrapupStep


def enter(walk: Walk, step: WrapupStep) -> None:
    """Wait for the disposition; tell of suggestions whose condition is unknown."""
    for suggestion in step.suggestions:
        walk.holds(suggestion.when)


def wrap_up(walk: Walk, step: WrapupStep, made: WrapUp) -> None:
    """End the run."""
    if made.disposition not in step.dispositions:
        raise UnknownDispositionError(detail=made.disposition[:60])
    proposed = suggested(step, walk.environment)
    save_fields(walk, step.id, step.fields, made.fields) if step.fields else None
    walk.disposition = made.disposition
    walk.tell(WrappedUp, disposition=made.disposition, suggested=proposed)


def suggested(step: WrapupStep, environment: Environment) -> str | None:
    """The code the script proposes."""
    return next((each.code for each in step.suggestions if each.when.test(environment) is True), None)
