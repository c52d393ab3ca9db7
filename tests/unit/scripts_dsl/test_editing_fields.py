"""Editing single places of a script: what is written, what stays, and what is refused."""

import pytest

from scripts_dsl.editing import (
    EditRefusedError,
    Value,
    insert_entry,
    insert_item,
    move_item,
    move_step,
    remove_field,
    rename_entry,
    rename_objection,
    rename_objection_in_tests,
    set_field,
    set_text,
)
from scripts_dsl.editing.values import FieldPath, value_at
from scripts_dsl.source.reader import Document, read
from tests.unit.scripts_dsl.editing_cases import BROKEN, BY_HAND, TIGHT, WINDOWS, changed_lines, model_of

STEPS = "steps"

SET: list[tuple[str, FieldPath, Value, list[str], list[str]]] = [
    ("a way on", (STEPS, "sorry", "next"), "greet", ["    next: wrap"], ["    next: greet"]),
    (
        "a way on with a comment behind",
        (STEPS, "greet", "next"),
        "wrap",
        ["    next: mood            # always"],
        ["    next: wrap            # always"],
    ),
    (
        "one of the title's languages",
        ("title", "zh"),
        "新的",
        ['title: {zh: 手写话术, en: "By hand"}'],
        ['title: {zh: 新的, en: "By hand"}'],
    ),
    (
        "a quoted one keeps its quotes",
        ("title", "en"),
        "Manual",
        ['title: {zh: 手写话术, en: "By hand"}'],
        ['title: {zh: 手写话术, en: "Manual"}'],
    ),
    (
        "a text that needs quotes",
        (STEPS, "retry", "answers", "maybe", "label", "en"),
        "Maybe: later",
        ["        label: {zh: 也许, en: Maybe}"],
        ['        label: {zh: 也许, en: "Maybe: later"}'],
    ),
    (
        "single quotes where it holds double ones",
        (STEPS, "mood", "ask", "en"),
        'Say "good", please',
        ["    ask: {zh: 您好吗, en: How are you}"],
        ["    ask: {zh: 您好吗, en: 'Say \"good\", please'}"],
    ),
    (
        "a condition that begins with a quote",
        (STEPS, "count", "branch", 0, "when"),
        '"good" == mood',
        ["      - when: visits(retry) > 2 || visits( count ) > 5"],
        ["      - when: '\"good\" == mood'"],
    ),
    (
        "a slot inside braces",
        (STEPS, "mood", "ask", "zh"),
        "${customer.name}，您好吗",
        ["    ask: {zh: 您好吗, en: How are you}"],
        ['    ask: {zh: "${customer.name}，您好吗", en: How are you}'],
    ),
    (
        "a new field where people put it",
        (STEPS, "wrap", "note"),
        {"zh": "快", "en": "Be quick"},
        [""],
        ["    note:", "      zh: 快", "      en: Be quick", ""],
    ),
    (
        "a new field before the ways on",
        (STEPS, "greet", "kb"),
        "faq_1",
        ["    next: mood            # always"],
        ["    kb: faq_1", "    next: mood            # always"],
    ),
    (
        "a condition for a paragraph",
        (STEPS, "greet", "say", 0, "when"),
        "gold",
        ["      - zh: >-"],
        ["      - when: gold", "        zh: >-"],
    ),
    (
        "an attribute of a form field in braces",
        (STEPS, "sorry", "form", 1, "required"),
        "true",
        ["    - {name: when_back, type: datetime, label: {zh: 回访时间, en: Call back at}, min: now()}   # optional"],
        ["    - {name: when_back, type: datetime, required: true, label: {zh: 回访时间, en: Call back at}, min: now()}   # optional"],
    ),
    (
        "an attribute of a form field on lines",
        (STEPS, "sorry", "form", 0, "required"),
        "true",
        ["      type: text"],
        ["      type: text", "      required: true"],
    ),
    ("parameters that were not there", (STEPS, "count", "with", "level"), "basic", [], ["    with: {level: basic}"]),
    ("an exit", ("exits", "wrong_person", "next"), "sorry", [], ["  wrong_person: {next: sorry}"]),
    (
        "a list merged item by item",
        (STEPS, "wrap", "wrapup", "dispositions"),
        ["sold", "callback", "cut_off"],
        ["        - info_only     # most of them"],
        ["        - callback     # most of them"],
    ),
    (
        "an item taken from the middle of a list",
        (STEPS, "wrap", "wrapup", "dispositions"),
        ["sold", "cut_off"],
        ["        - info_only     # most of them"],
        [],
    ),
]


