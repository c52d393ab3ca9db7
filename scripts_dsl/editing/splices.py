"""Stretches of a text replaced by others; what lies between them stays byte for byte."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Splice(NamedTuple):
    """The characters `start:end` of a text replaced by `text`."""

    start: int
    end: int
    text: str

    def moved(self, by: int) -> "Splice":
        """The same replacement in a text that begins `by` characters earlier."""
        return Splice(self.start + by, self.end + by, self.text)


def applied(source: str, splices: Sequence[Splice]) -> str:
    """The text with all replacements made; they stand in order and do not overlap."""
    parts, position = [], 0
    for splice in splices:
        parts += [source[position : splice.start], splice.text]
        position = splice.end
    return "".join([*parts, source[position:]])


def narrowed(source: str, splices: Iterable[Splice]) -> tuple[Splice, ...]:
    """The replacements without the characters at both ends that they leave as they are; those that change nothing are dropped."""
    found = (_narrow(source, splice) for splice in splices)
    return tuple(sorted(splice for splice in found if splice.start < splice.end or splice.text))


def _narrow(source: str, splice: Splice) -> Splice:
    old, new = source[splice.start : splice.end], splice.text
    if old == new:
        return Splice(splice.start, splice.start, "")
    most = min(len(old), len(new))
    head = _alike(old, new, most)
    tail = _alike(old[::-1], new[::-1], most - head)
    return Splice(splice.start + head, splice.end - tail, new[head : len(new) - tail])


def _alike(one: str, two: str, most: int) -> int:
    """How many characters two texts begin with alike, found by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == two[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
