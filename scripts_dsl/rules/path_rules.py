"""The rules about where the ways of a script lead: S021, S022, S023, what S030 and C003 ask of the graph."""

from collections.abc import Iterator, Mapping

from scripts_dsl.graph import entered, in_order, reachable, successors, target_of
from scripts_dsl.problem import Problem, make_problem, write_instead
from scripts_dsl.rules.holes import HoleStep
from scripts_dsl.rules.loops import idle_loop, on_a_circle
from scripts_dsl.script import AGAIN, SUPPRESS, AnyStep, CallStep, DoStep, OfferStep, ReturnStep, Script, Way, WrapupStep
from scripts_dsl.source.location import Location


def check_reach(script: Script) -> Iterator[Problem]:
    """S021: every step can be come to."""
    reached = entered(script)
    for step in script.steps.values():
        if step.id not in reached:
            yield make_problem("S021", step.at, step=step.id)


def check_ends(script: Script) -> Iterator[Problem]:
    """S023: from every step that can be come to, the call can be closed, exits aside."""
    reached = entered(script)
    ends = closable(script)
    for step in script.steps.values():
        if step.id in reached and step.id not in ends:
            yield make_problem("S023", step.at, step=step.id)


def check_loops(script: Script, kinds: Mapping[str, Location]) -> Iterator[Problem]:
    """S022 and S030: a circle stops at the agent, and holds no action that is done but once; `kinds`: where each step says what it is."""
    loop = idle_loop(script, in_order(script))
    if loop is not None:
        yield make_problem("S022", loop.closing.at, path=" -> ".join([*loop.steps, loop.steps[0]]))
    once = [step for step in script.steps.values() if isinstance(step, DoStep) and step.once == "interaction"]
    circles = on_a_circle(successors(script)) if once else set()
    for step in once:
        if step.id in circles:
            yield make_problem("S030/circle", kinds.get(step.id, step.at), hint=write_instead("once: visit"), step=step.id)


def check_declining(script: Script) -> Iterator[Problem]:
    """C003: who goes on declining comes to the end of the call."""
    offers = [step for step in script.steps.values() if isinstance(step, OfferStep)]
    if not offers:
        return
    anyhow, freely = closable(script), closable(script, declining=True)
    for step in offers:
        declined = step.outcomes.get("declined")
        if declined is None or not _is_known(script, declined):
            continue
        target = target_of(script, declined)
        accepted = step.outcomes.get("accepted")
        pressed = accepted is not None and accepted.target == declined.target
        if target is not None and target in anyhow and (pressed or target not in freely):
            yield make_problem("C003/same" if pressed else "C003/declining", declined.at, step=step.id)


def closable(script: Script, *, declining: bool = False) -> set[str]:
    """Every step from which a wrap-up or a return can be reached; `declining`: though no offer is accepted or put off."""
    backwards: dict[str, set[str]] = {step: set() for step in script.steps}
    ends = []
    outs = {name: _ways_out(sub) for name, sub in script.subscripts.items()}
    for step in script.steps.values():
        if _ends(script, step):
            ends.append(step.id)
        for way in _taken(script, step, outs, declining=declining):
            target = target_of(script, way)
            if target in backwards:
                backwards[target].add(step.id)
    return reachable(backwards, ends)


def _ends(script: Script, step: AnyStep) -> bool:
    """Whether a call may end at a step; where a mistake hides the way on, it may."""
    if isinstance(step, WrapupStep | ReturnStep | HoleStep):
        return True
    return any(way.target == SUPPRESS or not _is_known(script, way) for way in step.ways())


def _is_known(script: Script, way: Way) -> bool:
    return way.target in script.steps or way.target in (SUPPRESS, AGAIN)


def _taken(script: Script, step: AnyStep, outs: Mapping[str, set[str]], *, declining: bool) -> Iterator[Way]:
    """The ways on that a run can take: of a call those of the ways out that its script comes to."""
    for name in step.objections:
        objection = script.objections.get(name)
        if objection is not None and objection.next is not None:
            yield objection.next
    if isinstance(step, CallStep):
        open_ = outs.get(step.script, step.returns.keys())
        yield from (way for way_out, way in step.returns.items() if way_out in open_)
        yield from (step.next,) if step.next is not None else ()
        return
    for way in step.ways():
        if not (declining and isinstance(step, OfferStep) and way.name in ("accepted", "later")):
            yield way


def _ways_out(script: Script) -> set[str]:
    """The ways out that a sub-script can come to."""
    reached = entered(script)
    return {step.way_out for step in script.steps.values() if isinstance(step, ReturnStep) and step.id in reached}
