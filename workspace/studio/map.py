"""The map of a script: its steps as a graph with every way on and what it is taken for, drawn by static/js/studio/map.js.

It reads the text without compiling it, by the same walk that renames steps, so there is a map while the text has errors.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scripts_dsl.editing import FieldPath, ways_in
from scripts_dsl.problem import Problem
from scripts_dsl.script import SUPPRESS
from scripts_dsl.source.nodes import MapNode, Node, TextNode
from scripts_dsl.source.reader import Document, read
from scripts_dsl.steps import YES_NO
from scripts_dsl.types import Words
from workspace.studio.outline import outline_of
from workspace.words import EXITS, word

ENDS = ("wrapup", "return")
"""Kinds of steps where a call, or a sub-script, ends."""
LONGEST_LABEL = 60
WAYS: Mapping[str, Words] = {
    "accepted": {"en": "accepted", "zh": "接受"},
    "declined": {"en": "declined", "zh": "拒绝"},
    "later": {"en": "later", "zh": "以后再说"},
    "none": {"en": "nothing to offer", "zh": "无可推荐"},
    "given": {"en": "consent given", "zh": "同意"},
    "refused": {"en": "consent refused", "zh": "不同意"},
    "else": {"en": "otherwise", "zh": "其他情况"},
    "on_error": {"en": "if it fails", "zh": "失败时"},
    "objection": {"en": "objection: {name}", "zh": "异议：{name}"},
    "error": {"en": "fails: {name}", "zh": "失败：{name}"},
    SUPPRESS: {"en": "Records the opt-out, then wraps up", "zh": "登记免打扰，然后小结"},
    "missing": {"en": "No such step", "zh": "没有这个步骤"},
}


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the map: a step, an exit ("exit.hung_up"), the built-in opt-out, or a step that is named and missing."""

    id: str
    kind: str
    title: str
    section: str
    number: int = 0
    line: int = 0
    errors: int = 0
    warnings: int = 0

    @property
    def is_end(self) -> bool:
        """Whether a call ends here."""
        return self.kind in ENDS


@dataclass(frozen=True, slots=True)
class Edge:
    """One way on: `name` as the language calls it ("slow", "on_error.refused"), `label` what it is taken for (empty: it just goes on)."""

    source: str
    name: str
    target: str
    label: str


@dataclass(frozen=True, slots=True)
class ScriptMap:
    """A script as a graph. `entry` is where it begins; `sections` in their order, each with its words."""

    nodes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    sections: tuple[tuple[str, str], ...]
    entry: str

    def to_json(self) -> dict[str, Any]:
        """The map as the page takes it."""
        return {
            "nodes": [{**asdict(each), "end": each.is_end} for each in self.nodes],
            "edges": [{"from": each.source, "name": each.name, "to": each.target, "label": each.label} for each in self.edges],
            "sections": [{"id": name, "title": title} for name, title in self.sections],
            "entry": self.entry,
            "ends": [each.id for each in self.nodes if each.is_end],
        }


def map_of(source: str | Document, problems: Iterable[Problem], language: str) -> ScriptMap:
    """The map of a text, words in a person's language; empty for a text that cannot be read."""
    document = read(source) if isinstance(source, str) else source
    root = document.root
    if root is None:
        return ScriptMap((), (), (), "")
    outline = outline_of(document, problems, language)
    nodes = {
        row.id: Box(row.id, row.kind, row.title, part.section, row.number, row.line, row.errors, row.warnings)
        for part in outline.parts
        for row in part.rows
    }
    found = _Ways(root, (language, *outline.languages))
    edges = list(found.edges(nodes))
    nodes |= {each.id: each for each in found.exits()}
    for each in edges:
        if each.target not in nodes:
            kind = SUPPRESS if each.target == SUPPRESS else "missing"
            nodes[each.target] = Box(each.target, kind, WAYS[kind][language], "")
    wrapup = next((each.id for each in nodes.values() if each.kind == "wrapup"), None)
    if SUPPRESS in nodes and wrapup is not None:
        edges.append(Edge(SUPPRESS, "next", wrapup, ""))
    titled = {part.section: part.title for part in outline.parts if part.section}
    start = root.get("start")
    return ScriptMap(tuple(nodes.values()), tuple(edges), tuple(titled.items()), start.text.strip() if isinstance(start, TextNode) else "")


