"""A run: one script worked in one interaction, as an immutable value that is stored after every move."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from flows.offers.chosen_offer import ChosenOffer
from flows.runs.plain import decode, decode_fields, encode, encode_fields

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
    shown: int | None = None
    """Number of the presentation it was about: another offer is read back anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One asking of the outside, open (`state` asked) or with its result.

    `arrival`: the arrival that waits for it · `used`: its result has led the run on · `offer`: number of the presentation it carries
    out · a cancelled asking stays open, and what comes of it is kept.
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
    used: bool = False
    offer: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One script worked in one interaction, at one turn.

    `bundle`: reference of the pinned bundle · `turn`: how many moves were made · `given`: the records of the outside by record name ·
    `path`: every arrival so far · `trail`: the way Back goes, as numbers into the path, the last one is where the run stands ·
    `shown`: number of the presentation that `offer` is · `objection`: the open one · `verified`: an action proved the identity ·
    `hung_up`: the customer is gone · `left_by`: the exit taken last · `stopped`: why the run stands at its fallback · `automatic`: steps
    since the agent's last move · `trouble`: how the last action failed, until the next move · `returned`: the way out of a sub-script
    that was run alone.
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
    automatic: int = 0
    trouble: str | None = None
    disposition: str | None = None
    returned: str | None = None

    @property
    def arrival(self) -> Arrival:
        """Where the run stands."""
        return self.path[self.trail[-1]]

    @property
    def step(self) -> str:
        """The id of the step where the run stands."""
        return self.arrival.step

    @property
    def main_step(self) -> str:
        """The step of the main script: the present one, or the one that called the sub-script the run is in."""
        step, frame = self.step, self.frame
        while frame.parent is not None:
            step, frame = frame.call_step, self.frames[frame.parent]
        return step

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
        data = {name: getattr(self, name) for name in _PLAIN}
        data["given"] = encode_fields(self.given)
        for name, class_ in _PARTS.items():
            data[name] = [_part_to_json(part, _NAMES[class_]) for part in getattr(self, name)]
        data["trail"] = list(self.trail)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Run":
        """The run that to_json wrote, equal in every value."""
        parts: dict[str, Any] = {name: tuple(_part_from_json(class_, part) for part in data[name]) for name, class_ in _PARTS.items()}
        plain: dict[str, Any] = {name: data[name] for name in _PLAIN}
        return cls(given=decode_fields(data["given"]), trail=tuple(data["trail"]), **parts, **plain)


_PARTS: Mapping[str, Callable[..., Any]] = {"frames": Frame, "path": Arrival, "offers": Presentation, "ticks": TickedLine, "asked": Asked}
_NAMES: Mapping[Any, tuple[str, ...]] = {
    class_: tuple(class_.__dataclass_fields__) for class_ in (Frame, Arrival, Presentation, TickedLine, Asked)
}
_PLAIN = tuple(name for name in Run.__dataclass_fields__ if name not in {*_PARTS, "given", "trail"})
_MAPPINGS = frozenset({"variables", "visits", "answers", "gathered", "parameters"})
"""Their names come from the script and the outside, so they are never read as tags."""


def _part_to_json(part: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """A part of a run as JSON."""
    data: dict[str, Any] = {}
    for name in names:
        value = getattr(part, name)
        if name in _MAPPINGS:
            data[name] = encode_fields(value)
        else:
            data[name] = value.to_json() if isinstance(value, ChosenOffer) else encode(value)
    return data


def _part_from_json(class_: Callable[..., Any], data: Mapping[str, Any]) -> Any:
    """The part of a run that _part_to_json wrote."""
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name in _MAPPINGS:
            values[name] = decode_fields(value)
        else:
            values[name] = ChosenOffer.from_json(value) if class_ is Presentation and name == "offer" else decode(value)
    return class_(**values)
