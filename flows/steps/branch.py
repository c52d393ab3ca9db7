"""The `branch` step: the first case that holds wins; the agent sees nothing."""

from flows.runs.walk import Walk
from scripts_dsl.script import BranchStep


def enter(walk: Walk, step: BranchStep) -> str:
    """The way of the first case that holds, else the other one."""
    return walk.take(next((case.way for case in step.cases if walk.holds(case.when)), step.otherwise))
