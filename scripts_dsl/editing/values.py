"""Values as the editor sees them: texts, maps and lists without places, and how a change alters them.

Maps keep the order of their keys. What an edit should have done to a script is worked out here, on plain data, and held against
what the edited text reads as.
"""

from collections.abc import Mapping, Sequence

from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.source.nodes import MapNode, Node, TextNode

Value = str | Mapping[str, "Value"] | Sequence["Value"]
"""What a place in a script holds: a text, a map by keys, or a list."""
FieldPath = tuple[str | int, ...]
"""The way from the root to a place: keys of maps and positions in lists, as in ("steps", "greet", "say", 0, "zh")."""
Plain = str | dict[str, "Plain"] | list["Plain"]
"""A value that may be altered in place."""


def plain_of(node: Node) -> Plain:
    """A node's value without its places."""
    if isinstance(node, TextNode):
        return node.text
    if isinstance(node, MapNode):
        return {entry.key.text: plain_of(entry.value) for entry in node.entries}
    return [plain_of(item) for item in node.items]


def plain_copy(value: Value) -> Plain:
    """A value of its own."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: plain_copy(each) for key, each in value.items()}
    return [plain_copy(each) for each in value]


def same(one: Value, two: Value) -> bool:
    """Whether two values are alike, the order of keys included."""
    if isinstance(one, str) or isinstance(two, str):
        return isinstance(one, str) and isinstance(two, str) and one == two
    if isinstance(one, Mapping):
        return (
            isinstance(two, Mapping)
            and len(one) == len(two)
            and all(ours == theirs and same(one[ours], two[theirs]) for ours, theirs in zip(one, two, strict=True))
        )
    return not isinstance(two, Mapping) and len(one) == len(two) and all(map(same, one, two))


def value_at(model: Plain, path: FieldPath) -> Plain:
    """The value at a place; EditRefusedError when there is no such place."""
    for part in path:
        match model, part:
            case dict(), str() if part in model:
                model = model[part]
            case list(), int() if 0 <= part < len(model):
                model = model[part]
            case _:
                raise EditRefusedError("edit.no_place", path=path)
    return model


def replace_in(model: Plain, path: FieldPath, value: Plain) -> None:
    """Put another value at a place."""
    match value_at(model, path[:-1]), path[-1]:
        case dict() as holder, str() as key:
            holder[key] = value
        case list() as items, int() as index:
            items[index] = value


def insert_in(model: Plain, path: FieldPath, index: int, key: str, value: Plain) -> None:
    """Put a new value into the map or list at a place, before the child at `index`; `key` counts in a map alone."""
    holder = value_at(model, path)
    if isinstance(holder, list):
        holder.insert(index, value)
    elif isinstance(holder, dict):
        entries = list(holder.items())
        entries.insert(index, (key, value))
        _refill(holder, entries)
    else:
        replace_in(model, path, {key: value} if key else [value])


def remove_in(model: Plain, path: FieldPath) -> None:
    """Take a value out of its map or list."""
    match value_at(model, path[:-1]), path[-1]:
        case dict() as holder, str() as key:
            del holder[key]
        case list() as items, int() as index:
            del items[index]


def move_in(model: Plain, path: FieldPath, index: int) -> None:
    """Put a value where it becomes the child number `index` of its map or list."""
    holder, last = value_at(model, path[:-1]), path[-1]
    if isinstance(holder, dict) and isinstance(last, str):
        entries = [each for each in holder.items() if each[0] != last]
        entries.insert(index, (last, holder[last]))
        _refill(holder, entries)
    elif isinstance(holder, list) and isinstance(last, int):
        holder.insert(index, holder.pop(last))


def rename_in(model: Plain, path: FieldPath, name: str) -> None:
    """Give a key of a map another name, in its place."""
    holder = value_at(model, path[:-1])
    if isinstance(holder, dict):
        _refill(holder, [(name if key == path[-1] else key, value) for key, value in holder.items()])


def _refill(holder: dict[str, Plain], entries: list[tuple[str, Plain]]) -> None:
    holder.clear()
    holder.update(entries)
