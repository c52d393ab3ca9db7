"""Values in a test file: plain, as written, each held against the type it will have."""

from collections.abc import Collection, Mapping
from datetime import UTC

from scripts_dsl.problem import Words, did_you_mean, fill_problem
from scripts_dsl.reading import LIST_WANTED, MAP_WANTED, TEXT_WANTED, Reading
from scripts_dsl.source.location import Location
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from scripts_dsl.types import EnumType, ListType, RecordType, ValueType, present
from scripts_dsl.values import BadValueError, read_value

_FEW = 12
"""Names that are listed where none of them looks like the unknown one."""
_NOTHING = frozenset({"", "null", "~"})


def is_nothing(node: Node) -> bool:
    """Whether a value was left empty or written as null."""
    return isinstance(node, TextNode) and not node.style and node.text in _NOTHING


def plain(reading: Reading, node: Node, type_: ValueType, name: str) -> object:
    """A value as text, lists and mappings; tells what is not of its type, and gives None in its place."""
    kind = present(type_)
    if is_nothing(node):
        return None
    if isinstance(kind, RecordType):
        return _record(reading, node, kind, name)
    if isinstance(kind, ListType) or str(kind) == "files":
        if not isinstance(node, ListNode):
            reading.tell("S003", node.at, field=name, wanted=LIST_WANTED)
            return None
        if isinstance(kind, ListType):
            return [plain(reading, each, kind.item, name) for each in node]
        return [each.text for each in node if isinstance(each, TextNode)]
    if not isinstance(node, TextNode):
        reading.tell("S003", node.at, field=name, wanted=TEXT_WANTED)
        return None
    try:
        read_value(node.text, kind, UTC)
    except BadValueError:
        if isinstance(kind, EnumType):
            reading.tell("X014", node.at, meant=reading.close(node.text, kind.values), value=node.text, name=name)
        else:
            reading.tell("X014/type", node.at, value=node.text, type=kind)
        return None
    return node.text


def _record(reading: Reading, node: Node, kind: RecordType, name: str) -> dict[str, object] | None:
    """A record with some of its fields."""
    if not isinstance(node, MapNode):
        reading.tell("S003", node.at, field=name, wanted=MAP_WANTED)
        return None
    known: dict[str, object] = {}
    for entry in node:
        field = kind.fields.get(entry.key.text)
        if field is None:
            owner: Words = {"en": f"a {kind.name}", "zh": kind.name}
            reading.unknown_key(node, entry, owner, tuple(kind.fields))
        else:
            known[field.name] = plain(reading, entry.value, field.type, f"{name}.{field.name}")
    return known


def typed_map(
    reading: Reading, node: Node | None, types: Mapping[str, ValueType], what: str, rule: str, **details: object
) -> dict[str, object]:
    """Values by name, each of the type its name has; `rule` is told of a name that is not known, as its detail `name`."""
    if node is None or is_nothing(node):
        return {}
    if not isinstance(node, MapNode):
        reading.tell("S003", node.at, field=what, wanted=MAP_WANTED)
        return {}
    found: dict[str, object] = {}
    for entry in node:
        name = entry.key.text
        if name in types:
            found[name] = plain(reading, entry.value, types[name], name)
        else:
            tell_unknown(reading, rule, entry.key.at, name, tuple(types), {"name": name, "parameter": name, "gift": name, **details})
    return found


def merged(base: Mapping[str, object], change: Mapping[str, object]) -> dict[str, object]:
    """The values with some replaced; records are merged field by field."""
    result = dict(base)
    for name, value in change.items():
        former = result.get(name)
        result[name] = merged(former, value) if isinstance(former, Mapping) and isinstance(value, Mapping) else value
    return result


def tell_unknown(reading: Reading, rule: str, at: Location, name: str, known: Collection[str], details: Mapping[str, object]) -> None:
    """Tell of a name that is not known, with the one that was probably meant."""
    meant = reading.close(name, known)
    listed = ", ".join(known)
    hint = {"en": f"one of: {listed}", "zh": f"可选：{listed}"} if 0 < len(known) <= _FEW else None
    reading.problems.append(fill_problem(rule, at, details, hint=did_you_mean(meant) if meant else hint))
