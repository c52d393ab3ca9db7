"""Sofia walks her script from any step with other values, and keeps a walk as a test."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.web.studio.small import ADDRESS, KEY, SOURCE, TESTS, begin, maria
from tests.web.test_scripts import JSON
from workspace.scripts.publishing import check, put_live
from workspace.wiring.parts import Parts

ON: dict[str, Any] = {"noun": "answers", "fields": {}}
SAD: dict[str, Any] = {"noun": "answers", "fields": {"answer": ["sad"]}}


@pytest.fixture
def sofia(visit: Callable[..., Any], parts: Parts) -> Any:
    """Sofia, whose script is begun."""
    person = visit("sofia", role="supervisor")
    begin(person, parts)
    return person


def walk(sofia: Any, parts: Parts, *moves: dict[str, Any], **fields: str) -> HTMLParser:
    """The preview after these moves, with Maria."""
    page = sofia.post(f"{ADDRESS}/previews", {"customer": maria(parts), "language": "en", "moves": json.dumps(moves), **fields})
    assert page.status_code == 200
    return HTMLParser(page.text)


def keep(sofia: Any, parts: Parts, *moves: dict[str, Any], **fields: str) -> Any:
    """Press "save this walk as a test"."""
    form = {"customer": maria(parts), "language": "en", "moves": json.dumps(moves), "name": "gold and sad", **fields}
    return sofia.post(f"{ADDRESS}/tests/walks", form, **JSON)


def step_of(page: HTMLParser) -> str:
    return page.css_first("#preview-panel").attributes["data-step"] or ""


def test_a_walk_begins_at_any_step(sofia: Any, parts: Parts) -> None:
    page = walk(sofia, parts, from_step="how")
    assert step_of(page) == "how"
    assert [each.attributes["data-choose"] for each in page.css("[data-choose]")] == ["how"]
    assert page.css_first("#preview-panel").attributes["data-can-keep"] == "no"


def test_a_step_that_is_not_there_begins_at_the_start(sofia: Any, parts: Parts) -> None:
    assert step_of(walk(sofia, parts, from_step="nowhere")) == "greet"


def test_a_changed_value_leads_another_way(sofia: Any, parts: Parts) -> None:
    page = walk(sofia, parts, ON)
    assert step_of(page) == "how"
    value = page.css_first("[data-value='customer.tier']")
    assert value.css_first("option[selected]").attributes["value"] == "standard"
    golden = walk(sofia, parts, ON, given=json.dumps({"customer.tier": "gold"}))
    assert step_of(golden) == "golden"
    assert "Delgado" in walk(sofia, parts, given=json.dumps({"customer.tier": "gold"})).css_first(".cue-words").text()
    assert golden.css_first(".is-changed [data-value='customer.tier']") is not None


def test_a_value_of_another_type_is_told_and_left_out(sofia: Any, parts: Parts) -> None:
    page = walk(sofia, parts, ON, given=json.dumps({"customer.tier": "paper"}))
    assert step_of(page) == "how"
    assert page.css_first(".walk-field .error") is not None


@pytest.mark.parametrize("given", ["{", "[]", '{"a": 1}', "[" * 5000])
def test_values_that_are_none_are_refused(sofia: Any, parts: Parts, given: str) -> None:
    assert sofia.post(f"{ADDRESS}/previews", {"customer": maria(parts), "given": given}).status_code == 422


def test_a_walk_becomes_a_green_test_behind_the_others(sofia: Any, parts: Parts) -> None:
    assert sofia.post(f"{ADDRESS}/tests", {"source": TESTS, "based_on": ""}, **JSON).status_code == 200
    kept = keep(sofia, parts, ON, ON, SAD, ON, given=json.dumps({"customer.tier": "gold"})).json()
    assert (kept["name"], kept["green"], kept["tests"]) == ("gold and sad", True, 2)
    with parts.units.read() as unit:
        file = unit.scripts.tests(KEY)
    assert file is not None
    assert file["source"].startswith(TESTS)
    assert "tier: gold" in file["source"]
    assert "Maria" not in file["source"]
    assert file["source"].splitlines()[kept["line"] - 1].strip() == "- name: gold and sad"


def test_a_name_that_is_taken_gets_a_number(sofia: Any, parts: Parts) -> None:
    assert keep(sofia, parts, ON).json()["name"] == "gold and sad"
    assert keep(sofia, parts, ON, SAD).json()["name"] == "gold and sad (2)"


def test_a_walk_from_the_middle_is_no_test(sofia: Any, parts: Parts) -> None:
    assert keep(sofia, parts, SAD, from_step="how").status_code == 422
    assert keep(sofia, parts).status_code == 422
    assert keep(sofia, parts, ON, name="").status_code == 422
    with parts.units.read() as unit:
        assert unit.scripts.tests(KEY) is None


def test_a_file_without_a_list_of_tests_is_left_alone(sofia: Any, parts: Parts) -> None:
    sofia.post(f"{ADDRESS}/tests", {"source": "script: moving_house\ntests: []\n", "based_on": ""}, **JSON)
    refused = keep(sofia, parts, ON)
    assert (refused.status_code, refused.json()["code"]) == (422, "unsuitable_file")


def test_the_map_of_the_text_as_it_stands(sofia: Any) -> None:
    told = sofia.get(f"{ADDRESS}/map").json()
    assert told["entry"] == "greet"
    assert {each["id"] for each in told["nodes"]} == {"greet", "sort", "golden", "how", "sorry", "wrap", "exit.hung_up"}
    assert {"from": "how", "name": "sad", "to": "sorry", "label": "Sad"} in told["edges"]
    assert sofia.get("/scripts/nothing_there/map").status_code == 404


def test_a_text_with_errors_is_told_or_the_live_version_is_walked_in_its_place(sofia: Any, parts: Parts) -> None:
    wrong = "nonsense: yes\n"
    assert walk(sofia, parts, source=wrong, instead="live").css_first("#panel-script") is None  # nothing is live yet
    with parts.units.begin() as unit:
        put_live(unit, KEY, SOURCE, check(unit, KEY, SOURCE), note="", person_id=None)
    assert walk(sofia, parts, source=wrong).css_first("#panel-script") is None
    page = walk(sofia, parts, ON, source=wrong, instead="live")
    assert page.css_first("#panel-script") is not None
    assert page.css_first("#preview-panel").attributes["data-version"] == "1"
    assert page.css_first("#preview-panel").attributes["data-can-keep"] == "no"
    assert walk(sofia, parts, instead="live").css_first("#preview-panel").attributes["data-version"] == "0"
