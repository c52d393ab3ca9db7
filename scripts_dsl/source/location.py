"""Where something stands in a source text."""

from typing import NamedTuple


class Location(NamedTuple):
    """A stretch of source text: line and column of its first character (from 1), character offsets of its two ends (from 0)."""

    line: int
    column: int
    start: int = 0
    end: int = 0

    def moved(self, by: int, length: int = 0) -> "Location":
        """A stretch that begins `by` characters further on the same line."""
        return Location(self.line, self.column + by, self.start + by, self.start + by + length)


NOWHERE = Location(1, 1)
