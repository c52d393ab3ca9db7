"""The rules about what may have happened before: C001, C004, X016 and X017, judged on every path, and C002 beside them."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.phrase import Phrase, Slot
from scripts_dsl.expressions.presence import Names, Verdict
from scripts_dsl.expressions.slots import default_or_has, defaulting, formatting_slot, place_of_slot
from scripts_dsl.known_names import KnownNames
from scripts_dsl.problem import Problem, Words, fill_problem, make_problem
from scripts_dsl.rules.flow import Flow, Place, Tour, came_by
from scripts_dsl.rules.flow_graph import CONSENT, EVERYTHING, OFFERED, VERIFIED, Graph, required_arguments
from scripts_dsl.rules.holes import HoleStep
from scripts_dsl.rules.said import Said, said_against, said_at
from scripts_dsl.script import AnyStep, Argument, CallStep, DoStep, OfferStep
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Source

MAX_WITNESSES = 40
"""Missing facts for which the path is told; beyond that a script has other worries."""


class Fault(NamedTuple):
    """A rule broken in a sub-script in the way that it is called: the rule, the step, and the private name where there is one."""

    rule: str
    script: str
    step: str
    name: str


class FlowRules:
    """The rules judged on the paths of one script."""

    def __init__(self, flow: Flow, source: Source) -> None:
        self._flow = flow
        self._source = source
        self._names: dict[str, KnownNames] = {}
        self._witnesses: dict[int, dict[Place, str]] = {}
        self._faults: dict[int, tuple[Fault, ...]] = {}
        self.whole = flow.whole()

    def problems(self) -> Iterator[Problem]:
        """Everything found, in the order of the steps."""
        tour = self.whole
        script = tour.graph.script
        objected: dict[str, list[tuple[str, int]]] = {}
        for step in script.steps.values():
            facts = tour.at(step.id)
            if facts is None:
                continue
            seen = facts | _seen_at(step)
            for said in said_at(step):
                yield from self._judge_text(said, step.id, seen)
            yield from self._judge_arguments(step, facts)
            yield from self._judge_call(step, facts)
            for name in step.objections:
                objected.setdefault(name, []).append((step.id, seen))
        for name, openings in objected.items():
            if name in script.objections:
                for said in said_against(script.objections[name]):
                    for place, seen in openings:
                        yield from self._judge_text(said, place, seen)

    def _judge_call(self, step: AnyStep, facts: int) -> Iterator[Problem]:
        """C001 and what a sub-script does wrong when it is called from here."""
        if _commits(self._flow, step) and not facts & CONSENT:
            yield make_problem("C001", step.at, step=step.id, path=self._path(CONSENT, step.id))
        inner = self.whole.inner.get(step.id)
        told: set[tuple[str, str, str]] = set()
        for fault in self._faults_of(inner) if inner is not None and isinstance(step, CallStep) else ():
            if (fault.rule, fault.step, fault.name) in told:
                continue
            told.add((fault.rule, fault.step, fault.name))
            path = self._path(CONSENT if fault.rule == "C001" else VERIFIED, step.id)
            hint: Words = {"en": f"see step {fault.step} of {fault.script}", "zh": f"见 {fault.script} 的步骤 {fault.step}"}
            if fault.rule == "C001":
                yield make_problem("C001", step.at, hint=hint, step=step.id, path=path)
            else:
                yield make_problem("C004/call", step.at, hint=hint, step=step.id, name=fault.name, path=path)

    def _faults_of(self, tour: Tour) -> tuple[Fault, ...]:
        """What a sub-script, entered with certain facts, does without consent or before verification, those it calls included."""
        known = self._faults.get(id(tour))
        if known is None:
            known = self._faults[id(tour)] = tuple(self._find_faults(tour))
        return known

    def _find_faults(self, tour: Tour) -> Iterator[Fault]:
        script = tour.graph.script
        names = self._names_of(tour.graph)
        for step in script.steps.values():
            facts = tour.at(step.id)
            if facts is None:
                continue
            if _commits(self._flow, step) and not facts & CONSENT:
                yield Fault("C001", script.name, step.id, "")
            if not facts & VERIFIED:
                objections = (script.objections[name] for name in step.objections if name in script.objections)
                for said in (*said_at(step), *(each for objection in objections for each in said_against(objection))):
                    for phrase in said.text.phrases.values():
                        for name in sorted(phrase.reads):
                            if (private := names[name].private) is not None:
                                yield Fault("C004", script.name, step.id, private)
        for inner in tour.inner.values():
            yield from self._faults_of(inner)

    def _names_of(self, graph: Graph) -> KnownNames:
        key = graph.script.name
        if key not in self._names:
            self._names[key] = KnownNames(graph)
        return self._names[key]

    def _judge_text(self, said: Said, step: str, facts: int) -> Iterator[Problem]:
        """C002, C004, X016 and X017 in one text of a step."""
        graph, names = self.whole.graph, self._names_of(self.whole.graph)
        for phrase in said.text.phrases.values():
            if len(phrase.parts) == 1 and isinstance(phrase.parts[0], str):
                continue
            for number, slot in enumerate(phrase.slots):
                for name in sorted(slot.expression.reads):
                    known = names[name]
                    if known.sensitive and not slot.masked:
                        at = place_of_slot(self._source, phrase, number)
                        fix = formatting_slot(self._source, at, "mask")
                        yield make_problem("C002", at, hint={"en": "write: | mask", "zh": "请写成：| mask"}, fix=fix, name=name)
                    if known.private is not None and not facts & VERIFIED:
                        at = place_of_slot(self._source, phrase, number)
                        yield self._before_verified(known.private, at, step)
                if slot.default is None and self._is_doubtful(slot.expression, names, facts):
                    guarded = graph.presence.told(said.when, Verdict.TRUE)
                    yield from self._judge_slot(phrase, number, slot, guarded, step, facts)

    @staticmethod
    def _is_doubtful(value: Expression, names: KnownNames, facts: int) -> bool:
        """Whether a value may be missing, as far as can be told without looking into it."""
        for name in value.reads:
            known = names[name]
            if known.optional is not None or (known.bits is not None and not facts & known.bits.has_value):
                return True
        return False

    def _judge_slot(self, phrase: Phrase, number: int, slot: Slot, guarded: Names, step: str, facts: int) -> Iterator[Problem]:
        """X016 or X017 of one slot; the first name that may be missing stands for all."""
        for name in sorted(self.whole.graph.presence.demanded(slot.expression) - guarded):
            missing = self._missing(name, guarded, step, facts)
            if missing is not None:
                rule, details = missing
                at = place_of_slot(self._source, phrase, number)
                fix = defaulting(self._source, phrase, at) if rule == "X016" else None
                hint = default_or_has(slot, name) if rule == "X016" else None
                yield fill_problem(rule, at, details, hint=hint, fix=fix)
                return

    def _missing(self, name: str, guarded: Names, step: str, facts: int) -> tuple[str, dict[str, str]] | None:
        """Whether and why a name may have no value at a step: what may be empty anyway is X016, what a path passes by is X017."""
        graph = self.whole.graph
        known = self._names_of(graph)[name]
        if known.bits is not None and not facts & known.bits.has_value and known.root not in guarded:
            if known.root != "offer" and (known.root not in graph.assigned or facts & known.bits.asked):
                return "X016", {"name": known.root}
            return "X017", {"name": known.root, "path": self._path(known.bits.has_value, step)}
        if known.optional is not None and known.optional not in guarded:
            return "X016", {"name": known.optional}
        return None

    def _judge_arguments(self, step: AnyStep, facts: int) -> Iterator[Problem]:
        """X016 and X017 where a required parameter is passed on."""
        for argument in required_arguments(self.whole.graph.script, step, self._flow.catalogue):
            yield from self._judge_argument(argument, step, facts)

    def _judge_argument(self, argument: Argument, step: AnyStep, facts: int) -> Iterator[Problem]:
        graph = self.whole.graph
        # unlike words, which may be shown long after, an argument is passed on at once: what a branch has asked for still holds
        asked = frozenset(name for name, bits in graph.bits.items() if "." in name and facts & bits.has_value)
        if isinstance(argument.value, Phrase):
            for number, slot in enumerate(argument.value.slots):
                if slot.default is None and self._is_doubtful(slot.expression, self._names_of(graph), facts):
                    yield from self._judge_slot(argument.value, number, slot, asked, step.id, facts)
            return
        if not self._is_doubtful(argument.value, self._names_of(graph), facts):
            return
        for name in sorted(graph.presence.demanded(argument.value)):
            missing = self._missing(name, asked, step.id, facts)
            if missing is not None:
                rule, details = missing
                hint: Words = {"en": f"ask has({name}) in a branch before", "zh": f"请先用 branch 判断 has({name})"}
                yield fill_problem(rule, _slot_around(self._source, argument), details, hint=hint if rule == "X016" else None)
                return

    def _before_verified(self, name: str, at: Location, step: str) -> Problem:
        """C004, naming the step that verifies where the script has one."""
        verifying = self._verifying
        if verifying is None:
            return make_problem("C004/never", at, name=name)
        return make_problem("C004", at, name=name, step=verifying, path=self._path(VERIFIED, step))

    @cached_property
    def _verifying(self) -> str | None:
        """The first way of the script on which identity is verified."""
        for place, facts in self.whole.before.items():
            if not facts & VERIFIED:
                for move in self._flow.moves(Tour(self.whole.graph), place, facts):
                    if move.facts & VERIFIED:
                        return place.step if move.label == "next" else f"{place.step}/{move.label}"
        return None

    def _path(self, fact: int, step: str) -> str:
        """The last way on a path that leads to a step without a fact."""
        if fact not in self._witnesses:
            if len(self._witnesses) >= MAX_WITNESSES:
                return "start"
            self._witnesses[fact] = came_by(self._flow, self.whole, fact)
        found = self._witnesses[fact]
        return found.get(Place(step)) or found.get(Place(step, True)) or "start"


def _seen_at(step: AnyStep | HoleStep) -> int:
    """What is certain while the agent stands at a step, beside what was when they came: in a broken one anything may be shown."""
    return OFFERED if isinstance(step, OfferStep) else EVERYTHING if isinstance(step, HoleStep) else 0


def _commits(flow: Flow, step: AnyStep) -> bool:
    """Whether a step binds the customer: what delivers an accepted offer does, by whatever action."""
    return isinstance(step, DoStep) and (step.fulfils or flow.catalogue.actions[step.action].commits)


def _slot_around(source: Source, argument: Argument) -> Location:
    """Where the `${` of a lone value begins."""
    at = argument.value.at
    return at.moved(-2) if source.text[max(at.start - 2, 0) : at.start] == "${" else argument.at
