"""The rules about names that stand for something else: steps, exits, objections."""

from collections.abc import Callable, Collection, Iterator

from scripts_dsl.nearest import as_name
from scripts_dsl.problem import Problem, did_you_mean, make_problem, respelling
from scripts_dsl.script import AGAIN, SUPPRESS, CallStep, Script, Way
from scripts_dsl.source.location import Location
from scripts_dsl.types import Words

OUTBOUND_EXITS = ("hung_up", "do_not_call", "wrong_person")

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


def check_objections(places: dict[str, list[tuple[str, Location]]], declared: Collection[str], close: Close) -> Iterator[Problem]:
    """S020: every objection a step lists is declared; `places` tells where each step names them."""
    for listed in places.values():
        for name, at in listed:
            if name not in declared:
                meant = close(name, declared)
                fix = respelling(at, {"target": name}, meant)
                yield make_problem("S020/objection", at, hint=did_you_mean(meant) if meant else None, fix=fix, target=name)
