"""Line ends: what a browser sends has its own, and a text keeps those it had."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.studio.newlines import kept, shown, units

LINES = st.lists(st.sampled_from(["a", "b", "", "# 说明", "x: y"]), min_size=1, max_size=12)
ENDS = st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=12, max_size=12)


@given(lines=LINES, ends=ENDS)
def test_a_text_that_was_not_changed_is_kept_to_the_byte(lines: list[str], ends: list[str]) -> None:
    text = "".join(line + end for line, end in zip(lines, ends, strict=False))
    assert kept(shown(text), text) == text
    assert kept(shown(text).replace("\n", "\r\n"), text) == text


@given(lines=LINES, ends=ENDS, typed=LINES)
def test_what_was_typed_is_read_as_typed(lines: list[str], ends: list[str], typed: list[str]) -> None:
    text = "".join(line + end for line, end in zip(lines, ends, strict=False))
    assert shown(kept("\n".join(typed), text)) == "\n".join(typed)


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("a\r\nb\r\n", "a\nnew\nb\n", "a\r\nnew\r\nb\r\n"),
        ("a\nb\n", "a\r\nb\r\nc\r\n", "a\nb\nc\n"),
        ("a\r\nb\nc\r\nd", "a\nb\nx\nc\nd", "a\r\nb\nx\r\nc\r\nd"),
        ("a\nb\r\nc\nd\ne\r\nf", "a\nb\nX\nd\ne\nf", "a\nb\r\nX\nd\ne\r\nf"),
        ("a\r\nb", "", ""),
        ("", "a\nb", "a\nb"),
    ],
)
def test_lines_that_stay_keep_their_ends_and_new_ones_take_the_usual(before: str, typed: str, after: str) -> None:
    assert kept(typed, before) == after


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("您好", 2), ("😀", 2), ("a😀\n", 4)])
def test_lengths_are_those_of_browsers(text: str, length: int) -> None:
    assert units(text) == length
