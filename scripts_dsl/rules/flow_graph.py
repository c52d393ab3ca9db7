"""One script as a graph for path analyses: each way between two steps with what it makes certain and what it undoes.

What is certain at a place is a set of bits. Three of them hold for the whole call, whatever script it is in: that consent was given
since the latest acceptance, that identity was verified, that an offer was shown. The others belong to the variables of one script:
that a variable has a value, and that it was asked for, answered or not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.expressions.presence import Names, Presence, Verdict
from scripts_dsl.graph import target_of
from scripts_dsl.rules.holes import HoleStep
from scripts_dsl.script import (
    AnyStep,
    Argument,
    AskStep,
    BranchStep,
    CallStep,
    DoStep,
    FormField,
    FormStep,
    OfferStep,
    ReadBackStep,
    SayStep,
    Script,
    Variable,
    Way,
    WrapupStep,
)
from scripts_dsl.types import OptionalType, RecordType, present

CONSENT, VERIFIED, OFFERED = 1, 2, 4
WHOLE_CALL = CONSENT | VERIFIED | OFFERED
"""The facts that outlive the script they came about in."""
EVERYTHING = -1
"""All facts at once: what is certain where no path has come by yet."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A way to a step: its name as the author knows it, the facts it gains and those it undoes."""

    target: str
    label: str
    gained: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Bits:
    """The two facts about a variable: it has a value, and it was asked for."""

    has_value: int
    asked: int

    @property
    def both(self) -> int:
        """Having a value, and asked for."""
        return self.has_value | self.asked


@dataclass(frozen=True, slots=True)
class Graph:
    """The ways of one script. Calls are not among its edges: what they make certain depends on the script they run."""

    script: Script
    presence: Presence
    edges: Mapping[str, tuple[Edge, ...]]
    calls: Mapping[str, CallStep]
    exits: tuple[tuple[str, str], ...]
    wrapup: str | None
    bits: Mapping[str, Bits]
    assigned: frozenset[str]
    at_start: int

    def gains(self, names: Names) -> int:
        """The facts that follow from these names having a value."""
        found = 0
        for name in names:
            bits = self.bits.get(name)
            if bits is not None:
                found |= bits.has_value
        return found


def graph_of(script: Script, catalogue: Catalogue) -> Graph:
    """The graph of a script whose ways all lead somewhere."""
    assigned = dict(_assignments(script))
    bits: dict[str, Bits] = {"offer": Bits(OFFERED, OFFERED)}
    at_start, next_bit = 0, WHOLE_CALL + 1
    for each in (*script.parameters.values(), *script.variables.values()):
        if each.formula is None and (each.name in assigned or isinstance(each.type, OptionalType)):
            bits[each.name] = Bits(next_bit, next_bit << 1)
            next_bit <<= 2
            if _is_given(each, assigned.get(each.name)):
                at_start |= bits[each.name].has_value
    for name in sorted(_optional_fields_passed_on(script, catalogue)):
        bits[name] = Bits(next_bit, next_bit)
        next_bit <<= 1
    presence = Presence({each.name: each.formula for each in script.variables.values() if each.formula is not None})
    calls = {each.id: each for each in script.steps.values() if isinstance(each, CallStep)}
    exits = tuple(_exits(script))
    wrapup = script.wrapup.id if script.wrapup is not None else None
    graph = Graph(script, presence, {}, calls, exits, wrapup, bits, frozenset(assigned), at_start)
    edges = {step.id: tuple(_edges(graph, step, catalogue)) for step in script.steps.values()}
    return Graph(script, presence, edges, calls, exits, wrapup, bits, frozenset(assigned), at_start)


def _exits(script: Script) -> Iterator[tuple[str, str]]:
    """Where the exits lead, by name."""
    for each in script.exits.values():
        target = target_of(script, each.way)
        if target is not None and target in script.steps:
            yield each.name, target


def _assignments(script: Script) -> Iterator[tuple[str, type[AnyStep]]]:
    """Every variable that a step assigns, with the kind of step; calls come first, so that any other kind prevails."""
    for step in script.steps.values():
        if isinstance(step, CallStep):
            yield from ((name, CallStep) for name in step.save_as)
    for step in script.steps.values():
        if isinstance(step, AskStep | DoStep) and step.save_as is not None:
            yield step.save_as, type(step)
        elif isinstance(step, FormStep | WrapupStep):
            yield from ((field.name, FormStep) for field in step.fields)


def required_arguments(script: Script, step: AnyStep, catalogue: Catalogue) -> Iterator[Argument]:
    """What must not be missing when a step asks for an action or calls a sub-script: what is required, and every value in a text."""
    if isinstance(step, DoStep):
        parameters = catalogue.actions[step.action].parameters
        yield from (
            each
            for each in step.arguments
            if each.name in parameters and (parameters[each.name].required or isinstance(each.value, Phrase))
        )
    elif isinstance(step, CallStep) and (sub := script.subscripts.get(step.script)) is not None:
        yield from (each for each in step.arguments if not isinstance(sub.parameters[each.name].type, OptionalType))


