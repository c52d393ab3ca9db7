"""Shares with their uncertainty: so many of so many, and how far chance alone could move the figure."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964
"""The normal quantile of a 95 % interval."""
ENOUGH = 30
"""Fewer cases than this are told as counts only: an interval that wide ranks nothing."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total` cases."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing."""
        return self.count / self.total if self.total else 0.0

    @property
    def is_enough(self) -> bool:
        """Tell if there are cases enough to compare this share with another."""
        return self.total >= ENOUGH

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share behind the figure: Wilson's score interval (1927), which holds for few cases and rare ones."""
        if not self.total:
            return (0.0, 1.0)
        square = Z * Z / self.total
        middle = (self.value + square / 2) / (1 + square)
        half = Z / (1 + square) * sqrt(self.value * (1 - self.value) / self.total + square / (4 * self.total))
        # At none and at all the bound is the figure itself, which floating point misses by a hair.
        low = 0.0 if self.count == 0 else max(middle - half, 0.0)
        high = 1.0 if self.count == self.total else min(middle + half, 1.0)
        return (low, high)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much a share is above another one, with the 95 % interval, all from -1 to 1."""

    value: float
    low: float
    high: float
    is_enough: bool

    @property
    def is_seen(self) -> bool:
        """Tell if there are cases enough, and chance alone would hardly make such a difference."""
        return self.is_enough and (self.low > 0 or self.high < 0)


def difference(one: Share, other: Share) -> Difference:
    """`one` minus `other`, with the interval of Newcombe (1998, method 10), which is made of the two Wilson intervals."""
    (one_low, one_high), (other_low, other_high) = one.interval, other.interval
    value = one.value - other.value
    low = value - sqrt((one.value - one_low) ** 2 + (other_high - other.value) ** 2)
    high = value + sqrt((one_high - one.value) ** 2 + (other.value - other_low) ** 2)
    return Difference(value, max(low, -1.0), min(high, 1.0), one.is_enough and other.is_enough)
