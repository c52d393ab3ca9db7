"""The calling window follows the wall clock of the person called, on the nights when that clock jumps too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.outbound.calling_window import CallingWindow, Week, between, daily, zones_named
from flows.outbound.regions import PROFILES
from flows.outbound.suppression import Purpose

NEW_YORK = ZoneInfo("America/New_York")
HONOLULU = ZoneInfo("Pacific/Honolulu")
PARIS = ZoneInfo("Europe/Paris")
NIGHT = Week(tuple(between("01:30", "02:30") for _ in range(7)))

ZONES = st.sampled_from(
    ["America/New_York", "Pacific/Honolulu", "Europe/Paris", "Asia/Shanghai", "Australia/Lord_Howe", "America/St_Johns"]
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_opens_at_eight_on_the_wall_and_closes_at_nine() -> None:
    window = CallingWindow(daily("08:00", "21:00"), (NEW_YORK,))
    assert not window.is_open(utc("2026-11-23T12:59:59"))
    assert window.is_open(utc("2026-11-23T13:00:00"))
    assert window.is_open(utc("2026-11-24T01:59:59"))
    assert not window.is_open(utc("2026-11-24T02:00:00"))


@pytest.mark.parametrize(
    ("before", "after"),
    [("2026-03-07T13:00:00", "2026-03-08T12:00:00"), ("2026-10-31T12:00:00", "2026-11-01T13:00:00")],
)
def test_opening_moves_with_the_clock_change(before: str, after: str) -> None:
    window = CallingWindow(daily("08:00", "21:00"), (NEW_YORK,))
    assert window.next_open(utc(before) - timedelta(hours=2)) == utc(before)
    assert window.next_open(utc(after) - timedelta(hours=2)) == utc(after)


def test_in_the_spring_night_an_interval_loses_the_half_hour_that_does_not_exist() -> None:
    window = CallingWindow(NIGHT, (NEW_YORK,))
    assert window.is_open(utc("2026-03-08T06:45:00"))  # 01:45 EST
    assert not window.is_open(utc("2026-03-08T07:15:00"))  # 03:15 EDT, an hour later by the wall
    assert not window.is_open(utc("2026-03-08T07:00:00"))


def test_in_the_autumn_night_the_wall_shows_half_past_one_twice() -> None:
    window = CallingWindow(NIGHT, (NEW_YORK,))
    assert window.is_open(utc("2026-11-01T05:45:00"))  # 01:45 EDT
    assert not window.is_open(utc("2026-11-01T06:15:00"))  # 01:15 EST
    assert window.is_open(utc("2026-11-01T06:45:00"))  # 01:45 EST


def test_two_possible_zones_leave_only_the_hours_of_both() -> None:
    window = CallingWindow(daily("08:00", "21:00"), (NEW_YORK, HONOLULU))
    assert not window.is_open(utc("2026-11-23T15:00:00"))  # 10:00 in New York, 5:00 in Honolulu
    assert window.is_open(utc("2026-11-23T18:00:00"))  # 13:00 and 8:00
    assert not window.is_open(utc("2026-11-24T02:00:00"))  # 21:00 and 16:00
    assert window.next_open(utc("2026-11-23T15:00:00")) == utc("2026-11-23T18:00:00")


def test_no_zone_is_never_open() -> None:
    window = CallingWindow(daily("08:00", "21:00"), ())
    assert not window.is_open(utc("2026-11-23T15:00:00"))
    assert window.next_open(utc("2026-11-23T15:00:00")) is None


@pytest.mark.parametrize("names", [(), ("Etc/Unknown",), ("Mars/Olympus",), ("../../etc/passwd",), ("",), ("Europe/Paris", "Etc/Unknown")])
def test_a_zone_nobody_knows_leaves_no_zone(names: tuple[str, ...]) -> None:
    assert zones_named(None, names) == ()


def test_the_customers_own_zone_wins_over_the_numbers() -> None:
    assert zones_named("Europe/Paris", ("America/New_York",)) == (PARIS,)


def test_a_wrong_zone_of_the_customer_is_not_replaced_by_a_guess() -> None:
    assert zones_named("Europe/Pari", ("America/New_York",)) == ()


def test_in_france_lunch_weekends_and_holidays_are_quiet() -> None:
    window = PROFILES["FR"].window(Purpose.MARKETING, (PARIS,), utc("2026-11-10T12:00:00"))
    assert window.is_open(utc("2026-11-10T10:00:00"))  # Tuesday 11:00
    assert not window.is_open(utc("2026-11-10T12:30:00"))  # 13:30
    assert not window.is_open(utc("2026-11-11T10:00:00"))  # Armistice
    assert not window.is_open(utc("2026-11-14T10:00:00"))  # Saturday
    assert window.next_open(utc("2026-11-10T19:00:00")) == utc("2026-11-12T09:00:00")


@given(
    zones=st.lists(ZONES, min_size=1, max_size=3),
    after=MOMENTS,
    week=st.sampled_from([daily("08:00", "21:00"), PROFILES["FR"].marketing, NIGHT]),
)
def test_the_next_opening_is_open_and_nothing_before_it_is(zones: list[str], after: datetime, week: Week) -> None:
    window = CallingWindow(week, tuple(ZoneInfo(zone) for zone in zones))
    opening = window.next_open(after)
    if opening is None:
        return
    assert opening >= after
    assert window.is_open(opening)
    if week is not NIGHT:  # an interval inside the repeated hour may open with the clock change itself
        moment = after
        while moment < opening:
            assert not window.is_open(moment)
            moment += timedelta(minutes=7)


@given(zones=st.lists(ZONES, min_size=2, max_size=4), now=MOMENTS)
def test_every_further_zone_only_narrows_the_window(zones: list[str], now: datetime) -> None:
    week = daily("08:00", "21:00")
    fewer = CallingWindow(week, tuple(ZoneInfo(zone) for zone in zones[:-1]))
    more = CallingWindow(week, tuple(ZoneInfo(zone) for zone in zones))
    assert not more.is_open(now) or fewer.is_open(now)
