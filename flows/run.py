"""A run: one script worked in one interaction, as an immutable value that is stored after every move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from flows.chosen_offer import ChosenOffer

Status = Literal["active", "waiting", "done", "stopped"]
"""active: the agent's move · waiting: for the outside · stopped: at the fallback, to be wrapped up · done: wrapped up."""

SUPPRESS_STEP = "suppress"
FALLBACK_STEP = "fallback"
"""Step ids that no script declares: the opt-out, and where a run stands that cannot go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One call of a script: its variables, its visits, its answers.

    Frames are never dropped, so that Back finds a sub-script as it was left · `parent`: index of the calling frame, None for the
    main script · `call_step`: the step of the parent that called · `items`, `round`, `gathered`: of a repeated call.
    """

    script: str
    parent: int | None = None
    call_step: str = ""
    items: tuple[object, ...] | None = None
    round: int = 0
    gathered: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    variables: Mapping[str, object] = field(default_factory=dict)
    visits: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One arrival at a step, going forward; its number in `Run.path` is what a jump names."""

    frame: int
    step: str
    visit: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """One offer put to the customer, with what they said and what became of it.

    `arrival`: at which arrival in the path · `settled`: delivered, failed or pending_confirmation · `by_consent`: refused when read
    back, after it had been accepted.
    """

    arrival: int
    offer: ChosenOffer
    at: datetime
    response: str | None = None
    reason: str | None = None
    by_consent: bool = False
    settled: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TickedLine:
    """One line read word for word: the exact words, when, in what language."""

    frame: int
    step: str
    line: str
    language: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One asking of the outside, open (`state` asked) or with its result.

    `cancelled`: the agent does not wait for it any more; what comes of it is kept all the same.
    """

    key: str
    once_key: str
    frame: int | None
    arrival: int | None
    step: str
    action: str
    parameters: Mapping[str, object]
    at: datetime
    state: Literal["asked", "done", "failed"] = "asked"
    error: str | None = None
    result: object = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One script worked in one interaction, at one turn.

    `bundle`: reference of the pinned bundle · `turn`: how many moves were made · `given`: the records of the outside by record name ·
    `path`: every arrival so far · `trail`: the way Back goes, as numbers into the path, the last one is where the run stands ·
    `shown`: number of the presentation that `offer` is · `objection`: the open one · `hung_up`: the customer is gone ·
    `stopped`: why the run stands at its fallback · `trouble`: how the last action failed, until the next move.
    """

    bundle: str
    turn: int
    status: Status
    language: str
    zone: str
    currency: str
    given: Mapping[str, object]
    frames: tuple[Frame, ...]
    path: tuple[Arrival, ...]
    trail: tuple[int, ...]
    objection: str | None = None
    offers: tuple[Presentation, ...] = ()
    shown: int | None = None
    ticks: tuple[TickedLine, ...] = ()
    asked: tuple[Asked, ...] = ()
    verified: bool = False
    hung_up: bool = False
    left_by: str | None = None
    stopped: str | None = None
    trouble: str | None = None
    disposition: str | None = None

    @property
    def arrival(self) -> Arrival:
        """Where the run stands."""
        return self.path[self.trail[-1]]

    @property
    def step(self) -> str:
        """The id of the step where the run stands."""
        return self.arrival.step

    @property
    def since(self) -> datetime:
        """When that step was reached."""
        return self.arrival.at

    @property
    def frame(self) -> Frame:
        """The call of the script where the run stands."""
        return self.frames[self.arrival.frame]

    @property
    def offer(self) -> Presentation | None:
        """The last offer shown."""
        return None if self.shown is None else self.offers[self.shown]

    @property
    def awaited(self) -> Asked | None:
        """The action that the agent waits for."""
        number = self.trail[-1]
        return next((each for each in reversed(self.asked) if each.arrival == number), None) if self.status == "waiting" else None

    def value(self, name: str) -> object:
        """The main script's variable of that name; None where it is not set."""
        return self.frames[0].variables.get(name)

    def to_json(self) -> dict[str, Any]:
        """The run as JSON, for the column `runs.state`."""
        raise NotImplementedError

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Run":
        """The run that to_json wrote, equal in every value."""
        raise NotImplementedError