@pytest.mark.parametrize(("path", "value", "old", "new"), [each[1:] for each in SET], ids=[each[0] for each in SET])
def test_sets_a_field_and_touches_nothing_else(path: FieldPath, value: Value, old: list[str], new: list[str]) -> None:
    edited = set_field(BY_HAND, path, value)
    before, after = changed_lines(BY_HAND, edited)
    # an insertion between like lines may be told one line off
    assert [each for each in before if each not in after] == [each for each in old if each not in new]
    assert [each for each in after if each not in before] == [each for each in new if each not in old]
    assert value_at(model_of(edited.text), path) == value


def test_setting_what_is_there_changes_no_byte() -> None:
    paths: list[FieldPath] = [("title",), (STEPS, "greet"), (STEPS, "sorry", "form"), ("vars",)]
    for path in paths:
        edited = set_field(BY_HAND, path, value_at(model_of(BY_HAND), path))
        assert (edited.text, edited.splices, edited.span) == (BY_HAND, (), (0, 0))


def test_keeps_the_order_of_languages() -> None:
    edited = set_field(BY_HAND, ("title",), {"en": "Manual", "zh": "手册"})
    assert changed_lines(BY_HAND, edited)[1] == ['title: {zh: 手册, en: "Manual"}']


def test_takes_answers_in_the_order_asked_for() -> None:
    edited = set_field(BY_HAND, (STEPS, "mood", "answers"), {"bad": "sorry", "good": "retry"})
    assert changed_lines(BY_HAND, edited)[1] == ["    answers: {bad: sorry, good: retry}   # in this order"]


def test_merges_a_whole_step_and_keeps_its_comments() -> None:
    fields = value_at(model_of(BY_HAND), (STEPS, "retry"))
    assert isinstance(fields, dict)
    edited = set_field(BY_HAND, (STEPS, "retry"), {**fields, "section": "third", "kb": "faq"})
    old, new = changed_lines(BY_HAND, edited)
    assert old[0] == "    section: middle"
    assert new[0] == "    section: third"
    assert [line for line in new if line not in old] == ["    section: third", "    kb: faq"]
    assert edited.text.count("#") == BY_HAND.count("#")


WORDS = [
    (
        "a folded Chinese text: only the line that differs",
        (STEPS, "greet", "say", 0),
        "zh",
        "您好，这里是客户服务中心，非常高兴为您服务，请问有什么可以帮您？",
        ["          很高兴为您服务，"],
        ["          非常高兴为您服务，"],
    ),
    (
        "a folded English text",
        (STEPS, "greet", "say", 0),
        "en",
        "Hello, this is customer service, what can we do for you today?",
        ["          how may I help you"],
        ["          what can we do for you"],
    ),
    (
        "a text kept line by line",
        (STEPS, "greet", "say", 1),
        "zh",
        "尊敬的白金卡客户，\n谢谢您。\n",
        ["          尊敬的金卡客户，"],
        ["          尊敬的白金卡客户，"],
    ),
    (
        "a text kept line by line that ends without a line end now",
        (STEPS, "greet", "say", 1),
        "en",
        "Dear gold customer,\nthank you.",
        ["        en: |"],
        ["        en: |-"],
    ),
    (
        "a quoted text over two lines",
        (STEPS, "retry", "ask"),
        "zh",
        "还要再试一次吗？真的不急。",
        ['        不急。"'],
        ['        真的不急。"'],
    ),
    (
        "a plain text over three lines",
        (STEPS, "retry", "ask"),
        "en",
        "Shall we try again, or is it quite enough?",
        ["        or is it"],
        ["        or is it quite"],
    ),
    (
        "a double-quoted text with escapes",
        (STEPS, "sorry", "say"),
        "en",
        'Sorry, "really".',
        ['      en: "Sorry, that was ${visits(retry)} times, \\"really\\"."'],
        ['      en: "Sorry, \\"really\\"."'],
    ),
    (
        "several lines in place of one",
        ("objections", "later", "say"),
        "zh",
        "好的\n再见",
        ["      zh: 好的"],
        ["      zh: |-", "        好的", "        再见"],
    ),
    (
        "several lines inside braces",
        ("objections", "dear", "say"),
        "en",
        "It is\nnot",
        ["    say: {zh: 不贵, en: It is not}"],
        ['    say: {zh: 不贵, en: "It is\\nnot"}'],
    ),
]


