"""Text wrapped over lines that the reader folds into one again: at spaces, and between Chinese signs."""

from scripts_dsl.source.folding import is_wide

_LEAST_WIDTH = 40
_ENDS = "，。！？；：…,.!?;:"
_NOT_FIRST = "，。！？；：、）》」』”’…"


def _breaks_at(text: str, position: int) -> int | None:
    """How many characters a line end there stands for: one space, or nothing between Chinese signs; None where none may be."""
    before, sign = text[position - 1], text[position]
    if sign == " ":
        if before == " " or position + 1 >= len(text) or text[position + 1] == " ":
            return None
        after = text[position + 1]
        return None if is_wide(before) or is_wide(after) else 1
    return 0 if is_wide(before) and is_wide(sign) and sign not in _NOT_FIRST else None


def _width(sign: str) -> int:
    return 2 if is_wide(sign) else 1


def wrapped(text: str, width: int) -> list[str]:
    """One paragraph as lines no wider than `width` where it can be broken; a Chinese sign is two wide."""
    lines, start, used = [], 0, 0
    last: tuple[int, int] | None = None
    for position in range(1, len(text)):
        used += _width(text[position - 1])
        gap = _breaks_at(text, position)
        if gap is not None and used <= width:
            last = (position, gap)
        if used + _width(text[position]) > width and last is not None:
            lines.append(text[start : last[0]])
            start = sum(last)
            used = sum(map(_width, text[start:position]))
            last = None
    return [*lines, text[start:]]


def folded(text: str, width: int = 0) -> list[str]:
    """Paragraphs as lines that fold into them; without a width, one line each."""
    lines: list[str] = []
    for number, paragraph in enumerate(text.split("\n")):
        if number:
            lines.append("")
        if paragraph:
            lines += wrapped(paragraph, max(width, _LEAST_WIDTH)) if width else [paragraph]
    return lines


def refolded(old: list[str], text: str) -> list[str] | None:
    """A paragraph in the lines it was written in before: those at its beginning and its end that still fit stay as they are.

    None when one of the two is more than one paragraph.
    """
    if not all(old) or "\n" in text:
        return None
    width = max(_LEAST_WIDTH, max(sum(map(_width, line)) for line in old))
    head = [0]
    for line in old:
        end = head[-1] + len(line)
        gap = _breaks_at(text, end) if text.startswith(line, head[-1]) and end < len(text) else None
        if gap is None:
            break
        head.append(end + gap)
    tail = [len(text)]
    for line in reversed(old[len(head) - 1 :]):
        begin = tail[-1] - len(line)
        border = begin - 1 if text[begin - 1 : begin] == " " else begin
        if border <= head[-1] or text[begin : tail[-1]] != line or _breaks_at(text, border) is None:
            break
        tail.append(border)
    kept = len(head) - 1
    start, stop = head[-1], tail[-1]
    between = wrapped(text[start:stop], width)
    if len(between) > len(old) - kept - (len(tail) - 1):
        # a few words more join a neighbour where there is room: the line above, unless a sentence ends there
        above = kept and len(between) == 1 and sum(map(_width, text[head[-2] : stop])) <= width
        below = len(tail) > 1 and len(joined := wrapped(text[start : tail[-2]], width)) <= len(between)
        if below and not (above and old[kept - 1][-1] not in _ENDS):
            tail.pop()
            between = joined
        elif above:
            kept, between = kept - 1, [text[head[-2] : stop]]
    return [*old[:kept], *between, *old[len(old) - len(tail) + 1 :]]
