"""Where a script, or its tests, name a step."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scripts_dsl.editing.values import FieldPath
from scripts_dsl.expressions.lexer import SyntaxFault, tokens_of
from scripts_dsl.script import AGAIN
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from scripts_dsl.source.screening import CONDITION_KEYS

_VISITS = re.compile(r"\bvisits\(\s*(?P<step>\w+)\s*\)")
_SLOT = re.compile(r"\$\{(?P<inside>[^}]*)\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """One mention of a step: the path of the text it stands in, the characters of that text, and where the text stands.

    `is_way`: it leads on to the step; else it only speaks of it, as `visits(step)` does.
    """

    path: FieldPath
    node: TextNode
    start: int
    end: int
    is_way: bool

    @property
    def at(self) -> Location:
        """Where the text stands."""
        return self.node.at


def references_in(root: MapNode, step: str) -> list[Reference]:
    """Every mention of a step in a script, in the order written."""
    found = [_whole(path, node) for path, node in ways_in(root) if node.text.strip() == step]
    found += [
        Reference(path, node, start, end, is_way=False)
        for path, node in texts_in(root)
        if "visits" in node.text
        for start, end in _mentions(path, node, step)
    ]
    return sorted(found, key=lambda each: (each.node.at.start, each.start))


def _whole(path: FieldPath, node: TextNode) -> Reference:
    start = len(node.text) - len(node.text.lstrip())
    return Reference(path, node, start, start + len(node.text.strip()), is_way=True)


def ways_in(root: MapNode) -> Iterator[tuple[FieldPath, TextNode]]:
    """Every text of a script that names the step a way leads to, with its path: of the start, exits and objections, then of each step."""
    yield from _one(root, (), "start")
    for holder in ("exits", "objections"):
        for name, inner in _entries(root.get(holder)):
            yield from _one(inner, (holder, name), "next")
    for name, step in _entries(root.get("steps")):
        path: FieldPath = ("steps", name)
        yield from _one(step, path, "next")
        yield from _one(step, path, "on_error")
        for key in ("outcomes", "consent", "returns", "on_error"):
            for place, node in _each((*path, key), step.get(key) if isinstance(step, MapNode) else None):
                # "again" of a repeated call takes the next item, even where a step is called so
                if key != "returns" or node.text.strip() != AGAIN:
                    yield place, node
        answers = step.get("answers") if isinstance(step, MapNode) else None
        yield from _each((*path, "answers"), answers)
        for answer, inner in _entries(answers):
            yield from _one(inner, (*path, "answers", answer), "next")
        branch = step.get("branch") if isinstance(step, MapNode) else None
        for index, line in enumerate(_items(branch)):
            yield from _one(line, (*path, "branch", index), "next")
            yield from _one(line, (*path, "branch", index), "else")


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    return [(entry.key.text, entry.value) for entry in node.entries] if isinstance(node, MapNode) else []


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, ListNode) else ()


def _one(node: Node, path: FieldPath, key: str) -> Iterator[tuple[FieldPath, TextNode]]:
    value = node.get(key) if isinstance(node, MapNode) else None
    if isinstance(value, TextNode):
        yield (*path, key), value


def _each(path: FieldPath, node: Node | None) -> Iterator[tuple[FieldPath, TextNode]]:
    for key, value in _entries(node):
        if isinstance(value, TextNode):
            yield (*path, key), value


def texts_in(node: Node, path: FieldPath = ()) -> Iterator[tuple[FieldPath, TextNode]]:
    """Every text below a node, with its path."""
    if isinstance(node, TextNode):
        yield path, node
    elif isinstance(node, MapNode):
        for entry in node.entries:
            yield from texts_in(entry.value, (*path, entry.key.text))
    else:
        for index, item in enumerate(node.items):
            yield from texts_in(item, (*path, index))


def _mentions(path: FieldPath, node: TextNode, step: str) -> Iterator[tuple[int, int]]:
    """Where `visits(step)` stands in an expression, or in the `${...}` of a text."""
    if path[-1] in CONDITION_KEYS:
        yield from _visits(node.text, 0, step)
    else:
        for slot in _SLOT.finditer(node.text):
            yield from _visits(slot["inside"], slot.start("inside"), step)


def _visits(expression: str, offset: int, step: str) -> Iterator[tuple[int, int]]:
    try:
        tokens = tokens_of(expression)
    except SyntaxFault:
        # a draft may hold an expression that cannot be read yet
        for found in _VISITS.finditer(expression):
            if found["step"] == step:
                yield offset + found.start("step"), offset + found.end("step")
        return
    for one, two, three in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (one.kind, one.value, two.value, three.kind, three.value) == ("name", "visits", "(", "name", step):
            yield offset + three.start, offset + three.end


def objections_listed(root: MapNode, name: str) -> list[Reference]:
    """Every step that lists an objection."""
    found: list[tuple[FieldPath, TextNode]] = []
    for step, fields in _entries(root.get("steps")):
        listed = fields.get("objections") if isinstance(fields, MapNode) else None
        for index, item in enumerate(_items(listed)):
            if isinstance(item, TextNode):
                found.append((("steps", step, "objections", index), item))
    return [_whole(path, node) for path, node in found if node.text.strip() == name]


def objections_in_tests(root: MapNode, name: str) -> list[Reference]:
    """Every line of a test file that opens an objection."""
    found = [each for path, row in _rows(root) for each in _one(row, path, "objection")]
    return [_whole(path, node) for path, node in found if node.text.strip() == name]


def mentions_in_tests(root: MapNode, names: Collection[str]) -> list[Reference]:
    """Every place of a test file that names a step by one of these: where a test stands, goes to, must pass, must never come."""
    found: list[tuple[FieldPath, TextNode]] = []
    for path, row in _rows(root):
        for key in ("at", "back", "jump"):
            found += _one(row, path, key)
        jump = row.get("jump") if isinstance(row, MapNode) else None
        if isinstance(jump, MapNode):
            found += _one(jump, (*path, "jump"), "step")
    for number, test in enumerate(_items(root.get("tests"))):
        expected = test.get("expect") if isinstance(test, MapNode) else None
        for key in ("path", "never"):
            for index, item in enumerate(_items(expected.get(key) if isinstance(expected, MapNode) else None)):
                if isinstance(item, TextNode):
                    found.append((("tests", number, "expect", key, index), item))
    return [_whole(path, node) for path, node in found if node.text.strip() in names]


def _rows(root: MapNode) -> Iterator[tuple[FieldPath, Node]]:
    """Every line of every test."""
    for number, test in enumerate(_items(root.get("tests"))):
        rows = test.get("steps") if isinstance(test, MapNode) else None
        for index, row in enumerate(_items(rows)):
            yield ("tests", number, "steps", index), row
