"""New values written as YAML: in braces where that is short and usual, else as indented lines. Lines end with `\\n` here."""

from collections.abc import Mapping, Sequence

from scripts_dsl.editing.scalars import inline, literal
from scripts_dsl.editing.sheet import Sheet
from scripts_dsl.editing.values import Value

_BLOCKS = frozenset({
    "steps", "say", "ask", "note", "form", "branch", "read_back", "exits", "objections", "vars", "params", "text", "suggest", "wrapup",
    "tests", "enum",
})  # fmt: skip
"""Fields that people write as indented lines."""
IN_LINES = frozenset({"steps", "answers", "objections"})
"""Maps with names of the author's, each of which people write over several lines when it holds more than a word."""
_FLOW_ITEMS = frozenset({"form", "suggest", "steps"})
"""Lists whose items people write in braces."""
_LONGEST = 110
"""How long a line with braces may become."""


def in_braces(value: Value, *, careful: bool = False) -> str:
    """A value on one line, fit to stand inside braces."""
    if isinstance(value, str):
        return inline(value, in_flow=True, careful=careful)
    if isinstance(value, Mapping):
        return "{" + ", ".join(pair_in_braces(key, each, careful=careful) for key, each in value.items()) + "}"
    return "[" + ", ".join(in_braces(each, careful=careful) for each in value) + "]"


def pair_in_braces(key: str, value: Value, *, careful: bool = False) -> str:
    """A key with its value, fit to stand inside braces."""
    return f"{inline(key, in_flow=True)}: {in_braces(value, careful=careful)}"


def entry(sheet: Sheet, key: str, value: Value, indent: int, *, flow: bool | None = None) -> str:
    """A key with its value as lines, the first one indented as well, without the last line end; `flow` forces or forbids braces."""
    return " " * indent + headed(sheet, key, value, indent, flow=flow)


def headed(sheet: Sheet, key: str, value: Value, indent: int, *, flow: bool | None = None) -> str:
    """The same without the first line's indentation."""
    name = inline(key, in_flow=False, indent=indent)
    return f"{name}:{after_colon(sheet, key, value, indent, flow=flow)}"


def after_colon(sheet: Sheet, key: str, value: Value, indent: int, *, flow: bool | None = None) -> str:
    """What stands behind the colon of a key that is indented by `indent`: a space and one line, or lines below it."""
    if isinstance(value, str):
        return " " + scalar(sheet, value, indent)
    if _wants_braces(sheet, key, value, indent + len(key), flow):
        return " " + in_braces(value, careful=sheet.careful)
    return "\n" + block(sheet, key, value, indent + sheet.unit)


def scalar(sheet: Sheet, text: str, indent: int) -> str:
    """A text as the value of a key that is indented by `indent`: a block when it has several lines."""
    written = literal(text, indent=indent, margin=indent + sheet.unit) if "\n" in text and not sheet.careful else None
    return written if written is not None else inline(text, in_flow=False, indent=indent, careful=sheet.careful)


def block(sheet: Sheet, key: str, value: Mapping[str, Value] | Sequence[Value], indent: int) -> str:
    """The lines of a map or list, all indented by `indent` at least."""
    if isinstance(value, Mapping):
        between = "\n\n" if key == "steps" else "\n"
        lines = False if key in IN_LINES else None
        return between.join(entry(sheet, name, each, indent, flow=lines) for name, each in value.items())
    return "\n".join(item(sheet, key, each, indent) for each in value)


def item(sheet: Sheet, key: str, value: Value, indent: int, *, flow: bool | None = None) -> str:
    """One item of the list under `key` as lines, its dash indented by `indent`."""
    margin = " " * indent
    if isinstance(value, str):
        return f"{margin}- {scalar(sheet, value, indent)}"
    if flow is None:
        flow = key in _FLOW_ITEMS and fits(sheet, value, indent + 2)
    if flow or not value or not isinstance(value, Mapping):
        return f"{margin}- {in_braces(value, careful=sheet.careful)}"
    lines = "\n".join(entry(sheet, name, each, indent + 2) for name, each in value.items())
    return f"{margin}- {lines[indent + 2 :]}"


def fits(sheet: Sheet, value: Value, used: int) -> bool:
    """Whether a value in braces stays on one line of usual length, and holds no text of several lines."""
    return not _has_lines(value) and used + len(in_braces(value, careful=sheet.careful)) <= _LONGEST


def _wants_braces(sheet: Sheet, key: str, value: Mapping[str, Value] | Sequence[Value], used: int, flow: bool | None) -> bool:
    if not value:
        return True
    if flow is not None:
        return flow
    if not isinstance(value, Mapping) and all(isinstance(each, str) for each in value):
        return True
    if key in IN_LINES and isinstance(value, Mapping) and not all(isinstance(each, str) for each in value.values()):
        return False
    return key not in _BLOCKS and fits(sheet, value, used)


def _has_lines(value: Value) -> bool:
    if isinstance(value, str):
        return "\n" in value
    return any(map(_has_lines, value.values() if isinstance(value, Mapping) else value))
