"""The tests of a script, from what is stored and what running them said to what their page shows."""

from flows.errors import NotFoundError
from flows.script_tests.running import Report
from workspace.screens.script_tests import FailureLine, FileProblem, MissingLine, ReportScreen, TestLine, TestsScreen
from workspace.scripts.pages import address_of
from workspace.scripts.publishing import own_name
from workspace.scripts.tests import Tested, has_tests, run_script_tests
from workspace.wiring.parts import Unit
from workspace.words import in_language

MOST_MISSING = 40
"""Things no test reached that are listed; the counts tell the rest."""


def tests_screen(unit: Unit, key: str, language: str) -> TestsScreen:
    """The tests of a script, run on its draft, or on what is live. Raises NotFoundError for what is no script."""
    standing = unit.scripts.draft(key) or unit.scripts.live(key)
    if standing is None or not has_tests(key):
        raise NotFoundError
    kept = unit.scripts.tests(key)
    source = kept["source"] if kept else ""
    report = report_screen(run_script_tests(unit, key, standing["source"], source), source, language)
    title = standing.get(f"title_{language}") or own_name(key)
    by = (kept["updated_by_name"] or "") if kept else ""
    return TestsScreen(key, address_of(key), title, source, kept["sha256"] if kept else "", by, report)


def report_screen(tested: Tested, source: str, language: str) -> ReportScreen:
    """What running a test file said, in words."""
    if tested.report is None:
        return ReportScreen("blocked", tested.errors)
    if not source.strip():
        return ReportScreen("none", steps=tested.report.coverage.counted(steps=True), ways=tested.report.coverage.counted(steps=False))
    return _ran(tested.report, language)


def _ran(report: Report, language: str) -> ReportScreen:
    return ReportScreen(
        state="green" if report.is_green else "red",
        tests=tuple(
            TestLine(
                each.name,
                each.line,
                tuple(
                    FailureLine(failure.line, in_language(failure.expected, language), in_language(failure.seen, language))
                    for failure in each.failures
                ),
            )
            for each in report.outcomes
        ),
        problems=tuple(FileProblem(each.line, each.column, each.severity, each.code, each.message(language)) for each in report.problems),
        steps=report.coverage.counted(steps=True),
        ways=report.coverage.counted(steps=False),
        missing=tuple(MissingLine(each.kind, each.name, each.at.line) for each in report.coverage.missing[:MOST_MISSING]),
    )
