"""The studio's outline of a script: its steps by section, each with what names it, where it leads, and what is wrong in it.

It reads the text without compiling it, so that there is an outline while the text has errors.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.connectors.catalogue import CATALOGUE
from scripts_dsl.editing import ways_in
from scripts_dsl.problem import Problem
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from scripts_dsl.source.reader import Document, read
from workspace.words import SECTIONS, in_language, word

KINDS = ("ask", "form", "branch", "do", "offer", "read_back", "call", "wrapup", "return", "say")
"""In the order in which a step that has several of them (a spoken form) is named."""
LONGEST_TITLE = 80
_SLOT = re.compile(r"\$\{[^}]*\}")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Row:
    """One step. `leads_to` are the steps that it can lead to, each once; `next` the one of its plain `next`, else empty.

    `section` is what the step itself says, empty where it goes with the one before.
    """

    id: str
    number: int
    kind: str
    title: str
    line: int
    section: str
    leads_to: tuple[str, ...]
    next: str
    errors: int
    warnings: int


@dataclass(frozen=True)
class Part:
    """Steps that follow each other in one section. `section` is the word in the text, empty before the first section."""

    section: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Outline:
    """All of a script. `entered`: where the start, an exit or an objection leads. No parts for a text that cannot be read."""

    parts: tuple[Part, ...]
    languages: tuple[str, ...]
    entered: tuple[str, ...]

    @property
    def rows(self) -> Iterator[Row]:
        """Every step in the order written."""
        for part in self.parts:
            yield from part.rows


NOTHING = Outline((), ("en",), ())


def outline_of(source: str | Document, problems: Iterable[Problem], language: str) -> Outline:
    """The outline of a text in a person's language; `problems` are those of that text."""
    root = (read(source) if isinstance(source, str) else source).root
    steps = root.get("steps") if root is not None else None
    if root is None or not isinstance(steps, MapNode):
        return NOTHING
    leads_to: dict[str, dict[str, None]] = {}
    entered: dict[str, None] = {}
    for path, node in ways_in(root):
        if target := node.text.strip():
            (leads_to.setdefault(str(path[1]), {}) if path[0] == "steps" else entered)[target] = None
    counts = _counted(root, [entry.key.at.line for entry in steps], problems)
    languages = _texts(root.get("languages")) or ("en",)
    parts: list[tuple[str, list[Row]]] = []
    for number, (entry, (errors, warnings)) in enumerate(zip(steps, counts, strict=True), 1):
        body = entry.value if isinstance(entry.value, MapNode) else MapNode((), entry.value.at)
        kind, name, section = kind_of_step(body), entry.key.text, _text(body.get("section"))
        row = Row(
            id=name,
            number=number,
            kind=kind,
            title=title_of_step(name, kind, body, (language, *languages)),
            line=entry.key.at.line,
            section=section,
            leads_to=tuple(leads_to.get(name, ())),
            next=_text(body.get("next")),
            errors=errors,
            warnings=warnings,
        )
        if not parts or (section and parts[-1][0] != section):
            parts.append((section, []))
        parts[-1][1].append(row)
    found = tuple(Part(section, word(SECTIONS, section, language), tuple(rows)) for section, rows in parts)
    return Outline(found, languages, tuple(entered))


def kind_of_step(body: MapNode) -> str:
    """What kind of step these fields make; a step of no kind yet counts as words to say."""
    keys = {entry.key.text for entry in body}
    return next((kind for kind in KINDS if kind in keys), "say")


def title_of_step(name: str, kind: str, body: MapNode, languages: Iterable[str]) -> str:
    """What names a step to a person, in the first of these languages: its question, its action, its first words, else its id."""
    wanted = tuple(languages)
    if kind == "ask":
        words = _words(body.get("ask"), wanted)
    elif kind == "do":
        signature = CATALOGUE.actions.get(_text(body.get("do")))
        words = in_language(signature.labels, wanted[0]) if signature else ""
    else:
        words = _words(body.get("say"), wanted)
    return words or name.replace("_", " ").capitalize()


def _counted(root: MapNode, lines: list[int], problems: Iterable[Problem]) -> list[tuple[int, int]]:
    """How many errors and warnings stand in each step, whose first lines these are."""
    counts = [[0, 0] for _ in lines]
    after = min((entry.key.at.line for entry in root if lines and entry.key.at.line > lines[-1]), default=None)
    for each in problems:
        at = bisect_right(lines, each.line) - 1
        if at >= 0 and (after is None or each.line < after) and each.severity in "EW":
            counts[at]["EW".index(each.severity)] += 1
    return [(errors, warnings) for errors, warnings in counts]


def _words(node: Node | None, languages: tuple[str, ...]) -> str:
    """The first words of a text in several languages, values left out, short enough for a line."""
    if isinstance(node, ListNode):
        node = node.items[0] if node.items else None
    if isinstance(node, MapNode):
        found: Mapping[str, str] = {entry.key.text: _text(entry.value) for entry in node}
        words = next((found[each] for each in (*languages, *found) if found.get(each) and each != "when"), "")
    else:
        words = _text(node)
    short = _BLANKS.sub(" ", _SLOT.sub("…", words)).strip()
    return short if len(short) <= LONGEST_TITLE else short[: LONGEST_TITLE - 1] + "…"


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, TextNode) else ""


def _texts(node: Node | None) -> tuple[str, ...]:
    return tuple(each.text for each in node if isinstance(each, TextNode)) if isinstance(node, ListNode) else ()
