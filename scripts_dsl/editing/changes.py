"""The few changes that every edit is made of: replace, insert, remove, move, rename; each tells what to splice."""

import re
from collections.abc import Mapping, Sequence

from scripts_dsl.editing.blocks import copy_child, dashed, indent_of, insert_lines, move_child, put_inline, put_lines, remove_child
from scripts_dsl.editing.braces import ends_of, insert_inside, move_inside, remove_inside
from scripts_dsl.editing.lines import dash_of
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.scalars import inline, rewritten
from scripts_dsl.editing.sheet import Sheet, Spot, children_of, spot_at
from scripts_dsl.editing.splices import Splice
from scripts_dsl.editing.values import FieldPath, Value
from scripts_dsl.editing.writing import IN_LINES, after_colon, entry, in_braces, item, pair_in_braces
from scripts_dsl.source.nodes import ListNode, MapNode, Node, Place, Source, TextNode

_OPENING = re.compile(r"[|>][1-9]?(?P<chomp>[+-]?)")
_NAMED = frozenset({"answers", "enum", "exits", "objections", "vars", "params", "steps"})
"""Maps whose keys are the author's own names, so that their values look alike."""


def replace(sheet: Sheet, path: FieldPath, value: Value) -> list[Splice]:
    """Another value at a place."""
    spot = spot_at(sheet, path)
    node = spot.node
    if isinstance(node, TextNode) and isinstance(value, str) and not node.is_empty:
        return [_retext(sheet, spot, node, value)]
    after, indent = _slot(sheet, spot)
    if spot.in_flow:
        written = in_braces(value, careful=sheet.careful)
        if node.at.end > node.at.start:
            return [Splice(node.at.start, node.at.end, written)]
        return [Splice(after, after, f" {written}" if sheet.text[after - 1] == ":" else f": {written}")]
    if isinstance(node, MapNode | ListNode) and node.flow and not isinstance(value, str) and children_of(node):
        return put_inline(sheet, after, node, in_braces(value, careful=sheet.careful))
    if isinstance(node, MapNode | ListNode) and not node.flow and not isinstance(value, str) and value:
        flow: bool | None = False
    else:
        flow = _usual(_key_of((*sheet.base, *path[:-1])), spot.parent, value, spot.index)
    if isinstance(spot.parent, ListNode):
        written = item(sheet, _key_of(path), value, indent, flow=flow)[indent + 2 :]
        return put_inline(sheet, after, node, written.replace("\n", sheet.newline))
    written = after_colon(sheet, str(path[-1]), value, indent, flow=flow)
    if written.startswith("\n"):
        return put_lines(sheet, after, node, written[1:])
    return put_inline(sheet, after, node, written[1:].replace("\n", sheet.newline))


def _usual(owner: str, holder: Node | None, value: Value, index: int) -> bool | None:
    """Whether a child of a map or list is written in braces, going by those most like it; None where nothing speaks for either."""
    if isinstance(value, str) or not value or (isinstance(holder, MapNode) and owner not in _NAMED):
        return None
    maps = [each for each in children_of(holder)[: index + 1] if isinstance(each, MapNode) and each.entries] if holder else []
    maps.reverse()
    keys = set(value) if isinstance(value, Mapping) else set()
    alike = [each for each in maps if keys & {entry.key.text for entry in each.entries}] or maps
    if alike:
        return alike[0].flow
    return False if owner in IN_LINES and isinstance(value, Mapping) else None


def _retext(sheet: Sheet, spot: Spot, node: TextNode, text: str) -> Splice:
    """Another text in the place of one."""
    start, end = node.at.start, sheet.content_end(node)
    raw = sheet.text[start:end].replace("\r\n", "\n")
    _, indent = _slot(sheet, spot)
    written = rewritten(raw, node, text, in_flow=spot.in_flow, indent=indent, careful=sheet.careful)
    return Splice(start, end, written.replace("\n", sheet.newline))


def _slot(sheet: Sheet, spot: Spot) -> tuple[int, int]:
    """Where the colon or dash before a value ends, and how far its key or dash is indented."""
    if isinstance(spot.parent, ListNode):
        if spot.in_flow:
            return spot.node.at.start, 0
        dash = dash_of(sheet, spot.node)
        return dash + 1, sheet.column(dash)
    if spot.parent is None:
        raise EditRefusedError("edit.no_place", path=())
    key = spot.parent.entries[spot.index].key.at
    colon = key.end
    while sheet.text[colon : colon + 1] in (" ", "\r", "\n"):
        colon += 1
    after = colon + 1 if sheet.text[colon : colon + 1] == ":" else key.end
    return after, sheet.column(key.start)


