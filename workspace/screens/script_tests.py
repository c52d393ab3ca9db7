"""The tests of a script as strings: the page, and what running them said."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FailureLine:
    """One thing that was otherwise than a test says; `line` is of the test file."""

    line: int
    expected: str
    seen: str


@dataclass(frozen=True)
class TestLine:
    """One test: green without failures."""

    __test__ = False  # not a test of pytest's

    name: str
    line: int
    failures: tuple[FailureLine, ...]


@dataclass(frozen=True)
class MissingLine:
    """Something no test reached: a step, way, exit or objection; `line` is of the script."""

    kind: str
    name: str
    line: int


@dataclass(frozen=True)
class FileProblem:
    """A mistake in the test file itself."""

    line: int
    column: int
    severity: str
    code: str
    message: str


@dataclass(frozen=True)
class ReportScreen:
    """What running the tests said. `state` is green, red, none (no tests yet) or blocked (the script has `errors` errors)."""

    state: str
    errors: int = 0
    tests: tuple[TestLine, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    steps: tuple[int, int] = (0, 0)
    ways: tuple[int, int] = (0, 0)
    missing: tuple[MissingLine, ...] = ()

    @property
    def failed(self) -> int:
        """How many tests are red."""
        return sum(1 for each in self.tests if each.failures)


@dataclass(frozen=True)
class TestsScreen:
    """The page: the test file, and what it says of the text as it stands."""

    __test__ = False

    key: str
    address: str
    title: str
    source: str
    sha256: str
    by: str
    report: ReportScreen
