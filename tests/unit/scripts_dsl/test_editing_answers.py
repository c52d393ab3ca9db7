"""Editing the answers of a step, short and long, on one line and on several."""

import pytest

from scripts_dsl.editing import (
    EditRefusedError,
    add_answer,
    move_answer,
    remove_answer,
    rename_answer,
    set_answer,
)
from tests.unit.scripts_dsl.editing_cases import BY_HAND, TIGHT, changed_lines

LABEL = {"zh": "再说", "en": "Later, maybe"}


def test_adds_a_short_answer_in_braces() -> None:
    edited = add_answer(TIGHT, "b", "maybe", "c", index=1)
    assert changed_lines(TIGHT, edited)[1] == ["    answers: {yes: a, maybe: c, no: c}"]
    assert remove_answer(edited.text, "b", "maybe").text == TIGHT


def test_adds_an_answer_with_a_label_in_braces() -> None:
    edited = add_answer(TIGHT, "b", "later", "c", label=LABEL)
    assert changed_lines(TIGHT, edited)[1] == ['    answers: {yes: a, no: c, later: {label: {zh: 再说, en: "Later, maybe"}, next: c}}']
    assert remove_answer(edited.text, "b", "later").text == TIGHT


def test_adds_answers_on_lines() -> None:
    edited = add_answer(BY_HAND, "retry", "later", "wrap", index=1)
    assert changed_lines(BY_HAND, edited) == ([], ["      later: wrap"])
    edited = add_answer(BY_HAND, "retry", "later", "wrap", label=LABEL, when="gold")
    assert changed_lines(BY_HAND, edited) == (
        [],
        [
            "      later:",
            '        label: {zh: 再说, en: "Later, maybe"}',
            "        when: gold",
            "        next: wrap",
        ],
    )
    assert edited.text.index("      later:") < edited.text.index("# the end of step retry")


def test_adds_the_first_answer() -> None:
    source = TIGHT.replace("    answers: {yes: a, no: c}\n", "")
    assert add_answer(source, "b", "yes", "c").text == TIGHT.replace("{yes: a, no: c}", "{yes: c}")


def test_removes_an_answer_with_its_comment() -> None:
    edited = remove_answer(BY_HAND, "retry", "yes")
    assert changed_lines(BY_HAND, edited) == (["      # the usual case", "      yes: count"], [])
    edited = remove_answer(BY_HAND, "mood", "good")
    assert changed_lines(BY_HAND, edited)[1] == ["    answers: {bad: sorry}   # in this order"]


def test_moves_an_answer_there_and_back() -> None:
    for source, step, answers in ((TIGHT, "b", ["yes", "no"]), (BY_HAND, "retry", ["yes", "maybe", "no"])):
        for index, answer in enumerate(answers):
            for target in range(len(answers)):
                edited = move_answer(source, step, answer, target)
                assert move_answer(edited.text, step, answer, index).text == source


def test_moves_an_answer_with_the_comment_above_it() -> None:
    edited = move_answer(BY_HAND, "retry", "yes", 2)
    assert "      no: sorry\n      # the usual case\n      yes: count\n    # the end of step retry" in edited.text


def test_renames_an_answer() -> None:
    edited = rename_answer(BY_HAND, "mood", "good", "fine")
    assert changed_lines(BY_HAND, edited)[1] == ["    answers: {fine: retry, bad: sorry}   # in this order"]
    with pytest.raises(EditRefusedError, match=r"edit\.taken"):
        rename_answer(BY_HAND, "mood", "good", "bad")


def test_makes_a_short_answer_long_and_short_again() -> None:
    edited = set_answer(TIGHT, "b", "no", "label", LABEL)
    assert changed_lines(TIGHT, edited)[1] == ['    answers: {yes: a, no: {label: {zh: 再说, en: "Later, maybe"}, next: c}}']
    assert set_answer(edited.text, "b", "no", "label", None).text == TIGHT
    edited = set_answer(BY_HAND, "retry", "no", "when", "gold")
    assert changed_lines(BY_HAND, edited) == (["      no: sorry"], ["      no:", "        when: gold", "        next: sorry"])
    assert set_answer(edited.text, "retry", "no", "when", None).text == BY_HAND


def test_relabels_and_redirects() -> None:
    edited = set_answer(BY_HAND, "retry", "maybe", "label", {"zh": "可能", "en": "Maybe"})
    assert changed_lines(BY_HAND, edited)[1] == ["        label: {zh: 可能, en: Maybe}"]
    edited = set_answer(BY_HAND, "retry", "maybe", "next", "wrap")
    assert changed_lines(BY_HAND, edited)[1] == ["        next: wrap       # once more"]
    edited = set_answer(BY_HAND, "retry", "yes", "next", "wrap")
    assert changed_lines(BY_HAND, edited)[1] == ["      yes: wrap"]
    edited = set_answer(BY_HAND, "retry", "maybe", "when", None)
    assert changed_lines(BY_HAND, edited) == (['        when: visits(retry) < 3 && mood == "good"'], [])


def test_refuses_what_is_not_there() -> None:
    with pytest.raises(EditRefusedError, match=r"edit\.no_answer"):
        remove_answer(BY_HAND, "retry", "never")
    with pytest.raises(EditRefusedError, match=r"edit\.no_step"):
        add_answer(BY_HAND, "nobody", "yes", "wrap")
    with pytest.raises(EditRefusedError, match=r"edit\.taken"):
        add_answer(BY_HAND, "retry", "yes", "wrap")
