"""Tests run in the studio: what they said, which step each line is of, and what of the script they reached, as outline and map paint it."""

from typing import Any

from flows.script_tests.coverage import Coverage
from scripts_dsl.source.nodes import ListNode, MapNode, TextNode
from scripts_dsl.source.reader import read
from workspace.screens.studio_tools import InPlaceScreen
from workspace.scripts.pages import address_of
from workspace.scripts.test_pages import report_screen
from workspace.scripts.tests import Tested


def in_place_screen(key: str, tested: Tested, tests: str, language: str) -> InPlaceScreen:
    """The report of a test file in words, with the steps of its lines."""
    return InPlaceScreen(report_screen(tested, tests, language), steps_by_line(tests), address_of(key))


def coverage_json(tested: Tested) -> dict[str, Any] | None:
    """What the tests reached and what not: steps by id, ways as "step/way"; None where they could not run."""
    coverage = tested.report.coverage if tested.report is not None else None
    if coverage is None:
        return None
    return {"steps": _reached(coverage, "step"), "edges": _reached(coverage, "way")}


def _reached(coverage: Coverage, kind: str) -> dict[str, bool]:
    return {each.name: each in coverage.reached for each in coverage.items if each.kind == kind}


def steps_by_line(tests: str) -> dict[int, str]:
    """For each line of a test file that stands in a line of a test the step it stands at; lines of several count for each of theirs."""
    root = read(tests).root
    found: dict[int, str] = {}
    listed = root.get("tests") if root is not None else None
    for test in listed.items if isinstance(listed, ListNode) else ():
        rows = test.get("steps") if isinstance(test, MapNode) else None
        for row in rows.items if isinstance(rows, ListNode) else ():
            at = row.get("at") if isinstance(row, MapNode) else None
            if not isinstance(at, TextNode):
                continue
            last = tests.count("\n", 0, row.at.end) + 1
            found.update(dict.fromkeys(range(row.at.line, last + 1), at.text))
    return found
