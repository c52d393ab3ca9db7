"""Calling windows: when a number may ring, by the clock on the called party's wall.

The zone is the customer's when it is known, else every zone the number could be in: then a call is in the window only where it is
in the window of all of them, and no zone at all means that there is no window.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOOK_AHEAD = timedelta(days=14)
"""How far `next_open` looks; a window closed for longer than this is no window."""

_NO_ZONE = frozenset({"", "Etc/Unknown"})


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of one local day, from `start` up to and without `end`."""

    start: time
    end: time

    def __contains__(self, moment: time) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Week:
    """The intervals of each weekday, Monday first; `holiday` replaces them on public holidays, None leaves them as they are."""

    days: tuple[tuple[Interval, ...], ...]
    holiday: tuple[Interval, ...] | None = None

    def intervals_on(self, day: date, holidays: frozenset[date]) -> tuple[Interval, ...]:
        """The intervals of that day."""
        if self.holiday is not None and day in holidays:
            return self.holiday
        return self.days[day.weekday()]


@dataclass(frozen=True, slots=True)
class CallingWindow:
    """A week as it holds in certain zones; open only when it is open in each of them."""

    week: Week
    zones: tuple[ZoneInfo, ...]
    holidays: frozenset[date] = frozenset()

    def is_open(self, now: datetime) -> bool:
        """Whether the phone may ring at that moment, on every wall it could hang on."""
        return bool(self.zones) and all(self._is_open_in(zone, now) for zone in self.zones)

    def next_open(self, after: datetime) -> datetime | None:
        """The first moment from `after` on at which the window is open, in UTC; None when there is none within LOOK_AHEAD."""
        after = after.astimezone(UTC)
        if self.is_open(after):
            return after
        return next((start for start in self._starts(after) if self.is_open(start)), None)

    def _is_open_in(self, zone: ZoneInfo, now: datetime) -> bool:
        local = now.astimezone(zone)
        return any(local.time() in interval for interval in self.week.intervals_on(local.date(), self.holidays))

    def _starts(self, after: datetime) -> list[datetime]:
        """The beginnings of intervals in all zones: a closed window can open at no other moment, a clock change aside."""
        last = after + LOOK_AHEAD
        found = {start for zone in self.zones for start in self._starts_in(zone, after.astimezone(zone).date(), last)}
        return sorted(start for start in found if after < start <= last)

    def _starts_in(self, zone: ZoneInfo, first: date, last: datetime) -> Iterable[datetime]:
        for offset in range((last.astimezone(zone).date() - first).days + 1):
            day = first + timedelta(days=offset)
            for interval in self.week.intervals_on(day, self.holidays):
                yield datetime.combine(day, interval.start, zone).astimezone(UTC)


def zones_named(customer_zone: str | None, number_zones: Sequence[str]) -> tuple[ZoneInfo, ...]:
    """The zones to be asked: the customer's own, else all the number could be in; empty when any of them is unknown."""
    names = (customer_zone,) if customer_zone else tuple(number_zones)
    zones = tuple(_zone(name) for name in names)
    return tuple(zone for zone in zones if zone) if all(zones) else ()


def _zone(name: str) -> ZoneInfo | None:
    if name in _NO_ZONE:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a name from a list may be anything: "../x", "America", ""
        return None


def daily(start: str, end: str) -> Week:
    """The same interval on all seven days, written as "08:00"; holidays are like other days."""
    return Week((between(start, end),) * 7)


def between(start: str, end: str) -> tuple[Interval, ...]:
    """One interval, written as "08:00"."""
    return (Interval(time.fromisoformat(start), time.fromisoformat(end)),)
