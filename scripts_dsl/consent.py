"""C001: whether an action that commits the customer can be reached without consent, on any path, sub-scripts inlined.

A state of the search is the stack of sub-scripts, the step, and whether consent lies after the latest acceptance. The states of a
finite script are finite, so the search ends.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.graph import target_of, ways_from
from scripts_dsl.script import CallStep, DoStep, OfferStep, ReadBackStep, ReturnStep, Script, Way

MAX_STATES = 20_000
"""States after which the search gives up; a script within its limits stays far below."""


@dataclass(frozen=True, slots=True)
class State:
    """One place of the search: call steps from the outermost script inwards, the step in the innermost, consent or not."""

    calls: tuple[str, ...]
    step: str
    consented: bool


@dataclass(frozen=True, slots=True)
class Breach:
    """A committing step of this script (or a call that leads to one) reached without consent, and the way that led there."""

    step: str
    path: str


def breaches(script: Script, catalogue: Catalogue) -> list[Breach]:
    """Every committing step that can be reached without consent, once each."""
    start = State((), script.start, False)
    exits = {each.name: tuple(_exit_targets(each)) for each in (script, *script.subscripts.values())}
    came_by: dict[State, str] = {start: "start"}
    waiting = deque([start])
    found: dict[str, Breach] = {}
    while waiting and len(came_by) < MAX_STATES:
        state = waiting.popleft()
        inner = _script_of(script, state.calls)
        step = inner.steps.get(state.step)
        if isinstance(step, DoStep) and not state.consented and catalogue.actions[step.action].commits:
            place = state.calls[0] if state.calls else step.id
            found.setdefault(place, Breach(place, came_by[state]))
        for way, following in _moves(script, inner, state, exits):
            if following not in came_by:
                came_by[following] = came_by[state] if way in ("next", "call") and state.step != script.start else f"{state.step}/{way}"
                waiting.append(following)
    return list(found.values())


def _script_of(script: Script, calls: tuple[str, ...]) -> Script:
    """The script in which the innermost call runs."""
    for call in calls:
        step = script.steps[call]
        assert isinstance(step, CallStep), call  # noqa: S101
        script = script.subscripts[step.script]
    return script


def _exit_targets(script: Script) -> Iterator[tuple[str, str]]:
    """Where the exits of a script lead, by name."""
    for each in script.exits.values():
        target = target_of(script, each.way)
        if target is not None:
            yield each.name, target


def _moves(outer: Script, script: Script, state: State, exits: Mapping[str, tuple[tuple[str, str], ...]]) -> Iterator[tuple[str, State]]:
    """Every move from a state: its ways on, into and out of sub-scripts, and the exits of every script of the stack."""
    step = script.steps.get(state.step)
    if step is None:
        return
    if isinstance(step, CallStep):
        sub = script.subscripts.get(step.script)
        if sub is not None:
            yield "call", State((*state.calls, step.id), sub.start, state.consented)
    elif isinstance(step, ReturnStep):
        yield from _returned(outer, state, step.way_out)
    else:
        for way in ways_from(script, step):
            yield from _taken(script, state, way, _after(step, way, state.consented))
    for depth in range(len(state.calls) + 1):
        calls = state.calls[:depth]
        for name, target in exits[_script_of(outer, calls).name]:
            yield name, State(calls, target, state.consented)


def _after(step: object, way: Way, consented: bool) -> bool:
    """Consent after a way was taken: an acceptance asks for it anew, a given read-back gives it."""
    if isinstance(step, OfferStep) and way.name == "accepted":
        return False
    return way.name == "given" if isinstance(step, ReadBackStep) and way.name in ("given", "refused") else consented


def _taken(script: Script, state: State, way: Way, consented: bool) -> Iterator[tuple[str, State]]:
    target = target_of(script, way)
    if target is not None:
        yield way.name, State(state.calls, target, consented)


def _returned(outer: Script, state: State, way_out: str) -> Iterator[tuple[str, State]]:
    """Back in the caller, by the way its call gives to this way out."""
    if not state.calls:
        return
    caller = _script_of(outer, state.calls[:-1])
    call = caller.steps[state.calls[-1]]
    assert isinstance(call, CallStep), state.calls  # noqa: S101
    back = State(state.calls[:-1], call.id, state.consented)
    for way in (call.returns.get(way_out), call.next if call.each is not None else None):
        if way is not None:
            yield from _taken(caller, back, way, state.consented)
