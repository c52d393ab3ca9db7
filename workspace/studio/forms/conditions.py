"""Conditions as rows of a builder: a name, an operator, a value; joined by all, any or none, groups nested one level.

A condition that does not fit into rows has no model and is edited as text. What nobody touched keeps the words it was written in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from scripts_dsl.expressions.lexer import SyntaxFault
from scripts_dsl.expressions.syntax import Binary, Call, ListLiteral, Literal, Name, Node, Unary, parse
from scripts_dsl.types import Words

Combine = OneOf["all", "any", "none"]
Takes = OneOf["nothing", "value", "values", "name"]
SIGNS: Mapping[Combine, str] = {"all": " && ", "any": " || ", "none": " || "}
_MEASURES = frozenset({"days_until", "size", "visits", "hour", "weekday"})
"""Functions that stand where a name does."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator of the menu: what it takes beside the name, the types it fits, how it is written, how it reads."""

    key: str
    takes: Takes
    categories: frozenset[str]
    text: str
    words: Words


def _operator(key: str, takes: Takes, categories: str, text: str, en: str, zh: str) -> Operator:
    return Operator(key, takes, frozenset(categories.split()), text, {"en": en, "zh": zh})


_EQUAL = "enum text number money date time datetime"
_ORDER = "number money date time datetime"
_ALL = "enum text number money date time datetime yesno record list files"
OPERATORS: Mapping[str, Operator] = {
    each.key: each
    for each in (
        _operator("true", "nothing", "yesno", "{left}", "is true", "为是"),
        _operator("false", "nothing", "yesno", "!{left}", "is not true", "为否"),
        _operator("==", "value", _EQUAL, "{left} == {value}", "is", "等于"),
        _operator("!=", "value", _EQUAL, "{left} != {value}", "is not", "不等于"),
        _operator("in", "values", "enum text number", "{left} in [{value}]", "is one of", "是其中之一"),
        _operator("<", "value", _ORDER, "{left} < {value}", "is less than", "小于"),
        _operator("<=", "value", _ORDER, "{left} <= {value}", "is at most", "不大于"),
        _operator(">", "value", _ORDER, "{left} > {value}", "is more than", "大于"),
        _operator(">=", "value", _ORDER, "{left} >= {value}", "is at least", "不小于"),
        _operator("contains", "value", "text list", "contains({left}, {value})", "contains", "包含"),
        _operator("lacks", "value", "text list", "!contains({left}, {value})", "does not contain", "不包含"),
        _operator("starts", "value", "text", "starts_with({left}, {value})", "begins with", "开头是"),
        _operator("today", "nothing", "date datetime", "{left} == today()", "is today", "是今天"),
        _operator("past", "nothing", "date datetime", "{left} < today()", "is before today", "早于今天"),
        _operator("future", "nothing", "date datetime", "{left} > today()", "is after today", "晚于今天"),
        _operator("has", "nothing", _ALL, "has({left})", "is known", "有值"),
        _operator("lost", "nothing", _ALL, "!has({left})", "is not known", "没有值"),
        _operator("==name", "name", _EQUAL, "{left} == {value}", "is the same as", "等同于"),
        _operator("!=name", "name", _EQUAL, "{left} != {value}", "differs from", "不同于"),
        _operator("<name", "name", _ORDER, "{left} < {value}", "is less than the value of", "小于变量"),
        _operator("<=name", "name", _ORDER, "{left} <= {value}", "is at most the value of", "不大于变量"),
        _operator(">name", "name", _ORDER, "{left} > {value}", "is more than the value of", "大于变量"),
        _operator(">=name", "name", _ORDER, "{left} >= {value}", "is at least the value of", "不小于变量"),
    )
}
"""Every operator of the builder by its key, in the order of the menu."""
_TODAY = {"==": "today", "<": "past", ">": "future"}


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: a name or a measure of one, and values as expressions write them; `source` as written, "" once touched."""

    left: str
    operator: str
    values: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of which all, any or none must hold; of the outermost one the parts may be groups too."""

    combine: Combine
    parts: tuple["Row | Group", ...]
    source: str = ""
    sign: str = ""
    """How its parts are joined in the text, as ` and `; "" for the usual sign."""


def write(part: Row | Group, *, inside: bool = False) -> str:
    """The text of a row or group; what has a source keeps it."""
    if part.source:
        return part.source
    if isinstance(part, Row):
        return OPERATORS[part.operator].text.format(left=part.left, value=", ".join(part.values))
    joined = (part.sign or SIGNS[part.combine]).join(write(each, inside=True) for each in part.parts)
    if part.combine == "none":
        return f"!({joined})"
    return f"({joined})" if inside and len(part.parts) > 1 else joined


