"""Line ends: pages show and send `\\n`; a text keeps its own, each line that was not touched the one it had."""

import re
from difflib import SequenceMatcher

_ENDS = re.compile(r"\r\n|\r|\n")
MOST_LINES = 4000
"""Lines between the first and the last changed one that are compared one by one."""


def shown(text: str) -> str:
    """A text as browsers count it: every line ends with `\\n`."""
    return _ENDS.sub("\n", text) if "\r" in text else text


def units(text: str) -> int:
    """How long browsers say a text is: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def kept(typed: str, before: str) -> str:
    """A typed text with the line ends of the text it replaces: lines that stayed have theirs, new ones the usual."""
    typed = shown(typed)
    if "\r" not in before:
        return typed
    ends = _ENDS.findall(before)
    usual = max(dict.fromkeys(ends), key=ends.count)
    if len(set(ends)) == 1:
        return typed.replace("\n", usual)
    joined = _joined(typed.split("\n"), _ENDS.split(before), ends, usual)
    # A lone carriage return and an empty line behind it would read as one end.
    return joined if shown(joined) == typed else typed.replace("\n", usual)


def _joined(lines: list[str], old: list[str], ends: list[str], usual: str) -> str:
    """The new lines, each with the end that the same line had."""
    had = [*ends, usual]
    found = [usual] * len(lines)
    head = 0
    while head < min(len(lines), len(old)) and lines[head] == old[head]:
        found[head] = had[head]
        head += 1
    tail = 0
    while tail < min(len(lines), len(old)) - head and lines[-1 - tail] == old[-1 - tail]:
        found[-1 - tail] = had[-1 - tail]
        tail += 1
    middle, before = lines[head : len(lines) - tail], old[head : len(old) - tail]
    if len(middle) <= MOST_LINES and len(before) <= MOST_LINES:
        for one, two, size in SequenceMatcher(None, before, middle, autojunk=False).get_matching_blocks():
            found[head + two : head + two + size] = had[head + one : head + one + size]
    return "".join(line + end for line, end in zip(lines[:-1], found[:-1], strict=True)) + lines[-1]
