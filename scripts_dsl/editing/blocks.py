"""Changes to maps and lists that are written as indented lines."""

from collections.abc import Sequence

from scripts_dsl.editing.lines import Stretch, blank_above, blank_below, stretches
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.editing.sheet import Sheet
from scripts_dsl.editing.splices import Splice
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode

Block = MapNode | ListNode


def indent_of(sheet: Sheet, block: Block) -> int:
    """How far the keys or dashes of a block are indented."""
    return sheet.column(stretches(sheet, block)[0].head)


def insert_lines(sheet: Sheet, block: Block, index: int, lines: str, *, apart: bool = False, leaning: bool = False) -> list[Splice]:
    """Lines put before the child at `index`, or after the last.

    `apart`: with a blank line even where there is only one child · `leaning`: a comment that stands alone before the child stays above
    the new lines too, not between them and the child.
    """
    return _insert(sheet, stretches(sheet, block), index, lines.replace("\n", sheet.newline), apart=apart, leaning=leaning)


def copy_child(sheet: Sheet, block: Block, index: int, start: int, end: int, name: str) -> list[Splice]:
    """A key with its comments put behind itself once more, with another name for the characters `start:end`, its own."""
    parts = stretches(sheet, block)
    if not parts[index].own:
        raise EditRefusedError("edit.shape", path=("-",))
    copy = sheet.text[parts[index].start : start] + name + sheet.text[end : parts[index].end]
    copy = copy.removesuffix("\n").removesuffix("\r")
    return _insert(sheet, parts, index + 1, copy, apart=sheet.column(start) > 0)


def dashed(sheet: Sheet, block: MapNode) -> list[Splice]:
    """A map made the first item of a list in its place."""
    parts = stretches(sheet, block)
    start, end = parts[0].start, parts[-1].end
    head = parts[0].head
    lines = sheet.text[head:end].split("\n")
    moved = "\n".join([f"- {lines[0]}", *(f"  {line}" if line.strip("\r") else line for line in lines[1:])])
    return [Splice(start, end, sheet.text[start:head] + moved)]


def _insert(
    sheet: Sheet, parts: Sequence[Stretch], index: int, written: str, *, apart: bool = False, leaning: bool = False
) -> list[Splice]:
    if index == 0 and not parts[0].own:
        margin = " " * sheet.column(parts[0].head)
        return [Splice(parts[0].head, parts[0].head, f"{written.lstrip(' ')}{sheet.newline}{margin}")]
    if index == 0 or (leaning and index < len(parts)):
        return [_before(sheet, parts, index, written, apart)]
    return [_after(sheet, parts, index - 1, written, apart)]


def _before(sheet: Sheet, parts: Sequence[Stretch], index: int, written: str, apart: bool) -> Splice:
    """Lines put directly before the child at `index`, as far from it as its neighbours are."""
    start = parts[index].start
    gap = sheet.text[blank_above(sheet, start, parts[index - 1].end) : start] if index else _gap(sheet, parts, 0, apart)
    return Splice(start, start, f"{written}{sheet.newline}{gap}")


def _after(sheet: Sheet, parts: Sequence[Stretch], index: int, written: str, apart: bool) -> Splice:
    """Lines put behind the child at `index`, as far from it as its neighbours are."""
    end = parts[index].end
    gap = _gap(sheet, parts, index, apart)
    if sheet.text[end - 1] != "\n":
        return Splice(end, end, f"{sheet.newline}{gap}{written}")
    return Splice(end, end, f"{gap}{written}{sheet.newline}")


def _gap(sheet: Sheet, parts: Sequence[Stretch], index: int, apart: bool) -> str:
    """The blank lines that stand round a child."""
    if index + 1 < len(parts):
        return sheet.text[parts[index].end : blank_below(sheet, parts[index].end)]
    if index:
        return sheet.text[blank_above(sheet, parts[index].start, parts[index - 1].end) : parts[index].start]
    return sheet.newline if apart else ""


def remove_child(sheet: Sheet, block: Block, index: int) -> list[Splice]:
    """A child taken out, with its comments and one of the gaps round it; it is not the only one."""
    parts = stretches(sheet, block)
    part = parts[index]
    if not part.own:
        return _remove_first(sheet, parts)
    start, end = part.start, part.end
    if index:
        above = blank_above(sheet, start, parts[index - 1].end)
        if index + 1 == len(parts) or blank_below(sheet, end) > end:
            start = above
    else:
        end = blank_below(sheet, end)
    if end == len(sheet.text) and sheet.text[end - 1] != "\n" and start:
        start -= 2 if sheet.text[start - 2 : start] == "\r\n" else 1
    return [Splice(start, end, "")]