@pytest.mark.parametrize(("path", "language", "text", "old", "new"), [each[1:] for each in WORDS], ids=[each[0] for each in WORDS])
@pytest.mark.parametrize("source", [BY_HAND, WINDOWS], ids=["Unix", "Windows"])
def test_changes_the_words_of_one_language(source: str, path: FieldPath, language: str, text: str, old: list[str], new: list[str]) -> None:
    edited = set_text(source, path, language, text)
    end = "\r" if source is WINDOWS else ""
    assert changed_lines(source, edited) == ([line + end for line in old], [line + end for line in new])
    assert value_at(model_of(edited.text), (*path, language)) == text


def test_adds_a_language_to_a_bare_text() -> None:
    edited = set_text(BROKEN, ("title",), "en", "Draft")
    assert changed_lines(BROKEN, edited) == (["title: 草稿"], ["title: {zh: 草稿, en: Draft}"])


def test_makes_a_list_of_a_single_paragraph() -> None:
    edited = insert_item(BY_HAND, (STEPS, "sorry", "say"), {"when": "gold", "zh": "真的", "en": "Really"})
    old, new = changed_lines(BY_HAND, edited)
    assert old == [
        "      zh: 很抱歉，您已来电${visits(retry)}次。",
        '      en: "Sorry, that was ${visits(retry)} times, \\"really\\"."',
    ]
    assert new == [
        "      - zh: 很抱歉，您已来电${visits(retry)}次。",
        '        en: "Sorry, that was ${visits(retry)} times, \\"really\\"."',
        "      - when: gold",
        "        zh: 真的",
        "        en: Really",
    ]


def test_makes_a_list_of_a_paragraph_in_braces() -> None:
    edited = insert_item(TIGHT, (STEPS, "a", "say"), {"zh": "再见", "en": "Bye"}, 0)
    assert changed_lines(TIGHT, edited)[1] == ["    say:", "      - {zh: 再见, en: Bye}", "      - {zh: 你好, en: Hi}"]


LONG: list[tuple[str, FieldPath, Value, list[str]]] = [
    ("an answer", (STEPS, "b", "answers", "no", "when"), "gold", ["    answers: {yes: a, no: {when: gold, next: c}}"]),
    ("a paragraph", (STEPS, "a", "say", "when"), "gold", ["    say:", "      - {when: gold, zh: 你好, en: Hi}"]),
    ("what follows an error", (STEPS, "a", "on_error", "refused"), "b", ["    on_error: {refused: b, else: c}"]),
]


@pytest.mark.parametrize(("path", "value", "new"), [each[1:] for each in LONG], ids=[each[0] for each in LONG])
def test_makes_a_short_form_long_where_it_must(path: FieldPath, value: Value, new: list[str]) -> None:
    source = TIGHT.replace("    next: b\n", "    next: b\n    on_error: c\n")
    assert changed_lines(source, set_field(source, path, value))[1] == new


def test_adds_a_branch_line_before_the_last() -> None:
    edited = insert_item(BY_HAND, (STEPS, "count", "branch"), {"when": "gold", "next": "wrap"}, 2)
    assert changed_lines(BY_HAND, edited) == ([], ["      - {when: gold, next: wrap}"])


