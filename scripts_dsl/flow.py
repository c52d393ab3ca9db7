"""What is certain at each step of a script, on every path that leads there, the scripts it calls included.

A forward analysis: the facts at a step are those that hold on all ways into it, so a fact that is missing there is missing on some
path, and each fact that is there holds on every path. A sub-script is toured once for each set of facts it is entered with, of which
there are eight, so that the cost grows with the size of the scripts and not with the number of paths.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.flow_graph import EVERYTHING, WHOLE_CALL, Graph, graph_of
from scripts_dsl.holes import HoleStep
from scripts_dsl.script import AGAIN, BranchStep, CallStep, DoStep, Script, WrapupStep

HUNG_UP = "hung_up"
MAX_VISITS = 200_000
"""Visits to steps after which a tour gives up; a script within the limits of the reader stays far below."""
_AFTER_HANGING_UP = (BranchStep, DoStep, WrapupStep, HoleStep)


class Place(NamedTuple):
    """A step, and whether the customer has hung up before it: then only branches, actions and the wrap-up follow."""

    step: str
    hung_up: bool = False


class Move(NamedTuple):
    """One way from a place to another, by its name, with the facts that are certain after it."""

    to: Place
    label: str
    facts: int


@dataclass(slots=True)
class Tour:
    """A script walked on all its paths from one set of facts: what is certain at each place, and at each way out."""

    graph: Graph
    before: dict[Place, int] = field(default_factory=dict)
    outs: dict[str, int] = field(default_factory=dict)
    inner: dict[str, "Tour"] = field(default_factory=dict)
    """The tours of the scripts it calls, by the step that calls."""

    def at(self, step: str) -> int | None:
        """What is certain when a step is come to, hung up or not; None when no path leads there."""
        both = [facts for facts in (self.before.get(Place(step)), self.before.get(Place(step, True))) if facts is not None]
        return None if not both else both[0] & both[-1]

    def leaving(self, exit_: str) -> int:
        """What is certain of the whole call when an exit of an outer script is taken in here."""
        if any(name == exit_ for name, _ in self.graph.exits):
            return EVERYTHING
        certain = EVERYTHING
        for place, facts in self.before.items():
            if not place.hung_up:
                certain &= facts
        for tour in self.inner.values():
            certain &= tour.leaving(exit_)
        return certain | ~WHOLE_CALL


class Flow:
    """The paths of one script and of all it calls."""

    def __init__(self, script: Script, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._scripts = script.subscripts
        self._graphs: dict[str, Graph] = {}
        self._tours: dict[tuple[str, int], Tour] = {}
        self._visits = 0
        self.graph = graph_of(script, catalogue)

    def whole(self) -> Tour:
        """The tour of the script itself; a sub-script is judged as if its callers had done all that they could."""
        return self.tour(self.graph, WHOLE_CALL if self.graph.script.is_subscript else 0)

    def graph_named(self, name: str) -> Graph:
        """The graph of a sub-script."""
        if name not in self._graphs:
            self._graphs[name] = graph_of(self._scripts[name], self.catalogue)
        return self._graphs[name]

    def tour(self, graph: Graph, facts: int) -> Tour:
        """What is certain everywhere in a script that is entered with these facts about the whole call."""
        tour = Tour(graph)
        start = Place(graph.script.start)
        if start.step not in graph.script.steps:
            return tour
        tour.before[start] = facts | graph.at_start
        waiting = deque([start])
        queued = {start}
        while waiting and self._visits < MAX_VISITS:
            place = waiting.popleft()
            queued.discard(place)
            self._visits += 1
            for move in self.moves(tour, place, tour.before[place]):
                known = tour.before.get(move.to, EVERYTHING)
                certain = known & move.facts
                if certain != known or move.to not in tour.before:
                    tour.before[move.to] = certain
                    if move.to not in queued:
                        queued.add(move.to)
                        waiting.append(move.to)
        for step in graph.script.steps.values():
            if step.kind == "return" and (certain_there := tour.before.get(Place(step.id))) is not None:
                way_out = getattr(step, "way_out", "")
                tour.outs[way_out] = tour.outs.get(way_out, EVERYTHING) & certain_there
        return tour

    @property
    def is_complete(self) -> bool:
        """Whether every tour came to its end."""
        return self._visits < MAX_VISITS

    def moves(self, tour: Tour, place: Place, facts: int) -> Iterator[Move]:
        """Every move from a place: its own ways, those of the script it calls, and the exits."""
        graph = tour.graph
        for edge in graph.edges[place.step]:
            yield Move(self._landing(graph, edge.target, place.hung_up), edge.label, (facts & ~edge.lost) | edge.gained)
        if place.hung_up:
            return
        call = graph.calls.get(place.step)
        inner = None
        if call is not None and call.script in self._scripts:
            inner = self._entered(call, facts)
            tour.inner[place.step] = inner
            yield from self._through(graph, call, inner, facts)
        for name, target in graph.exits:
            left = facts if inner is None else facts & inner.leaving(name)
            yield Move(self._landing(graph, target, name == HUNG_UP), name, left)

    def _landing(self, graph: Graph, target: str, hung_up: bool) -> Place:
        """Where a way ends: with nobody to speak to, whatever is no branch, action or wrap-up is passed over to the wrap-up."""
        if hung_up and not isinstance(graph.script.steps[target], _AFTER_HANGING_UP):
            wrapup = graph.script.wrapup
            target = target if wrapup is None else wrapup.id
        return Place(target, hung_up)

    def _entered(self, call: CallStep, facts: int) -> Tour:
        """The tour of the script that a step calls, for all its rounds."""
        graph, about_call = self.graph_named(call.script), facts & WHOLE_CALL
        while True:
            key = (call.script, about_call)
            if key not in self._tours:
                self._tours[key] = self.tour(graph, about_call)
            tour = self._tours[key]
            again = about_call
            for way_out, way in call.returns.items():
                if way.target == AGAIN and way_out in tour.outs:
                    again &= tour.outs[way_out]
            if again == about_call:
                return tour
            about_call = again

    def _through(self, graph: Graph, call: CallStep, inner: Tour, facts: int) -> Iterator[Move]:
        """The ways on after a call, with what the sub-script made certain and what it gives."""
        own, gathered = facts & ~WHOLE_CALL, 0
        for ours in call.save_as:
            bits = graph.bits.get(ours)
            gathered |= 0 if bits is None else bits.both
        ends: list[tuple[str, str, int]] = []
        if call.each is not None and call.next is not None:
            ends.append((call.next.target, "next", facts | gathered))  # the list may be empty
        for way_out, way in call.returns.items():
            certain = inner.outs.get(way_out)
            if certain is None:
                continue
            after = own | (certain & WHOLE_CALL) | (gathered if call.each is not None else self._given(graph, call, inner.graph, certain))
            if way.target != AGAIN:
                ends.append((way.target, way_out, after))
            elif call.next is not None:
                ends.append((call.next.target, "next", after))
        for target, label, after in ends:
            wrapup = graph.script.wrapup
            found = wrapup.id if target == "suppress" and wrapup is not None else target
            if found in graph.script.steps:
                yield Move(Place(found), label, after)

    @staticmethod
    def _given(graph: Graph, call: CallStep, inner: Graph, certain: int) -> int:
        """The facts about our variables that follow from what the sub-script gives."""
        found = 0
        for ours, theirs in call.save_as.items():
            kept, given = graph.bits.get(ours), inner.bits.get(theirs)
            if kept is not None and (given is None or certain & given.has_value):
                found |= kept.both
            elif kept is not None and given is not None and certain & given.asked:
                found |= kept.asked
        return found


def came_by(flow: Flow, tour: Tour, fact: int) -> dict[Place, str]:
    """For each place that can be come to without a fact, the last way on a shortest path there that is more than a plain `next`."""
    start = Place(tour.graph.script.start)
    has = bool(tour.before[start] & fact)
    found: dict[tuple[Place, bool], str] = {(start, has): "start"}
    waiting = deque([(start, has)])
    while waiting:
        place, has = waiting.popleft()
        facts = EVERYTHING if has else EVERYTHING & ~fact
        for move in flow.moves(Tour(tour.graph), place, facts):
            reached = (move.to, bool(move.facts & fact))
            if reached not in found:
                label = found[place, has]
                found[reached] = label if move.label == "next" else f"{place.step}/{move.label}"
                waiting.append(reached)
    return {place: label for (place, has), label in found.items() if not has}
