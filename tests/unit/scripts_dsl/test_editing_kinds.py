"""A step becomes one of another kind: what both can have stays to the byte, what cannot be kept is named before."""

from typing import Any

import pytest

from scripts_dsl.editing import EditRefusedError, Value, change_kind, lost_fields
from scripts_dsl.editing.values import plain_of
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.source.nodes import MapNode
from scripts_dsl.source.reader import read
from tests.unit.scripts_dsl.editing_cases import BY_HAND, TIGHT, WINDOWS, changed_lines, model_of

WORDS = {"zh": "", "en": ""}
BEGINNINGS: dict[str, dict[str, Value]] = {
    "say": {"say": WORDS, "next": "wrap"},
    "ask": {"ask": WORDS, "answers": {"yes": "wrap", "no": "wrap"}},
    "form": {"form": [{"name": "field_1", "type": "text", "label": WORDS}], "next": "wrap"},
    "branch": {"branch": [{"when": "", "next": "wrap"}, {"else": "wrap"}]},
    "do": {"do": "", "next": "wrap", "on_error": "wrap"},
    "offer": {"offer": {"slot": "best"}, "outcomes": {"accepted": "wrap", "declined": "wrap", "later": "wrap", "none": "wrap"}},
    "read_back": {"read_back": [{"id": "line_1", "text": WORDS}], "consent": {"given": "wrap", "refused": "wrap"}},
    "call": {"call": "", "returns": {"ok": "wrap"}},
    "wrapup": {"wrapup": {"dispositions": ["sold"]}},
    "return": {"return": "ok"},
}
ASKED = """\
script: asked
languages: [zh, en]
start: how
steps:
  how:    # the first
    section: opening   # where it stands
    ask: {zh: 您好吗, en: How are you}   # asked of everybody
    # their answers
    answers: {good: wrap, bad: wrap}
    save_as: mood
    note: slowly

  wrap:
    wrapup: {dispositions: [sold]}
"""


def data_of(source: str) -> Any:
    """What a source reads as."""
    return model_of(source)


def test_a_question_becomes_words_and_keeps_what_both_have() -> None:
    edited = change_kind(ASKED, "how", BEGINNINGS["say"])
    taken, brought = changed_lines(ASKED, edited)
    assert [line for line in taken if line not in brought] == [
        "    ask: {zh: 您好吗, en: How are you}   # asked of everybody",
        "    # their answers",
        "    answers: {good: wrap, bad: wrap}",
        "    save_as: mood",
    ]
    assert "    say: {zh: 您好吗, en: How are you}   # asked of everybody\n" in edited.text
    assert data_of(edited.text)["steps"]["how"] == {
        "section": "opening",
        "say": {"zh": "您好吗", "en": "How are you"},
        "note": "slowly",
        "next": "wrap",
    }


def test_words_become_a_question_where_they_are_one_paragraph() -> None:
    said = change_kind(ASKED, "how", BEGINNINGS["say"]).text
    asked = change_kind(said, "how", BEGINNINGS["ask"]).text
    assert "    ask: {zh: 您好吗, en: How are you}   # asked of everybody\n" in asked
    assert "next: wrap" not in asked
    listed = said.replace(
        "    say: {zh: 您好吗, en: How are you}   # asked of everybody", "    say:\n      - {zh: 您好吗, en: How are you}"
    )
    assert data_of(change_kind(listed, "how", BEGINNINGS["ask"]).text)["steps"]["how"]["ask"] == {"zh": "您好吗", "en": "How are you"}


@pytest.mark.parametrize(
    ("step", "kind", "lost"),
    [
        ("greet", "ask", ["say"]),
        ("greet", "form", []),
        ("mood", "say", ["save_as", "answers"]),
        ("mood", "branch", ["ask", "save_as", "answers"]),
        ("sorry", "say", ["form"]),
        ("sorry", "offer", ["form"]),
        ("sorry", "wrapup", ["say", "form"]),
        ("wrap", "say", ["wrapup"]),
    ],
)
def test_what_is_lost_is_told_before(step: str, kind: str, lost: list[str]) -> None:
    body = data_of(BY_HAND)["steps"][step]
    assert lost_fields(body, BEGINNINGS[kind]) == lost


@pytest.mark.parametrize("source", [BY_HAND, WINDOWS, TIGHT, ASKED], ids=["by hand", "windows", "tight", "asked"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_step_can_become_every_kind_and_the_rest_stays(source: str, kind: str) -> None:
    root = read(source).root
    steps = root.get("steps") if root is not None else None
    assert isinstance(steps, MapNode)
    for entry in steps:
        edited = change_kind(source, entry.key.text, BEGINNINGS[kind])
        changed_lines(source, edited)
        before, after = data_of(source), data_of(edited.text)
        body = after["steps"].pop(entry.key.text)
        before["steps"].pop(entry.key.text)
        assert before == after
        known = {kind, "say", *KINDS[kind].keys, "section", "note", "kb", "objections", "lint"}
        assert kind in body
        assert set(body) <= known
        written: Any = plain_of(entry.value)
        for name in ("section", "note", "objections"):
            assert (name in body) == (name in written)


def test_what_is_no_step_is_refused() -> None:
    for source, step, code in ((TIGHT, "nowhere", "edit.no_place"), ("script: a\nsteps:\n  a: hello\n", "a", "edit.shape")):
        with pytest.raises(EditRefusedError) as refusal:
            change_kind(source, step, BEGINNINGS["say"])
        assert refusal.value.key == code
