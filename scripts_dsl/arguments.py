"""The values a step passes on: each with the type its parameter wants, an expression kept as it is, a text rendered."""

from collections.abc import Mapping, Sequence

from scripts_dsl.expressions.compiler import category
from scripts_dsl.expressions.condition import Expression, Scope
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.phrase import Phrase, compile_phrase, sole_slot
from scripts_dsl.reading import MAP_WANTED, Reading
from scripts_dsl.script import Argument
from scripts_dsl.source.nodes import Entry, MapNode, Node, Place, TextNode
from scripts_dsl.types import TEXT, EnumType, ValueType, present
from scripts_dsl.values import BadValueError, read_value


def read_arguments(
    reading: Reading, entry: Entry | None, owner: str, rule: str, parameters: Mapping[str, tuple[ValueType, bool]], at: Node, scope: Scope
) -> tuple[Argument, ...]:
    """The arguments of an action or sub-script; `parameters` maps each name to its type and whether it is required."""
    given: dict[str, Argument] = {}
    written: set[str] = set()
    if entry is not None and not isinstance(entry.value, MapNode):
        reading.tell("S003", entry.value.at, field="with", wanted=MAP_WANTED)
    passed = entry.value.entries if entry is not None and isinstance(entry.value, MapNode) else ()
    renamed = _renamed([each.key.text for each in passed], parameters)
    for each in passed:
        name = each.key.text
        written.add(name)
        if name not in parameters:
            meant = reading.close(name, parameters) or renamed
            written.add(meant or name)
            reading.tell(f"{rule}/parameter", each.key.at, meant=meant, parameter=name, action=owner, name=owner)
            continue
        value = read_argument(reading, each.value, name, parameters[name][0], scope)
        if value is not None:
            given[name] = Argument(name, value, each.value.at)
    for name, (_, required) in parameters.items():
        if required and name not in written:
            place = entry.key.at if entry is not None else at.at
            reading.tell(f"{rule}/missing", place, parameter=name, action=owner, name=owner)
    return tuple(given.values())


def _renamed(names: Sequence[str], parameters: Mapping[str, tuple[ValueType, bool]]) -> str | None:
    """What the one name that is no parameter can only mean: the one required parameter that nothing is passed to, as after a renaming."""
    unknown = [name for name in names if name not in parameters]
    wanting = [name for name, (_, required) in parameters.items() if required and name not in names]
    return wanting[0] if len(unknown) == len(wanting) == 1 else None


def read_argument(reading: Reading, node: Node, what: str, wanted: ValueType, scope: Scope) -> Expression | Phrase | None:
    """One value: a lone `${...}` keeps its type, text for anything but text must be a value of that type."""
    text = reading.text(node, what)
    if text is None or not isinstance(node, TextNode):
        return None
    inside = sole_slot(node.text)
    if inside is None or "|" in inside.replace("||", ""):
        return _read_text(reading, node, what, wanted, scope)
    offset = node.text.index("${") + 2
    place = Place(reading.source, node)
    shifted = TextNode(inside, place(offset, offset + len(inside)))
    expression = reading.expression(shifted, what, scope)
    if expression is not None and not _fits(expression.type, wanted):
        reading.tell("X013/wanted", shifted.at, wanted=present(wanted), found=present(expression.type))
        return None
    return expression


def _fits(given: ValueType, wanted: ValueType) -> bool:
    one, two = category(given), category(wanted)
    if one == "record" and two == "record":
        return str(present(given)) == str(present(wanted))
    return one == two or {one, two} == {"text", "enum"} or (one, two) == ("number", "money")


def _read_text(reading: Reading, node: TextNode, what: str, wanted: ValueType, scope: Scope) -> Expression | Phrase | None:
    """A text that may hold `${...}`, or a plain value of the wanted type."""
    if category(wanted) == "text":
        phrase, problems = compile_phrase(node.text, scope, node.at, locate=Place(reading.source, node))
        reading.add(problems)
        return phrase
    type_ = present(wanted)
    written = node.text.strip()
    try:
        value = read_value(written, type_)
    except BadValueError:
        if isinstance(type_, EnumType):
            values = ", ".join(type_.values)
            reading.tell("X014", node.at, meant=reading.close(written, type_.values), value=written, name=f"{what} ({values})")
        else:
            reading.tell("X014/type", node.at, value=written, type=type_)
        return None

    def constant(_environment: Environment) -> object:
        return value

    return Expression(written, type_ if not isinstance(type_, EnumType) else TEXT, frozenset(), constant, node.at)
