"""Edits of variables that reach beyond their own place: another name, in everything that reads, fills or hands on the variable."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scripts_dsl.declarations import RESERVED, form_nodes
from scripts_dsl.editing.draft import Draft, edit
from scripts_dsl.editing.edited import Edited, Source
from scripts_dsl.editing.references import Reference, texts_in
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.values import FieldPath
from scripts_dsl.expressions.lexer import SyntaxFault, tokens_of
from scripts_dsl.reading import NAME
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node, TextNode
from scripts_dsl.source.screening import CONDITION_KEYS

_SLOT = re.compile(r"""(?<!\$)\$\{(?P<inside>(?:[^}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*)\}""")
_OF_AUTHORS = frozenset(
    {"answers", "enum", "enum?", "exits", "objections", "vars", "params", "steps", "with", "returns", "outcomes", "consent", "on_error",
     "save_as"}
)  # fmt: skip
"""Maps whose keys are names, so that `when` in one of them is no condition."""
_DECLARED = ("vars", "params")


@dataclass(frozen=True, slots=True)
class Uses:
    """Where a script has a variable: in texts, and as keys of maps."""

    mentions: tuple[Reference, ...]
    keys: tuple[FieldPath, ...]


def rename_variable(source: Source, variable: str, name: str) -> Edited:
    """Another name for a variable, a parameter or what a form's field fills: in its declaration, conditions, formulas and words too.

    Scripts that call this one are not looked after: they give its parameters and take what it gives by name.
    """

    def change(draft: Draft) -> None:
        declared = names_declared(draft.root)
        if variable not in declared:
            raise EditRefusedError("edit.no_variable", name=variable)
        if variable == name:
            return
        if name in RESERVED:
            raise EditRefusedError("edit.reserved", name=name)
        if NAME.fullmatch(name) is None:
            raise EditRefusedError("edit.name", name=name)
        if name in declared:
            raise EditRefusedError("edit.taken", name=name)
        found = uses_of(draft.root, variable)
        draft.mend(found.mentions, name, keys=found.keys)

    return edit(source, change)


def rename_variable_in_tests(source: Source, variable: str, name: str, *, own_steps: Collection[str] = ()) -> Edited:
    """The tests of a script after one of its variables was renamed; only at `own_steps` are a form's fields its own."""

    def change(draft: Draft) -> None:
        keys = [(*path, variable) for path in _maps_in_tests(draft.root, own_steps) if _has(draft.root, path, variable)]
        refused = [(path, node) for path, node in texts_in(draft.root) if _is_refused(path) and node.text.partition(":")[0] == variable]
        draft.mend([Reference(path, node, 0, len(variable), is_way=False) for path, node in refused], name, keys=keys)

    return edit(source, change)


def names_declared(root: MapNode) -> frozenset[str]:
    """Every name that the variables, parameters and forms of a script declare."""
    found = {entry.key.text for holder in _DECLARED for entry in _entries(root.get(holder))}
    steps = root.get("steps")
    for field in form_nodes(steps) if isinstance(steps, MapNode) else ():
        named = field.get("name")
        found |= {named.text.strip()} if isinstance(named, TextNode) else set()
    return frozenset(found)


def uses_of(root: MapNode, variable: str) -> Uses:
    """Everything in a script that declares a variable or speaks of it."""
    declared = names_declared(root)
    mentions = [
        Reference(path, node, start, end, is_way=False)
        for path, node in texts_in(root)
        if variable in node.text
        for start, end in _places(path, node, variable, declared)
    ]
    keys: list[FieldPath] = [(holder, variable) for holder in _DECLARED if _has(root, (holder,), variable)]
    for entry in _entries(root.get("steps")):
        path: FieldPath = ("steps", entry.key.text, "save_as")
        keys += [(*path, variable)] if _has(root, path, variable) else []
    return Uses(tuple(mentions), tuple(keys))


def mentions_of(expression: str, variable: str) -> Iterator[tuple[int, int]]:
    """Where an expression reads a variable: not the fields of records, nor functions, formatters and the step in `visits(step)`."""
    try:
        tokens = tokens_of(expression)
    except SyntaxFault:
        # a draft may hold an expression that cannot be read yet
        for found in re.finditer(rf"""(?<![\w."']){variable}(?!\w|\s*\()""", expression):
            yield found.span()
        return
    before = ["", ""]
    for token, after in zip(tokens, tokens[1:], strict=False):
        is_name = (token.kind, token.value) == ("name", variable)
        if is_name and after.value != "(" and before[1] not in (".", "|") and before != ["visits", "("]:
            yield token.start, token.end
        before = [before[1], token.value if token.kind != "text" else ""]


def mentions_in_words(text: str, variable: str) -> Iterator[tuple[int, int]]:
    """Where the `${...}` of a text read a variable."""
    for slot in _SLOT.finditer(text):
        for start, end in mentions_of(slot["inside"], variable):
            yield slot.start("inside") + start, slot.start("inside") + end


def _places(path: FieldPath, node: TextNode, variable: str, declared: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where a text of a script speaks of a variable, whatever kind of text it is."""
    if _is_name(path):
        if node.text.strip() == variable:
            start = node.text.index(variable)
            yield start, start + len(variable)
    elif _is_expression(path, node, declared):
        yield from mentions_of(node.text, variable)
    else:
        yield from mentions_in_words(node.text, variable)


def _is_name(path: FieldPath) -> bool:
    """Whether a text is the name of a variable and nothing else."""
    match path:
        case ("gives", int()) | ("steps", str(), "save_as"):
            return True
    return len(path) > 3 and path[-3] == "form" and isinstance(path[-2], int) and path[-1] in ("name", "of")


def _is_expression(path: FieldPath, node: TextNode, declared: Collection[str]) -> bool:
    """Whether a text is read as an expression; what a field holds at first is one where it begins with a name, or calls something."""
    if path[-1] not in CONDITION_KEYS or (len(path) > 1 and path[-2] in _OF_AUTHORS):
        return False
    if path[-1] != "value":
        return True
    head = node.text.split("(")[0].split(".")[0].strip()
    return not node.style and "${" not in node.text and ("(" in node.text or head in declared)


def _maps_in_tests(root: MapNode, own_steps: Collection[str]) -> Iterator[FieldPath]:
    """Every map of a test file whose keys may be variables of the script."""
    yield from (("given",), ("params",))
    tests = root.get("tests")
    for number, test in enumerate(tests.items if isinstance(tests, ListNode) else ()):
        path: FieldPath = ("tests", number)
        yield from ((*path, key) for key in ("given", "params"))
        yield from ((*path, "expect", key) for key in ("vars", "gives"))
        steps = test.get("steps") if isinstance(test, MapNode) else None
        for index, row in enumerate(steps.items if isinstance(steps, ListNode) else ()):
            at = row.get("at") if isinstance(row, MapNode) else None
            if isinstance(at, TextNode) and _is_own(at.text.strip(), root, own_steps):
                yield (*path, "steps", index, "fill")
            yield (*path, "steps", index, "link", "given")


def _is_refused(path: FieldPath) -> bool:
    """Whether a text of a test file says which field is refused, perhaps with why: `callback_at: too_small`."""
    inside = path[:-1] if isinstance(path[-1], int) else path
    return len(inside) == 5 and inside[0] == "tests" and inside[2] == "steps" and inside[4] == "refused"


def _is_own(place: str, root: MapNode, own_steps: Collection[str]) -> bool:
    """Whether a test stands at a step of the script itself, and not of one that it calls."""
    folder, _, step = place.rpartition("/")
    tested = root.get("script")
    own = tested.text.strip() if isinstance(tested, TextNode) else ""
    return step in own_steps and (not folder or f"/{folder}".endswith(f"/{own}"))


def _has(root: Node, path: FieldPath, key: str) -> bool:
    """Whether there is a map at a place that has this key."""
    node: Node | None = root
    for part in path:
        if isinstance(node, MapNode) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            return False
    return isinstance(node, MapNode) and node.get(key) is not None


def _entries(node: Node | None) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, MapNode) else ()
