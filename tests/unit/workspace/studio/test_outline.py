"""The outline of a text: what names a step, where it leads, what is wrong in it, also while the text has errors."""

from pathlib import Path

import pytest

from scripts_dsl.problem import Problem, make_problem
from scripts_dsl.source.location import Location
from workspace.seeding.shipped_library import LIBRARY
from workspace.studio.outline import LONGEST_TITLE, outline_of

TEXT = """\
script: small
languages: [zh, en]
start: greet
steps:
  greet:
    section: opening
    say:
      - {zh: "您好，${customer.name}", en: "Hello ${customer.name}"}
    next: reason
  reason:
    ask: {zh: 有什么事？, en: What is it?}
    answers: {bill: pay, other: pay}
  pay:
    section: my own
    do: bss.get_bill
    with: {account: x}
    next: wrap
    on_error: {refused: wrap, else: greet}
  wrap:
    wrapup: {dispositions: [sold]}
exits:
  do_not_call: {next: wrap}
"""


def test_each_step_is_named_by_what_it_says_in_the_readers_language() -> None:
    assert [row.title for row in outline_of(TEXT, (), "en").rows] == ["Hello …", "What is it?", "Look up a bill", "Wrap"]
    assert [row.title for row in outline_of(TEXT, (), "zh").rows] == ["您好，…", "有什么事？", "查询账单", "Wrap"]
    assert [row.kind for row in outline_of(TEXT, (), "en").rows] == ["say", "ask", "do", "wrapup"]


def test_a_step_without_a_section_goes_with_the_one_before() -> None:
    parts = outline_of(TEXT, (), "en").parts
    assert [(part.section, part.title, [row.id for row in part.rows]) for part in parts] == [
        ("opening", "Opening", ["greet", "reason"]),
        ("my own", "My own", ["pay", "wrap"]),
    ]
    assert [row.section for row in outline_of(TEXT, (), "en").rows] == ["opening", "", "my own", ""]


def test_where_a_step_leads_is_told_once_each() -> None:
    outline = outline_of(TEXT, (), "en")
    assert {row.id: row.leads_to for row in outline.rows} == {
        "greet": ("reason",),
        "reason": ("pay",),
        "pay": ("wrap", "greet"),
        "wrap": (),
    }
    assert {row.id: row.next for row in outline.rows} == {"greet": "reason", "reason": "", "pay": "wrap", "wrap": ""}
    assert outline.entered == ("greet", "wrap")
    assert outline.languages == ("zh", "en")


def test_problems_are_counted_at_the_step_they_stand_in() -> None:
    def wrong(line: int) -> Problem:
        return make_problem("S003", Location(line, 1, 0, 0), field="x", wanted={"en": "x", "zh": "x"})

    lines = {row.id: row.line for row in outline_of(TEXT, (), "en").rows}
    found = [wrong(lines["reason"] + 1), wrong(lines["wrap"] + 1), wrong(len(TEXT.splitlines())), wrong(1)]
    rows = {row.id: (row.errors, row.warnings) for row in outline_of(TEXT, found, "en").rows}
    assert rows == {"greet": (0, 0), "reason": (1, 0), "pay": (0, 0), "wrap": (1, 0)}


@pytest.mark.parametrize("text", ["", "steps:", "steps: [a]", "a: [", "\t", "steps: {a: b, c: [d]}"])
def test_no_text_breaks_it(text: str) -> None:
    for row in outline_of(text, (), "en").rows:
        assert row.kind == "say"


def test_a_long_text_is_cut_and_one_without_the_readers_language_shows_another() -> None:
    text = "steps:\n  a:\n    say: {zh: " + "长" * 200 + "}\n"
    (row,) = outline_of(text, (), "en").rows
    assert len(row.title) == LONGEST_TITLE
    assert row.title.endswith("…")


def test_every_shipped_script_has_a_step_a_line() -> None:
    for path in sorted(Path(LIBRARY).rglob("*.yaml")):
        if ".test." in path.name or "offers" in path.parts or "cards" in path.parts:
            continue
        text = path.read_text()
        lines = text.splitlines()
        for row in outline_of(text, (), "zh").rows:
            assert lines[row.line - 1].strip().startswith(f"{row.id}:")
