"""The shipped library is tested: every script has a test file that is green and reaches every step and way on."""

from pathlib import Path

import pytest

from workspace.scripts.files import LIBRARY, TEST_FILES
from workspace.terminal.testing import run_file

SCRIPTS = sorted(path for folder in ("", "lib") for path in (LIBRARY / folder).glob("*.yaml") if not path.name.endswith(TEST_FILES))
NOT_REACHED: dict[str, str] = {}
"""What no test of a script can reach, as "script: item", each with the reason."""


def name(path: Path) -> str:
    return path.relative_to(LIBRARY).with_suffix("").as_posix()


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_the_tests_of_a_shipped_script_are_green_and_reach_all_of_it(script: Path) -> None:
    tested = run_file(script)
    assert tested.report is not None, [each.message() for each in tested.errors]
    assert [(each.line, each.message()) for each in tested.report.problems] == []
    failures = [
        (each.name, wrong.line, wrong.expected["en"], wrong.seen["en"]) for each in tested.report.outcomes for wrong in each.failures
    ]
    assert failures == []
    missing = [f"{name(script)}: {each.name}" for each in tested.report.coverage.missing]
    assert [each for each in missing if each not in NOT_REACHED] == []


def test_no_excuse_is_left_over() -> None:
    missing = set()
    for script in {LIBRARY / f"{each.partition(':')[0]}.yaml" for each in NOT_REACHED}:
        report = run_file(script).report
        missing |= {f"{name(script)}: {each.name}" for each in report.coverage.missing} if report is not None else set()
    assert set(NOT_REACHED) <= missing
