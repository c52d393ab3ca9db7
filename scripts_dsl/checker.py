"""The rules about names that stand for something else: steps, exits, objections."""

from collections.abc import Callable, Collection, Iterator

from scripts_dsl.location import Location
from scripts_dsl.problem import Problem, did_you_mean, make_problem, respelling
from scripts_dsl.script import AGAIN, SUPPRESS, CallStep, Script, Way

OUTBOUND_EXITS = ("hung_up", "do_not_call", "wrong_person")

Close = Callable[[str, Collection[str]], str | None]


def check_targets(script: Script, written: Collection[str], close: Close) -> Iterator[Problem]:
    """S020: every way on names a step; `written` are all ids in the source, broken steps included."""

    def judge(way: Way, known: Collection[str] = ()) -> Iterator[Problem]:
        if way.target not in written and way.target not in (SUPPRESS, *known):
            meant = close(way.target, written)
            fix = respelling(way.at, {"target": way.target}, meant)
            yield make_problem("S020", way.at, hint=did_you_mean(meant) if meant else None, fix=fix, target=way.target)

    for step in script.steps.values():
        again = (AGAIN,) if isinstance(step, CallStep) and step.each is not None else ()
        for way in step.ways():
            yield from judge(way, again)
    for each in script.exits.values():
        yield from judge(each.way)
    for objection in script.objections.values():
        if objection.next is not None:
            yield from judge(objection.next)


def check_exits(script: Script) -> Iterator[Problem]:
    """S028: an outbound script declares how a call is left."""
    if script.channel != "outbound" or script.is_subscript:
        return
    missing = [name for name in OUTBOUND_EXITS if name not in script.exits]
    if missing:
        yield make_problem("S028", script.at, names=", ".join(missing))


def check_objections(places: dict[str, list[tuple[str, Location]]], declared: Collection[str], close: Close) -> Iterator[Problem]:
    """S020: every objection a step lists is declared; `places` tells where each step names them."""
    for listed in places.values():
        for name, at in listed:
            if name not in declared:
                meant = close(name, declared)
                fix = respelling(at, {"target": name}, meant)
                yield make_problem("S020/objection", at, hint=did_you_mean(meant) if meant else None, fix=fix, target=name)
