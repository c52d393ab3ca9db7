"""A test file run: every test walked, everything that failed, and what was reached."""

from dataclasses import dataclass
from typing import Any

from flows.publishing.bundle import Bundle
from flows.script_tests.coverage import Coverage, coverage_of
from flows.script_tests.failure import Failure
from flows.script_tests.walking import walk
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.problem import Problem
from scripts_dsl.script import Script
from scripts_dsl.testing.loader import load_tests


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """How one test ended: green without failures."""

    __test__ = False  # not a test of pytest's

    name: str
    line: int
    failures: tuple[Failure, ...]

    @property
    def is_green(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON."""
        return {"name": self.name, "line": self.line, "green": self.is_green, "failures": [each.to_json() for each in self.failures]}


@dataclass(frozen=True, slots=True)
class Report:
    """A test file's outcomes, the problems of the file itself, and what of the script was reached."""

    script: str
    outcomes: tuple[TestOutcome, ...]
    problems: tuple[Problem, ...]
    coverage: Coverage

    @property
    def is_green(self) -> bool:
        """Whether the file could be read without errors, has tests, and none failed."""
        readable = not any(each.severity == "E" for each in self.problems)
        return readable and bool(self.outcomes) and all(each.is_green for each in self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON, as a bundle keeps it."""
        return {
            "script": self.script,
            "green": self.is_green,
            "tests": [each.to_json() for each in self.outcomes],
            "problems": [
                {"code": each.code, "severity": each.severity, "line": each.line, "column": each.column, "message": dict(each.messages)}
                for each in self.problems
            ],
            "coverage": self.coverage.to_json(),
        }


def run_tests(script: Script, text: str | bytes, catalogue: Catalogue) -> Report:
    """The report of a test file beside the script it tests; never raises, whatever the text."""
    suite = load_tests(text, script, catalogue)
    bundle = Bundle(script.name, script, catalogue)
    walked = [(test, *walk(test, bundle)) for test in suite.tests]
    outcomes = tuple(TestOutcome(test.name, test.at.line, failures) for test, _, failures in walked)
    return Report(script.name, outcomes, suite.problems, coverage_of(script, [player for _, player, _ in walked]))
