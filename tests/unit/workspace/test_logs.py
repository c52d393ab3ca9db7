"""What strangers call themselves does nothing to a log."""

import pytest

from workspace.logs import LONGEST, printable


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"),
        ("one\r\nlevel=error two", "one\\u000d\\u000alevel=error two"),
        ("\u202eyadot", "\\u202eyadot"),
        ("王秀英 🙂", "王秀英 🙂"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ],
)
def test_a_name_that_would_move_the_cursor_is_written_as_its_codes(name: str, written: str) -> None:
    assert printable(None, "info", {"event": "call", "caller": name}) == {"event": "call", "caller": written}


def test_an_endless_name_is_cut_and_says_how_long_it_was() -> None:
    logged = printable(None, "info", {"caller": "🙂" * 2600})["caller"]
    assert logged == "🙂" * LONGEST + "… (2600 characters)"


def test_a_traceback_keeps_its_lines() -> None:
    assert printable(None, "info", {"exception": "a\nb"}) == {"exception": "a\nb"}
