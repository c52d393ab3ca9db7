"""Public holidays fall where the calendars of their countries say."""

from datetime import date

import pytest

from flows.outbound.holidays import easter, french, german, none


@pytest.mark.parametrize(
    ("year", "sunday"), [(1999, date(1999, 4, 4)), (2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))]
)
def test_easter_falls_on_the_churchs_date(year: int, sunday: date) -> None:
    assert easter(year) == sunday


@pytest.mark.parametrize("day", [date(2026, 4, 6), date(2026, 5, 14), date(2026, 7, 14), date(2026, 11, 11)])
def test_france_keeps_its_holidays(day: date) -> None:
    assert day in french(2026)


@pytest.mark.parametrize("day", [date(2026, 4, 3), date(2026, 6, 4), date(2026, 10, 3), date(2026, 11, 18), date(2026, 12, 26)])
def test_germany_keeps_its_holidays(day: date) -> None:
    assert day in german(2026)


def test_an_ordinary_tuesday_is_no_holiday() -> None:
    assert date(2026, 11, 24) not in french(2026) | german(2026) | none(2026)
