"""Sofia sees what happened in the calls of a version, on a page, as CSV and as a layer of the map."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from tests.web.floor import Phone
from workspace.wiring.parts import Parts

RESULTS = "/scripts/broadband_inbound/results"


@pytest.fixture
def two_calls(walk: Walk, phone: Phone) -> Walk:
    """One call that came to the wrap-up with an accepted offer, and one in which the customer hung up at the first question."""
    walk.talks().to_consent().press("consents", consent="given")
    walk.do_actions()
    walk.press("answers")
    phone.customer_hangs_up("c1")
    assert walk.closes("sold").status_code == 200
    walk.talks("c2")
    walk.press("answers")
    phone.customer_hangs_up("c2")
    assert walk.closes("cut_off").status_code == 200
    return walk


def page(sofia: Visitor, query: str = "") -> LexborHTMLParser:
    answer: Any = sofia.get(f"{RESULTS}{query}")
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def words(page: LexborHTMLParser | LexborNode, selector: str) -> str:
    """What an element says."""
    found = page.css_first(selector)
    assert found is not None, selector
    return found.text()


def layer(sofia: Visitor, query: str = "") -> dict[str, Any]:
    answer: Any = sofia.get(f"{RESULTS}/layer{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_version_without_calls_says_so(walk: Walk, sofia: Visitor) -> None:
    assert "No calls yet" in words(page(sofia), "body")


def test_a_call_counts_at_each_step_it_reached(two_calls: Walk, sofia: Visitor) -> None:
    steps = layer(sofia)["steps"]
    assert steps["greet"]["words"] == "2 / 2"
    assert steps["reason"]["words"] == "1 / 2"
    assert "objection_never" not in steps


def test_a_call_that_is_not_over_does_not_count(two_calls: Walk, sofia: Visitor) -> None:
    two_calls.talks("c3")
    assert layer(sofia)["calls"] == 2


def test_the_customer_who_hung_up_left_where_the_call_stood(two_calls: Walk, sofia: Visitor) -> None:
    found = page(sofia)
    assert words(found, "#step-ask_name td:nth-of-type(2) b") == "50 %"
    assert "hung up" in words(found, "#step-ask_name .ways")


def test_the_customer_who_hung_up_after_the_last_word_is_not_lost(two_calls: Walk, sofia: Visitor) -> None:
    assert "1 / 2" in words(page(sofia), ".results-short .share")


def test_the_page_and_the_csv_give_each_answer_its_share(two_calls: Walk, sofia: Visitor) -> None:
    assert "1 / 1" in words(page(sofia), "#step-reason .ways")
    answer: Any = sofia.get(f"{RESULTS}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [(each["of"], each["count"], each["total"]) for each in rows if (each["what"], each["step"]) == ("answer", "reason")] == [
        ("slow", "1", "1")
    ]
    assert [(each["count"], each["total"]) for each in rows if each["what"] == "offer_accepted"] == [("1", "1")]


def test_two_calls_rank_nothing(two_calls: Walk, sofia: Visitor) -> None:
    found = page(sofia)
    assert "Too few calls" in words(found, ".callout")
    assert found.css(".worst") == []
    assert found.css(".share-bar") == []


def test_another_team_has_no_calls(two_calls: Walk, sofia: Visitor) -> None:
    assert layer(sofia, "?team=00000000-0000-0000-0000-000000000000")["calls"] == 0


@pytest.mark.parametrize("query", ["?version=x", "?days=2", "?team=nobody", "?with=¼"])
def test_a_choice_that_makes_no_sense_is_refused(walk: Walk, sofia: Visitor, query: str) -> None:
    answer: Any = sofia.get(f"{RESULTS}{query}")
    assert answer.status_code == 422


@pytest.mark.parametrize("query", ["?version=99", "?with=99"])
def test_a_version_that_is_not_there_is_not_found(walk: Walk, sofia: Visitor, query: str) -> None:
    answer: Any = sofia.get(f"{RESULTS}{query}")
    assert answer.status_code == 404


def test_the_words_are_chinese_for_who_reads_chinese(two_calls: Walk, parts: Parts, visit: Callable[..., Visitor]) -> None:
    wei = visit("wei", role="supervisor", language="zh")
    assert "走完话术" in words(page(wei), "body")
