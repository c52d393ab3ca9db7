"""The board says what matters first, in words, shapes and colours, in both languages."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser

from workspace.board.csv_tables import TABLES, board_csv
from workspace.board.figures import BoardData, Figures, Labels, day_begin
from workspace.board.view import board_screen
from workspace.render import marked
from workspace.screens.board import PANELS, BoardScreen
from workspace.wiring.board import (
    AgentNow,
    CampaignNow,
    Conversion,
    DispositionCount,
    HandleTime,
    QueueHistory,
    QueueNow,
    VersionConversion,
)
from workspace.wiring.parts import new_id

NOW = datetime(2026, 11, 22, 1, 41, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
QUEUE = QueueNow(new_id(), "service", "Service", "客服", 20, Decimal("0.8"), 2, NOW - timedelta(seconds=15), 1, 10, 8, 2, 6)
NOTHING: dict[str, Any] = dict.fromkeys(AgentNow.__dataclass_fields__)


def agent(name: str, presence: str = "ready", minutes: float = 1, **more: Any) -> AgentNow:
    base = NOTHING | {
        "person_id": new_id(),
        "name": name,
        "presence": presence,
        "since": NOW - timedelta(minutes=minutes),
        "on_hold": False,
    }
    return AgentNow(**(base | more))


def data(**changes: Any) -> BoardData:
    figures = Figures(
        [Conversion(presented=40, accepted=10, declined=20, offer_key="fibre_1000m")],
        [VersionConversion(presented=40, accepted=10, declined=20, script_key="broadband_inbound", script_version=3)],
        [HandleTime("service", 8, 180.0, 20.4, 45.0)],
        [DispositionCount("sold", "success", 3), DispositionCount("=cmd()", "neutral", 1)],
    )
    empty = BoardData(NOW, SHANGHAI, [QUEUE], [], [], [], figures, NOW - timedelta(seconds=2), None, 0)
    return replace(empty, **changes)


def page(screen: BoardScreen, panel: str, language: Any = "en") -> LexborHTMLParser:
    return LexborHTMLParser(marked(language, f"board/_{panel}.html", screen=getattr(screen, panel)))


@pytest.mark.parametrize(("language", "words"), [("en", "Task offered · Deposit"), ("zh", "已分派任务 · 存款")])
def test_the_board_says_who_has_a_task_before_them(language: Any, words: str) -> None:
    ana = agent("Ana", campaign_en="Deposit", campaign_zh="存款", task_offered_at=NOW - timedelta(seconds=5))
    shown = page(board_screen(data(agents=[ana]), language), "agents", language).css_first("tbody td:nth-of-type(3)")
    assert shown.text(deep=True).strip().startswith(words)
    assert shown.css_first("time").attributes["datetime"] == "2026-11-22T01:40:55+00:00"


def text_of(tree: LexborHTMLParser, selector: str) -> str:
    return " ".join(tree.css_first(selector).text(separator=" ").split())


def test_a_queue_shows_who_waits_and_its_level_in_colour_shape_and_word() -> None:
    tree = page(board_screen(data(), "en"), "queues")
    assert text_of(tree, ".queue-card .number") == "2"
    assert tree.css_first(".queue-card.is-warn") is not None
    assert text_of(tree, ".health.is-bad b") == "60%"
    assert text_of(tree, ".health.is-bad .health-word") == "off target"
    assert tree.css_first(".health.is-bad svg.shape") is not None


def test_the_same_queue_in_chinese() -> None:
    tree = page(board_screen(data(), "zh"), "queues", "zh")
    assert text_of(tree, ".queue-card h3") == "客服"
    assert text_of(tree, ".health-word") == "未达标"


@pytest.mark.parametrize(("in_time", "health"), [(8, "good"), (7, "warn"), (5, "bad")])
def test_the_health_of_a_queue_goes_by_its_target(in_time: int, health: str) -> None:
    queue = replace(QUEUE, answered=8, abandoned=2, answered_in_time=in_time)
    assert board_screen(data(queues=[queue]), "en").queues.queues[0].health == health


def test_those_who_need_attention_come_first() -> None:
    agents = [
        agent("Ana", "ready"),
        agent("Bruno", "engaged", step_key="find_reason", step_since=NOW - timedelta(minutes=5), interaction_state="talking"),
        agent("Dana", "wrapping_up", 6),
        agent("Elif", "engaged", 1),
    ]
    screen = board_screen(data(agents=agents), "en")
    assert [(row.name, row.attention) for row in screen.agents.agents] == [
        ("Bruno", "step"),
        ("Dana", "wrap_up"),
        ("Elif", ""),
        ("Ana", ""),
    ]
    assert (screen.agents.ready, screen.agents.engaged, screen.agents.wrapping_up) == (1, 2, 1)
    tree = page(screen, "agents")
    assert text_of(tree, "tr.needs-attention .tag") == "Long at this step"
    assert "find reason" in text_of(tree, "tr.needs-attention")


def test_a_campaign_is_held_against_the_legal_limit() -> None:
    campaign = CampaignNow(new_id(), "autumn", "Autumn", "秋季", "running", "", 300, 200, 150, 5)
    screen = board_screen(data(campaigns=[campaign]), "en")
    assert (screen.campaigns.campaigns[0].abandoned, screen.campaigns.campaigns[0].health) == ("2.5%", "bad")
    assert page(screen, "campaigns").css_first(".health.is-bad") is not None


def test_conversion_comes_with_its_interval_and_a_table() -> None:
    tree = page(board_screen(data(), "en"), "results")
    assert text_of(tree, "tbody th") == "fibre 1000m"
    assert [cell.text() for cell in tree.css("tbody tr")[0].css("td")[:4]] == ["40", "10", "25%", "14–40%"]


def test_late_results_say_from_when_they_are() -> None:
    fresh = page(board_screen(data(), "en"), "results")
    assert "data from 09:41" in text_of(fresh, "header")
    assert fresh.css_first("[role=status]") is None
    late = data(unsent_since=NOW - timedelta(minutes=5), latest_at=NOW - timedelta(minutes=6), parked=2)
    tree = page(board_screen(late, "en"), "results")
    assert "data from 09:35" in text_of(tree, "[role=status]")
    assert "2 facts put aside" in text_of(tree, "header")


def test_the_picture_of_the_day_has_its_table() -> None:
    quarters = [QueueHistory(NOW - timedelta(minutes=41), 5, 4, 1), QueueHistory(NOW - timedelta(minutes=11), 2, 2, 0)]
    tree = page(board_screen(data(history=quarters), "en"), "day")
    assert len(tree.css("svg rect.answered")) == 2
    assert [row.text(separator=" ").split() for row in tree.css("tbody tr")] == [["09:00", "5", "4", "1"], ["09:30", "2", "2", "0"]]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("panel", PANELS)
def test_an_empty_centre_has_every_panel(panel: str, language: Any) -> None:
    nothing = data(queues=[], figures=Figures(), latest_at=None)
    assert page(board_screen(nothing, language), panel, language).css_first(f"section#panel-{panel} h2") is not None


def test_outside_text_stays_text() -> None:
    tree = page(board_screen(data(agents=[agent("<img src=x hx-post=/x>")]), "en"), "agents")
    assert tree.css_first("img") is None


@pytest.mark.parametrize("table", TABLES)
def test_each_table_can_be_taken_along(table: str) -> None:
    screen = board_screen(data(agents=[agent("Ana")], history=[QueueHistory(NOW, 1, 1, 0)]), "zh")
    text = board_csv(screen, table)
    assert text.startswith("\ufeff")
    assert len(list(csv.DictReader(io.StringIO(text[1:])))) == (0 if table == "campaigns" else 2 if table == "dispositions" else 1)


def test_a_cell_is_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(board_csv(board_screen(data(), "en"), "dispositions")[1:])))
    assert [row["code"] for row in rows] == ["sold", "'=cmd()"]


def test_the_day_begins_where_the_centre_is() -> None:
    assert day_begin(NOW, SHANGHAI) == datetime(2026, 11, 21, 16, tzinfo=UTC)


def test_why_an_agent_is_away_is_told_in_the_language_of_the_board() -> None:
    away = data(agents=[agent("Bruno", "not_ready", reason="missed")])
    assert "漏接来电" in text_of(page(board_screen(away, "zh"), "agents", "zh"), "tbody tr")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["1000M fibre", "Broadband v3", "Client list", "Sold", "=cmd()"]),
        ("zh", ["千兆光纤", "宽带 v3", "Client list", "成功办理", "=cmd()"]),
    ],
)
def test_results_are_told_by_their_names(language: Any, names: list[str]) -> None:
    labels = Labels(
        {"sold": {"en": "Sold", "zh": "成功办理"}},
        {"fibre_1000m": {"en": "1000M fibre", "zh": "千兆光纤"}},
        {"broadband_inbound": {"en": "Broadband", "zh": "宽带"}},
    )
    queue = replace(QUEUE, name_en="Client list", name_zh="")
    tree = page(board_screen(data(queues=[queue], labels=labels), language), "results", language)
    assert [cell.text() for cell in tree.css("tbody th")] == names


def test_a_table_taken_along_keeps_the_keys() -> None:
    labels = Labels(offers={"fibre_1000m": {"en": "1000M fibre"}})
    screen = board_screen(data(labels=labels), "en")
    row = next(csv.DictReader(io.StringIO(board_csv(screen, "offers")[1:])))
    assert (row["key"], row["name"]) == ("fibre_1000m", "1000M fibre")