def test_adds_a_form_field_written_as_its_neighbour() -> None:
    field: Value = {"name": "phone", "type": "phone", "label": {"zh": "电话", "en": "Phone"}}
    edited = insert_item(BY_HAND, (STEPS, "sorry", "form"), field)
    assert changed_lines(BY_HAND, edited) == ([], ["    - {name: phone, type: phone, label: {zh: 电话, en: Phone}}"])


def test_adds_to_brackets_over_several_lines() -> None:
    edited = insert_item(BY_HAND, (STEPS, "sorry", "objections"), "dear")
    assert changed_lines(BY_HAND, edited) == ([], ["      dear,"])
    edited = insert_item(BY_HAND, (STEPS, "sorry", "objections"), "never", 1)
    assert changed_lines(BY_HAND, edited) == ([], ["      never,"])


def test_starts_a_list_that_was_not_there() -> None:
    edited = insert_item(TIGHT, (STEPS, "a", "objections"), "dear")
    assert changed_lines(TIGHT, edited) == ([], ["    objections: [dear]"])


def test_moves_an_item_with_the_comment_above_it() -> None:
    edited = move_item(BY_HAND, (STEPS, "count", "branch", 1), 0)
    old, new = changed_lines(BY_HAND, edited)
    assert new[:2] == ["      # nobody gets here twice", "      - {when: tries == 1, next: greet}"]
    assert move_item(edited.text, (STEPS, "count", "branch", 0), 1).text == BY_HAND
    assert sorted(old) == sorted(new)


def test_moves_an_item_in_brackets_and_a_name_in_braces() -> None:
    edited = move_item(TIGHT, ("languages", 1), 0)
    assert changed_lines(TIGHT, edited)[1] == ["languages: [en, zh]"]
    edited = move_item(TIGHT, ("title", "en"), 0)
    assert changed_lines(TIGHT, edited)[1] == ["title: {en: Tight, zh: 紧}"]


def test_removes_a_paragraph_with_the_comment_above_it() -> None:
    edited = remove_field(BY_HAND, (STEPS, "greet", "say", 1))
    old, new = changed_lines(BY_HAND, edited)
    assert (old[0], len(old), new) == ("      # only for the good ones", 8, [])


def test_removes_the_first_key_of_a_list_item() -> None:
    edited = remove_field(BY_HAND, (STEPS, "greet", "say", 1, "when"))
    assert changed_lines(BY_HAND, edited) == (["      - when: gold", "        zh: |"], ["      - zh: |"])


def test_leaves_empty_braces_behind() -> None:
    edited = remove_field(BY_HAND, (STEPS, "wrap", "wrapup", "suggest", 0))
    assert changed_lines(BY_HAND, edited) == (
        ["      suggest:", '        - {when: mood == "good", code: sold}'],
        ["      suggest: []"],
    )
    edited = remove_field(TIGHT, ("steps", "c", "wrapup", "dispositions", 0))
    assert edited.text.endswith("wrapup: {dispositions: []}")


def test_adds_renames_and_removes_a_variable() -> None:
    edited = insert_entry(BY_HAND, ("vars",), "plan", "bss.plan?", 2)
    assert changed_lines(BY_HAND, edited)[1] == ["  plan: bss.plan?", ""]
    renamed = rename_entry(edited.text, ("vars", "plan"), "new_plan")
    assert changed_lines(edited.text, renamed)[1] == ["  new_plan: bss.plan?"]
    assert remove_field(renamed.text, ("vars", "new_plan")).text == BY_HAND


def test_adds_an_objection_and_takes_it_back() -> None:
    objection: Value = {"label": {"zh": "没空", "en": "No time"}, "say": {"zh": "好的", "en": "All right"}}
    edited = insert_entry(BY_HAND, ("objections",), "no_time", objection)
    assert changed_lines(BY_HAND, edited) == (
        [],
        ["  no_time:", "    label: {zh: 没空, en: No time}", "    say:", "      zh: 好的", "      en: All right"],
    )
    assert remove_field(edited.text, ("objections", "no_time")).text == BY_HAND


