"""All rules that look at a whole script, run in turn on what could be built of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast

from scripts_dsl.problem import Problem
from scripts_dsl.reading import Reading
from scripts_dsl.rules.checker import check_exits, check_hanging_up, check_objections, check_returns, check_targets
from scripts_dsl.rules.conditions import check_conditions
from scripts_dsl.rules.flow import Flow
from scripts_dsl.rules.flow_rules import FlowRules
from scripts_dsl.rules.holes import hole_of
from scripts_dsl.rules.path_rules import check_declining, check_ends, check_loops, check_reach
from scripts_dsl.rules.silencing import Lines, Silenced, check_exceptions, exceptions_of, lines_of, silence
from scripts_dsl.rules.spoken import check_lengths
from scripts_dsl.script import AnyStep, Script
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, TextNode

HIDES_WAYS = frozenset({"S001", "S002", "S003", "S010", "S020", "S024", "S025", "S026", "S027", "Y006", "Y010", "Y012", "Y013"})
"""Rules whose mistakes may hide a way on, so that nothing can be said about what is never reached."""


@dataclass(frozen=True, slots=True)
class Written:
    """A script as written beside what was built of it: its root, its steps and its start."""

    root: MapNode
    steps: MapNode
    start: Entry | None


def judge(reading: Reading, script: Script, written: Written) -> tuple[Silenced, ...]:
    """Add what the rules find to the problems of the reading; returns what the script's exceptions silence."""
    ids = [each.key.text for each in written.steps]
    start = written.start
    if start is not None and script.start and script.start not in ids:
        reading.tell("S020", start.value.at, meant=reading.close(script.start, ids), target=script.start)
    reading.add(check_targets(script, ids, reading.close))
    objections = written.root.get("objections")
    declared = [each.key.text for each in objections] if isinstance(objections, MapNode) else []
    reading.add(check_objections(_listed_objections(written.steps), declared, reading.close))
    reading.add(check_exits(script))
    reading.add(check_hanging_up(script))
    reading.add(check_returns(script, dict(_places(written.steps, "return"))))
    reading.add(check_lengths(script))
    reading.add(check_conditions(script))
    reading.add(_judge_paths(reading, script, written.steps))
    exceptions = exceptions_of(written.steps, reading.source)
    remaining, silenced = silence(reading.problems, exceptions)
    reading.problems[:] = remaining
    reading.add(check_exceptions(exceptions, silenced, whole=not _stopped(reading.problems)))
    return tuple(silenced)


def _judge_paths(reading: Reading, script: Script, steps: MapNode) -> Iterator[Problem]:
    """The rules about paths, on a graph in which a broken step is a hole that anything may have happened in."""
    errors = [each for each in reading.problems if each.severity == "E"]
    spans = {each.key.text: lines_of(each, reading.source) for each in steps}
    whole = with_holes(script, steps, spans, {each.line for each in errors}) if errors else script
    if not whole.steps:
        return
    if whole.start not in whole.steps:
        whole = replace(whole, start=reading.close(whole.start, spans) or next(iter(whole.steps)))
    if not any(each.code in HIDES_WAYS or not _is_in(spans.values(), each.line) for each in errors):
        yield from check_reach(whole)
    yield from check_ends(whole)
    yield from check_loops(whole, dict(_places(steps, "do")))
    yield from check_declining(whole)
    flow = Flow(whole, reading.catalogue)
    found = list(FlowRules(flow, reading.source).problems())
    if flow.is_complete:
        yield from found


def with_holes(script: Script, steps: MapNode, spans: Mapping[str, Lines], broken: Collection[int]) -> Script:
    """The script with a hole for each step that could not be built as written, in the order written; `broken`: lines with errors."""
    filled: dict[str, AnyStep] = {}
    for entry in steps:
        step = script.steps.get(entry.key.text)
        first, last = spans[entry.key.text]
        if step is None or any(first <= line <= last for line in broken):
            filled[entry.key.text] = cast("AnyStep", hole_of(entry, spans.keys()))
        else:
            filled[entry.key.text] = step
    return replace(script, steps=MappingProxyType(filled))


def _is_in(spans: Iterable[Lines], line: int) -> bool:
    return any(first <= line <= last for first, last in spans)


def _places(steps: MapNode, key: str) -> Iterator[tuple[str, Location]]:
    """Where each step has a field of this name."""
    for entry in steps:
        written = entry.value.entry(key) if isinstance(entry.value, MapNode) else None
        if written is not None:
            yield entry.key.text, written.key.at


def _stopped(problems: Iterable[Problem]) -> bool:
    return any(each.severity == "E" for each in problems)


def _listed_objections(steps: MapNode) -> dict[str, list[tuple[str, Location]]]:
    """Where each step names objections."""
    places: dict[str, list[tuple[str, Location]]] = {}
    for entry in steps:
        listed = entry.value.get("objections") if isinstance(entry.value, MapNode) else None
        if isinstance(listed, ListNode):
            places[entry.key.text] = [(item.text, item.at) for item in listed.items if isinstance(item, TextNode)]
    return places