def quoted(value: str) -> str:
    """A text as an expression writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def shown(value: str) -> str:
    """A value as a person reads it: a text without its quotes."""
    node = parse(value)
    return node.text if isinstance(node, Literal) else value


def model(text: str) -> Group | None:
    """The rows of a condition; None for one that rows cannot show, or that cannot be read."""
    try:
        node = parse(text)
    except SyntaxFault:
        return None
    found = _group(node, text, depth=2) or _single(_row(node, text))
    return None if found is None else Group(found.combine, found.parts, text.strip(), found.sign)


def _single(row: Row | None) -> Group | None:
    return None if row is None else Group("all", (row,))


def _group(node: Node, text: str, depth: int) -> Group | None:
    """A chain of one sign, or its refusal `!(a || b)`."""
    combine: Combine = "all"
    if isinstance(node, Unary) and node.operator == "!" and isinstance(node.operand, Binary) and node.operand.operator == "||":
        combine, node = "none", node.operand
    elif isinstance(node, Binary) and node.operator == "||":
        combine = "any"
    if not isinstance(node, Binary) or node.operator not in ("&&", "||"):
        return None
    links = _chain(node, node.operator)
    parts = [_part(each, text, depth - 1) for each in links]
    if any(part is None for part in parts):
        return None
    sign = " and " if text[node.operator_start : node.operator_end] == "and" else " or "
    usual = text[node.operator_start : node.operator_end] in ("&&", "||")
    return Group(combine, tuple(part for part in parts if part is not None), sign="" if usual else sign)


def _chain(node: Node, operator: str) -> list[Node]:
    if isinstance(node, Binary) and node.operator == operator:
        return [*_chain(node.left, operator), *_chain(node.right, operator)]
    return [node]


def _part(node: Node, text: str, depth: int) -> Row | Group | None:
    row = _row(node, text)
    if row is not None or depth == 0:
        return row
    return _group(node, text, depth)


def _row(node: Node, text: str) -> Row | None:
    """One comparison with the words it is written in; None for anything that is none."""
    found = _compared(node)
    if found is None:
        return None
    source = text[node.start : node.end].strip()
    try:
        again = _compared(parse(source))
    except SyntaxFault:
        again = None
    # what stands in brackets of its own is written anew when its neighbour is touched
    return Row(found.left, found.operator, found.values, source if again == found else "")


def _compared(node: Node) -> Row | None:
    if isinstance(node, Unary) and node.operator == "!":
        return _refused(node.operand)
    if isinstance(node, Call) and node.function == "has" and len(node.arguments) == 1 and isinstance(node.arguments[0], Name):
        return Row(node.arguments[0].dotted, "has")
    if isinstance(node, Call) and node.function in ("contains", "starts_with"):
        return _called(node, {"contains": "contains", "starts_with": "starts"}[node.function])
    if isinstance(node, Name):
        return Row(node.dotted, "true")
    return _comparison(node) if isinstance(node, Binary) else None


def _refused(node: Node) -> Row | None:
    found = _compared(node)
    opposite = {"true": "false", "has": "lost", "contains": "lacks"}
    return Row(found.left, opposite[found.operator], found.values) if found is not None and found.operator in opposite else None


def _called(node: Call, key: str) -> Row | None:
    if len(node.arguments) != 2 or not isinstance(node.arguments[0], Name):
        return None
    value = node.arguments[1]
    return Row(node.arguments[0].dotted, key, (_value(value),)) if _is_plain(value) else None


def _comparison(node: Binary) -> Row | None:
    left = _left(node.left)
    if left is None:
        return None
    right = node.right
    if node.operator == "in":
        if not isinstance(right, ListLiteral) or not right.items or not all(_is_plain(each) for each in right.items):
            return None
        return Row(left, "in", tuple(_value(each) for each in right.items))
    if node.operator not in OPERATORS:
        return None
    if isinstance(right, Name):
        return Row(left, f"{node.operator}name", (right.dotted,))
    if isinstance(right, Call) and right.function == "today" and node.operator in _TODAY and isinstance(node.left, Name):
        return Row(left, _TODAY[node.operator])
    return Row(left, node.operator, (_value(right),)) if _is_plain(right) else None


def _left(node: Node) -> str | None:
    """A name, or a measure of one, as the builder lists it."""
    if isinstance(node, Name):
        return node.dotted
    if isinstance(node, Call) and node.function in _MEASURES:
        inside = [_named(each) for each in node.arguments]
        return None if None in inside else f"{node.function}({', '.join(each for each in inside if each)})"
    return None


def _named(node: Node) -> str | None:
    """What a measure is taken of: a name, or a step in quotes."""
    if isinstance(node, Name):
        return node.dotted
    return node.text if isinstance(node, Literal) and node.kind == "text" and node.text.isidentifier() else None


def _is_plain(node: Node) -> bool:
    """A number or a text."""
    if isinstance(node, Unary) and node.operator == "-":
        return isinstance(node.operand, Literal) and node.operand.kind == "number"
    return isinstance(node, Literal) and node.kind in ("number", "text")


def _value(node: Node) -> str:
    if isinstance(node, Unary):
        return f"-{_value(node.operand)}"
    if not isinstance(node, Literal):
        return ""
    return quoted(node.text) if node.kind == "text" else node.text


def rows_of(group: Group) -> Iterable[Row]:
    """Every row of a group and of the groups in it."""
    for part in group.parts:
        if isinstance(part, Row):
            yield part
        else:
            yield from rows_of(part)
