"""Exceptions: a warning that an author silences on a step, with the reason that the audit keeps.

Only warnings and information can be silenced. What stops publishing stops it for good: a script that cannot be run, a commitment
without consent and a private word to a stranger have no good reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scripts_dsl.nearest import nearest
from scripts_dsl.problem import Problem, did_you_mean, make_problem
from scripts_dsl.rules.table import RULES
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Source, TextNode

Lines = tuple[int, int]
"""The first and the last line of a step."""


@dataclass(frozen=True, slots=True)
class Silenced:
    """A problem that is not shown, the step whose author wanted it so, and why."""

    problem: Problem
    step: str
    why: str


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The rules that one step ignores, each where it is written; `lines` are the first and last line of the step."""

    step: str
    lines: Lines
    codes: tuple[tuple[str, Location], ...]
    why: str


def exceptions_of(steps: MapNode, source: Source) -> list[Exceptions]:
    """What the steps ignore; a step without a reason ignores nothing, which is told where it is read."""
    found = []
    for entry in steps:
        lint = entry.value.get("lint") if isinstance(entry.value, MapNode) else None
        if not isinstance(lint, MapNode):
            continue
        ignored, why = lint.get("ignore"), lint.get("why")
        if isinstance(ignored, ListNode) and isinstance(why, TextNode) and why.text.strip():
            codes = tuple((node.text.strip(), node.at) for node in ignored.items if isinstance(node, TextNode))
            found.append(Exceptions(entry.key.text, lines_of(entry, source), codes, why.text.strip()))
    return found


def lines_of(step: Entry, source: Source) -> Lines:
    """The lines a step stands in."""
    return step.key.at.line, source.at(max(step.value.at.end - 1, step.value.at.start)).line


def silence(problems: Iterable[Problem], exceptions: Iterable[Exceptions]) -> tuple[list[Problem], list[Silenced]]:
    """The problems that remain, and those that a step ignores."""
    # steps do not overlap: a line belongs to one of them at most
    places = {line: each for each in exceptions for line in range(each.lines[0], each.lines[1] + 1)}
    remaining: list[Problem] = []
    silenced: list[Silenced] = []
    for problem in problems:
        by = places.get(problem.line)
        if by is None or not _ignores(by, problem):
            remaining.append(problem)
        else:
            silenced.append(Silenced(problem, by.step, by.why))
    return remaining, silenced


def _ignores(each: Exceptions, problem: Problem) -> bool:
    return problem.severity != "E" and any(code == problem.code for code, _ in each.codes)


def check_exceptions(exceptions: Iterable[Exceptions], silenced: Iterable[Silenced], *, whole: bool) -> Iterator[Problem]:
    """L001: an exception names a rule that can be silenced and that finds something there; `whole`: every rule was judged."""
    used = {(each.step, each.problem.code) for each in silenced}
    for each in exceptions:
        for code, at in each.codes:
            rule = RULES.get(code)
            if rule is None:
                meant = nearest(code, RULES)
                yield make_problem("L001", at, hint=did_you_mean(meant) if meant else None, code=code)
            elif rule.severity == "E":
                yield make_problem("L001/never", at, code=code)
            elif whole and (each.step, code) not in used:
                yield make_problem("L001/needless", at, code=code)


def named(silenced: Iterable[Silenced], script: str) -> tuple[Silenced, ...]:
    """The same, each problem with the name of the script it stands in."""
    return tuple(replace(each, problem=replace(each.problem, script=script)) for each in silenced)
