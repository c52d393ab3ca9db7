"""Only numbers, extensions and keys reach a switch; only a number or a line of text comes from it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.telephony.dial_string import (
    LONGEST_NAME,
    DialStringError,
    dial_number,
    extension,
    heard_name,
    heard_number,
    identifier,
    queue_key,
)
from flows.telephony.port import CommandKind, SwitchCommand, command_from

HOSTILE = ["", " ", "1\r\nAction: Originate", "1\n2", "+1\x002", "١٢٣٤", "+1202555014３", "12;34", "tel:123", "1" * 16, "+", "1 2"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_other_text_is_a_number(text: str) -> None:
    with pytest.raises(DialStringError):
        dial_number(text)


@given(st.text())
def test_what_passes_has_no_character_but_digits_and_one_plus(text: str) -> None:
    try:
        passed = dial_number(text)
    except DialStringError:
        return
    assert passed == text
    assert set(passed) <= set("+0123456789")


@given(
    st.sampled_from([extension, queue_key, identifier, dial_number]),
    st.text(max_size=5),
    st.sampled_from("\r\n\0\x1b \t\u2028"),
    st.text(max_size=5),
)
def test_control_characters_never_pass(rule: Callable[[str], str], before: str, control: str, after: str) -> None:
    with pytest.raises(DialStringError):
        rule(before + control + after)


def test_a_refusal_does_not_repeat_the_text() -> None:
    with pytest.raises(DialStringError) as refusal:
        dial_number("<img src=x>")
    assert "img" not in str(refusal.value)


@pytest.mark.parametrize("field", ["number", "extension", "queue", "caller_number", "call_id", "command_id", "attempt_id"])
def test_an_order_with_a_line_break_cannot_be_made(field: str) -> None:
    values = {"command_id": "c1", "call_id": "call-1", "number": "+12025550143", "extension": "1001"}
    with pytest.raises(DialStringError):
        SwitchCommand(kind=CommandKind.DIAL, **(values | {field: "1001\r\nAction: Originate"}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (CommandKind.DIAL, {"extension": "1001"}),
        (CommandKind.DIAL, {"number": "+12025550143"}),
        (CommandKind.DIAL, {"number": "+12025550143", "extension": "1001", "rings_for": timedelta(seconds=5)}),
        (CommandKind.ANSWER, {}),
        (CommandKind.TRANSFER, {}),
        (CommandKind.TRANSFER, {"extension": "1002", "queue": "support"}),
    ],
)
def test_an_order_that_lacks_its_target_is_our_mistake(kind: CommandKind, values: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        SwitchCommand(command_id="c1", kind=kind, call_id="call-1", **values)  # type: ignore[arg-type]


def test_an_order_survives_its_row() -> None:
    dial = SwitchCommand(
        command_id="c1",
        kind=CommandKind.DIAL,
        call_id="call-1",
        extension="1001",
        number="+12025550143",
        caller_number="+12025550100",
        attempt_id="0192-a",
        rings_for=timedelta(seconds=30),
    )
    assert command_from("c1", "dial", "call-1", dial.parameters()) == dial


@pytest.mark.parametrize(
    ("heard", "number"),
    [("+1 (202) 555-0143", "+12025550143"), (None, None), ("", None), ("anonymous", None), ("<b>1</b>", None), ("1001", "1001")],
)
def test_a_callers_number_is_kept_only_when_it_is_one(heard: str | None, number: str | None) -> None:
    assert heard_number(heard) == number


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("  Maria\tDelgado ", "Maria Delgado"),
        ("\x1b[31mred", "[31mred"),
        ("a\r\nb", "a b"),
        ("<img src=x onerror=1>", "<img src=x onerror=1>"),
        ("\u202egro.elpmaxe", "gro.elpmaxe"),
        ("王芳", "王芳"),
        ("\x00", None),
        (None, None),
    ],
)
def test_a_callers_name_is_one_readable_line(heard: str | None, name: str | None) -> None:
    assert heard_name(heard) == name


def test_ten_thousand_emoji_are_cut_to_a_line() -> None:
    assert heard_name("📞" * 10_000) == "📞" * LONGEST_NAME