def _remove_first(sheet: Sheet, parts: Sequence[Stretch]) -> list[Splice]:
    """The first key of a list item taken out: the next one moves up to the dash, unless comments stand above it."""
    first, second = parts[0], parts[1]
    if sheet.text[first.end : second.head].strip():
        end = first.end - (2 if sheet.text[first.end - 2 : first.end] == "\r\n" else 1)
        start = first.head
        while sheet.text[start - 1] == " ":
            start -= 1
        return [Splice(start, end, "")]
    return [Splice(first.head, second.head, "")]


def move_child(sheet: Sheet, block: Block, index: int, target: int, *, leaning: bool | None = None, lines: str = "") -> list[Splice]:
    """A child cut out with its comments and put where it becomes the child number `target`.

    `lines`: what its own lines become on the way · `leaning`: directly before the one that follows it then, as it is moved upwards
    unless told otherwise; else right behind the one before.
    """
    parts = stretches(sheet, block)
    part = parts[index]
    if not parts[0].own:
        return _permuted(sheet, parts, index, target)
    first = sheet.line_start(part.head)
    own = lines or sheet.text[first : part.end]
    cut = sheet.text[part.start : first] + own.removesuffix("\n").removesuffix("\r")
    others = [*parts[:index], *parts[index + 1 :]]
    if leaning is None:
        leaning = target < index
    if target == 0 or (leaning and target < len(others)):
        pasted = _before(sheet, parts, parts.index(others[target]), cut, apart=False)
    else:
        pasted = _after(sheet, parts, parts.index(others[target - 1]), cut, apart=False)
    return sorted([*remove_child(sheet, block, index), pasted])


def _permuted(sheet: Sheet, parts: Sequence[Stretch], index: int, target: int) -> list[Splice]:
    """The keys of a list item in another order: whichever comes first moves up to the dash; what stands between them stays."""
    order = list(range(len(parts)))
    order.insert(target, order.pop(index))
    margin = " " * sheet.column(parts[0].head)
    bodies = [sheet.text[part.start : part.end].removesuffix("\n").removesuffix("\r").removeprefix(margin) for part in parts]
    ends = [len(sheet.text[part.start : part.end].rstrip("\r\n")) + part.start for part in parts]
    written = bodies[order[0]]
    for before, after, body in zip(ends, parts[1:], order[1:], strict=False):
        written += sheet.text[before : after.start] + margin + bodies[body]
    return [Splice(parts[0].head, ends[-1], written)]


def put_inline(sheet: Sheet, after: int, node: Node, written: str) -> list[Splice]:
    """A value replaced by one that stands on the line of its key or dash; `after`: where that key's colon or the dash ends."""
    if isinstance(node, TextNode) or node.flow or not sheet.is_multiline(after, node.at.start):
        space = " " if node.at.start == after else ""
        return [Splice(node.at.start, sheet.content_end(node), space + written)]
    parts = stretches(sheet, node)
    start, end = parts[0].start, parts[-1].end
    if end == len(sheet.text) and sheet.text[end - 1] != "\n":
        start -= 2 if sheet.text[start - 2 : start] == "\r\n" else 1
    return [Splice(after, after, f" {written}"), Splice(start, end, "")]


def put_lines(sheet: Sheet, after: int, node: Node, lines: str) -> list[Splice]:
    """A value replaced by lines below its key; what stands behind the key as a comment stays there."""
    written = lines.replace("\n", sheet.newline)
    if isinstance(node, TextNode) or node.flow or not sheet.is_multiline(after, node.at.start):
        end = sheet.content_end(node)
        line_end = sheet.line_end(end)
        if sheet.text[line_end - 1 : line_end] != "\n":
            return [Splice(after, line_end, f"{sheet.newline}{written}")]
        return [Splice(after, end, ""), Splice(line_end, line_end, f"{written}{sheet.newline}")]
    parts = stretches(sheet, node)
    start, end = parts[0].start, parts[-1].end
    last = "" if sheet.text[end - 1] != "\n" else sheet.newline
    return [Splice(start, end, written + last)]
