"""Circles in the graph of a script: which steps lie on one, and which circle never stops at the agent."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.presence import tree_of
from scripts_dsl.expressions.syntax import Binary, Call, Literal, Name, Node, Unary
from scripts_dsl.script import AGAIN, AnyStep, BranchStep, CallStep, DoStep, OfferStep, ReturnStep, Script, Way

Steps = Mapping[str, Collection[str]]
_FEWER, _MORE = frozenset({"<", "<=", "=="}), frozenset({">", ">="})
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


class Passage(NamedTuple):
    """A way that a run takes without the agent, and the steps whose count of visits it is bounded by."""

    way: Way
    target: str
    bounded_by: frozenset[str] = frozenset()


class Loop(NamedTuple):
    """A circle of steps in order, and the way that closes it."""

    steps: tuple[str, ...]
    closing: Way


def knots(graph: Steps) -> dict[str, int]:
    """For each step a number that all steps of the same circle share, and no other step has."""
    number, low, knot = dict[str, int](), dict[str, int](), dict[str, int]()
    stack: list[str] = []
    for start in graph:
        if start in number:
            continue
        number[start] = low[start] = len(number)
        stack.append(start)
        pending = [(start, iter(graph[start]))]
        while pending:
            step, targets = pending[-1]
            target = next(targets, None)
            if target is not None:
                if target not in number:
                    number[target] = low[target] = len(number)
                    stack.append(target)
                    pending.append((target, iter(graph[target])))
                elif target not in knot:
                    low[step] = min(low[step], number[target])
                continue
            pending.pop()
            if pending:
                low[pending[-1][0]] = min(low[pending[-1][0]], low[step])
            if low[step] == number[step]:
                while True:
                    member = stack.pop()
                    knot[member] = number[step]
                    if member == step:
                        break
    return knot


def on_a_circle(graph: Steps) -> set[str]:
    """Every step from which a way leads back to it."""
    knot = knots(graph)
    sizes: dict[int, int] = {}
    for number in knot.values():
        sizes[number] = sizes.get(number, 0) + 1
    return {step for step in graph if sizes[knot[step]] > 1 or step in graph[step]}


def idle_loop(script: Script, order: Iterable[str]) -> Loop | None:
    """A circle that never stops at the agent; one that counts its own rounds with visits() ends by itself. None when there is none.

    `order`: the steps as a run comes to them, so that the way which is told leads back and not on.
    """
    idle: dict[str, list[str]] = {}
    passages = {step.id: [each for each in _passages(script, step, idle) if each.target in script.steps] for step in script.steps.values()}
    knot = knots({step: [each.target for each in ways] for step, ways in passages.items()})
    endless = {
        step: [each for each in ways if not any(knot.get(counted) == knot[step] for counted in each.bounded_by)]
        for step, ways in passages.items()
    }
    done: set[str] = set()
    for start in order:
        if start in done or start not in endless:
            continue
        path = {start: None}
        pending: list[tuple[str, Iterator[Passage]]] = [(start, iter(endless[start]))]
        while pending:
            step, ways = pending[-1]
            passage = next(ways, None)
            if passage is None:
                pending.pop()
                path.pop(step)
                done.add(step)
            elif passage.target in path:
                steps = list(path)
                return Loop(tuple(steps[steps.index(passage.target) :]), passage.way)
            elif passage.target not in done:
                path[passage.target] = None
                pending.append((passage.target, iter(endless[passage.target])))
    return None


def _passages(script: Script, step: AnyStep, idle: dict[str, list[str]]) -> Iterator[Passage]:
    """The ways a run may take from a step by itself; words beside an action are spoken while it runs, they hold up nothing.

    `idle` keeps for each sub-script by which ways out it can be passed.
    """
    match step:
        case BranchStep():
            missed: set[str] = set()
            for case in step.cases:
                yield Passage(case.way, case.way.target, frozenset(missed | _counted(tree_of(case.when.source), at_most=True)))
                missed |= _not_yet(case.when)
            yield Passage(step.otherwise, step.otherwise.target, frozenset(missed))
        case DoStep():
            yield from (Passage(way, way.target) for way in step.ways())
        case OfferStep():
            # where there is nothing to offer, the run goes on by itself
            way = step.outcomes.get("none") or step.outcomes.get("declined")
            if way is not None:
                yield Passage(way, way.target)
        case CallStep():
            for way_out in _idle_ways_out(script, step.script, idle):
                way = step.returns.get(way_out)
                if way is not None and way.target != AGAIN:
                    yield Passage(way, way.target)
            if step.next is not None:
                yield Passage(step.next, step.next.target)


def _idle_ways_out(caller: Script, name: str, idle: dict[str, list[str]]) -> list[str]:
    """The ways out that a sub-script can take without stopping at the agent; `idle` keeps what was found before."""
    script = caller.subscripts.get(name)
    if script is None:
        return []
    if name not in idle:
        seen: set[str] = set()
        waiting = [script.start]
        while waiting:
            step = script.steps.get(waiting.pop())
            if step is not None and step.id not in seen:
                seen.add(step.id)
                waiting += [each.target for each in _passages(script, step, idle)]
        found = (script.steps[step] for step in seen)
        idle[name] = sorted({step.way_out for step in found if isinstance(step, ReturnStep) and not step.say})
    return idle[name]


def _not_yet(condition: Expression) -> set[str]:
    """The steps that were visited a limited number of times where a condition did not hold; visits() is never unknown."""
    return _counted(tree_of(condition.source), at_most=False)


def _counted(node: Node, *, at_most: bool) -> set[str]:
    """The steps whose visits are bounded above by a condition that holds (`at_most`) or does not hold."""
    match node:
        case Binary(operator="&&") if at_most:
            return _counted(node.left, at_most=True) | _counted(node.right, at_most=True)
        case Binary(operator="||") if not at_most:
            return _counted(node.left, at_most=False) | _counted(node.right, at_most=False)
        case Unary(operator="!"):
            return _counted(node.operand, at_most=not at_most)
        case Binary(left=Call(function="visits") as call, right=Literal()):
            return _visited(call) if node.operator in (_FEWER if at_most else _MORE) else set()
        case Binary(left=Literal(), right=Call(function="visits") as call):
            return _visited(call) if _MIRRORED.get(node.operator) in (_FEWER if at_most else _MORE) else set()
    return set()


def _visited(call: Call) -> set[str]:
    argument = call.arguments[0]
    return {argument.dotted} if isinstance(argument, Name) else {argument.text} if isinstance(argument, Literal) else set()
