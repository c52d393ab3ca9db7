"""Public holidays of the countries whose calling rules name them, computed for a year.

Regional holidays (Alsace, Bavaria, ...) are counted for the whole country: a call too few is no breach.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    century, of_century = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def french(year: int) -> frozenset[date]:
    """Jours fériés (Code du travail, L3133-1, and the two of Alsace-Moselle)."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
    return _days(year, fixed, (-2, 1, 39, 50))


@cache
def german(year: int) -> frozenset[date]:
    """Gesetzliche Feiertage of the federation and of every state."""
    fixed = ((1, 1), (1, 6), (3, 8), (5, 1), (8, 15), (9, 20), (10, 3), (10, 31), (11, 1), (12, 25), (12, 26))
    repentance = date(year, 11, 22) - timedelta(days=(date(year, 11, 22).weekday() - 2) % 7)  # the Wednesday before 23 November
    return _days(year, fixed, (-2, 0, 1, 39, 49, 50, 60)) | {repentance}


def none(year: int) -> frozenset[date]:
    """No holiday: the country's calling rules name none."""
    return frozenset()


HolidaysOf = Callable[[int], frozenset[date]]


def _days(year: int, fixed: tuple[tuple[int, int], ...], from_easter: tuple[int, ...]) -> frozenset[date]:
    sunday = easter(year)
    return frozenset({date(year, month, day) for month, day in fixed} | {sunday + timedelta(days=days) for days in from_easter})
