"""Scripts and offers as strings: what the templates in templates/scripts/ and templates/offers/ show."""

from dataclasses import dataclass
from typing import Literal

from workspace.screens.desk_call import Choice
from workspace.screens.terms import TermsForm

Kind = Literal["script", "subscript", "offer"]


@dataclass(frozen=True)
class When:
    """A moment: how long ago in words, and exactly."""

    words: str
    exact: str
    iso: str


@dataclass(frozen=True)
class VersionCalls:
    """How many open calls stand on a version."""

    version: int
    calls: int


@dataclass(frozen=True)
class ScriptRow:
    """One script in the list. `version` 0: never published. `draft` is when it was last written to."""

    key: str
    address: str
    title: str
    channel: str
    version: int
    published: When | None
    published_by: str
    draft: When | None
    calls: tuple[VersionCalls, ...] = ()
    used_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfferRow:
    """One offer in the list; `share` is how many of those it was presented to accepted, or empty."""

    key: str
    address: str
    title: str
    kind: str
    price: str
    valid: str
    version: int
    published: When | None
    draft: When | None
    presented: int = 0
    share: str = ""


@dataclass(frozen=True)
class RouteRow:
    """A queue, dialled number or campaign with the scripts it may open with."""

    kind: Literal["queue", "number", "campaign"]
    id: str
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ListScreen:
    """Every script and what each serves, or every offer; `notice` is a code of what just happened."""

    kind: Kind
    scripts: tuple[ScriptRow, ...] = ()
    subscripts: tuple[ScriptRow, ...] = ()
    offers: tuple[OfferRow, ...] = ()
    routes: tuple[RouteRow, ...] = ()
    originals: tuple[Choice, ...] = ()
    terms: TermsForm | None = None
    """When an assignment takes effect."""
    notice: str = ""
    detail: str = ""
    typed: str = ""


@dataclass(frozen=True)
class Step:
    """A line of the outline: a step, or a part of an offer; `worst` is E, W, I or empty."""

    id: str
    kind: str
    line: int
    worst: str = ""
    problems: int = 0


@dataclass(frozen=True)
class Part:
    """Steps that follow each other in one section."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ProblemLine:
    """A problem in words; `fix` says whether the editor can mend it."""

    code: str
    severity: str
    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True)
class OnItsWay:
    """A change of the text that waits for a second person, or goes live at `due`; its page."""

    id: str
    at: str
    due: str


@dataclass(frozen=True)
class EditorScreen:
    """One offer being written. `sha256` is the text it stands on; `live` the published text it is compared with."""

    kind: Kind
    key: str
    address: str
    title: str
    source: str
    sha256: str
    live: str
    live_version: int
    draft: When | None
    colleague: str
    outline: tuple[Part, ...]
    problems: tuple[ProblemLine, ...]
    errors: int
    warnings: int
    customers: tuple[Choice, ...]
    overtaken: bool = False
    """True when a version was published after this draft was begun."""
    on_its_way: OnItsWay | None = None
    notice: str = ""
    detail: str = ""
    note: str = ""


@dataclass(frozen=True)
class ChangeLine:
    """One thing that a text changes for calls; `line` is its place in that text, 0 where it has none there."""

    kind: str
    line: int
    sentence: str


@dataclass(frozen=True)
class ChangesScreen:
    """What a text changes against another one; `can_compare` is false where there is nothing to compare."""

    can_compare: bool
    changes: tuple[ChangeLine, ...] = ()


@dataclass(frozen=True)
class TrialRow:
    """An offer as it was weighed for the sample customer."""

    position: str
    title: str
    verdict: str
    words: str
    propensity: str
    is_this: bool


@dataclass(frozen=True)
class TrialScreen:
    """An offer tried on a sample customer; no rows while the text has errors."""

    customer: str = ""
    reason: str = ""
    treatment: str = ""
    rows: tuple[TrialRow, ...] = ()
    errors: int = 0


@dataclass(frozen=True)
class VersionRow:
    """A published version."""

    number: int
    note: str
    published: When
    by: str
    is_live: bool
    rolled_back_to: int
    calls: int
    withdrawn: str = ""
    """Why the whole version was withdrawn; empty while it is in use."""
    withdrawn_steps: int = 0
    approved_by: str = ""
    tests: int = 0
    """How many tests it went live with, all green."""
    teams: tuple[str, ...] = ()
    """The only teams that it was given to."""
    is_trial: bool = False
    """Whether they take it now."""
    notice_id: str = ""
    read: int = 0
    """How many have confirmed the notice that told of it."""


@dataclass(frozen=True)
class Withdrawal:
    """A version, or one step of it, that is not to be used any more. `step` is empty for the whole version."""

    step: str
    reason: str
    by: str
    at: When


@dataclass(frozen=True)
class VersionsScreen:
    """All versions of a text."""

    kind: Kind
    key: str
    address: str
    title: str
    rows: tuple[VersionRow, ...]
    live_version: int
    on_its_way: str = ""
    """The change of it that waits or is scheduled, in words; `change_id` is its page."""
    change_id: str = ""
    notice: str = ""
    detail: str = ""


@dataclass(frozen=True)
class VersionScreen:
    """One version's text, and the live one it is compared with."""

    key: str
    address: str
    title: str
    number: int
    source: str
    live: str
    live_version: int
    changes: ChangesScreen
    """What it changed against the version before it."""
    calls: int = 0
    steps: tuple[str, ...] = ()
    """The steps that can be withdrawn; none for an offer."""
    withdrawals: tuple[Withdrawal, ...] = ()
    can_withdraw_whole: bool = False
    """False for the live version: another one is made live first."""
    notice: str = ""
    typed: str = ""


@dataclass(frozen=True)
class CustomersScreen:
    """Sample customers found for a preview."""

    customers: tuple[Choice, ...]
