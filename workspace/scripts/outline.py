"""The outline of a text: its steps by section with their kinds and lines, also while the text has errors."""

from collections.abc import Iterable, Sequence

from scripts_dsl.problem import Problem
from scripts_dsl.source.nodes import MapNode, TextNode
from scripts_dsl.source.reader import read
from workspace.screens.scripts import Part, Step
from workspace.words import SECTIONS, word

KINDS = ("say", "ask", "form", "branch", "do", "offer", "read_back", "call", "wrapup", "return")
"""In the order in which a step that has several of them (a spoken form) is named: the later word wins."""
_SPOKEN = "say"
NEVER = 10_000_000
"""A line that no text has."""


def outline_of(source: str, problems: Iterable[Problem], language: str) -> tuple[Part, ...]:
    """The steps of a script, or the fields of an offer, each with the worst problem that stands in it; nothing for unreadable text."""
    root = read(source).root
    if root is None:
        return ()
    steps = root.get("steps")
    if not isinstance(steps, MapNode):
        fields = [(entry.key.text, "field", entry.key.at.line, "") for entry in root]
        return _parts(fields, tuple(problems), language)
    found = []
    for entry in steps:
        body = entry.value if isinstance(entry.value, MapNode) else None
        section = body.get("section") if body else None
        named = section.text if isinstance(section, TextNode) else ""
        found.append((entry.key.text, _kind(body), entry.key.at.line, named))
    after = min((entry.key.at.line for entry in root if found and entry.key.at.line > found[-1][2]), default=NEVER)
    return _parts(found, [each for each in problems if each.line < after], language)


def _kind(body: MapNode | None) -> str:
    kinds = [kind for kind in KINDS if body is not None and body.entry(kind) is not None]
    return next((kind for kind in kinds if kind != _SPOKEN), _SPOKEN)


def _parts(found: Sequence[tuple[str, str, int, str]], problems: Sequence[Problem], language: str) -> tuple[Part, ...]:
    """Consecutive steps of one section together; a step that names none belongs to the one before."""
    parts: list[tuple[str, list[Step]]] = []
    lines = [line for _, _, line, _ in found]
    for number, (name, kind, line, section) in enumerate(found):
        end = lines[number + 1] if number + 1 < len(lines) else NEVER
        inside = [each for each in problems if line <= each.line < end]
        worst = min((each.severity for each in inside), key="EWI".index, default="")
        step = Step(name, kind, line, worst, len(inside))
        if not parts or (section and parts[-1][0] != section):
            parts.append((section, []))
        parts[-1][1].append(step)
    return tuple(Part(word(SECTIONS, section, language), tuple(steps)) for section, steps in parts)
