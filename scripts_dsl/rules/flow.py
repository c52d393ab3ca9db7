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
from scripts_dsl.rules.flow_graph import CONSENT, EVERYTHING, WHOLE_CALL, Graph, graph_of
from scripts_dsl.rules.holes import HoleStep
from scripts_dsl.script import AGAIN, SUPPRESS, BranchStep, CallStep, DoStep, ReadBackStep, Script, WrapupStep

HUNG_UP = "hung_up"
_ANY = ""
"""What is certain by whatever exit, under a name that no exit has."""
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
    _left_by: dict[str, int] = field(default_factory=dict)

    def at(self, step: str) -> int | None:
        """What is certain when a step is come to, hung up or not; None when no path leads there."""
        both = [facts for facts in (self.before.get(Place(step)), self.before.get(Place(step, True))) if facts is not None]
        return None if not both else both[0] & both[-1]

    def leaving(self, exit_: str) -> int:
        """What is certain of the whole call when an exit of an outer script is taken in here, once the tour is made."""
        if exit_ not in self._left_by:
            certain = EVERYTHING
            if not any(name == exit_ for name, _ in self.graph.exits):
                for place, facts in self.before.items():
                    certain &= EVERYTHING if place.hung_up else facts
                for tour in self.inner.values():
                    certain &= tour.leaving(exit_)
            self._left_by[exit_] = certain | ~WHOLE_CALL
        return self._left_by[exit_]


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
        """The tour of the script itself; a sub-script is judged as if its callers had done all that they could.

        One that reads back itself is not called with consent: it must not go round its own question.
        """
        script = self.graph.script
        asks = any(isinstance(step, ReadBackStep) for step in script.steps.values())
        return self.tour(self.graph, (WHOLE_CALL & ~CONSENT if asks else WHOLE_CALL) if script.is_subscript else 0)

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
        left: dict[str, int] = {}
        while waiting and self._visits < MAX_VISITS:
            place = waiting.popleft()
            queued.discard(place)
            self._visits += 1
            known = tour.before[place]
            for move in (*self.moves(tour, place, known), *self.exits(tour, place, known, left)):
                certain = tour.before.get(move.to, EVERYTHING) & move.facts
                if certain != tour.before.get(move.to):
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
        """Every move from a place but the exits: its own ways, or those of the script it calls."""
        graph = tour.graph
        for edge in graph.edges[place.step]:
            yield Move(self._landing(graph, edge.target, place.hung_up), edge.label, (facts & ~edge.lost) | edge.gained)
        call = graph.calls.get(place.step)
        if call is not None and call.script in self._scripts and not place.hung_up:
            inner = tour.inner[place.step] = self._entered(call, facts)
            yield from self._through(graph, call, inner, facts)

    def exits(self, tour: Tour, place: Place, facts: int, left: dict[str, int]) -> Iterator[Move]:
        """The exits taken at a place, those only by which less is certain than by what was `left` before."""
        if place.hung_up or not tour.graph.exits:
            return
        inner = tour.inner.get(place.step)
        if inner is None:
            # what holds for one exit holds for all: without news nothing is looked at
            if left.get(_ANY, EVERYTHING) & facts == left.get(_ANY):
                return
            left[_ANY] = left.get(_ANY, EVERYTHING) & facts
        for name, target in tour.graph.exits:
            certain = left.get(name, EVERYTHING) & (facts if inner is None else facts & inner.leaving(name))
            if certain != left.get(name):
                left[name] = certain
                yield Move(self._landing(tour.graph, target, name == HUNG_UP), name, certain)

    def _landing(self, graph: Graph, target: str, hung_up: bool) -> Place:
        """Where a way ends: with nobody to speak to, whatever is no branch, action or wrap-up is passed over to the wrap-up."""
        if hung_up and graph.wrapup is not None and not isinstance(graph.script.steps[target], _AFTER_HANGING_UP):
            target = graph.wrapup
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
            found = graph.wrapup if target == SUPPRESS and graph.wrapup is not None else target
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
    left: dict[bool, dict[str, int]] = {True: {}, False: {}}
    while waiting:
        place, has = waiting.popleft()
        facts = EVERYTHING if has else EVERYTHING & ~fact
        walked = Tour(tour.graph)
        for move in (*flow.moves(walked, place, facts), *flow.exits(walked, place, facts, left[has])):
            reached = (move.to, bool(move.facts & fact))
            if reached not in found:
                found[reached] = found[place, has] if move.label == "next" else f"{place.step}/{move.label}"
                waiting.append(reached)
    return {place: label for (place, has), label in found.items() if not has}
