"""GET /board, its tables as CSV, and the button that makes the analytics side learn."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from tests.web.conftest import Visitor
from workspace.commands.learn import WANTED
from workspace.screens.board import PANELS
from workspace.wiring.parts import Parts, new_token


def test_sofia_sees_every_panel_of_the_board(visit: Callable[..., Visitor]) -> None:
    answer = visit("sofia", role="supervisor").get("/board")
    assert answer.status_code == 200
    page = LexborHTMLParser(answer.text)
    assert [panel for panel in PANELS if page.css_first(f"#panel-{panel}") is None] == []
    assert page.css_first("form#learn input[name=csrf]") is not None


def test_the_board_speaks_chinese(visit: Callable[..., Visitor]) -> None:
    page = LexborHTMLParser(visit("sofia", role="supervisor", language="zh").get("/board").text)
    assert page.css_first("html").attributes["lang"] == "zh-Hans"
    assert page.css_first("#board-queues").text() == "队列"


@pytest.mark.parametrize("path", ["/board", "/board/agents.csv"])
def test_ana_has_no_board(visit: Callable[..., Visitor], path: str) -> None:
    assert visit("ana", role="agent").get(path).status_code in (403, 404)


def test_charlie_is_asked_to_sign_in(app_client: TestClient) -> None:
    assert app_client.get("/board", follow_redirects=False).status_code in (303, 401)


def test_the_board_is_not_posted_to(visit: Callable[..., Visitor]) -> None:
    assert visit("sofia", role="supervisor").post("/board").status_code == 405


def test_a_table_is_taken_along_and_noted(visit: Callable[..., Visitor], parts: Parts) -> None:
    answer = visit("sofia", role="supervisor").get("/board/agents.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeffname,team,presence")
    with parts.units.read() as unit:
        assert [row["verb"] for row in unit.audit.of("board:agents")] == ["board_exported"]


def test_an_unknown_table_is_not_there(visit: Callable[..., Visitor]) -> None:
    assert visit("sofia", role="supervisor").get("/board/passwords.csv").status_code == 404


def test_an_analyst_makes_it_learn_once_a_press(visit: Callable[..., Visitor], parts: Parts) -> None:
    analyst, key = visit("nora", role="analyst"), new_token()
    assert analyst.post("/learnings", key=key).status_code == 303
    with parts.units.read() as unit:
        first = unit.facts.get(WANTED)
    assert first is not None
    assert analyst.post("/learnings", key=key).status_code == 303
    with parts.units.read() as unit:
        assert unit.facts.get(WANTED) == first


def test_who_makes_it_learn_is_told_what_follows(visit: Callable[..., Visitor]) -> None:
    analyst = visit("nora", role="analyst")
    page = LexborHTMLParser(analyst.get(analyst.post("/learnings").headers["location"]).text)
    assert page.css_first("#flash .flash.tone-good span").text().startswith("Learning")
    assert LexborHTMLParser(analyst.get("/board").text).css_first("#flash .flash") is None


def test_ana_makes_nothing_learn(visit: Callable[..., Visitor], parts: Parts) -> None:
    assert visit("ana", role="agent").post("/learnings").status_code in (403, 404)
    with parts.units.read() as unit:
        assert unit.facts.get(WANTED) is None


def test_learning_is_not_a_page(visit: Callable[..., Visitor]) -> None:
    assert visit("nora", role="analyst").get("/learnings").status_code == 405
