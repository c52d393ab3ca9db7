"""Back and jump: to steps the agent stood at before. Answers are kept, actions are neither undone nor sent again."""

from flows.runs.events import WentBack
from flows.runs.moves import Back, Jump
from flows.runs.refusals import NeverVisitedError, NotHereError, NothingBeforeError
from flows.runs.walk import Walk
from scripts_dsl.script import AskStep, FormStep, OfferStep, ReadBackStep, ReturnStep, SayStep, WrapupStep

_STANDING = (SayStep, AskStep, FormStep, ReadBackStep, WrapupStep)


def go_back(walk: Walk, made: Back) -> None:
    """To the step before, on the way that led here."""
    visit = before(walk)
    if visit is None:
        raise NothingBeforeError
    _stand_again(walk, visit)


def jump(walk: Walk, made: Jump) -> None:
    """To a visited step, by the number of its arrival."""
    if made.visit == walk.number or not 0 <= made.visit < len(walk.path) or not stands_at(walk, made.visit):
        raise NeverVisitedError(detail=str(made.visit))
    _stand_again(walk, made.visit)


def before(walk: Walk) -> int | None:
    """The arrival that Back leads to."""
    if walk.stopped is not None:
        return None
    return next((visit for visit in reversed(walk.trail[:-1]) if stands_at(walk, visit)), None)


def stands_at(walk: Walk, visit: int) -> bool:
    """Whether the agent can stand at an arrival again: it showed something and asks the outside for nothing."""
    arrival = walk.path[visit]
    step = walk.bundle.script_named(walk.frames[arrival.frame].script).steps.get(arrival.step)
    if isinstance(step, OfferStep):
        return any(each.arrival == visit for each in walk.offers)
    return isinstance(step, _STANDING) or (isinstance(step, ReturnStep) and bool(step.say))


def _stand_again(walk: Walk, visit: int) -> None:
    """Stand at an earlier arrival; the way back from there is the one that led there."""
    if walk.stopped is not None:
        raise NotHereError
    left = walk.arrival.step
    if visit in walk.trail:
        del walk.trail[walk.trail.index(visit) + 1 :]
    else:
        walk.trail.append(visit)
    walk.waiting = False
    walk.objection = None
    walk.stand(walk.path[visit].frame)
    shown = walk.presentation
    if shown is not None:
        walk.show_offer(walk.offers.index(shown))
    walk.tell(WentBack, from_step=left)
