"""`cuecard test FILE...`: runs test files, says what failed where, and with --coverage what no test reached.

A file is a script, whose tests stand beside it in NAME.test.yaml, or a test file; a folder stands for every test file in it.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.script_tests.coverage import Item
from flows.script_tests.failure import Failure
from flows.script_tests.running import Report, run_tests
from scripts_dsl.problem import Problem
from workspace.scripts.files import TEST_FILES, catalogue_beside, load_file
from workspace.terminal.checking import CLEAN, UNREADABLE, WRONG, annotation, as_github, as_json, as_text, could_not_read
from workspace.terminal.output import complain, counted, is_colourful, painted, say


@dataclass(frozen=True)
class Tested:
    """A script and its tests on the disk: the errors that keep the script from being run, or the report."""

    script: Path
    tests: Path
    errors: tuple[Problem, ...]
    report: Report | None

    @property
    def is_green(self) -> bool:
        """Whether the script could be run and every test passed."""
        return self.report is not None and self.report.is_green

    @property
    def problems(self) -> tuple[tuple[Path, Problem], ...]:
        """What is wrong with the files themselves."""
        ours = self.report.problems if self.report else ()
        return (*((self.script, each) for each in self.errors), *((self.tests, each) for each in ours))

    @property
    def notices(self) -> tuple[Problem, ...]:
        """V001, where the tests reach too few steps of the script."""
        few = self.report.coverage.problem() if self.report and self.report.outcomes else None
        return () if few is None else (few,)


def test(*, files: Sequence[Path], coverage: bool = False, lang: str = "en", format: str = "text") -> int:
    """Run the tests and print how they went; returns the exit code."""
    done: list[Tested] = []
    is_unreadable = False
    for path in files:
        try:
            done += [run_file(each) for each in _test_files(path)]
        except OSError as error:
            is_unreadable = True
            complain(could_not_read(Path(error.filename or path), error, lang))
    if format == "json":
        say(json.dumps([_as_json(each, lang) for each in done], ensure_ascii=False, indent=2))
    for each in done if format != "json" else ():
        for line in _as_annotations(each, lang, coverage=coverage) if format == "github" else _as_text(each, lang, coverage=coverage):
            say(line)
    if is_unreadable:
        return UNREADABLE
    return CLEAN if all(each.is_green for each in done) else WRONG


test.__test__ = False  # type: ignore[attr-defined]  # a command, not a test of pytest's


def run_file(path: Path) -> Tested:
    """Run one test file, or the one beside a script. Raises OSError when one of the two cannot be read."""
    script, tests = pair_of(path)
    text = tests.read_bytes()
    loaded = load_file(script)
    report = None if loaded.script is None else run_tests(loaded.script, text, catalogue_beside(script).catalogue)
    return Tested(script, tests, loaded.errors, report)


def pair_of(path: Path) -> tuple[Path, Path]:
    """The script and the test file that a path stands for."""
    if path.name.endswith(TEST_FILES):
        return path.with_name(path.name.removesuffix(TEST_FILES) + ".yaml"), path
    return path, path.with_name(path.stem + TEST_FILES)


def _test_files(path: Path) -> list[Path]:
    """The files a path stands for. OSError for a folder without test files."""
    if not path.is_dir():
        return [path]
    found = sorted(path.rglob(f"*{TEST_FILES}"))
    if not found:
        raise FileNotFoundError(None, "no test files in it", str(path))
    return found


def _as_text(tested: Tested, language: str, *, coverage: bool) -> Iterator[str]:
    """The report for people."""
    colourful = is_colourful()
    yield from (as_text(path, each, language, colourful=colourful) for path, each in tested.problems)
    if tested.report is None:
        return
    failed = [each for each in tested.report.outcomes if not each.is_green]
    for outcome in failed:
        for each in outcome.failures:
            yield f"{tested.tests}:{each.line}:{each.column}: {_in_words(each, outcome.name, language)}"
    verdict = _verdict(tested.report, len(failed), language)
    yield f"{tested.tests}: {painted(verdict, 'green' if tested.is_green else 'red') if colourful else verdict}"
    if coverage:
        yield from (as_text(tested.script, each, language, colourful=colourful) for each in tested.notices)
        yield f"{tested.script}: {_counted(tested.report, language)}"
        yield from (f"{tested.script}:{each.at.line}: {_not_reached(each, language)}" for each in tested.report.coverage.missing)


def _as_annotations(tested: Tested, language: str, *, coverage: bool) -> Iterator[str]:
    """The report beside the files on GitHub."""
    yield from (as_github(path, each, language) for path, each in tested.problems)
    if tested.report is None:
        return
    for outcome in tested.report.outcomes:
        for each in outcome.failures:
            yield annotation("error", tested.tests, each.line, each.column, outcome.name, _in_words(each, "", language))
    yield from (as_github(tested.script, each, language) for each in (tested.notices if coverage else ()))
    for item in tested.report.coverage.missing if coverage else ():
        yield annotation("notice", tested.script, item.at.line, item.at.column, "coverage", _not_reached(item, language))


def _as_json(tested: Tested, language: str) -> dict[str, Any]:
    """The report for tools."""
    report: dict[str, Any] = {} if tested.report is None else tested.report.to_json()
    notices = ((tested.script, each) for each in tested.notices)
    problems = [as_json(path, each, language) for path, each in (*tested.problems, *notices)]
    return {"file": str(tested.tests), "green": tested.is_green, **report, "script": str(tested.script), "problems": problems}


def _in_words(failure: Failure, test_name: str, language: str) -> str:
    expected, seen = failure.expected[language], failure.seen[language]
    if language == "zh":
        return (f"“{test_name}”：" if test_name else "") + f"预期：{expected}；实际：{seen}"
    return (f'"{test_name}": ' if test_name else "") + f"expected {expected}; seen: {seen}"


def _verdict(report: Report, failed: int, language: str) -> str:
    ran = len(report.outcomes)
    if language == "zh":
        return f"{ran} 个测试，{failed} 个未通过" if failed else f"{ran} 个测试" + ("，全部通过" if report.is_green else "")
    if failed:
        return f"{failed} of {counted(ran, 'test')} failed"
    return counted(ran, "test") + (" green" if report.is_green else " run")


def _counted(report: Report, language: str) -> str:
    steps, all_steps = report.coverage.counted(steps=True)
    ways, all_ways = report.coverage.counted(steps=False)
    if language == "zh":
        return f"走到 {all_steps} 个步骤中的 {steps} 个，{all_ways} 条去路中的 {ways} 条"
    return f"{steps} of {counted(all_steps, 'step')} and {ways} of {counted(all_ways, 'way')} on reached"


_KINDS = {
    "en": {"step": "step", "way": "way on", "exit": "exit", "objection": "objection"},
    "zh": {"step": "步骤", "way": "去路", "exit": "出口", "objection": "异议处理"},
}


def _not_reached(item: Item, language: str) -> str:
    kind = _KINDS[language][item.kind]
    return f"未走到{kind} {item.name}" if language == "zh" else f"{kind} {item.name} was not reached"
