"""The publish dialog, the list of changes and one change, as frozen values."""

from dataclasses import dataclass
from typing import Literal

from workspace.screens.notices import Box
from workspace.screens.scripts import ChangesScreen, Kind, VersionCalls, When
from workspace.screens.terms import TermsForm


@dataclass(frozen=True)
class Fault:
    """A problem in words, with the step it stands in (empty: none)."""

    code: str
    severity: str
    line: int
    step: str
    words: str


@dataclass(frozen=True)
class OpenChange:
    """The change of the same thing that is on its way already."""

    id: str
    state: str
    by: str
    due: str


@dataclass(frozen=True)
class Trial:
    """A version that only some teams take."""

    version: int
    teams: tuple[str, ...]


@dataclass(frozen=True)
class BrokenCaller:
    """A script that a text of a sub-script leaves with errors: the first of them in words."""

    title: str
    address: str
    words: str


@dataclass(frozen=True)
class PublishScreen:
    """Everything to know before the button is pressed. `notice` is the code of what was refused."""

    kind: Kind
    key: str
    address: str
    title: str
    sha256: str
    live_version: int
    next_version: int
    source: str
    live: str
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    changes: ChangesScreen
    calls: tuple[VersionCalls, ...]
    has_tests: bool
    terms: TermsForm
    nothing_changed: bool = False
    on_its_way: OpenChange | None = None
    trial: Trial | None = None
    broken: tuple[BrokenCaller, ...] = ()
    notice: str = ""


@dataclass(frozen=True)
class TestsRun:
    """What the tests say before publishing: green, red, none, or blocked while the text has errors."""

    state: Literal["green", "red", "none", "blocked"]
    count: int
    red: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class ChangeRow:
    """A change in a list. `open_at` is its own page, `at` where the thing is edited."""

    id: str
    kind: str
    title: str
    at: str
    open_at: str
    state: str
    note: str
    asked_by: str
    asked: When
    decided_by: str = ""
    due: str = ""
    teams: tuple[str, ...] = ()
    number: int = 0
    reason: str = ""
    failure: str = ""
    is_mine: bool = False
    read: str = ""
    """How many have read the notice, as 3/12; empty without one."""
    notice_id: str = ""


@dataclass(frozen=True)
class DraftRow:
    """Something written and not published."""

    kind: str
    title: str
    at: str
    since: When | None
    by: str = ""


@dataclass(frozen=True)
class HubScreen:
    """The one place of changes: unpublished, waiting, scheduled, failed, and what went before."""

    drafts: tuple[DraftRow, ...]
    waiting: tuple[ChangeRow, ...]
    scheduled: tuple[ChangeRow, ...]
    failed: tuple[ChangeRow, ...]
    recent: tuple[ChangeRow, ...]
    zone: str
    rule: tuple[str, ...]
    """The kinds that a second person approves."""
    notice: str = ""


@dataclass(frozen=True)
class FieldChange:
    """One field before and after."""

    name: str
    before: str
    after: str
    differs: bool


@dataclass(frozen=True)
class ChangeScreen:
    """One change: what it does, and what may be done with it."""

    row: ChangeRow
    zone: str
    changes: ChangesScreen
    before: str
    after: str
    """The two texts, for a script or an offer."""
    fields: tuple[FieldChange, ...]
    can_decide: bool
    can_cancel: bool
    notice: str = ""
    typed: str = ""


@dataclass(frozen=True)
class HistoryRow:
    """A version of a code, a card or an assignment."""

    row: ChangeRow
    fields: tuple[FieldChange, ...]
    is_live: bool
    can_go_back: bool


@dataclass(frozen=True)
class HistoryScreen:
    """All versions of one thing, the newest first."""

    kind: str
    key: str
    title: str
    at: str
    rows: tuple[HistoryRow, ...]
    origin: bool
    """Whether what stood before the first change can be had back."""
    notice: str = ""


@dataclass(frozen=True)
class CompareScreen:
    """Two versions side by side."""

    key: str
    address: str
    title: str
    old: int
    new: int
    numbers: tuple[int, ...]
    before: str
    after: str
    changes: ChangesScreen


@dataclass(frozen=True)
class RuleScreen:
    """Which kinds a second person approves."""

    boxes: tuple[Box, ...]
    saved: bool = False
