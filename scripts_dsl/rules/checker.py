"""The rules about names that stand for something else: steps, exits, objections."""

from collections.abc import Callable, Collection, Iterator, Mapping

from scripts_dsl.graph import reachable, successors
from scripts_dsl.nearest import as_name
from scripts_dsl.problem import Fix, Problem, did_you_mean, make_problem, respelling, write_instead
from scripts_dsl.script import AGAIN, SUPPRESS, BranchStep, CallStep, DoStep, ReturnStep, Script, Way, WrapupStep
from scripts_dsl.source.location import Location
from scripts_dsl.types import Words

HUNG_UP = "hung_up"
OUTBOUND_EXITS = (HUNG_UP, "do_not_call", "wrong_person")

_ENDS = frozenset({"end", "stop", "done", "finish", "finished", "quit", "exit", "close", "hang_up", "hung_up", "hangup", "结束", "挂断"})
"""What people write who look for a word that ends the call."""

Close = Callable[[str, Collection[str]], str | None]


def check_targets(script: Script, written: Collection[str], close: Close) -> Iterator[Problem]:
    """S020: every way on names a step; `written` are all ids in the source, broken steps included."""

    # a step whose name is none is told there, and not again at each way to it
    names = {as_name(each) or each for each in written}

    def judge(way: Way, known: Collection[str] = ()) -> Iterator[Problem]:
        if way.target not in written and way.target not in (SUPPRESS, *names, *known):
            meant = close(way.target, names)
            fix = respelling(way.at, {"target": way.target}, meant)
            yield make_problem(
                "S020", way.at, hint=did_you_mean(meant) if meant else _closing(script, way.target), fix=fix, target=way.target
            )

    for step in script.steps.values():
        again = (AGAIN,) if isinstance(step, CallStep) and step.each is not None else ()
        for way in step.ways():
            yield from judge(way, again)
    for each in script.exits.values():
        yield from judge(each.way)
    for objection in script.objections.values():
        if objection.next is not None:
            yield from judge(objection.next)


def _closing(script: Script, target: str) -> Words | None:
    """The hint for a way that wants to end the call: a call ends at its wrap-up."""
    if target not in _ENDS or script.wrapup is None:
        return None
    return {"en": f"a call ends at its wrap-up: {script.wrapup.id}", "zh": f"通话在小结步骤结束：{script.wrapup.id}"}


def check_exits(script: Script) -> Iterator[Problem]:
    """S028: an outbound script declares how a call is left."""
    if script.channel != "outbound" or script.is_subscript:
        return
    missing = [name for name in OUTBOUND_EXITS if name not in script.exits]
    if missing:
        wrap = script.wrapup.id if script.wrapup is not None else "wrap"
        lines = [f"{name}: {{next: {SUPPRESS if name == 'do_not_call' else wrap}}}" for name in missing]
        hint = {"en": f"write under exits: {' and '.join(lines)}", "zh": f"请在 exits 下写：{'，以及 '.join(lines)}"}
        yield make_problem("S028", script.at, hint=hint, names=", ".join(missing))


def check_hanging_up(script: Script) -> Iterator[Problem]:
    """S028: after hanging up nothing is said or asked; a step that other ways come to as well is passed over at run time."""
    left = script.exits.get(HUNG_UP)
    if left is None:
        return
    others = [each.way.target for each in script.exits.values() if each is not left]
    shared = reachable(successors(script), [script.start, *others])
    seen: set[str] = set()
    waiting = [left.way]
    while waiting:
        way = waiting.pop()
        step = script.steps.get(way.target)
        if isinstance(step, BranchStep | DoStep | WrapupStep):
            if step.id not in seen and step.id not in shared:
                waiting.extend(step.ways())
            seen.add(step.id)
        elif step is not None:
            yield _nobody_there(script, way)


def _nobody_there(script: Script, way: Way) -> Problem:
    """S028 of one way that leads on to words; the wrap-up is what was meant."""
    wrap = script.wrapup.id if script.wrapup is not None else None
    fix = Fix(way.at.start, way.at.end, wrap) if wrap is not None else None
    return make_problem("S028/hung_up", way.at, hint=did_you_mean(wrap) if wrap else None, fix=fix, step=way.target, exit=HUNG_UP)


def check_returns(script: Script, written: Mapping[str, Location]) -> Iterator[Problem]:
    """S010: only what is called returns; `written`: where each step says `return`."""
    if script.is_subscript:
        return
    wrap = script.wrapup.id if script.wrapup is not None else "wrap"
    for step in script.steps.values():
        if isinstance(step, ReturnStep):
            yield make_problem("S010/return", written.get(step.id, step.at), hint=write_instead(f"next: {wrap}"), step=step.id)


def check_objections(places: dict[str, list[tuple[str, Location]]], declared: Collection[str], close: Close) -> Iterator[Problem]:
    """S020: every objection a step lists is declared; `places` tells where each step names them."""
    for listed in places.values():
        for name, at in listed:
            if name not in declared:
                meant = close(name, declared)
                fix = respelling(at, {"target": name}, meant)
                yield make_problem("S020/objection", at, hint=did_you_mean(meant) if meant else None, fix=fix, target=name)
