"""Sets of the values that one name may have: discrete ones, or stretches of an order, and whether it may have none at all."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

Bound = tuple[Any, bool]
"""An end of a stretch, and whether it belongs to it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """All values between two ends; an end of None is open."""

    low: Bound | None = None
    high: Bound | None = None

    def crossed(self, other: "Stretch") -> "Stretch | None":
        """The values in both, None when there is none."""
        low, high = _tighter(self.low, other.low, 1), _tighter(self.high, other.high, -1)
        if low is not None and high is not None and (low[0] > high[0] or (low[0] == high[0] and not (low[1] and high[1]))):
            return None
        return Stretch(low, high)


@dataclass(frozen=True, slots=True)
class Values:
    """What a name may be: `missing`: nothing · `among`: these discrete values, or all but these where `excluded` · `stretches`: an
    order, in any of these parts."""

    missing: bool = True
    among: frozenset[object] = frozenset()
    excluded: bool = True
    stretches: tuple[Stretch, ...] = (Stretch(),)

    @property
    def is_empty(self) -> bool:
        """Whether nothing remains."""
        return not self.missing and not self.is_possible

    @property
    def is_possible(self) -> bool:
        """Whether the name may have a value."""
        if not self.stretches:
            return False
        return self.excluded or any(self._in_stretch(value) for value in self.among)

    def _in_stretch(self, value: object) -> bool:
        point = Stretch((value, True), (value, True))
        return any(stretch == Stretch() or stretch.crossed(point) is not None for stretch in self.stretches)

    def crossed(self, other: "Values") -> "Values":
        """What is in both."""
        if self.excluded and other.excluded:
            among, excluded = self.among | other.among, True
        elif self.excluded:
            among, excluded = other.among - self.among, False
        elif other.excluded:
            among, excluded = self.among - other.among, False
        else:
            among, excluded = self.among & other.among, False
        stretches = tuple(found for one in self.stretches for two in other.stretches if (found := one.crossed(two)) is not None)
        if excluded and among:
            # a stretch of one point that is left out is none
            stretches = tuple(each for each in stretches if not (_is_point(each) and each.low is not None and each.low[0] in among))
        return Values(self.missing and other.missing, among, excluded, stretches)

    def or_missing(self) -> "Values":
        """The same, or nothing."""
        return replace(self, missing=True)


ANY = Values()
PRESENT = Values(missing=False)
ABSENT = Values(missing=True, among=frozenset(), excluded=False, stretches=())


def one_of(*values: object) -> Values:
    """One of these, present."""
    return Values(False, frozenset(values), False)


def none_of(*values: object) -> Values:
    """Anything present but these."""
    return Values(False, frozenset(values))


def compared(operator: str, limit: object) -> Values:
    """What is in that order to a limit, present."""
    stretch = {
        "<": Stretch(None, (limit, False)),
        "<=": Stretch(None, (limit, True)),
        ">": Stretch((limit, False), None),
        ">=": Stretch((limit, True), None),
    }[operator]
    return Values(False, stretches=(stretch,))


def whole_numbers(low: int | None, high: int | None) -> Values:
    """A number that always has a value, between two limits."""
    return Values(False, stretches=(Stretch(_end(low), _end(high)),))


def _end(value: int | None) -> Bound | None:
    return None if value is None else (Decimal(value), True)


def _is_point(stretch: Stretch) -> bool:
    return stretch.low is not None and stretch.low == stretch.high and stretch.low[1]


def _tighter(one: Bound | None, two: Bound | None, sign: int) -> Bound | None:
    """The end that leaves less: the higher low end (1), the lower high one (-1)."""
    if one is None or two is None:
        return one if two is None else two
    if one[0] == two[0]:
        return (one[0], one[1] and two[1])
    return one if (one[0] > two[0]) == (sign > 0) else two
