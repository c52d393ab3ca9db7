"""Leaving a step other than by its own ways: exits, the phone hung up, closing early."""

from flows.runs.events import CustomerHungUp, ExitTaken
from flows.runs.moves import GoToWrapUp, HungUp, TakeExit
from flows.runs.refusals import NotHereError, UnknownExitError
from flows.runs.run import FALLBACK_STEP
from flows.runs.walk import Walk
from scripts_dsl.script import BranchStep, DoStep, Exit, Step, WrapupStep

HUNG_UP = "hung_up"
_AFTER_HANGING_UP = (BranchStep, DoStep, WrapupStep)


def take_exit(walk: Walk, made: TakeExit) -> str | None:
    """Out by an exit; the open calls are dropped down to the script that declares it, and nothing returns."""
    if made.exit == HUNG_UP:
        return hang_up(walk, HungUp())
    found = open_exits(walk).get(made.exit)
    if found is None:
        raise UnknownExitError(detail=made.exit[:60])
    return _leave(walk, *found)


def hang_up(walk: Walk, made: HungUp) -> str | None:
    """The customer is gone: out by that exit, else straight to the wrap-up; a run that is being closed stays where it is."""
    if walk.hung_up:
        return None
    walk.hung_up = True
    walk.tell(CustomerHungUp)
    if walk.stopped is not None or isinstance(walk.script.steps.get(walk.arrival.step), WrapupStep):
        return None
    found = open_exits(walk).get(HUNG_UP)
    return walk.to_wrapup() if found is None else _leave(walk, *found)


def go_to_wrapup(walk: Walk, made: GoToWrapUp) -> str:
    """Close before the end."""
    if walk.stopped is not None or isinstance(walk.script.steps.get(walk.arrival.step), WrapupStep):
        raise NotHereError
    return walk.to_wrapup()


def is_open_after_hanging_up(step: Step) -> bool:
    """Whether a run may stand at that step when there is nobody to speak to."""
    return isinstance(step, _AFTER_HANGING_UP) or step.kind in ("suppress", FALLBACK_STEP)


def open_exits(walk: Walk) -> dict[str, tuple[int, Exit]]:
    """The exits that are open, each with the frame of the innermost open script that declares it."""
    found: dict[str, tuple[int, Exit]] = {}
    at: int | None = walk.at
    while at is not None:
        for name, exit_ in walk.bundle.script_named(walk.frames[at].script).exits.items():
            found.setdefault(name, (at, exit_))
        at = walk.frames[at].parent
    return found


def _leave(walk: Walk, frame: int, exit_: Exit) -> str:
    """Drop to the frame and go the exit's way."""
    if walk.stopped is not None:
        raise NotHereError
    walk.tell(ExitTaken, exit=exit_.name)
    walk.left_by = exit_.name
    walk.stand(frame)
    return walk.take(exit_.way)
