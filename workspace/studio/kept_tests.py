"""Tests that are written by the product and kept in a script's test file: a walk of the studio, a call that was taken."""

from dataclasses import dataclass

from flows.errors import InvalidError
from flows.script_tests.running import Report
from flows.script_tests.saving import UnsuitableFileError, with_test
from scripts_dsl.source.nodes import ListNode, MapNode, TextNode
from scripts_dsl.source.reader import read
from workspace.scripts.publishing import LONGEST_SOURCE, own_name

LONGEST_NAME = 120
"""Characters of a test's name."""


@dataclass(frozen=True)
class Kept:
    """A test that is in its file now: the name it got, its line, the file's fingerprint and number of tests, and whether it is green.

    While the script has errors no test can be run: `tests` is 0 then.
    """

    name: str
    line: int
    sha256: str
    tests: int
    is_green: bool


def free_name(name: str, text: str) -> str:
    """The name, with a number behind it where the file has a test of that name already."""
    known = set(_test_names(text))
    return next(each for each in (name, *(f"{name} ({number})" for number in range(2, len(known) + 3))) if each not in known)


def added_to(text: str, key: str, test: str) -> str:
    """The test file of a script with one test more. Raises InvalidError "unsuitable_file", or at `source` when it is too long."""
    try:
        source = with_test(text, own_name(key), test)
    except UnsuitableFileError:
        raise InvalidError("unsuitable_file") from None
    if len(source) > LONGEST_SOURCE:
        raise InvalidError(fields={"source": "too_long"})
    return source


def line_of(name: str, report: Report | None) -> int:
    """The line of a test in its file, 0 where it was not run."""
    return next((each.line for each in report.outcomes if each.name == name), 0) if report is not None else 0


def is_green(name: str, report: Report | None) -> bool:
    """Whether a test was run and did not fail."""
    return report is not None and all(each.is_green for each in report.outcomes if each.name == name)


def _test_names(text: str) -> list[str]:
    """The names of the tests of a file, as far as it can be read."""
    root = read(text).root
    tests = root.get("tests") if root is not None else None
    rows = tests.items if isinstance(tests, ListNode) else ()
    named = (each.get("name") for each in rows if isinstance(each, MapNode))
    return [each.text for each in named if isinstance(each, TextNode)]
