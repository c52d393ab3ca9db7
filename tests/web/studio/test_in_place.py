"""Sofia runs the tests in the studio: each red line leads to its step, and what was reached is painted."""

from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.web.studio.small import ADDRESS, SOURCE, TESTS, begin
from tests.web.test_scripts import JSON
from workspace.studio.tests_in_place import steps_by_line
from workspace.wiring.parts import Parts

RED = TESTS.replace("{at: how, answer: happy}", "{at: how, sees: Anything else, answer: happy}")


@pytest.fixture
def sofia(visit: Callable[..., Any], parts: Parts) -> Any:
    person = visit("sofia", role="supervisor")
    begin(person, parts)
    return person


def run(sofia: Any, tests: str) -> Any:
    if tests:
        assert sofia.post(f"{ADDRESS}/tests", {"source": tests, "based_on": ""}, **JSON).status_code == 200
    return sofia.post(f"{ADDRESS}/test-reports", {}, **JSON).json()


def test_green_tests_tell_what_they_reach(sofia: Any) -> None:
    told = run(sofia, TESTS)
    assert told["state"] == "green"
    assert told["coverage"]["steps"] == {"greet": True, "sort": True, "golden": False, "how": True, "sorry": False, "wrap": True}
    assert (told["coverage"]["edges"]["how/happy"], told["coverage"]["edges"]["how/sad"]) == (True, False)


def test_a_red_line_leads_to_its_step_and_its_line(sofia: Any) -> None:
    told = run(sofia, RED)
    assert told["state"] == "red"
    failure = HTMLParser(told["html"]).css_first(".test-list ul li")
    assert failure.css_first("[data-choose]").attributes["data-choose"] == "how"
    assert failure.css_first("a").attributes["href"] == f"{ADDRESS}/tests#line-10"


def test_no_tests_say_how_to_get_one(sofia: Any) -> None:
    told = run(sofia, "")
    assert told["state"] == "none"
    assert HTMLParser(told["html"]).css_first(".callout") is not None


def test_a_text_with_errors_is_not_tested(sofia: Any, parts: Parts) -> None:
    with parts.units.read() as unit:
        standing = unit.scripts.draft("moving_house")
    assert standing is not None
    broken = SOURCE.replace("next: sort", "next: nowhere")
    sofia.post(f"{ADDRESS}/drafts", {"source": broken, "based_on": standing["sha256"]}, **JSON)
    told = run(sofia, TESTS)
    assert (told["state"], told["coverage"]) == ("blocked", None)


def test_every_line_of_a_test_is_of_the_step_it_stands_at() -> None:
    assert steps_by_line(RED) == {9: "greet", 10: "how", 11: "wrap"}
    assert steps_by_line("tests: [") == {}
