"""YAML text in, nodes with places out: a walk over libyaml's events that refuses what is unsafe for people to write.

No scalar is given a type here: the field that reads it decides what it is. Nothing raises, whatever the bytes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from scripts_dsl.problem import Fix, Problem, make_problem, write_instead
from scripts_dsl.source.diagnosis import State, diagnose
from scripts_dsl.source.folding import unfolded
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node, Source, TextNode
from scripts_dsl.source.screening import BLANKS, CONDITION_KEYS, KNOWN_KEYS, Suspicion, invisible_in, screen, sign_name

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 24
MAX_NODES = 50_000
MAX_ENTRIES = 2_000
"""Entries of one map or list: far more than anybody reads, few enough that every rule stays fast."""
MAX_PROBLEMS = 200

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NAMES = re.compile(r"[a-z][a-z0-9_]*(?:[ ]*，[ ]*[a-z][a-z0-9_]*)+")
"""Names of the language, as lists of them hold."""

_SLIPPED = re.compile(r"(?P<key>[A-Za-z_][A-Za-z0-9_]*)(?P<colon>[:：])[ ]*(?P<value>[^\s/].*)")

# Events of the C parser always carry their marks, which the stubs call optional.
_Event = Any


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the root map, None when the text cannot be read, and the problems found on the way."""

    root: MapNode | None
    problems: tuple[Problem, ...]
    source: Source


class _Stop(Exception):  # noqa: N818 - ends the walk after a limit
    """The walk ends here, its problem is told."""


def read(text: str | bytes) -> Document:
    """The nodes of a source text, or the problems that prevent them."""
    if isinstance(text, bytes):
        raw = text
        if len(raw) > MAX_BYTES:
            return _refused(Source(""), make_problem("Y001/size", Location(1, 1), limit=MAX_BYTES))
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            before = Source(raw[: error.start].decode("utf-8", "replace"))
            return _refused(before, make_problem("Y002/bytes", before.at(len(before.text))))
    source = Source(text.removeprefix("\ufeff"))
    if len(source.text) > MAX_BYTES or len(source.text.encode("utf-8", "replace")) > MAX_BYTES:
        return _refused(source, make_problem("Y001/size", source.at(0), limit=MAX_BYTES))
    suspicions, control = screen(source)
    if control is not None:
        return _refused(source, control)
    return _Walk(source, suspicions).document()


def _refused(source: Source, problem: Problem) -> Document:
    return Document(None, (problem,), source)


class _Open:
    """A map or list that is being read."""

    __slots__ = ("entries", "flow", "is_map", "items", "key", "keys", "start")

    def __init__(self, is_map: bool, start: Location, flow: bool) -> None:
        self.is_map = is_map
        self.start = start
        self.flow = flow
        self.key: TextNode | None = None
        self.keys: dict[str, TextNode] = {}
        self.entries: list[Entry] = []
        self.items: list[Node] = []


