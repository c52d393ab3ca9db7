"""The `say` step: words to speak, then on."""

from flows.runs.moves import Continue
from flows.runs.walk import Walk
from scripts_dsl.script import SayStep


def enter(walk: Walk, step: SayStep) -> None:
    """Wait for the agent to speak."""


def go_on(walk: Walk, step: SayStep, made: Continue) -> str:
    """The words were spoken."""
    return walk.take(step.next)
