"""The `return` step: leaves a sub-script by one of its ways out, after its words were spoken where it has some."""

from flows.runs.moves import Continue
from flows.runs.walk import Walk
from flows.steps.call import come_back
from scripts_dsl.script import ReturnStep


def enter(walk: Walk, step: ReturnStep) -> str | None:
    """Leave at once, or wait for the agent to speak."""
    return None if step.say and not walk.hung_up else leave(walk, step)


def leave(walk: Walk, step: ReturnStep, made: Continue | None = None) -> str | None:
    """Back to the caller."""
    return come_back(walk, step.way_out)
