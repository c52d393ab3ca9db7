"""What the documentation tells an administrator to write into Asterisk's files is what the live tests run with."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[5]
PAGE = (REPOSITORY / "docs" / "integrators.md").read_text()
CONF = REPOSITORY / "tests" / "asterisk" / "conf"


def lines_of(section: str, text: str) -> list[str]:
    """The settings of a section, without comments and the space round them."""
    found = re.search(rf"^\[{section}\](?:\(\+\))?\n(.*?)(?=^\[|\Z|^```)", text, re.M | re.S)
    assert found is not None
    return [line.partition(";")[0].strip() for line in found[1].splitlines() if line.partition(";")[0].strip()]


def test_the_dialplan_of_the_page_is_the_one_that_is_tested() -> None:
    tested = (CONF / "extensions.conf").read_text()
    assert lines_of("cuecard", PAGE[PAGE.index("extensions.conf") :]) == lines_of("cuecard", tested)


@pytest.mark.parametrize("said", ["timestampevents = yes", "eventfilter = !Event: RTCP.*", "eventfilter = !Event: (VarSet|Newexten)"])
def test_the_account_of_the_page_hears_what_the_tested_one_hears(said: str) -> None:
    tested = (CONF / "manager.conf").read_text()
    assert said in PAGE
    assert said in tested
