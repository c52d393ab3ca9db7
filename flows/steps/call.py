"""The `call` step: runs a sub-script, once or for each item of a list, and takes what it gives."""

from collections.abc import Mapping

from flows.runs.limits import DEPTH, ROUNDS
from flows.runs.run import Frame
from flows.runs.variables import starting_values
from flows.runs.walk import Walk
from scripts_dsl.script import AGAIN, CallStep


def enter(walk: Walk, step: CallStep) -> str:
    """The first step of the sub-script; the step after the last round where there is no item."""
    if step.each is None:
        return _open(walk, step, None, 0, {})
    found = step.each.evaluate(walk.environment)
    items = found[: step.at_most] if isinstance(found, tuple) else ()
    if len(items) > ROUNDS:
        return walk.stop("rounds")
    gathered: dict[str, tuple[object, ...]] = dict.fromkeys(step.save_as, ())
    return _open(walk, step, items, 0, gathered) if items else _end(walk, step, gathered)


def come_back(walk: Walk, way_out: str) -> str | None:
    """The way on in the caller after the sub-script returned; None where it was run alone, which ends the run."""
    child = walk.frame
    if child.parent is None:
        walk.returned = way_out
        return None
    walk.stand(child.parent)
    step = walk.script.steps[child.call_step]
    way = step.returns.get(way_out) if isinstance(step, CallStep) else None
    if not isinstance(step, CallStep) or way is None:
        return walk.stop("broken")
    if child.items is None:
        walk.assign({ours: child.variables.get(theirs) for ours, theirs in step.save_as.items()})
        return walk.stop("broken") if way.target == AGAIN else walk.take(way)
    gathered = {ours: (*child.gathered.get(ours, ()), child.variables.get(theirs)) for ours, theirs in step.save_as.items()}
    target = walk.take(way)
    if target != AGAIN:
        walk.assign(gathered)
        return target
    following = child.round + 1
    return _open(walk, step, child.items, following, gathered) if following < len(child.items) else _end(walk, step, gathered)


def _end(walk: Walk, step: CallStep, gathered: Mapping[str, tuple[object, ...]]) -> str:
    """The way on after the last round."""
    walk.assign(gathered)
    return walk.stop("broken") if step.next is None else walk.take(step.next)


def _open(walk: Walk, step: CallStep, items: tuple[object, ...] | None, round_: int, gathered: Mapping[str, tuple[object, ...]]) -> str:
    """Open a call with its own variables, and stand in it."""
    if _depth(walk) >= DEPTH:
        return walk.stop("depth")
    script = walk.bundle.script_named(step.script)
    item = None if items is None else {"item": items[round_]}
    parameters = {each.name: walk.passed(each.value, item) for each in step.arguments}
    values, refused = starting_values(script, walk.given, parameters, walk.zone, walk.before.currency, main=False)
    walk.ignored(refused)
    # Having gone back and come again, the agent finds the answers given before.
    former = (each for each in reversed(walk.frames) if (each.parent, each.call_step, each.round) == (walk.at, step.id, round_))
    walk.frames.append(
        Frame(
            script=script.name,
            parent=walk.at,
            call_step=step.id,
            items=items,
            round=round_,
            gathered=gathered,
            variables=values,
            answers=next((each.answers for each in former), {}),
        )
    )
    walk.stand(len(walk.frames) - 1)
    return script.start


def _depth(walk: Walk) -> int:
    """How many scripts are open inside each other."""
    depth, at = 0, walk.frames[walk.at].parent
    while at is not None:
        depth, at = depth + 1, walk.frames[at].parent
    return depth + 1