def insert(sheet: Sheet, path: FieldPath, index: int, key: str, value: Value, *, leaning: bool = False) -> list[Splice]:
    """A new key or item in the map or list at a place, before its child at `index`; `key` counts in a map alone."""
    spot = spot_at(sheet, path)
    node, owner = spot.node, _key_of((*sheet.base, *path))
    children = children_of(node)
    if not children and not (isinstance(node, MapNode | ListNode) and spot.in_flow):
        return replace(sheet, path, {key: value} if isinstance(node, MapNode) or (key and isinstance(node, TextNode)) else [value])
    if isinstance(node, TextNode):
        raise EditRefusedError("edit.shape", path=path)
    if node.flow:
        pair = pair_in_braces(key, value, careful=sheet.careful) if isinstance(node, MapNode) else in_braces(value, careful=sheet.careful)
        return insert_inside(sheet, node, index, pair)
    indent = indent_of(sheet, node)
    flow = _usual(owner, node, value, index)
    if isinstance(node, MapNode):
        lines = entry(sheet, key, value, indent, flow=flow)
    else:
        lines = item(sheet, owner, value, indent, flow=flow if isinstance(value, Mapping) else None)
    return insert_lines(sheet, node, index, lines, apart=owner == "steps", leaning=leaning)


def remove(sheet: Sheet, path: FieldPath) -> list[Splice]:
    """A key or item taken out; the last one leaves empty braces behind."""
    spot = spot_at(sheet, path)
    if spot.parent is None:
        raise EditRefusedError("edit.no_place", path=path)
    if spot.parent.flow:
        return remove_inside(sheet, spot.parent, spot.index)
    if len(children_of(spot.parent)) > 1:
        return remove_child(sheet, spot.parent, spot.index)
    if len(path) == 1:
        raise EditRefusedError("edit.shape", path=path)
    holder = spot_at(sheet, path[:-1])
    after, _ = _slot(sheet, holder)
    return put_inline(sheet, after, holder.node, "{}" if isinstance(spot.parent, MapNode) else "[]")


def move(sheet: Sheet, path: FieldPath, index: int, *, leaning: bool | None = None, lines: str = "") -> list[Splice]:
    """A key or item put where it becomes the child number `index`; `leaning` and `lines`: see `move_child`."""
    spot = spot_at(sheet, path)
    if spot.parent is None:
        raise EditRefusedError("edit.no_place", path=path)
    if spot.index == index:
        return []
    if spot.parent.flow:
        return move_inside(sheet, spot.parent, spot.index, index)
    return move_child(sheet, spot.parent, spot.index, index, leaning=leaning, lines=lines)


def rename(sheet: Sheet, path: FieldPath, name: str) -> list[Splice]:
    """Another name for the key at a place."""
    spot = spot_at(sheet, path)
    if not isinstance(spot.parent, MapNode):
        raise EditRefusedError("edit.no_place", path=path)
    key = spot.parent.entries[spot.index].key
    in_flow = spot.parent.flow
    return [Splice(key.at.start, key.at.end, inline(name, in_flow=in_flow, style=key.style))]


def enlist(sheet: Sheet, path: FieldPath) -> list[Splice]:
    """A single value made the one item of a list: its lines get a dash and move two spaces to the right."""
    spot = spot_at(sheet, path)
    node = spot.node
    if spot.in_flow:
        return [Splice(node.at.start, node.at.start, "["), Splice(node.at.end, node.at.end, "]")]
    after, indent = _slot(sheet, spot)
    if isinstance(node, MapNode) and not node.flow and isinstance(spot.parent, MapNode):
        return dashed(sheet, node)
    raw = sheet.text[node.at.start : sheet.content_end(node)].replace("\r\n", "\n")
    return put_lines(sheet, after, node, f"{' ' * (indent + sheet.unit)}- {raw}")


def duplicate(sheet: Sheet, path: FieldPath, name: str) -> list[Splice]:
    """A key once more under another name."""
    spot = spot_at(sheet, path)
    if not isinstance(spot.parent, MapNode):
        raise EditRefusedError("edit.no_place", path=path)
    key = spot.parent.entries[spot.index].key.at
    renamed = inline(name, in_flow=spot.parent.flow)
    if spot.parent.flow:
        return insert_inside(sheet, spot.parent, spot.index + 1, renamed + sheet.text[key.end : ends_of(spot.parent)[spot.index][1]])
    return copy_child(sheet, spot.parent, spot.index, key.start, key.end, renamed)


def close_last_line(sheet: Sheet) -> list[Splice]:
    """A line end put after the last line, which has none; a block of text that ends there is told not to count it."""
    last: Node = sheet.root
    while children := children_of(last):
        last = children[-1]
    closed = Splice(len(sheet.text), len(sheet.text), sheet.newline)
    if not isinstance(last, TextNode) or sheet.content_end(last) < len(sheet.text):
        return [closed]
    opening = _OPENING.match(sheet.text, last.at.start)
    return [Splice(*opening.span("chomp"), "-"), closed] if opening else [closed]


def rewrite_parts(sheet: Sheet, path: FieldPath, places: Sequence[tuple[int, int]], name: str, text: str) -> list[Splice]:
    """A name put in some places of a text, which then reads `text`; where the text is written with escapes, all of it anew."""
    spot = spot_at(sheet, path)
    node = spot.node
    if not isinstance(node, TextNode):
        raise EditRefusedError("edit.no_place", path=path)
    place = Place(Source(sheet.text), node)
    splices = []
    for start, end in sorted(places):
        at = place(start, end)
        if sheet.text[at.start : at.end] != node.text[start:end]:
            return [_retext(sheet, spot, node, text)]
        splices.append(Splice(at.start, at.end, name))
    return splices


def _key_of(path: FieldPath) -> str:
    """The key that a value stands under, through lists."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
