"""The studio's forms over HTTP: a step, the settings, both languages, and texts that cannot be shown."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.web.studio.small import ADDRESS, KEY, SOURCE
from tests.web.test_scripts import JSON
from workspace.wiring.parts import Parts


@pytest.fixture
def sofia(visit: Callable[..., Any]) -> Any:
    """Sofia with a draft of the small script."""
    made = visit("sofia", role="supervisor")
    made.post("/scripts", {"name": KEY})
    return made


def write(sofia: Any, parts: Parts, source: str) -> None:
    """Save the draft's text."""
    with parts.units.read() as unit:
        draft = unit.scripts.draft(KEY)
    assert draft is not None
    answer = sofia.post(f"{ADDRESS}/drafts", {"source": source, "based_on": draft["sha256"]}, **JSON)
    assert answer.status_code == 200


def shown(sofia: Any, noun: str) -> HTMLParser:
    """A form as it is drawn."""
    page = sofia.get(f"{ADDRESS}/{noun}")
    assert page.status_code == 200
    return HTMLParser(page.text)


def test_a_step_is_shown_as_it_stands_in_the_draft(sofia: Any, parts: Parts) -> None:
    write(sofia, parts, SOURCE)
    form = shown(sofia, "steps/how")
    assert form.css_first("#form-body").attributes["data-kind"] == "ask"
    assert form.css_first("#f-steps-how-ask-zh").text().strip() == "怎么样？"
    assert [node.attributes["data-value"] for node in form.css("#f-steps-how-answers [data-pick=targets]")][:2] == ["wrap", "sorry"]
    assert {node.attributes["data-go"] for node in form.css("#form-arrives [data-go]")} == {"sort", "golden"}


def test_another_kind_is_chosen_from_a_menu_that_says_what_is_lost(sofia: Any, visit: Callable[..., Any], parts: Parts) -> None:
    write(sofia, parts, SOURCE)
    menu = shown(sofia, "steps/how").css_first(".form-kinds")
    ways = {node.attributes["id"]: node for node in menu.css("details[name=form-kind]")}
    assert "form-kind-ask" not in ways
    assert json.loads(ways["form-kind-say"].css_first("[data-edit]").attributes["data-edit"]) == {
        "op": "change_kind",
        "step": "how",
        "kind": "say",
    }
    assert "Answers" in ways["form-kind-say"].css_first("p").text()
    chinese = shown(visit("simon", role="supervisor", language="zh"), "steps/how").css_first("#form-kind-say p").text()
    assert "将丢失：" in chinese
    assert shown(sofia, "settings").css_first(".form-kinds") is None


def test_each_control_has_a_label_and_an_id_of_its_own(sofia: Any, parts: Parts) -> None:
    write(sofia, parts, SOURCE)
    for noun in ("steps/greet", "steps/sort", "steps/how", "steps/wrap", "settings"):
        form = shown(sofia, noun)
        ids = [node.attributes["id"] for node in form.css("[id]")]
        assert len(ids) == len(set(ids)), sorted(each for each in ids if ids.count(each) > 1)
        labelled = {node.attributes["for"] for node in form.css("label[for]")}
        for control in form.css("input:not([type=checkbox]), textarea, select"):
            attributes = control.attributes
            is_named = attributes.get("aria-label") or attributes.get("id") in labelled or control.parent.tag == "label"
            assert is_named, control.html
        for node in form.css("[aria-describedby]"):
            assert set((node.attributes["aria-describedby"] or "").split()) <= set(ids)


def test_the_settings_are_shown_in_chinese_too(visit: Callable[..., Any], sofia: Any, parts: Parts) -> None:
    write(sofia, parts, SOURCE)
    assert shown(sofia, "settings").css_first("#f-title-en").attributes["value"] == "Moving house"
    form = shown(visit("sofia_zh", role="supervisor", language="zh"), "settings")
    assert form.css_first("#form-title").text() == "话术设置"
    titles = form.css("#f-vars > .form-item > .item-head > .item-title")
    assert [node.text(strip=True) for node in titles] == ["customer · 客户", "mood · 自定义选项"]


@pytest.mark.parametrize(
    "source", ["script: [", "- a\n- b\n", "script: moving_house\nsteps: soon\n", "", "steps: {how: {ask: [a], answers: b}}\n"]
)
@pytest.mark.parametrize("noun", ["steps/how", "settings"])
def test_any_text_has_a_form_or_says_why_not(sofia: Any, parts: Parts, source: str, noun: str) -> None:
    write(sofia, parts, source)
    assert shown(sofia, noun).css_first("#form-title") is not None


def test_hostile_words_stay_words(sofia: Any, parts: Parts) -> None:
    write(sofia, parts, SOURCE.replace("How is it?", "'</script><img src=x onerror=alert(1)>'"))
    page = sofia.get(f"{ADDRESS}/steps/how")
    assert "<img" not in page.text
    assert HTMLParser(page.text).css_first("#f-steps-how-ask-en").text().strip() == "</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("path", ["/scripts/nothing/settings", "/scripts/nothing/steps/how"])
def test_a_script_that_is_not_there_has_no_forms(sofia: Any, path: str) -> None:
    assert sofia.get(path).status_code == 404
