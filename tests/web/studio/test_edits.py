"""Sofia edits a script in the studio: each edit is a splice, and what the text has moved on from is not lost."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from flows.publishing.frozen import sha256_of
from tests.unit.workspace.studio.editing_office import model_of
from tests.web.conftest import ORIGIN
from tests.web.studio.editing import JSON, KEY, SCRIPT, ask, begin, state
from workspace.wiring.parts import Parts

WORDS = {"op": "set_text", "path": ["steps", "greet", "say"], "language": "en", "text": "Hi."}


@pytest.fixture
def sofia(visit: Callable[..., Any]) -> Any:
    return visit("sofia", role="supervisor")


@pytest.fixture
def simon(visit: Callable[..., Any]) -> Any:
    return visit("simon", role="supervisor", language="zh")


@pytest.fixture
def draft(parts: Parts, sofia: Any) -> str:
    """A draft of Sofia's; its sha256."""
    return begin(parts, sofia)


def stored(parts: Parts) -> str:
    """The text of the draft, byte for byte."""
    with parts.units.read() as unit:
        found = unit.scripts.draft(KEY)
    assert found is not None
    text: str = found["source"]
    return text


def test_an_edit_changes_its_place_and_nothing_else(sofia: Any, parts: Parts, draft: str) -> None:
    made = ask(sofia, "edits", edit=WORDS, based_on=draft)
    assert made.status_code == 200
    told = made.json()
    assert stored(parts) == told["source"] == SCRIPT.replace("Hello, this is Cuecard.", "Hi.")
    assert told["sha256"] == sha256_of(told["source"])
    assert (told["step"], told["undo"], told["redo"]) == ("greet", "change the words of step greet", None)
    [(start, end, text)] = told["splices"]
    assert SCRIPT[:start] + text + SCRIPT[end:] == told["source"]
    assert "greet" in told["outline"]


def test_a_new_step_begins_with_what_its_kind_needs(sofia: Any, parts: Parts, draft: str) -> None:
    new = {"op": "add_step", "id": "sure", "kind": "ask", "next": "wrap", "after": "greet", "section": "closing"}
    way = {"op": "set_field", "path": ["steps", "greet", "next"], "value": "sure"}
    made = ask(sofia, "edits", edit={"op": "batch", "ops": [new, way]}, based_on=draft).json()
    assert model_of(made["source"])["steps"]["sure"] == {
        "section": "closing",
        "ask": {"en": "", "zh": ""},
        "answers": {
            "yes": {"label": {"en": "Yes", "zh": "是"}, "next": "wrap"},
            "no": {"label": {"en": "No", "zh": "否"}, "next": "wrap"},
        },
    }
    assert made["undo"] == "add step sure, and 1 more"
    last = ask(sofia, "edits", edit={"op": "add_step", "id": "end", "kind": "wrapup"}, based_on=made["sha256"]).json()
    assert model_of(last["source"])["steps"]["end"] == {"wrapup": {"dispositions": ["sold"]}}


def test_a_step_becomes_one_of_another_kind_and_back_by_undo(sofia: Any, parts: Parts, draft: str) -> None:
    made = ask(sofia, "edits", edit={"op": "change_kind", "step": "greet", "kind": "ask"}, based_on=draft).json()
    assert (made["step"], made["undo"]) == ("greet", "change what happens in step greet")
    assert "greet:   # the first words\n    ask: {en: " in stored(parts)
    assert model_of(stored(parts))["steps"]["greet"] == {
        "ask": {"en": "Hello, this is Cuecard.", "zh": "您好，这里是 Cuecard。"},
        "answers": {
            "yes": {"label": {"en": "Yes", "zh": "是"}, "next": "wrap"},
            "no": {"label": {"en": "No", "zh": "否"}, "next": "wrap"},
        },
    }
    assert ask(sofia, "undo", based_on=made["sha256"]).status_code == 200
    assert stored(parts) == SCRIPT
    refused = ask(sofia, "edits", edit={"op": "change_kind", "step": "nowhere", "kind": "ask"}, based_on=draft)
    assert (refused.status_code, refused.json()["code"]) == (422, "edit.no_place")


