"""The steps of a script as a graph: where each leads and what can be reached."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping

from scripts_dsl.script import (
    AGAIN,
    SUPPRESS,
    AnyStep,
    Script,
    Way,
)


def ways_from(script: Script, step: AnyStep) -> Iterator[Way]:
    """Every way on from a step: its own, and those of the objections it lists."""
    yield from step.ways()
    for name in step.objections:
        objection = script.objections.get(name)
        if objection is not None and objection.next is not None:
            yield objection.next


def target_of(script: Script, way: Way) -> str | None:
    """The step a way leads to; `suppress` leads to the wrap-up, `again` nowhere else than its own step."""
    if way.target == SUPPRESS:
        return script.wrapup.id if script.wrapup else None
    return None if way.target == AGAIN else way.target


def successors(script: Script) -> dict[str, set[str]]:
    """For each step the steps it can lead to, exits not counted."""
    return {
        step.id: {target for way in ways_from(script, step) if (target := target_of(script, way)) in script.steps and target is not None}
        for step in script.steps.values()
    }


def reachable(graph: Mapping[str, Collection[str]], starts: Iterable[str]) -> set[str]:
    """Everything that can be reached from these steps, themselves included."""
    seen: set[str] = set()
    waiting = [step for step in starts if step in graph]
    while waiting:
        step = waiting.pop()
        if step not in seen:
            seen.add(step)
            waiting.extend(graph[step])
    return seen


def entered(script: Script) -> set[str]:
    """Every step a run can come to, exits included."""
    exits = [target for each in script.exits.values() if (target := target_of(script, each.way)) is not None]
    return reachable(successors(script), [script.start, *exits])


def in_order(script: Script) -> list[str]:
    """Every step, those first that a run comes to first."""
    graph = successors(script)
    found = dict.fromkeys([script.start]) if script.start in graph else {}
    waiting = deque(found)
    while waiting:
        for target in sorted(graph[waiting.popleft()], key=lambda each: script.steps[each].at):
            if target not in found:
                found[target] = None
                waiting.append(target)
    return list(dict.fromkeys([*found, *script.steps]))
