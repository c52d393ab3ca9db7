"""Which lines belong to one key or item of a block.

Its own, the comments directly above it, and comments below that are indented deeper. Blank lines and comments that stand alone belong
to nobody.
"""

from dataclasses import dataclass

from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.sheet import Sheet
from scripts_dsl.source.nodes import ListNode, MapNode, Node


@dataclass(frozen=True, slots=True)
class Stretch:
    """The characters of one key with its value, or of one item.

    `head`: its key or dash · `start:end`: its lines, with the comments that belong to it · `own`: no other key or dash stands before it
    on its first line.
    """

    head: int
    start: int
    end: int
    own: bool
    value: Node


def stretches(sheet: Sheet, block: MapNode | ListNode) -> list[Stretch]:
    """The stretches of a block's keys or items, in order; EditRefusedError for a shape that people do not write."""
    found: list[Stretch] = []
    floor = 0
    values = [entry.value for entry in block.entries] if isinstance(block, MapNode) else list(block.items)
    for index, value in enumerate(values):
        head = block.entries[index].key.at.start if isinstance(block, MapNode) else dash_of(sheet, value)
        before = sheet.text[sheet.line_start(head) : head]
        if before.strip(" -") or (index and before.strip(" ")):
            raise EditRefusedError("edit.shape", path=(before.strip(),))
        own = not before.strip(" ")
        end = _end_of(sheet, value, len(before), head)
        start = _lead_of(sheet, head, floor) if own else head
        found.append(Stretch(head, start, end, own, value))
        floor = end
    return found


def dash_of(sheet: Sheet, item: Node) -> int:
    """Where the dash of a list item stands."""
    position = item.at.start
    while position > 0 and sheet.text[position - 1] in " \r\n":
        position -= 1
    # a comment may stand between the dash and what it holds
    while position > 0 and sheet.text[position - 1] != "-":
        line = sheet.text[sheet.line_start(position) : position]
        cut = line.find("#")
        if cut < 0:
            raise EditRefusedError("edit.shape", path=("-",))
        position = sheet.line_start(position) + cut
        while position > 0 and sheet.text[position - 1] in " \r\n":
            position -= 1
    if position == 0:
        raise EditRefusedError("edit.shape", path=("-",))
    return position - 1


def _end_of(sheet: Sheet, value: Node, column: int, head: int) -> int:
    """Where the lines of a value end, deeper comments directly below included."""
    end = sheet.line_end(max(head, sheet.content_end(value)))
    while end < len(sheet.text):
        line = sheet.text[end : sheet.line_end(end)]
        bare = line.lstrip(" ")
        if not bare.startswith("#") or len(line) - len(bare) <= column:
            break
        end = sheet.line_end(end)
    return end


def _lead_of(sheet: Sheet, head: int, floor: int) -> int:
    """Where the comment lines directly above a key begin, its own line where there are none; never above `floor`."""
    column = sheet.column(head)
    start = sheet.line_start(head)
    while start > floor:
        above = sheet.line_start(start - 1)
        line = sheet.text[above : start - 1]
        bare = line.lstrip(" ")
        if above < floor or not bare.startswith("#") or len(line) - len(bare) > column:
            break
        start = above
    return start


def blank_above(sheet: Sheet, offset: int, floor: int) -> int:
    """Where the blank lines directly above a line begin; the line itself where there are none."""
    while offset > floor:
        above = sheet.line_start(offset - 1)
        if above < floor or sheet.text[above : offset - 1].strip():
            break
        offset = above
    return offset


def blank_below(sheet: Sheet, offset: int) -> int:
    """Where the blank lines that begin at an offset end."""
    while offset < len(sheet.text):
        end = sheet.line_end(offset)
        if sheet.text[offset:end].strip():
            break
        offset = end
    return offset
