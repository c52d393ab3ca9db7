"""The tests of a script: kept beside its draft, run on the text as it stands, and frozen with the version that is published."""

from dataclasses import dataclass

from flows.publishing.frozen import catalogue_of, check_text
from flows.script_tests.running import Report, run_tests
from workspace.scripts.publishing import OFFERS, Checked, check
from workspace.wiring.parts import Unit


@dataclass(frozen=True)
class Tested:
    """What running a script's tests gave: no report while the script itself has errors, of which there are so many."""

    report: Report | None
    errors: int

    @property
    def is_green(self) -> bool:
        """Whether the tests could be run and none failed."""
        return self.report is not None and self.report.is_green


def has_tests(key: str) -> bool:
    """Whether texts of this kind are tested: scripts and sub-scripts, not offers."""
    return not key.startswith(OFFERS)


def run_script_tests(unit: Unit, key: str, source: str, tests: str) -> Tested:
    """Run a test file on a text of the script, beside what is live now. Stores nothing, raises nothing for any text."""
    return run_checked(key, source, check(unit, key, source), tests)


def run_checked(key: str, source: str, checked: Checked, tests: str) -> Tested:
    """Run a test file on a text that was just checked."""
    if checked.errors:
        return Tested(None, len(checked.errors))
    loaded = check_text(key, source, checked.parts)
    if loaded.script is None:
        return Tested(None, len(loaded.errors))
    return Tested(run_tests(loaded.script, tests, catalogue_of(checked.parts)), 0)
