"""The figures that the analytics side answers with, and what is derived from them."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share; (0, 1) when nothing was tried."""
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, Z_95 * Z_95
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = Z_95 * sqrt(share * (1 - share) / trials + square / (4 * trials * trials)) / (1 + square / trials)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class _Share:
    """Presented and accepted, and what follows from them."""

    presented: int
    accepted: int
    declined: int

    @property
    def rate(self) -> float | None:
        """Accepted of presented; None when nothing was presented. An acceptance without a presentation counts as presented."""
        return self.accepted / self.tried if self.tried else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the rate."""
        return wilson(self.accepted, self.tried)

    @property
    def tried(self) -> int:
        """Presented, and no fewer than were accepted."""
        return max(self.presented, self.accepted)


@dataclass(frozen=True)
class Conversion(_Share):
    """One offer."""

    offer_key: str


@dataclass(frozen=True)
class VersionConversion(_Share):
    """One version of a script, over all offers made in it."""

    script_key: str
    script_version: int | None


@dataclass(frozen=True)
class HandleTime:
    """Mean seconds of talk, hold and wrap-up of a queue or campaign; `satisfaction` is the customers' mean, None where nobody said."""

    name: str
    handled: int
    talk: float
    hold: float
    wrap_up: float
    satisfaction: float | None = None

    @property
    def total(self) -> float:
        """The mean handle time in seconds."""
        return self.talk + self.hold + self.wrap_up


@dataclass(frozen=True)
class DispositionCount:
    """How often a disposition was picked."""

    code: str
    kind: str
    times: int


@dataclass(frozen=True)
class AgentDay:
    """An agent over a span of time; `handle_time` is the mean in seconds."""

    person_id: str
    handled: int
    handle_time: float
    accepted: int


@dataclass(frozen=True)
class FunnelStep:
    """A step of a script over many runs: how many stood there, how many ended there, mean seconds spent."""

    step_key: str
    runs: int
    ended_here: int
    seconds: float | None
    mean_turn: float