def test_renames_an_objection_in_the_steps_that_list_it_and_in_tests() -> None:
    edited = rename_objection(BY_HAND, "dear", "too_dear")
    old, new = changed_lines(BY_HAND, edited)
    assert [line for line in new if line not in old] == ["      too_dear,     # the usual one", "  too_dear:"]
    assert rename_objection(edited, "too_dear", "dear").text == BY_HAND
    with pytest.raises(EditRefusedError, match=r"edit\.taken"):
        rename_objection(BY_HAND, "dear", "later")
    tests = "script: x\ntests:\n  - steps: [{at: dear, objection: dear}]\n"
    assert rename_objection_in_tests(tests, "dear", "costly").text == tests.replace("objection: dear", "objection: costly")


def test_edits_a_draft_with_mistakes() -> None:
    edited = set_field(BROKEN, (STEPS, "empty"), {"say": {"zh": "您好", "en": "Hello"}, "next": "pick"})
    assert changed_lines(BROKEN, edited) == (
        [],
        ["    say:", "      zh: 您好", "      en: Hello", "    next: pick"],
    )
    edited = set_field(BROKEN, (STEPS, "pick", "branch", 0, "when"), "visits(greet) > 2")
    assert changed_lines(BROKEN, edited)[1] == ["      - when: visits(greet) > 2"]


def test_goes_on_from_what_the_last_edit_read() -> None:
    once = set_field(BY_HAND, (STEPS, "sorry", "next"), "greet")
    assert set_field(once, (STEPS, "sorry", "next"), "wrap").text == BY_HAND
    assert set_field(once.document, (STEPS, "sorry", "next"), "wrap").text == BY_HAND
    marked = set_field(WINDOWS, (STEPS, "sorry", "next"), "greet")
    assert set_field(marked, (STEPS, "sorry", "next"), "wrap").text == WINDOWS


def test_reads_the_whole_text_no_more_than_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    whole: list[str] = []

    def counted(text: str | bytes) -> Document:
        if len(text) > len(BY_HAND) / 2:
            whole.append("once")
        return read(text)

    for module in ("draft", "edited"):
        monkeypatch.setattr(f"scripts_dsl.editing.{module}.read", counted)
    step = value_at(model_of(BY_HAND), (STEPS, "retry"))
    assert isinstance(step, dict)
    long: Value = {**step, "section": "x", "kb": "y", "ask": {"zh": "一", "en": "b"}, "answers": {"yes": "wrap", "never": "sorry"}}
    once = set_field(BY_HAND, (STEPS, "retry"), long)
    assert len(whole) == 2
    move_step(once, "greet", after="sorry", section="end")
    assert len(whole) == 3


REFUSED = [
    ("a text that cannot be read", "a: [", ("a",), "edit.unreadable"),
    ("a place that is not there", BY_HAND, (STEPS, "greet", "say", 7), "edit.no_place"),
    ("a text where a map is needed", BY_HAND, (STEPS, "greet", "next", "label"), "edit.no_place"),
    ("a character that YAML cannot hold", BY_HAND, ("title", "en"), "edit.unwritable"),
]


@pytest.mark.parametrize(("source", "path", "key"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_refuses(source: str, path: FieldPath, key: str) -> None:
    with pytest.raises(EditRefusedError) as refusal:
        set_field(source, path, "\ud800")
    assert refusal.value.key == key
    assert refusal.value.before == source
    assert refusal.value.message("en") != refusal.value.message("zh")


def test_refuses_with_both_texts_what_would_change_something_else() -> None:
    """Taking out the first of two like keys would let the second one speak."""
    source = "script: x\ntitle: {zh: a, zh: b, en: c}\n"
    with pytest.raises(EditRefusedError) as refusal:
        remove_field(source, ("title", "zh"))
    assert refusal.value.key == "edit.elsewhere"
    assert (refusal.value.before, refusal.value.after) == (source, "script: x\ntitle: {zh: b, en: c}\n")
