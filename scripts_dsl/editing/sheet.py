"""A readable source text with its nodes, and how a place in it is found."""

import re
from dataclasses import dataclass

from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.values import FieldPath
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode

_HEADER = re.compile(r"[|>][0-9]?\+|[|>]\+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text and what it reads as.

    `newline` is how its lines end · `unit` how many spaces one level is indented · `careful`: every new text goes between double
    quotes, whatever it holds · `base`: where in the whole script the root stands, when the text is but a part of it.
    """

    text: str
    root: MapNode
    newline: str
    unit: int = 2
    careful: bool = False
    base: FieldPath = ()

    def line_start(self, offset: int) -> int:
        """Where the line of a character begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Where the line after the one of a character begins, or the text ends."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def column(self, offset: int) -> int:
        """How many characters stand before this one on its line."""
        return offset - self.line_start(offset)

    def begins_line(self, offset: int) -> bool:
        """Whether only spaces stand before a character on its line."""
        return not self.text[self.line_start(offset) : offset].strip(" ")

    def is_multiline(self, start: int, end: int) -> bool:
        """Whether a stretch goes over several lines."""
        return "\n" in self.text[start:end]

    def content_end(self, node: Node) -> int:
        """Where a node's own characters end: a block of text ends with its last line, without the blank lines and the line end after it."""
        if isinstance(node, TextNode):
            if node.style not in ("|", ">"):
                return node.at.end
            raw = self.text[node.at.start : node.at.end]
            if _HEADER.match(raw):
                return node.at.start + len(raw.removesuffix("\n").removesuffix("\r"))
            return node.at.start + len(raw.rstrip(" \r\n"))
        if node.flow:
            return node.at.end
        last = node.entries[-1].value if isinstance(node, MapNode) else node.items[-1]
        return self.content_end(last)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a sheet: its node, the map or list that holds it, its number there, and whether it stands inside braces."""

    path: FieldPath
    node: Node
    parent: MapNode | ListNode | None
    index: int
    in_flow: bool


def sheet_of(text: str, root: MapNode, *, careful: bool = False) -> Sheet:
    """A sheet whose line ends and indentation are taken from its text."""
    first = text.find("\n")
    newline = "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"
    return Sheet(text, root, newline, _unit_of(root), careful)


def _unit_of(root: MapNode) -> int:
    """How far the first map inside another one is indented; 2 where there is none."""
    for entry in root.entries:
        inner = entry.value
        if isinstance(inner, MapNode) and not inner.flow and inner.entries:
            return max(1, inner.entries[0].key.at.column - entry.key.at.column)
    return 2


def children_of(node: Node) -> tuple[Node, ...]:
    """The values of a map or the items of a list."""
    if isinstance(node, MapNode):
        return tuple(entry.value for entry in node.entries)
    return node.items if isinstance(node, ListNode) else ()


def spot_at(sheet: Sheet, path: FieldPath) -> Spot:
    """The place a path leads to; EditRefusedError where there is none."""
    node: Node = sheet.root
    parent: MapNode | ListNode | None = None
    index, in_flow = 0, False
    for part in path:
        found: int | None = None
        if isinstance(node, MapNode) and isinstance(part, str):
            found = next((number for number, each in enumerate(node.entries) if each.key.text == part), None)
        elif isinstance(node, ListNode) and isinstance(part, int) and 0 <= part < len(node.items):
            found = part
        if found is None or isinstance(node, TextNode):
            raise EditRefusedError("edit.no_place", path=path)
        in_flow = in_flow or node.flow
        parent, index, node = node, found, children_of(node)[found]
    return Spot(path, node, parent, index, in_flow)
