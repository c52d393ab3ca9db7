"""Changes to maps and lists that are written in braces or square brackets."""

from scripts_dsl.editing.sheet import Sheet
from scripts_dsl.editing.splices import Splice
from scripts_dsl.source.nodes import ListNode, MapNode

Flow = MapNode | ListNode
_Ends = tuple[int, int]


def ends_of(flow: Flow) -> list[_Ends]:
    """Where each key with its value, or each item, begins and ends."""
    if isinstance(flow, MapNode):
        return [
            (entry.key.at.start, max(entry.key.at.end, entry.value.at.end if entry.value.at.end > entry.value.at.start else 0))
            for entry in flow.entries
        ]
    return [(item.at.start, item.at.end) for item in flow.items]


def _comma_after(sheet: Sheet, offset: int) -> int | None:
    """Where the comma directly behind an offset ends; None when there is none on that line."""
    position = offset
    while position < len(sheet.text) and sheet.text[position] == " ":
        position += 1
    return position + 1 if sheet.text[position : position + 1] == "," else None


def _has_own_line(sheet: Sheet, flow: Flow, ends: _Ends) -> bool:
    """Whether an item stands on lines of its own, with nothing behind it but a comma and a comment."""
    if not sheet.begins_line(ends[0]):
        return False
    rest = sheet.text[_comma_after(sheet, ends[1]) or ends[1] : sheet.line_end(ends[1])].strip()
    return (not rest or rest.startswith("#")) and sheet.line_end(ends[1]) < flow.at.end


def insert_inside(sheet: Sheet, flow: Flow, index: int, written: str) -> list[Splice]:
    """An item put before the one at `index`, or after the last."""
    parts = ends_of(flow)
    if not parts:
        inner = sheet.text[flow.at.start + 1 : flow.at.end - 1]
        end = flow.at.start + 1 if inner.strip() else flow.at.end - 1
        return [Splice(flow.at.start + 1, end, written)]
    if index < len(parts):
        start = parts[index][0]
        between = f"{sheet.newline}{' ' * sheet.column(start)}" if _has_own_line(sheet, flow, parts[index]) else " "
        return [Splice(start, start, f"{written},{between}")]
    start, end = parts[-1]
    if not _has_own_line(sheet, flow, parts[-1]):
        return [Splice(end, end, f", {written}")]
    comma = _comma_after(sheet, end)
    line = sheet.line_end(end)
    added = Splice(line, line, f"{' ' * sheet.column(start)}{written}{',' if comma else ''}{sheet.newline}")
    return [added] if comma else [Splice(end, end, ","), added]


def remove_inside(sheet: Sheet, flow: Flow, index: int) -> list[Splice]:
    """An item taken out with its comma."""
    parts = ends_of(flow)
    start, end = parts[index]
    comma = _comma_after(sheet, end) or end
    if _has_own_line(sheet, flow, parts[index]):
        line = Splice(sheet.line_start(start), sheet.line_end(end), "")
        before = _comma_after(sheet, parts[index - 1][1]) if index and index + 1 == len(parts) and comma == end else None
        return [Splice(before - 1, before, ""), line] if before else [line]
    # only what the reader has seen goes: a comment, or a key written twice, may stand in between
    if index + 1 < len(parts) and _is_comma(sheet.text[end : parts[index + 1][0]]):
        return [Splice(start, parts[index + 1][0], "")]
    if index and index + 1 == len(parts) and _is_comma(sheet.text[parts[index - 1][1] : start]):
        return [Splice(parts[index - 1][1], end, "")]
    return [Splice(start, comma + (sheet.text[comma : comma + 1] == " "), "")]


def _is_comma(between: str) -> bool:
    return between.strip(" \r\n") == ","


def move_inside(sheet: Sheet, flow: Flow, index: int, target: int) -> list[Splice]:
    """The items in another order; commas and comments stay where they are."""
    parts = ends_of(flow)
    order = list(range(len(parts)))
    order.insert(target, order.pop(index))
    return [
        Splice(*place, sheet.text[parts[source][0] : parts[source][1]])
        for place, source in zip(parts, order, strict=True)
        if place != parts[source]
    ]
