"""What the reader gives: texts, maps and lists, each with its place; nothing is a number or a truth value yet."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from scripts_dsl.source.location import Location


class TextNode(NamedTuple):
    """A scalar exactly as the author meant it: its text, its place and its YAML style ("" plain, ", ', | or >)."""

    text: str
    at: Location
    style: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self.text and not self.style


class Entry(NamedTuple):
    """One key of a map with its value."""

    key: TextNode
    value: "Node"


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys and values in the order written, each key once; `flow` when written in braces."""

    entries: tuple[Entry, ...]
    at: Location
    flow: bool = False

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, None when it is not there."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry
        return None

    def get(self, key: str) -> "Node | None":
        """The value of a key, None when it is not there."""
        entry = self.entry(key)
        return entry.value if entry else None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


@dataclass(frozen=True, slots=True)
class ListNode:
    """Items in the order written; `flow` when written in square brackets."""

    items: tuple["Node", ...]
    at: Location
    flow: bool = False

    def __iter__(self) -> Iterator["Node"]:
        return iter(self.items)


Node = TextNode | MapNode | ListNode

_FURTHEST = 200
"""Characters of source that may lie between two neighbours of a text: the break and indentation of a folded line."""


class Source:
    """A source text that knows the line and column of each of its characters."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        position = self.text.find("\n")
        while position >= 0:
            starts.append(position + 1)
            position = self.text.find("\n", position + 1)
        return starts

    def at(self, start: int, end: int | None = None) -> Location:
        """The place of the characters `start:end`."""
        start = min(max(start, 0), len(self.text))
        line = bisect_right(self._line_starts, start)
        return Location(line, start - self._line_starts[line - 1] + 1, start, start if end is None else max(end, start))

    def line(self, number: int) -> str:
        """One line by its number from 1, without its end; empty when there is none."""
        if not 1 <= number <= len(self._line_starts):
            return ""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")

    def line_start(self, number: int) -> int:
        """The offset of a line's first character."""
        return self._line_starts[min(max(number, 1), len(self._line_starts)) - 1]

    def locate(self, node: TextNode, start: int, end: int) -> Location:
        """The place of the characters `start:end` of a node's text."""
        return Place(self, node)(start, end)


class Place:
    """One node of a source: where its characters stand, through quotes, escapes and folded lines."""

    __slots__ = ("_offsets", "_straight", "node", "source")

    def __init__(self, source: Source, node: TextNode) -> None:
        self.source = source
        self.node = node
        self._offsets: array[int] | None = None
        start, end = node.at.start, node.at.end
        quotes = 1 if node.style in ("'", '"') else 0
        self._straight = start + quotes if source.text[start + quotes : end - quotes] == node.text else -1

    def __call__(self, start: int, end: int) -> Location:
        """The place of the characters `start:end` of the node's text."""
        if self._straight >= 0:
            return self.source.at(self._straight + start, self._straight + end)
        if self._offsets is None:
            self._offsets = self._found()
        offsets, last = self._offsets, len(self._offsets) - 1
        first = offsets[min(start, last)]
        return self.source.at(first, max(offsets[min(max(end - 1, start), last)] + 1, first))

    def _found(self) -> "array[int]":
        """For each character of the text, and for its end, the offset in the source where it is written."""
        raw = self.source.text[self.node.at.start : self.node.at.end]
        position = raw.find("\n") + 1 if self.node.style in ("|", ">") else 1 if self.node.style else 0
        offsets = array("l")
        for sign in self.node.text:
            found = raw.find(sign, position, position + _FURTHEST)
            # a sign that is written otherwise ("\\n", a joined line) stands where we are
            position = position if found < 0 else found
            offsets.append(self.node.at.start + position)
            position += found >= 0
        offsets.append(self.node.at.start + position)
        return offsets
