"""What the page of a script's results shows: figures in words, each with its 95 % interval."""

from dataclasses import dataclass

from workspace.screens.forms import Option
from workspace.screens.scripts import When


@dataclass(frozen=True)
class Cell:
    """A share: "62 %", "31 / 50", "48–74 %"; `percent`, `low` and `high` are whole percents for the bar. Too few cases have no interval."""

    text: str
    counts: str
    interval: str
    percent: int
    low: int
    high: int
    is_enough: bool


@dataclass(frozen=True)
class WayRow:
    """An answer, a way on or an exit, with its share of the calls at the step."""

    label: str
    share: Cell


@dataclass(frozen=True)
class OfferLine:
    """An offer with how often it was accepted where it was presented."""

    name: str
    accepted: Cell


@dataclass(frozen=True)
class StepResult:
    """One step; `reached` is None where no call came."""

    id: str
    title: str
    kind: str
    reached: Cell | None = None
    left: Cell | None = None
    seconds: str = ""
    slow: str = ""
    ways: tuple[WayRow, ...] = ()
    offers: tuple[OfferLine, ...] = ()


@dataclass(frozen=True)
class ScriptPart:
    """The steps of the script itself, or of one sub-script it calls; `title` is empty for the script itself."""

    title: str
    steps: tuple[StepResult, ...]


@dataclass(frozen=True)
class GroupRow:
    """The calls of a team or vendor."""

    name: str
    finished: Cell
    seconds: str


@dataclass(frozen=True)
class Compared:
    """One figure in both versions. `verdict`: higher, lower, unclear (chance could make it) or few."""

    label: str
    here: Cell
    there: Cell
    difference: str
    verdict: str


@dataclass(frozen=True)
class CallLine:
    """One call that is over: who took it and when, how long it took, at which step it ended."""

    run_id: str
    begun: When
    agent: str
    seconds: str
    step: str


@dataclass(frozen=True)
class ResultsScreen:
    """What happened in the calls of a version. `other` is the one beside it, 0 for none; `most`: only so many of the newest calls count."""

    key: str
    address: str
    title: str
    version: int
    versions: tuple[Option, ...]
    others: tuple[Option, ...]
    periods: tuple[Option, ...]
    teams: tuple[Option, ...]
    vendors: tuple[Option, ...]
    calls: int
    is_enough: bool
    enough: int
    most: int
    finished: Cell
    worst: tuple[StepResult, ...]
    parts: tuple[ScriptPart, ...]
    team_rows: tuple[GroupRow, ...]
    vendor_rows: tuple[GroupRow, ...]
    offers: tuple[OfferLine, ...]
    other: int
    other_calls: int
    compared: tuple[Compared, ...]
    newest: tuple[CallLine, ...]
    query: str