class _Walk:
    """One pass over the events with an explicit stack, so that no depth of nesting can exhaust Python's."""

    def __init__(self, source: Source, suspicions: list[Suspicion]) -> None:
        self._source = source
        self._suspicions = suspicions
        self._problems: list[Problem] = []
        self._stack: list[_Open] = []
        self._root: Node | None = None
        self._nodes = 0
        self._last: TextNode | None = None
        self._closed: list[_Open] = []
        self._literal_lines: list[tuple[int, int]] = []

    def document(self) -> Document:
        """The whole text, read."""
        try:
            self._walk()
        except _Stop:
            return Document(None, self._sorted(), self._source)
        except yaml.YAMLError as error:
            state = State(
                last=self._last,
                flow_start=next((each.start for each in self._stack if each.flow), None),
                blocks=tuple((each.start.column, each.is_map) for each in (*self._stack, *self._closed) if not each.flow),
            )
            problem = diagnose(self._source, error, state)
            # an odd indentation may be told of a line before the one where reading stopped
            mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) and problem.code == "Y006" else None
            reached = problem.line if mark is None else mark.line + 1
            self._problems += self._screened(reached)
            if not any(each.code in ("Y005", "Y013") and each.line <= reached for each in self._problems):
                self._problems.append(problem)
            return Document(None, self._sorted(), self._source)
        self._problems += self._screened(None)
        root = self._root
        if isinstance(root, MapNode):
            return Document(root, self._sorted(), self._source)
        if not self._problems:
            self._problems.append(make_problem("Y002/map", self._source.at(0)))
        return Document(None, self._sorted(), self._source)

    def _sorted(self) -> tuple[Problem, ...]:
        return tuple(sorted(self._problems, key=lambda problem: (problem.line, problem.column)))

    def _screened(self, reached: int | None) -> list[Problem]:
        """The suspicions of the line screen that hold: not inside a quoted or block text, not beyond where reading ended."""
        held = []
        literal = iter(self._literal_lines)
        first = last = 0
        for each in self._suspicions:
            line = each.line
            while line > last and (following := next(literal, None)) is not None:
                first, last = following
            if (reached is None or line <= reached) and not first < line <= last:
                held.append(each.make())
                if len(held) >= MAX_PROBLEMS:
                    break
        return held

    def _walk(self) -> None:
        documents = 0
        next_event: Callable[[], _Event] = yaml.CLoader(self._source.text).get_event
        # what stands most often is asked for first: more than half of all events are texts
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._open(event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._close(event.end_mark.index)
            elif kind is yaml.AliasEvent:
                start, end = event.start_mark.index, event.end_mark.index
                self._count(start)
                self._copies(start, end, f"*{event.anchor}")
                self._add(TextNode("", self._source.at(start, end)))
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop("Y002/documents", event.start_mark.index)

    def _tell(self, problem: Problem) -> None:
        """Note a problem, and end the walk when there are more than anybody mends at a time."""
        if len(self._problems) >= MAX_PROBLEMS:
            self._stop("Y001/problems", self._source.line_start(problem.line), MAX_PROBLEMS)
        self._problems.append(problem)

    def _stop(self, rule: str, start: int, limit: int = 0) -> None:
        """Tell of what ends the walk, and end it."""
        self._problems.append(make_problem(rule, self._source.at(start), limit=limit))
        raise _Stop

    def _copies(self, start: int, end: int, sign: str) -> None:
        at = self._source.at(start, end)
        if self._key_is_condition():
            self._tell(make_problem("Y008", at, sign=sign[0]))
        else:
            self._tell(make_problem("Y003", at, sign=sign[:40]))

    def _key_is_condition(self) -> bool:
        key = self._stack[-1].key if self._stack else None
        return key is not None and key.text in CONDITION_KEYS

    def _refuse_decoration(self, event: _Event) -> None:
        """Tell of an anchor or a tag."""
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor is not None:
            self._copies(start, start + len(event.anchor) + 1, f"&{event.anchor}")
        if event.tag is not None:
            raw = self._source.text[start:end].split("\n")[0][:200]
            hint = write_instead("not " + raw[1:].strip()) if raw.startswith("!") and len(raw) > 1 else None
            fix = Fix(start, start + 1, "not ") if hint is not None and self._key_is_condition() else None
            self._tell(make_problem("Y004", self._source.at(start, start + 1), hint=hint, fix=fix))

    def _count(self, start: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop("Y001/nodes", start, limit=MAX_NODES)

    def _scalar(self, event: _Event) -> None:
        first, last = event.start_mark, event.end_mark
        start, end, line = first.index, last.index, first.line + 1
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._stop("Y001/nodes", start, limit=MAX_NODES)
        text, style = event.value, event.style or ""
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event)
            if event.tag is not None and not text:
                text = self._source.text[start:end].lstrip("!")  # the tag swallowed it; it is told once
        if last.line >= line:
            if style:
                self._literal_lines.append((line, last.line + (0 if style in "|>" else 1)))
            if style != "|":
                quote = 1 if style in ("'", '"') else 0
                text = unfolded(text, self._source.text[start + quote : end - quote])
        self._add(TextNode(text, Location(line, first.column + 1, start, end), style))

    def _open(self, event: _Event) -> None:
        first = event.start_mark
        self._count(first.index)
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event)
        if len(self._stack) >= MAX_DEPTH:
            self._stop("Y001/depth", first.index, limit=MAX_DEPTH)
        start = Location(first.line + 1, first.column + 1, first.index, first.index)
        self._stack.append(_Open(type(event) is yaml.MappingStartEvent, start, bool(event.flow_style)))

    def _close(self, end: int) -> None:
        open_ = self._stack.pop()
        self._closed.append(open_)
        line, column, start, _ = open_.start
        at = Location(line, column, start, end if open_.flow else self._end_of(open_))
        self._add(MapNode(tuple(open_.entries), at, open_.flow) if open_.is_map else ListNode(tuple(open_.items), at, open_.flow))

    @staticmethod
    def _end_of(open_: _Open) -> int:
        """Where the last child of a block ends."""
        if open_.entries:
            return open_.entries[-1].value.at.end
        return open_.items[-1].at.end if open_.items else open_.start.start

    def _add(self, node: Node) -> None:
        """Put a finished node where it belongs: the root, a key, a value or an item."""
        if type(node) is TextNode:
            self._last = node
            if self._closed:
                self._closed = []
        if not self._stack:
            self._root = node
            return
        top = self._stack[-1]
        if not top.is_map:
            if len(top.items) >= MAX_ENTRIES:
                self._stop("Y001/entries", node.at.start, limit=MAX_ENTRIES)
            if top.flow and type(node) is TextNode and "，" in node.text and _NAMES.fullmatch(node.text) and not node.style:
                top.items += self._apart(node)
            else:
                top.items.append(node)
        elif top.key is None:
            top.key = self._as_key(node)
        else:
            self._add_entry(top, top.key, node)
            top.key = None

    def _apart(self, node: TextNode) -> list[TextNode]:
        """The names that a comma of a Chinese keyboard holds together; it is told once."""
        line, column, start, _ = node.at
        names = [
            TextNode(found.group(), Location(line, column + found.start(), start + found.start(), start + found.end()))
            for found in _NAME.finditer(node.text)
        ]
        comma = start + node.text.index("，")
        fix = Fix(start, node.at.end, ", ".join(each.text for each in names))
        self._tell(make_problem("Y013/comma", self._source.at(comma, comma + 1), key=names[0].text, fix=fix))
        return names

    def _as_key(self, node: Node) -> TextNode:
        if not isinstance(node, TextNode):
            self._tell(make_problem("Y002/key", node.at))
            return TextNode("", node.at)
        text = node.text
        if text.isascii() and text.isidentifier():
            return node
        if text == "<<" and not node.style:
            self._tell(make_problem("Y003", node.at, sign="<<"))
        elif sign := invisible_in(text.lstrip(BLANKS)):
            self._tell(make_problem("Y005/key", node.at, sign=sign_name(sign)))
        return node

    def _parted(self, key: TextNode, value: Node) -> tuple[TextNode, Node]:
        """A key and its value; one word of both, with a colon that YAML does not take for one, is told and parted."""
        found = _SLIPPED.fullmatch(key.text) if not key.style and isinstance(value, TextNode) and value.is_empty else None
        start = key.at.start
        if found is None or self._source.text[start : start + len(key.text)] != key.text:
            return key, value
        if found["key"] not in KNOWN_KEYS and _NAME.fullmatch(found["value"]) is None:
            return key, value
        colon, after = (start + found.start(part) for part in ("colon", "value"))
        rule = "Y013/colon" if found["colon"] == "：" else "Y013/space"
        fix = Fix(start + found.end("key"), after, ": ")
        self._tell(make_problem(rule, self._source.at(colon, colon + 1), key=found["key"], fix=fix))
        name, rest = (self._source.at(start + found.start(part), start + found.end(part)) for part in ("key", "value"))
        return TextNode(found["key"], name), TextNode(found["value"], rest)

    def _add_entry(self, top: _Open, key: TextNode, value: Node) -> None:
        if top.flow and (":" in key.text or "：" in key.text):
            key, value = self._parted(key, value)
        first = top.keys.setdefault(key.text, key)
        if first is key:
            if len(top.entries) >= MAX_ENTRIES:
                self._stop("Y001/entries", key.at.start, limit=MAX_ENTRIES)
            top.entries.append(Entry(key, value))
            return
        steps = len(self._stack) == 2 and self._stack[0].key is not None and self._stack[0].key.text == "steps"
        rule = "Y010/step" if steps else "Y010"
        self._tell(make_problem(rule, key.at, key=key.text[:80], line=first.at.line))
