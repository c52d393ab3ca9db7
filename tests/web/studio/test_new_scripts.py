"""Sofia begins scripts: from a template with its tests, a copy, a pasted text that is shown first, or blank."""

from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from adapters.database.tables.routing import dispositions
from flows.dispositions import CODES
from tests.web.studio.small import KEY, SOURCE, TESTS, begin
from tests.web.test_scripts import JSON
from workspace.scripts.publishing import check, put_live
from workspace.scripts.tests import run_script_tests
from workspace.studio.beginnings import TEMPLATES
from workspace.wiring.parts import Parts

TEXT = "# Opening\nHello [customer name], do you have a minute?\n- Yes\n- No -> Then I call later.\n\nGoodbye."


@pytest.fixture
def sofia(visit: Callable[..., Any], parts: Parts) -> Any:
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": code, "label_en": code, "label_zh": code} for code in sorted(CODES)])
    return visit("sofia", role="supervisor")


def start(sofia: Any, **fields: str) -> Any:
    """Fill in the page and press Begin."""
    return sofia.post(
        "/scripts/new", {"name": "fresh", "title_en": "", "title_zh": "", "copy_of": "", "text": "", "channel": "any", **fields}
    )


def draft(parts: Parts, key: str = "fresh") -> tuple[str, str]:
    """The text and the tests of a draft."""
    with parts.units.read() as unit:
        found, tests = unit.scripts.draft(key), unit.scripts.tests(key)
    assert found is not None
    return found["source"], tests["source"] if tests else ""


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_begun_green(sofia: Any, parts: Parts, template: str) -> None:
    answer = start(sofia, start=template, title_en="My own title", title_zh="我的标题")
    assert (answer.status_code, answer.headers["location"]) == (303, "/scripts/fresh")
    source, tests = draft(parts)
    with parts.units.read() as unit:
        assert not [each for each in check(unit, "fresh", source).problems if each.severity != "I"]
        assert run_script_tests(unit, "fresh", source, tests).is_green
    assert "en: My own title" in source


def test_a_pasted_text_is_shown_as_steps_and_begun(sofia: Any, parts: Parts) -> None:
    shown = HTMLParser(sofia.post("/scripts/new/previews", {"text": TEXT}).text)
    assert [each.text() for each in shown.css(".pasted-answer")] == ["Yes", "No"]
    assert len(shown.css(".pasted li")) == 3
    assert start(sofia, start="paste", text=TEXT, title_en="From a text").status_code == 303
    source, _ = draft(parts)
    with parts.units.read() as unit:
        assert not check(unit, "fresh", source).errors
    assert "From a text" in source


@pytest.mark.parametrize("text", ["", "# Only a heading"])
def test_a_text_with_nothing_in_it_stays_on_the_page(sofia: Any, text: str) -> None:
    page = start(sofia, start="paste", text=text)
    assert page.status_code == 422
    tree = HTMLParser(page.text)
    assert tree.css_first("[role=alert]") is not None
    assert tree.css_first("#paste").text().strip() == text
    assert tree.css_first("[name=start]:checked, [name=start][checked]").attributes["value"] == "paste"


def test_a_copy_brings_its_tests(sofia: Any, parts: Parts) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.delete())
    address = begin(sofia, parts)
    sofia.post(f"{address}/tests", {"source": TESTS, "based_on": ""}, **JSON)
    with parts.units.begin() as unit:
        checked = check(unit, KEY, SOURCE)
        put_live(unit, KEY, SOURCE, checked, note="", person_id=None)
    assert start(sofia, start="copy", copy_of=KEY).status_code == 303
    source, tests = draft(parts)
    assert source == SOURCE.replace("script: moving_house", "script: fresh")
    assert tests == TESTS.replace("script: moving_house", "script: fresh")


def test_a_sub_script_is_kept_with_the_others(sofia: Any, parts: Parts) -> None:
    assert start(sofia, start="subscript").headers["location"] == "/scripts/lib/fresh"
    assert "return: ok" in draft(parts, "lib/fresh")[0]


@pytest.mark.parametrize("begun", ["blank", "copy", "survey"])
def test_a_title_in_one_language_leaves_the_other_to_be_translated(sofia: Any, parts: Parts, begun: str) -> None:
    with parts.units.begin() as unit:
        put_live(unit, KEY, SOURCE, check(unit, KEY, SOURCE), note="", person_id=None)
    assert start(sofia, start=begun, copy_of=KEY, title_zh=" 检测  Wi-Fi ${x} ").status_code == 303
    with parts.units.read() as unit:
        loaded = check(unit, "fresh", draft(parts)[0])
    assert not loaded.errors
    assert "title: {zh: 检测 Wi-Fi $${x}}" in draft(parts)[0].replace('"', "")
    assert [each.line for each in loaded.problems if each.code == "T001"] == [3]


def test_a_pasted_text_has_one_title_whatever_it_is_typed_as(sofia: Any, parts: Parts) -> None:
    assert start(sofia, start="paste", text=TEXT, title_zh="检测").status_code == 303
    assert "title: {en: 检测}" in draft(parts)[0]


def test_a_blank_one(sofia: Any, parts: Parts) -> None:
    assert start(sofia, start="blank").status_code == 303
    with parts.units.read() as unit:
        assert not check(unit, "fresh", draft(parts)[0]).errors


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"start": "blank", "name": "Not A Name"}, 422),
        ({"start": "blank", "name": "map"}, 422),
        ({"start": "copy", "copy_of": "nothing_there"}, 404),
        ({"start": "copy"}, 404),
        ({"start": "gift"}, 422),
        ({"start": "paste", "text": "a" * 60_000}, 422),
    ],
)
def test_what_cannot_begin_says_so(sofia: Any, fields: dict[str, str], status: int) -> None:
    assert start(sofia, **fields).status_code == status


def test_a_taken_name_keeps_what_was_typed(sofia: Any) -> None:
    start(sofia, start="blank")
    page = start(sofia, start="paste", text=TEXT)
    assert page.status_code == 409
    assert HTMLParser(page.text).css_first("#paste").text().strip() == TEXT


def test_the_page_offers_every_beginning(sofia: Any) -> None:
    tree = HTMLParser(sofia.get("/scripts/new").text)
    assert [each.attributes["value"] for each in tree.css("[name=start]")] == [
        "inbound",
        "outbound",
        "survey",
        "paste",
        "copy",
        "blank",
        "subscript",
    ]
