"""What of a script its tests reached: steps, ways on, exits and objections, each with its line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from flows.runs.events import ObjectionRaised
from flows.script_tests.player import Player
from scripts_dsl.problem import Problem, make_problem
from scripts_dsl.script import Script, Way
from scripts_dsl.source.location import Location

Kind = Literal["step", "way", "exit", "objection"]
ENOUGH = 0.8
"""The share of steps that tests should reach."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that tests can reach: a step, a way on of a step, an exit, an objection (opened, or its own way)."""

    kind: Kind
    name: str
    at: Location

    def to_json(self) -> dict[str, Any]:
        """The item as JSON."""
        return {"kind": self.kind, "name": self.name, "line": self.at.line}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything a script has, in order of place, and what of it was reached."""

    items: tuple[Item, ...]
    reached: frozenset[Item]

    @property
    def missing(self) -> tuple[Item, ...]:
        """What no test reached."""
        return tuple(each for each in self.items if each not in self.reached)

    def counted(self, *, steps: bool) -> tuple[int, int]:
        """How many steps, or ways on of every kind, were reached, and how many there are."""
        items = [each for each in self.items if (each.kind == "step") is steps]
        return sum(1 for each in items if each in self.reached), len(items)

    def problem(self) -> Problem | None:
        """V001 when the tests reach too few steps, None when they reach enough."""
        reached, all_ = self.counted(steps=True)
        if all_ == 0 or reached >= ENOUGH * all_:
            return None
        missing = [each for each in self.missing if each.kind == "step"]
        lines = ", ".join(_lines(self.items, each) for each in missing)
        return make_problem("V001", missing[0].at, reached=reached, all=all_, lines=lines)

    def to_json(self) -> dict[str, Any]:
        """The coverage as JSON."""
        steps, ways = (dict(zip(("reached", "all"), self.counted(steps=each), strict=True)) for each in (True, False))
        return {"steps": steps, "ways": ways, "missing": [each.to_json() for each in self.missing]}


def coverage_of(script: Script, players: Iterable[Player]) -> Coverage:
    """What these walks reached of a script; its sub-scripts have tests of their own."""
    ways = dict(_ways(script))
    steps = {step.id: Item("step", step.id, step.at) for step in script.steps.values()}
    objections = {each.id: Item("objection", each.id, each.at) for each in script.objections.values()}
    reached: set[Item] = set()
    for player in players:
        run = player.run
        came = (arrival.step for arrival in run.path if run.frames[arrival.frame].script == script.name)
        reached.update(steps[each] for each in came if each in steps)
        reached.update(ways[each.way] for each in player.ways if each.script == script.name and each.way in ways)
        raised = (each for each in player.events if isinstance(each, ObjectionRaised) and each.script == script.name)
        reached.update(objections[each.objection] for each in raised)
    items = (*steps.values(), *ways.values(), *objections.values())
    return Coverage(tuple(sorted(items, key=lambda item: (item.at.line, item.at.column, item.kind != "step"))), frozenset(reached))


def _ways(script: Script) -> Iterator[tuple[Way, Item]]:
    """Every way on of a script with what it is called."""
    for step in script.steps.values():
        yield from ((way, Item("way", f"{step.id}/{way.name}", way.at)) for way in step.ways())
    yield from ((exit_.way, Item("exit", name, exit_.at)) for name, exit_ in script.exits.items())
    for each in script.objections.values():
        if each.next is not None:
            yield each.next, Item("objection", f"{each.id}/next", each.next.at)


def _lines(items: Iterable[Item], step: Item) -> str:
    """The lines of a step, up to the next one."""
    later = (each.at.line for each in items if each.kind == "step" and each.at.line > step.at.line)
    last = min(later, default=step.at.line + 1) - 1
    return str(step.at.line) if last <= step.at.line else f"{step.at.line}-{last}"