class _Ways:
    """The ways of a text, with their words in the first of these languages that has some."""

    def __init__(self, root: MapNode, languages: Sequence[str]) -> None:
        self._root = root
        self._languages = languages

    def edges(self, steps: Mapping[str, object]) -> Iterator[Edge]:
        """Every way between boxes, in the order written; an objection's own way from each step that lists it."""
        listing = self._listing()
        for path, node in ways_in(self._root):
            target = node.text.strip()
            if not target or path == ("start",):
                continue
            holder, owner = str(path[0]), str(path[1])
            if holder == "steps" and owner in steps:
                yield Edge(owner, self._name(path), target, self._label(path))
            elif holder == "exits":
                yield Edge(f"exit.{owner}", "next", target, "")
            elif holder == "objections":
                label = self._filled("objection", self._words(self._at("objections", owner, "label")) or owner)
                yield from (Edge(step, f"objection.{owner}", target, label) for step in listing.get(owner, ()))

    def exits(self) -> Iterator[Box]:
        """The exits, which are open at every step, as boxes of their own."""
        exits = self._at("exits")
        for entry in exits if isinstance(exits, MapNode) else ():
            name = entry.key.text
            own = self._words(entry.value.get("label")) if isinstance(entry.value, MapNode) else ""
            yield Box(f"exit.{name}", "exit", own or word(EXITS, name, self._languages[0]), "", line=entry.key.at.line)

    def _listing(self) -> dict[str, list[str]]:
        """For each objection the steps that list it."""
        found: dict[str, list[str]] = {}
        steps = self._at("steps")
        for entry in steps if isinstance(steps, MapNode) else ():
            listed = entry.value.get("objections") if isinstance(entry.value, MapNode) else None
            for item in listed if listed is not None and not isinstance(listed, TextNode | MapNode) else ():
                if isinstance(item, TextNode):
                    found.setdefault(item.text.strip(), []).append(entry.key.text)
        return found

    def _name(self, path: FieldPath) -> str:
        """A way as the language, its tests and its simulations name it."""
        match path[2:]:
            case ("answers" | "outcomes" | "consent" | "returns", name, *_):
                return str(name)
            case ("branch", int() as index, "next"):
                return str(index + 1)
            case ("branch", _, "else"):
                return "else"
            case ("on_error", kind):
                return f"on_error.{kind}"
            case (name, *_):
                return str(name)
        raise AssertionError(f"no way stands at {path}")

    def _label(self, path: FieldPath) -> str:
        match path[2:]:
            case ("answers", answer, *_):
                return self._answer(str(path[1]), str(answer))
            case ("outcomes" | "consent", name):
                return self._word(str(name))
            case ("returns", name):
                return str(name)
            case ("branch", index, "next"):
                when = self._at(*path[:3], index, "when")
                return _cut(when.text) if isinstance(when, TextNode) else ""
            case ("branch", _, "else"):
                return self._word("else")
            case ("on_error",) | ("on_error", "else"):
                return self._word("on_error")
            case ("on_error", kind):
                return self._filled("error", str(kind))
        return ""

    def _answer(self, step: str, answer: str) -> str:
        """What an answer's button says: its own label, the words of the choice it saves, or yes and no."""
        own = self._words(self._at("steps", step, "answers", answer, "label"))
        saved = self._at("steps", step, "save_as")
        if not own and isinstance(saved, TextNode):
            own = next((words for kind in ("enum", "enum?") if (words := self._words(self._at("vars", saved.text, kind, answer)))), "")
        return own or (YES_NO[answer][self._known_language()] if answer in YES_NO else answer)

    def _words(self, node: Node | None) -> str:
        if isinstance(node, TextNode):
            return _cut(node.text)
        if isinstance(node, MapNode):
            return next((_cut(each.text) for name in self._languages if isinstance(each := node.get(name), TextNode) and each.text), "")
        return ""

    def _word(self, name: str) -> str:
        found = WAYS.get(name)
        return found[self._known_language()] if found else name

    def _filled(self, kind: str, name: str) -> str:
        return WAYS[kind][self._known_language()].format(name=name)

    def _known_language(self) -> str:
        return "zh" if self._languages[0] == "zh" else "en"

    def _at(self, *path: str | int) -> Node | None:
        """The node at a place, None where there is none."""
        node: Node | None = self._root
        for part in path:
            if isinstance(node, MapNode) and isinstance(part, str):
                node = node.get(part)
            elif isinstance(part, int) and node is not None and not isinstance(node, TextNode | MapNode) and part < len(node.items):
                node = node.items[part]
            else:
                return None
        return node


def _cut(words: str) -> str:
    short = " ".join(words.split())
    return short if len(short) <= LONGEST_LABEL else short[: LONGEST_LABEL - 1] + "…"
