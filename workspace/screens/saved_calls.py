"""The page on which a call becomes a test, as strings."""

from dataclasses import dataclass

from workspace.screens.script_tests import ReportScreen, TestLine
from workspace.screens.scripts import When


@dataclass(frozen=True)
class SavedCallScreen:
    """A call of a script: the test that it would be (`test`, empty for one that no test can repeat), or the test that it is now.

    `saved` is the test as it was run in its file, None before it is saved · `error` says why it was not · `name` is shown again.
    """

    key: str
    address: str
    title: str
    run_id: str
    version: int
    agent: str
    begun: When
    test: str
    name: str = ""
    error: str = ""
    saved: TestLine | None = None
    report: ReportScreen | None = None