def test_the_state_says_what_stands(sofia: Any, draft: str) -> None:
    told = state(sofia)
    assert (told["source"], told["sha256"], told["by"], told["errors"]) == (SCRIPT, draft, "Sofia", 1)
    assert [each["code"] for each in told["problems"]] == ["D001"]
    assert (told["undo"], told["redo"], told["revision"], told["asides"]) == (None, None, 0, 0)


def test_places_are_counted_as_browsers_count(sofia: Any, parts: Parts) -> None:
    source = SCRIPT.replace("# Welcome", "# 😀 Welcome")
    told = ask(sofia, "edits", edit=WORDS, based_on=begin(parts, sofia, source)).json()
    [(start, end, text)] = told["splices"]
    units = source.encode("utf-16-le")
    assert (units[: 2 * start] + text.encode("utf-16-le") + units[2 * end :]).decode("utf-16-le") == told["source"]


@pytest.mark.parametrize(("mark", "end"), [("", "\n"), ("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
def test_a_fix_fits_the_text_that_the_page_shows(sofia: Any, parts: Parts, mark: str, end: str) -> None:
    wrong = SCRIPT.replace("# Welcome", "# 😀 Welcome").replace("start: greet", "start: greeet")
    begin(parts, sofia, mark + wrong.replace("\n", end))
    told = state(sofia)
    [fix] = [each["fix"] for each in told["problems"] if each["fix"]]
    page = told["source"].encode("utf-16-le")
    mended = (page[: 2 * fix["from"]] + fix["insert"].encode("utf-16-le") + page[2 * fix["to"] :]).decode("utf-16-le")
    assert mended == mark + wrong.replace("greeet", "greet")


def test_the_same_edit_sent_twice_is_one_edit(sofia: Any, parts: Parts, draft: str) -> None:
    edit = {"op": "duplicate_step", "step": "greet", "id": "once_more"}
    once, twice = (sofia.post(f"/scripts/{KEY}/edits", {"edit": json.dumps(edit), "based_on": draft}, key="one", **JSON) for _ in "12")
    assert (once.status_code, twice.status_code) == (200, 200)
    assert once.json()["sha256"] == twice.json()["sha256"]
    assert stored(parts).count("once_more:") == 1


def test_an_edit_that_changes_nothing_leaves_the_text_alone(sofia: Any, parts: Parts, draft: str) -> None:
    same = ask(sofia, "edits", edit={**WORDS, "text": "Hello, this is Cuecard."}, based_on=draft).json()
    assert (same["sha256"], same["undo"], same["splices"]) == (draft, None, [])
    assert stored(parts) == SCRIPT


def test_a_batch_is_made_whole_or_not_at_all_and_undone_at_once(sofia: Any, parts: Parts, draft: str) -> None:
    new = {"op": "add_step", "id": "thanks", "step": {"say": {"en": "Thanks.", "zh": "谢谢。"}, "next": "wrap"}, "after": "greet"}
    way = {"op": "set_field", "path": ["steps", "greet", "next"], "value": "thanks"}
    made = ask(sofia, "edits", edit={"op": "batch", "ops": [new, way]}, based_on=draft).json()
    assert "next: thanks" in made["source"]
    assert made["undo"] == "add step thanks, and 1 more"
    undone = ask(sofia, "undo", based_on=made["sha256"]).json()
    assert undone["source"] == SCRIPT
    refused = ask(sofia, "edits", edit={"op": "batch", "ops": [new, {"op": "delete_step", "step": "nowhere"}]}, based_on=draft)
    assert (refused.status_code, refused.json()["code"]) == (422, "edit.no_step")
    assert stored(parts) == SCRIPT


def test_deleting_a_step_selects_its_neighbour(sofia: Any, draft: str) -> None:
    assert ask(sofia, "edits", edit={"op": "delete_step", "step": "greet", "reroute_to": "wrap"}, based_on=draft).json()["step"] == "wrap"


@pytest.mark.parametrize(
    ("edit", "code", "field"),
    [
        ({"op": "delete_step", "step": "nowhere"}, "edit.no_step", "edit"),
        ({"op": "rename_step", "step": "greet", "id": "wrap"}, "edit.taken", "edit"),
        ({"op": "rename_step", "step": "greet", "id": "Not A Name"}, "edit.name", "edit"),
        ("{", "format", "edit"),
        ({"op": "format_disk"}, "unknown", "op"),
        ({"op": "batch", "ops": [{"op": "delete_step"}]}, "required", "ops.0.step"),
    ],
)
def test_what_is_no_edit_is_refused_with_its_field(sofia: Any, parts: Parts, draft: str, edit: object, code: str, field: str) -> None:
    refused = ask(sofia, "edits", edit=edit if isinstance(edit, str) else json.dumps(edit), based_on=draft)
    told = refused.json()
    assert (refused.status_code, told["code"], told["field"]) == (422, code, field)
    assert told["message"]
    assert stored(parts) == SCRIPT


def test_refusals_are_in_the_readers_language(simon: Any, draft: str) -> None:
    told = ask(simon, "edits", edit={"op": "delete_step", "step": "nowhere"}, based_on=draft).json()
    assert told["message"] == "没有名为 nowhere 的步骤"


def test_an_edit_of_an_older_text_is_made_where_nobody_else_was(sofia: Any, simon: Any, parts: Parts, draft: str) -> None:
    ask(simon, "edits", edit={"op": "rename_step", "step": "wrap", "id": "close"}, based_on=draft)
    made = ask(sofia, "edits", edit=WORDS, based_on=draft)
    assert made.status_code == 200
    told = made.json()
    assert "next: close" in told["source"]
    assert "Hi." in told["source"]
    [(start, end, text)] = told["splices"]
    assert SCRIPT[:start] + text + SCRIPT[end:] == told["source"], "the page had the older text"
    assert state(simon)["undo"] == "修改步骤 greet 的话术内容（Sofia）"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ({**WORDS, "text": "Good day."}, WORDS),
        ({"op": "delete_step", "step": "greet"}, WORDS),
        (WORDS, {"op": "delete_step", "step": "greet"}),
        (WORDS, {"op": "set_field", "path": ["steps", "greet", "say"], "value": "x"}),
        ({"op": "delete_step", "step": "greet"}, {"op": "set_field", "path": ["steps", "greet", "note"], "value": "x"}),
        ({"op": "add_step", "id": "a", "step": {}}, {"op": "add_step", "id": "a", "step": {"next": "wrap"}}),
        (
            {"op": "insert_item", "path": ["languages"], "value": "fr", "index": 0},
            {"op": "remove_field", "path": ["languages", 0]},
        ),
    ],
)
def test_an_edit_of_what_a_colleague_changed_is_refused_and_kept(
    sofia: Any, simon: Any, parts: Parts, draft: str, theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    standing = ask(simon, "edits", edit=theirs, based_on=draft).json()["source"]
    refused = ask(sofia, "edits", edit=mine, based_on=draft)
    told = refused.json()
    assert (refused.status_code, told["code"], told["by"]) == (409, "stale", "Simon")
    assert (told["source"], stored(parts)) == (standing, standing)
    [aside] = sofia.get(f"/scripts/{KEY}/asides").json()["asides"]
    assert (aside["id"], aside["source"], aside["by"], aside["reason"]) == (told["aside"], told["mine"], "Sofia", "stale")
    assert aside["edit"]["op"] == mine["op"]
    assert told["mine"] not in (SCRIPT, standing)


def test_two_translators_write_one_paragraph(sofia: Any, simon: Any, draft: str) -> None:
    ask(simon, "edits", edit={**WORDS, "language": "zh", "text": "您好。"}, based_on=draft)
    made = ask(sofia, "edits", edit=WORDS, based_on=draft)
    assert made.status_code == 200
    assert 'say: {en: "Hi.", zh: 您好。}' in made.json()["source"]


def test_what_the_page_saw_stands_for_a_text_that_is_forgotten(sofia: Any, draft: str) -> None:
    unknown = "0" * 64
    made = ask(sofia, "edits", edit={**WORDS, "was": "Hello, this is Cuecard."}, based_on=unknown)
    assert (made.status_code, made.json()["splices"]) == (200, None)
    for was in ({"was": "Something else."}, {}):
        refused = ask(sofia, "edits", edit={**WORDS, "text": "Hey.", **was}, based_on=unknown)
        assert (refused.status_code, refused.json()["code"]) == (409, "stale")
        assert "Hey." in refused.json()["mine"]


def test_an_unreadable_text_is_mended_by_hand_first(sofia: Any, parts: Parts) -> None:
    refused = ask(sofia, "edits", edit=WORDS, based_on=begin(parts, sofia, "script: [\n"))
    assert (refused.status_code, refused.json()["code"]) == (422, "edit.unreadable")


def test_a_renamed_step_is_followed_by_the_stored_tests(sofia: Any, parts: Parts, draft: str) -> None:
    tests = "script: welcome\ntests:\n  - name: it  # short\n    steps:\n      - {at: greet, go: next}\n"
    with parts.units.begin() as unit:
        unit.scripts.save_tests(KEY, tests, sha256_of(tests), based_on="", person_id=sofia.person_id)

    def kept() -> str:
        with parts.units.read() as unit:
            return str((unit.scripts.tests(KEY) or {})["source"])

    renamed = ask(sofia, "edits", edit={"op": "rename_step", "step": "greet", "id": "hello"}, based_on=draft).json()
    assert (renamed["step"], kept()) == ("hello", tests.replace("greet", "hello"))
    undone = ask(sofia, "undo", based_on=renamed["sha256"]).json()
    assert (undone["step"], kept()) == ("greet", tests)
    redone = ask(sofia, "redo", based_on=undone["sha256"]).json()
    assert (redone["step"], kept()) == ("hello", tests.replace("greet", "hello"))


def test_a_renamed_variable_is_followed_by_its_uses_and_the_stored_tests(sofia: Any, parts: Parts) -> None:
    source = SCRIPT.replace("start: greet", "vars: {mood: text}\nstart: greet").replace("this is Cuecard", "${mood}")
    tests = "script: welcome\ngiven: {mood: fine}   # mood\ntests:\n  - name: mood\n    steps: []\n    expect: {vars: {mood: fine}}\n"
    draft = begin(parts, sofia, source)
    with parts.units.begin() as unit:
        unit.scripts.save_tests(KEY, tests, sha256_of(tests), based_on="", person_id=sofia.person_id)

    def kept() -> str:
        with parts.units.read() as unit:
            return str((unit.scripts.tests(KEY) or {})["source"])

    edit = {"op": "rename_variable", "variable": "mood", "name": "humour", "step": "greet"}
    renamed = ask(sofia, "edits", edit=edit, based_on=draft).json()
    assert (renamed["step"], renamed["undo"], stored(parts)) == (
        "greet",
        "rename variable mood to humour",
        source.replace("mood", "humour"),
    )
    assert kept() == tests.replace("mood:", "humour:")
    assert ask(sofia, "undo", based_on=renamed["sha256"]).status_code == 200
    assert (stored(parts), kept()) == (source, tests)
    refused = ask(sofia, "edits", edit={**edit, "variable": "nobody"}, based_on=draft)
    assert (refused.status_code, refused.json()["message"]) == (422, "no variable is called nobody")


@pytest.mark.parametrize("noun", ["edits", "undo", "redo", "editors", "drafts", "asides/01890000-0000-7000-8000-000000000000/discards"])
def test_what_is_changed_takes_a_supervisor_and_a_post(visit: Callable[..., Any], sofia: Any, parts: Parts, draft: str, noun: str) -> None:
    charlie = visit("charlie", role="agent")
    assert ask(charlie, noun, edit=WORDS, based_on=draft, source="x").status_code == 403
    assert sofia.client.put(f"/scripts/{KEY}/{noun}", headers={"origin": ORIGIN}).status_code == 405
    assert stored(parts) == SCRIPT


@pytest.mark.parametrize("noun", ["edits", "undo", "redo", "editors", "drafts"])
def test_a_script_that_is_not_there_is_not_found(sofia: Any, noun: str) -> None:
    assert ask(sofia, noun, "nowhere", edit=WORDS, based_on="", source="x").status_code == 404
    assert sofia.get("/scripts/nowhere/state", **JSON).status_code == 404
