"""The shift report: spans that cross midnight, totals, and cells that no spreadsheet runs."""

from collections import Counter
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from workspace.board.shifts import Span, hours, shifts_csv, show_shift, total_of
from workspace.wiring.board import AgentShift
from workspace.wiring.parts import new_id

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def shift(name: str = "Ana", **more: object) -> AgentShift:
    """A shift of four hours: two ready, one with calls, half an hour each of wrap-up and lunch."""
    spent = {("ready", ""): 7200, ("engaged", ""): 3600, ("wrapping_up", ""): 1800, ("not_ready", "lunch"): 1800}
    return AgentShift(new_id(), name, "Team 1", Counter(spent), inbound=3, outbound=1, talk=3600, wrap_up=1200, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("begins", "ends", "lasts"),
    [
        (None, None, timedelta(days=1)),
        (time(9), time(18), timedelta(hours=9)),
        (time(22), time(6), timedelta(hours=8)),
        (time(22), None, timedelta(hours=2)),
        (None, time(6), timedelta(hours=6)),
        (time(8), time(8), timedelta(days=1)),
    ],
)
def test_a_shift_lasts_as_long_as_it_says(begins: time | None, ends: time | None, lasts: timedelta) -> None:
    span = Span(date(2026, 11, 22), begins, ends, SHANGHAI)
    assert span.until - span.since == lasts


def test_a_day_is_longer_when_the_clocks_go_back() -> None:
    span = Span(date(2026, 11, 1), None, None, NEW_YORK)
    assert span.until.timestamp() - span.since.timestamp() == 25 * 3600


def test_a_row_says_who_worked_how_long_and_what_came_of_it() -> None:
    ended = Counter(sold=2, callback=1, gone=1)
    row = show_shift(shift(presented=5, accepted=2, dispositions=ended), "en", {"sold": "Sold", "callback": "Call back"})
    assert (row.signed_in, row.ready, row.engaged, row.wrapping_up, row.not_ready) == ("4:00", "2:00", "1:00", "0:30", "0:30")
    assert [(one.reason, one.time) for one in row.away] == [("Lunch", "0:30")]
    assert row.occupancy == "43%"
    assert row.handle_time == "20:00"
    assert [(one.name, one.times) for one in row.ended] == [("Sold", 2), ("Call back", 1), ("gone", 1)]


def test_the_total_counts_everybody_and_changes_nobody() -> None:
    ana, bruno = shift(dispositions=Counter(sold=2)), shift("Bruno", dispositions=Counter(sold=1, callback=4))
    total = total_of([ana, bruno])
    assert total.seconds("ready") == 4 * 3600
    assert (total.inbound, total.outbound, total.dispositions["sold"], total.dispositions["callback"]) == (6, 2, 3, 4)
    assert ana.dispositions == Counter(sold=2)


def test_who_did_nothing_has_dashes() -> None:
    row = show_shift(AgentShift(new_id(), "Ana", ""), "zh", {})
    assert (row.signed_in, row.handle_time, row.occupancy, row.ended) == ("–", "–", "–", ())


def test_the_csv_has_seconds_and_no_formulas() -> None:
    lines = shifts_csv([shift("=HYPERLINK(1)", accepted=1, dispositions=Counter(sold=1, callback=2))]).splitlines()
    assert lines[0].startswith("\ufeffagent,team,ready_seconds,engaged_seconds,wrapping_up_seconds,not_ready_seconds,inbound")
    assert lines[1] == "'=HYPERLINK(1),Team 1,7200,3600,1800,1800,3,1,3600,1200,0,1,callback 2; sold 1"


def test_hours_are_rounded_down_to_minutes() -> None:
    assert [hours(seconds) for seconds in (0, 59, 60, 36_059)] == ["–", "0:00", "0:01", "10:00"]
