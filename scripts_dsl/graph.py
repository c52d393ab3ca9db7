"""The steps of a script as a graph: where each leads, what can be reached, and from where the end can be."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from scripts_dsl.script import (
    AGAIN,
    SUPPRESS,
    AnyStep,
    BranchStep,
    CallStep,
    DoStep,
    ReturnStep,
    Script,
    Way,
    WrapupStep,
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


def closable(script: Script) -> set[str]:
    """Every step from which a wrap-up or a return can be reached."""
    backwards: dict[str, set[str]] = {step: set() for step in script.steps}
    for step, targets in successors(script).items():
        for target in targets:
            backwards[target].add(step)
    return reachable(backwards, [step.id for step in script.steps.values() if isinstance(step, WrapupStep | ReturnStep)])


def idle_loop(script: Script) -> list[str] | None:
    """A circle of steps that never stops at the agent, in order; None when there is none."""
    idle = {step.id for step in script.steps.values() if _runs_through(script, step)}
    graph = {step: targets & idle for step, targets in successors(script).items() if step in idle}
    done: set[str] = set()
    for start in graph:
        path: list[str] = []
        pending = [(start, iter(sorted(graph[start])))] if start not in done else []
        path += [start] if pending else []
        while pending:
            step, targets = pending[-1]
            target = next(targets, None)
            if target is None:
                pending.pop()
                done.add(path.pop())
            elif target in path:
                return path[path.index(target) :]
            elif target not in done:
                path.append(target)
                pending.append((target, iter(sorted(graph[target]))))
    return None


def _runs_through(script: Script, step: AnyStep) -> bool:
    """Whether a run can pass a step without the agent; a sub-script does when it can be passed so."""
    if not isinstance(step, CallStep):
        return isinstance(step, BranchStep | DoStep) and not step.say
    sub = script.subscripts.get(step.script)
    if sub is None:
        return False
    idle = {each.id for each in sub.steps.values() if _runs_through(sub, each) or (isinstance(each, ReturnStep) and not each.say)}
    graph = {each: targets & idle for each, targets in successors(sub).items() if each in idle}
    return any(isinstance(sub.steps[each], ReturnStep) for each in reachable(graph, [sub.start]))
