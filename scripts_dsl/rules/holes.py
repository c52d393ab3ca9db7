"""Steps that could not be built, kept as far as the ways on can be read, so that one mistake does not hide those behind it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import ClassVar

from scripts_dsl.nearest import nearest
from scripts_dsl.script import SUPPRESS, Step, Way
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node, TextNode

_WORDS = frozenset(
    {"say", "ask", "note", "label", "help", "text", "read_back", "form", "with", "save_as", "section", "kb", "lint", "objections"}
)
"""Fields that lead nowhere, whatever is written in them."""
_LEADING = frozenset({"next", "else", "answers", "outcomes", "consent", "returns", "on_error"})
"""Fields that lead to steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoleStep(Step):
    """A step with a mistake of its own: anything may have happened in it, and it may end the call."""

    kind: ClassVar[str] = "hole"
    leads: tuple[Way, ...] = ()

    def ways(self) -> tuple[Way, ...]:
        return self.leads


def hole_of(entry: Entry, steps: Collection[str]) -> HoleStep:
    """What is left of a broken step: wherever it names a step, it may lead there."""
    listed = entry.value.get("objections") if isinstance(entry.value, MapNode) else None
    objections = tuple(item.text for item in listed.items if isinstance(item, TextNode)) if isinstance(listed, ListNode) else ()
    leads = tuple(_ways(entry.key.text, entry.value, steps))
    return HoleStep(id=entry.key.text, at=entry.key.at, objections=objections, leads=leads)


def _ways(name: str, node: Node, steps: Collection[str], *, leads: bool = False) -> Iterator[Way]:
    """`leads`: what stands here is a way on, so that a name nobody knows is a misspelt step."""
    if isinstance(node, TextNode):
        meant = nearest(node.text, steps) if leads and node.text not in steps else node.text
        if meant is not None and (meant in steps or meant == SUPPRESS):
            yield Way(name, meant, node.at)
    elif isinstance(node, MapNode):
        for each in node:
            if each.key.text not in _WORDS:
                yield from _ways(each.key.text, each.value, steps, leads=leads or each.key.text in _LEADING)
    elif isinstance(node, ListNode):
        for item in node:
            yield from _ways(name, item, steps, leads=leads)
