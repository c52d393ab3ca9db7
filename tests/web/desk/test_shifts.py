"""GET /shifts: who worked how long, and what came of it, as a page and as CSV."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import Engine

from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from workspace.settings import load
from workspace.wiring.parts import Clock, Parts, assemble, new_id

ZONE = ZoneInfo("America/New_York")


class Hand(Clock):
    """A clock in the test's hand, at ten in the morning where the centre is."""

    def __init__(self) -> None:
        self._at = super().now().astimezone(ZONE).replace(hour=10, minute=0, second=0, microsecond=0)

    def now(self) -> datetime:
        """The moment it was set to, and a microsecond later each time."""
        self._at += timedelta(microseconds=1)
        return self._at

    def pass_by(self, **span: float) -> None:
        """Let time pass."""
        self._at += timedelta(**span)


@pytest.fixture
def clock() -> Hand:
    """Ten in the morning."""
    return Hand()


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path, clock: Hand) -> object:
    """Parts with that clock."""
    settings = load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, demo=True)
    made = assemble(settings, clock=clock, pool_size=4)
    yield made
    made.engine.dispose()


def report(visitor: Visitor, query: str = "") -> dict[str, dict[str, str]]:
    """The report's lines by agent."""
    answer = visitor.get(f"/shifts/agents.csv{query}")
    assert answer.status_code == 200
    return {row["agent"]: row for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))}


@pytest.fixture
def worked(walk: Walk, clock: Hand) -> Walk:
    """Ana was ready for ten minutes, talked for five, wrapped up in two, was ready for three, and is on a break for four."""
    clock.pass_by(minutes=10)
    walk.talks()
    clock.pass_by(minutes=5)
    walk.phone.customer_hangs_up("c1")
    clock.pass_by(minutes=2)
    assert walk.closes("info_only").status_code == 200
    clock.pass_by(minutes=3)
    walk.agent.desk("/presence", {"state": "not_ready", "reason": "break"})
    clock.pass_by(minutes=4)
    return walk


def test_the_report_says_who_worked_how_long_and_what_came_of_it(worked: Walk, sofia: Visitor) -> None:
    ana = report(sofia)["Ana"]
    times = {name: int(ana[f"{name}_seconds"]) for name in ("ready", "engaged", "wrapping_up", "not_ready", "talk", "wrap_up")}
    assert times == {"ready": 780, "engaged": 300, "wrapping_up": 120, "not_ready": 240, "talk": 300, "wrap_up": 120}
    assert (ana["inbound"], ana["outbound"], ana["dispositions"]) == ("1", "0", "info_only 1")
    page = LexborHTMLParser(sofia.get("/shifts").text)
    row = next(row for row in page.css("tbody tr") if row.css_first("th").text().strip() == "Ana")
    assert [cell.text().strip() for cell in row.css("td")][:4] == ["0:24", "0:13", "0:05", "0:02"]
    assert "Break 0:04" in row.text()
    assert "Information given 1" in row.text()
    assert page.css_first("tr.total td").text() == "0:24"


def test_a_shift_cuts_at_its_hours(worked: Walk, sofia: Visitor) -> None:
    ana = report(sofia, "?from=10:05&to=10:12")["Ana"]
    assert (int(ana["ready_seconds"]), int(ana["engaged_seconds"]), ana["inbound"]) == (300, 120, "0")
    assert report(sofia, "?from=08:00&to=09:00") == {}
    assert "Nobody worked then" in sofia.get("/shifts?from=08:00&to=09:00").text


def test_only_the_team_that_is_asked_for_is_listed(worked: Walk, sofia: Visitor, parts: Parts) -> None:
    team = new_id()
    with parts.units.begin() as unit:
        unit.administration.add("team", id=team, name="Night shift")
    assert report(sofia, f"?team={team}") == {}
    with parts.units.begin() as unit:
        unit.people.change(worked.agent.person_id, team_id=team)
    assert list(report(sofia, f"?team={team}")) == ["Ana"]
    chosen = LexborHTMLParser(sofia.get(f"/shifts?team={team}").text).css_first("#shift-team option[selected]")
    assert chosen.text() == "Night shift"


def test_taking_it_along_is_noted(worked: Walk, sofia: Visitor, parts: Parts, clock: Hand) -> None:
    answer = sofia.get("/shifts/agents.csv")
    day = clock.now().date()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"shift-{day}.csv" in answer.headers["content-disposition"]
    with parts.units.read() as unit:
        (row,) = unit.audit.of(f"shift:{day}")
    assert (row["verb"], row["payload"]["rows"]) == ("shift_exported", 1)


@pytest.mark.parametrize(
    "query", ["day=tomorrow", "day=9999-12-31", "from=25:00", "to=noon", "from=10:00%2B02:00", "team=7", "day=2026-13-01", "from=%00"]
)
def test_what_is_no_day_hour_or_team_is_refused(sofia: Visitor, query: str) -> None:
    assert sofia.get(f"/shifts?{query}").status_code == 422
    assert sofia.get(f"/shifts/agents.csv?{query}").status_code == 422


@pytest.mark.parametrize("path", ["/shifts", "/shifts/agents.csv"])
def test_it_is_for_supervisors_to_read(path: str, sofia: Visitor, ana: Visitor, visit: Callable[..., Visitor]) -> None:
    assert sofia.get(path).status_code == 200
    assert sofia.post(path).status_code == 405
    for outsider in (ana, visit("nora", role="analyst"), visit("alex", role="admin"), visit("vera", role="vendor")):
        assert outsider.get(path).status_code == 403


def test_an_empty_day_has_nobody(worked: Walk, sofia: Visitor, clock: Hand) -> None:
    before = (clock.now() - timedelta(days=30)).date()
    page = LexborHTMLParser(sofia.get(f"/shifts?day={before}").text)
    assert page.css_first(".empty-title") is not None
    assert page.css_first("#shift-day").attributes["value"] == str(before)
