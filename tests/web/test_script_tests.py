"""The tests of a script in the browser: shown, run on what is typed, saved, and asked for by publishing."""

from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from adapters.database.tables.routing import dispositions
from flows.dispositions import DISPOSITIONS
from flows.publishing.frozen import sha256_of
from tests.web.test_scripts import JSON, KEY, draft, live
from workspace.seeding.shipped_library import publish_library
from workspace.wiring.parts import Parts

RED = """script: SCRIPT
tests:
  - name: begins elsewhere
    steps:
      - {at: nowhere_near}
"""
WRONG_WORDS = """script: small
tests:
  - name: says good morning
    steps:
      - {at: greet, sees: Good morning}
      - {at: wrap, disposition: sold}
"""
SMALL = """script: small
spec: 1
title: {en: Small, zh: 小}
languages: [en]
start: greet
steps:
  greet:
    say: {en: Hello}
    next: wrap
  wrap:
    wrapup: {dispositions: [sold]}
"""


@pytest.fixture
def sofia(visit: Callable[..., Any]) -> Any:
    return visit("sofia", role="supervisor")


@pytest.fixture
def small(sofia: Any, parts: Parts) -> str:
    """A script of two steps, written and not yet published; its address."""
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": "sold", "label_en": "Sold", "label_zh": "成交"}])
    assert sofia.post("/scripts", {"name": "small"}).status_code == 303
    begun = draft(parts, "small")
    assert begun is not None
    assert sofia.post("/scripts/small/drafts", {"source": SMALL, "based_on": begun["sha256"]}, **JSON).status_code == 200
    return "/scripts/small"


def keep(sofia: Any, address: str, source: str, based_on: str = "") -> Any:
    """Save a test file as its editor does."""
    return sofia.post(f"{address}/tests", {"source": source, "based_on": based_on}, **JSON)


def publish(sofia: Any, parts: Parts, key: str = "small") -> Any:
    """Press publish on the draft as it stands."""
    standing = draft(parts, key)
    assert standing is not None
    with parts.units.read() as unit:
        now = unit.scripts.live(key)
    form = {"sha256": standing["sha256"], "live_version": str(now["version"] if now else 0), "note": "as it stands"}
    return sofia.post(f"/scripts/{key}/publications", form)


def test_a_failing_line_says_what_was_expected_and_what_was_seen(sofia: Any, small: str) -> None:
    page = sofia.post(f"{small}/test-runs", {"source": WRONG_WORDS})
    report = HTMLParser(page.text).css_first(".test-report")
    assert report.attributes["data-state"] == "red"
    failure = report.css_first(".test-list ul .problem")
    assert failure.attributes["data-line"] == "5"
    assert "Good morning" in failure.text()
    assert "Hello" in failure.text()


def test_green_tests_tell_what_they_reach(sofia: Any, small: str) -> None:
    page = sofia.post(f"{small}/test-runs", {"source": WRONG_WORDS.replace("Good morning", "Hello")})
    report = HTMLParser(page.text).css_first(".test-report")
    assert report.attributes["data-state"] == "green"
    assert [(each.attributes["value"], each.attributes["max"]) for each in report.css("meter")][0] == ("2", "2")


def test_a_mistake_in_the_test_file_is_told_with_its_line(sofia: Any, small: str) -> None:
    page = sofia.post(f"{small}/test-runs", {"source": "script: small\ntests:\n  - name: x\n    stepz: []\n"})
    assert HTMLParser(page.text).css_first(".test-problems .problem").attributes["data-line"] == "4"


def test_a_script_with_errors_is_not_tested(sofia: Any, parts: Parts, small: str) -> None:
    standing = draft(parts, "small")
    assert standing is not None
    sofia.post(f"{small}/drafts", {"source": SMALL.replace("next: wrap", "next: nowhere"), "based_on": standing["sha256"]}, **JSON)
    page = sofia.post(f"{small}/test-runs", {"source": WRONG_WORDS})
    assert HTMLParser(page.text).css_first(".test-report").attributes["data-state"] == "blocked"


def test_no_tests_is_no_mistake(sofia: Any, parts: Parts, small: str) -> None:
    assert HTMLParser(sofia.get(f"{small}/tests").text).css_first(".test-report").attributes["data-state"] == "none"
    assert publish(sofia, parts).status_code == 303


def test_red_tests_stop_publishing_and_green_ones_are_frozen_with_it(sofia: Any, parts: Parts, small: str) -> None:
    assert keep(sofia, small, WRONG_WORDS).status_code == 200
    assert publish(sofia, parts).status_code == 422
    green = WRONG_WORDS.replace("Good morning", "Hello")
    assert keep(sofia, small, green, sha256_of(WRONG_WORDS)).status_code == 200
    assert publish(sofia, parts).status_code == 303
    version = live(parts, "small")
    assert (version["tests"], version["test_report"]["green"]) == (green, True)


def test_a_stale_save_is_refused_and_changes_nothing(sofia: Any, small: str) -> None:
    assert keep(sofia, small, WRONG_WORDS).status_code == 200
    assert keep(sofia, small, "script: small\n").status_code == 409
    kept = sofia.get(f"{small}/test-files").json()
    assert (kept["source"], kept["by"]) == (WRONG_WORDS, "Sofia")


def test_an_offer_has_no_tests(sofia: Any, parts: Parts) -> None:
    sofia.post("/offers", {"name": "gift"})
    assert sofia.get("/offers/gift/tests").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "lib/nothing"])
def test_a_script_that_is_not_there_has_no_tests(sofia: Any, key: str) -> None:
    assert sofia.get(f"/scripts/{key}/tests").status_code == 404
    assert sofia.post(f"/scripts/{key}/test-runs", {"source": RED}).status_code == 404
    assert keep(sofia, f"/scripts/{key}", RED).status_code == 404


@pytest.mark.parametrize("source", ["\x00", "x" * (1024 * 1024 + 1)], ids=["nul", "too long"])
def test_what_cannot_be_kept_is_refused_whole(sofia: Any, small: str, source: str) -> None:
    assert keep(sofia, small, source).status_code == 422
    assert sofia.get(f"{small}/test-files").json()["source"] == ""


def test_shipped_scripts_come_with_their_tests(sofia: Any, parts: Parts) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": code, "label_en": en, "label_zh": zh} for code, en, zh, _ in DISPOSITIONS])
    publish_library(parts)
    page = HTMLParser(sofia.get(f"/scripts/{KEY}/tests").text)
    assert page.css_first(".test-report").attributes["data-state"] == "green"
    assert live(parts)["test_report"]["green"]
