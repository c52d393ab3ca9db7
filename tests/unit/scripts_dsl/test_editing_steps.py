"""Editing whole steps: what goes with them, what points to them, and that all of it can be undone to the byte."""

from collections.abc import Callable

import pytest

from scripts_dsl.editing import (
    Edited,
    EditRefusedError,
    Value,
    add_step,
    delete_step,
    duplicate_step,
    move_step,
    references_to,
    rename_step,
    rename_step_in_tests,
)
from tests.unit.scripts_dsl.editing_cases import BROKEN, BY_HAND, BY_HAND_TESTS, SOURCES, TIGHT, WINDOWS, changed_lines, model_of

SAY: dict[str, Value] = {"say": {"zh": "再见", "en": "Bye"}, "next": "wrap"}


def steps_of(source: str) -> list[str]:
    model = model_of(source)
    steps = model.get("steps", {}) if isinstance(model, dict) else {}
    return list(steps) if isinstance(steps, dict) else []


def some_steps_of(source: str) -> list[str]:
    """The first step, the last, and one between; none in a catalogue of offers."""
    steps = steps_of(source)
    return list(dict.fromkeys(steps[index] for index in (0, len(steps) // 2, -1))) if steps else []


def test_adds_a_step_behind_another_as_far_off_as_its_neighbours() -> None:
    edited = add_step(BY_HAND, "bye", SAY, after="sorry")
    assert changed_lines(BY_HAND, edited) == (
        [],
        ["  bye:", "    say:", "      zh: 再见", "      en: Bye", "    next: wrap", "", ""],
    )


def test_adds_a_step_at_the_end_of_its_section() -> None:
    edited = add_step(BY_HAND, "bye", SAY, section="opening")
    assert steps_of(edited.text)[:3] == ["greet", "mood", "bye"]
    assert "  bye:\n    section: opening\n    say:\n" in edited.text
    assert edited.text.index("  bye:") < edited.text.index("# Second part")


def test_adds_a_step_under_the_heading_that_stands_before_another() -> None:
    edited = add_step(BY_HAND, "bye", SAY, before="retry")
    assert "# Second part\n\n  bye:\n" in edited.text
    assert "    next: wrap\n\n  retry:\n" in edited.text


def test_adds_the_first_step_of_all() -> None:
    edited = add_step("script: x\nsteps: {}   # none yet\nexits: {}\n", "bye", SAY)
    assert edited.text == ("script: x\nsteps:   # none yet\n  bye:\n    say:\n      zh: 再见\n      en: Bye\n    next: wrap\nexits: {}\n")
    edited = add_step("script: x\n", "bye", SAY)
    assert edited.text == "script: x\nsteps:\n  bye:\n    say:\n      zh: 再见\n      en: Bye\n    next: wrap\n"


@pytest.mark.parametrize(
    ("name", "key"), [("greet", "edit.taken"), ("suppress", "edit.reserved"), ("again", "edit.reserved"), ("Bye!", "edit.name")]
)
def test_refuses_a_name_that_cannot_be(name: str, key: str) -> None:
    edits: list[Callable[[], Edited]] = [
        lambda: add_step(BY_HAND, name, SAY),
        lambda: duplicate_step(BY_HAND, "sorry", name),
        lambda: rename_step(BY_HAND, "sorry", name),
    ]
    for make in edits:
        with pytest.raises(EditRefusedError) as refusal:
            make()
        assert refusal.value.key == key


def test_refuses_a_step_that_is_not_there() -> None:
    edits: list[Callable[[], Edited]] = [
        lambda: delete_step(BY_HAND, "nobody"),
        lambda: delete_step(BY_HAND, "sorry", reroute_to="nobody"),
        lambda: delete_step(BY_HAND, "sorry", reroute_to="sorry"),
        lambda: move_step(BY_HAND, "sorry", after="nobody"),
        lambda: duplicate_step(BY_HAND, "nobody", "bye"),
        lambda: rename_step(BY_HAND, "nobody", "bye"),
    ]
    for make in edits:
        with pytest.raises(EditRefusedError) as refusal:
            make()
        assert refusal.value.key == "edit.no_step"


def test_deletes_a_step_with_the_comments_above_it() -> None:
    edited = delete_step(BY_HAND, "greet")
    old, new = changed_lines(BY_HAND, edited)
    assert new == []
    assert old[0] == "  # The first words. They are said to everybody."
    assert edited.text.count("\n\n\n") == BY_HAND.count("\n\n\n") - 1


def test_leaves_a_heading_where_it_is() -> None:
    edited = delete_step(BY_HAND, "retry")
    assert "# Second part\n\n  count:\n" in edited.text
    assert "the end of step retry" not in edited.text


def test_tells_what_still_points_to_a_deleted_step() -> None:
    found = references_to(BY_HAND, "wrap")
    assert [(each.path, each.at.line) for each in found if each.is_way] == [
        (("steps", "count", "branch", 0, "next"), 77),
        (("steps", "sorry", "next"), 96),
        (("exits", "hung_up", "next"), 110),
    ]
    spoken = references_to(BY_HAND, "retry")
    assert [(each.path[-1], each.is_way) for each in spoken] == [
        ("good", True),
        ("when", False),
        ("else", True),
        ("zh", False),
        ("en", False),
    ]


def test_reroutes_what_led_to_a_deleted_step() -> None:
    edited = delete_step(BY_HAND, "sorry", reroute_to="wrap")
    assert not any(each.is_way for each in references_to(edited.text, "sorry"))
    assert "answers: {good: retry, bad: wrap}   # in this order" in edited.text
    assert "      no: wrap\n    # the end of step retry" in edited.text
    assert "next: wrap}\n\nobjections" in edited.text


def test_deletes_the_last_step_of_a_file_that_does_not_end_its_line() -> None:
    source = TIGHT[: TIGHT.index("\n  c:")]
    assert delete_step(source, "b").text == source[: source.index("\n  b:")]


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_copy_deleted_leaves_no_trace(source: str) -> None:
    for step in some_steps_of(source):
        edited = duplicate_step(source, step, "copy_of_it")
        assert edited.text != source
        assert delete_step(edited.text, "copy_of_it").text == source


def test_a_copy_has_the_comments_too() -> None:
    edited = duplicate_step(BY_HAND, "retry", "retry_more")
    assert steps_of(edited.text)[3] == "retry_more"
    assert edited.text.count("# the end of step retry") == 2
    assert edited.text.count("# Second part") == 1


def test_moves_a_step_with_its_comments() -> None:
    edited = move_step(BY_HAND, "greet", after="wrap")
    assert steps_of(edited.text)[-1] == "greet"
    assert "code: sold}\n\n\n  # The first words." in edited.text
    assert "    next: mood            # always\n\nexits:" in edited.text


def test_moves_a_step_into_a_section() -> None:
    edited = move_step(BY_HAND, "greet", section="end")
    assert steps_of(edited.text) == ["mood", "retry", "count", "sorry", "wrap", "greet"]
    assert "  greet:\n    section: end\n" in edited.text
    edited = move_step(BY_HAND, "greet", after="count", section="middle")
    assert steps_of(edited.text)[:3] == ["mood", "retry", "count"]
    assert "  greet:\n    section: middle\n" in edited.text
    assert edited.text.count("#") == BY_HAND.count("#")


@pytest.mark.parametrize("source", [TIGHT, SOURCES["broadband_inbound.yaml"], SOURCES["lib/verify_identity.yaml"]])
def test_a_step_moved_there_and_back_leaves_no_trace(source: str) -> None:
    names = steps_of(source)
    for step in some_steps_of(source):
        index = names.index(step)
        for other in names:
            if other == step:
                continue
            edited = move_step(source, step, after=other)
            back = move_step(edited.text, step, after=names[index - 1]) if index else move_step(edited.text, step, before=names[1])
            assert back.text == source, (step, other)


def test_renames_a_step_wherever_it_is_named() -> None:
    edited = rename_step(BY_HAND, "retry", "ask_once_more")
    old, new = changed_lines(BY_HAND, edited)
    changed = [line for line in new if line not in old]
    assert changed == [
        "    answers: {good: ask_once_more, bad: sorry}   # in this order",
        "  ask_once_more:",
        '        when: visits(ask_once_more) < 3 && mood == "good"',
        "        next: ask_once_more       # once more",
        "      - when: visits(ask_once_more) > 2 || visits( count ) > 5",
        "      - else: ask_once_more",
        "      zh: 很抱歉，您已来电${visits(ask_once_more)}次。",
        '      en: "Sorry, that was ${visits(ask_once_more)} times, \\"really\\"."',
    ]
    assert "# the end of step retry" in edited.text
    assert len(edited.splices) == len(changed)


def test_renames_a_step_that_shares_its_name_with_a_variable_and_an_answer() -> None:
    edited = rename_step(BY_HAND, "mood", "ask_mood")
    old, new = changed_lines(BY_HAND, edited)
    assert [line for line in new if line not in old] == ["    next: ask_mood            # always", "  ask_mood:", "    next: ask_mood"]
    assert "    save_as: mood\n" in edited.text


def test_renames_the_start_and_every_kind_of_way_on() -> None:
    source = (
        "start: a\nsteps:\n"
        "  a: {do: x.y, next: a, on_error: {refused: a, else: a}}\n"
        "  b: {do: x.y, next: a, on_error: a}\n"
        "  c: {offer: {slot: s}, outcomes: {accepted: a, declined: a, later: a, none: a}}\n"
        "  d: {read_back: [], consent: {given: a, refused: a}}\n"
        "  e: {call: lib/x, returns: {ok: a, a: again}, each: a}\n"
        "exits: {a: {next: a}}\nobjections: {a: {next: a}}\n"
    )
    assert rename_step(source, "a", "first").text == (
        "start: first\nsteps:\n"
        "  first: {do: x.y, next: first, on_error: {refused: first, else: first}}\n"
        "  b: {do: x.y, next: first, on_error: first}\n"
        "  c: {offer: {slot: s}, outcomes: {accepted: first, declined: first, later: first, none: first}}\n"
        "  d: {read_back: [], consent: {given: first, refused: first}}\n"
        "  e: {call: lib/x, returns: {ok: first, a: again}, each: a}\n"
        "exits: {a: {next: first}}\nobjections: {a: {next: first}}\n"
    )


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_step_renamed_there_and_back_leaves_no_trace(source: str) -> None:
    for step in some_steps_of(source):
        edited = rename_step(source, step, "another_name")
        assert not references_to(edited.text, step)
        assert rename_step(edited.text, "another_name", step).text == source


def test_renames_in_an_expression_that_cannot_be_read_yet() -> None:
    edited = rename_step(BROKEN, "greet", "hello")
    assert "      - when: visits(hello > 2\n        next: hello" in edited.text
    source = BROKEN.replace("visits(greet > 2", "visits(greet) >< “2”")
    assert "      - when: visits(hello) >< “2”" in rename_step(source, "greet", "hello").text


def test_renames_in_the_tests_of_the_script() -> None:
    edited = rename_step_in_tests(BY_HAND_TESTS, "by_hand", "retry", "once_more")
    old, new = changed_lines(BY_HAND_TESTS, edited)
    assert [line for line in new if line not in old] == [
        "      - {at: once_more, answer: maybe}",
        "      - {at: once_more, sees: retry, answer: yes}   # the word is said, too",
        "        back: once_more",
        '      - {at: "once_more", jump: {step: once_more, visit: 1}}',
        "      path: [greet, mood, once_more, once_more, count, wrap]",
    ]
    assert "never: [gone, ticket.open]" in rename_step_in_tests(BY_HAND_TESTS, "by_hand", "sorry", "gone").text
    assert rename_step_in_tests(edited.text, "by_hand", "once_more", "retry").text == BY_HAND_TESTS


def test_renames_in_the_tests_of_a_script_that_calls_it() -> None:
    tests = "script: caller\ntests:\n  - name: x\n    steps:\n      - {at: lib/sub/check}\n      - {at: check}\n"
    edited = rename_step_in_tests(tests, "lib/sub", "check", "verify")
    assert edited.text == tests.replace("lib/sub/check", "lib/sub/verify")
    edited = rename_step_in_tests(tests, "lib/sub", "check", "verify", own_steps=["greet"])
    assert edited.text == tests.replace("check", "verify")
    edited = rename_step_in_tests(tests, "lib/other", "check", "verify")
    assert edited.text == tests


def test_keeps_the_line_ends_of_windows_and_the_mark_at_the_beginning() -> None:
    for edited in (
        add_step(WINDOWS, "bye", SAY, after="mood"),
        duplicate_step(WINDOWS, "wrap", "wrap_more"),
        move_step(WINDOWS, "wrap", before="greet"),
        delete_step(WINDOWS, "sorry", reroute_to="wrap"),
    ):
        assert edited.text.startswith("\ufeff#")
        assert edited.text.count("\n") == edited.text.count("\r\n")
        changed_lines(WINDOWS, edited)