def _optional_fields_passed_on(script: Script, catalogue: Catalogue) -> set[str]:
    """The fields of records that a required parameter reads: whether a branch has asked for them is followed too."""
    return {
        name
        for step in script.steps.values()
        for argument in required_arguments(script, step, catalogue)
        for name in argument.value.reads
        if "." in name and name.partition(".")[0] != "offer"
    }


def _is_given(variable: Variable, assigned_by: type[AnyStep] | None) -> bool:
    """Whether a variable has its value from the start: the outside gives it, a sub-script may only put another in its place."""
    if isinstance(variable.type, OptionalType):
        return False
    return assigned_by is None or (assigned_by is CallStep and isinstance(present(variable.type), RecordType))


def _edges(graph: Graph, step: AnyStep | HoleStep, catalogue: Catalogue) -> Iterator[Edge]:
    """The ways on from a step, those of its objections included."""
    yield from _own_edges(graph, step, catalogue)
    for name in step.objections:
        objection = graph.script.objections.get(name)
        if objection is not None and objection.next is not None:
            gained = OFFERED if isinstance(step, OfferStep) else EVERYTHING if isinstance(step, HoleStep) else 0
            yield from _edge(graph, objection.next, gained, label=name)


def _own_edges(graph: Graph, step: AnyStep | HoleStep, catalogue: Catalogue) -> Iterator[Edge]:
    match step:
        case AskStep():
            kept = _bits(graph, step.save_as)
            for answer in step.answers:
                yield from _edge(graph, answer.way, kept | graph.gains(graph.presence.told(answer.when, Verdict.TRUE)))
            if step.next is not None:
                yield from _edge(graph, step.next, kept)
        case FormStep():
            yield from _edge(graph, step.next, _filled(graph, step.fields))
        case BranchStep():
            missed = 0
            for case in step.cases:
                yield from _edge(graph, case.way, missed | graph.gains(graph.presence.told(case.when, Verdict.TRUE)))
                missed |= graph.gains(graph.presence.told(case.when, Verdict.NOT_TRUE))
            yield from _edge(graph, step.otherwise, missed)
        case DoStep():
            yield from _edges_of_action(graph, step, catalogue)
        case OfferStep():
            for name, way in step.outcomes.items():
                yield from _edge(graph, way, 0 if name == "none" else OFFERED, CONSENT if name == "accepted" else 0)
        case ReadBackStep():
            yield from _edge(graph, step.given, CONSENT)
            yield from _edge(graph, step.refused, 0, CONSENT)
        case HoleStep():
            for way in step.leads:
                undone = CONSENT if way.name in ("accepted", "refused") else 0
                yield from _edge(graph, way, EVERYTHING & ~undone, undone)
        case SayStep():
            yield from _edge(graph, step.next)


def _edge(graph: Graph, way: Way, gained: int = 0, lost: int = 0, label: str | None = None) -> Iterator[Edge]:
    """The edge of a way, none where it leads to no step."""
    target = target_of(graph.script, way)
    if target is not None and target in graph.script.steps:
        yield Edge(target, label or way.name, gained, lost)


def _edges_of_action(graph: Graph, step: DoStep, catalogue: Catalogue) -> Iterator[Edge]:
    """Success keeps the result; a failure that has no way of its own takes `next` without one."""
    signature = catalogue.actions[step.action]
    gained = _bits(graph, step.save_as) | (VERIFIED if signature.verifies else 0)
    yield from _edge(graph, step.next, gained, _fields_of(graph, step.save_as))
    for kind, way in step.errors.items():
        yield from _edge(graph, way, label="on_error" if kind == "else" and len(step.errors) == 1 else f"on_error.{kind}")
    if "else" not in step.errors and not signature.error_kinds <= step.errors.keys():
        yield from _edge(graph, step.next, label="on_error")


def _bits(graph: Graph, name: str | None) -> int:
    """The facts that follow from keeping a value under a name."""
    bits = graph.bits.get(name) if name is not None else None
    return 0 if bits is None else bits.both


def _fields_of(graph: Graph, name: str | None) -> int:
    """The facts about the fields of a record, which say nothing any more about another one kept in its place."""
    found = 0
    for dotted, bits in graph.bits.items() if name is not None else ():
        if dotted.startswith(f"{name}."):
            found |= bits.both
    return found


def _filled(graph: Graph, fields: tuple[FormField, ...]) -> int:
    """The facts that follow from a form being submitted: what is required has a value."""
    found = 0
    for field in fields:
        bits = graph.bits.get(field.name)
        if bits is not None:
            found |= bits.both if field.required and field.when is None else bits.asked
    return found
