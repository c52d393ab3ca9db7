"""What a simulated switch is told to play: how many ring, who they are, how they wait and talk, and what dialled numbers do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from adapters.telephony.simulator.times import PATIENCE_MEAN, TALK_MEDIAN, TALK_SPREAD


class DialResult(StrEnum):
    """What a dialled number does."""

    ANSWERED = "answered"
    WRONG_PERSON = "wrong_person"  # somebody answers, but not the one we want
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    WRONG_NUMBER = "wrong_number"
    CONGESTION = "congestion"


@dataclass(frozen=True, slots=True)
class InboundLine:
    """A number of ours that customers ring, the key of its queue, and how often it is rung compared with the others."""

    dialled_number: str
    queue: str
    weight: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerMix:
    """How often each sort of caller rings, in proportion; a sort without numbers to draw from does not ring."""

    known: float = 0.76
    shared: float = 0.08
    unknown: float = 0.08
    withheld: float = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMix:
    """How often each result comes, in proportion. Chosen so that a demo shows every one of them soon, not measured anywhere."""

    answered: float = 0.50
    wrong_person: float = 0.08
    busy: float = 0.10
    no_answer: float = 0.16
    machine: float = 0.11
    wrong_number: float = 0.04
    congestion: float = 0.01

    def weighted(self) -> list[tuple[DialResult, float]]:
        """Each result with its weight."""
        return [(result, getattr(self, result.value)) for result in DialResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorSettings:
    """What the switch plays.

    `calls_per_hour` inbound calls come on average, at random, the first after `opens_after`, none while `most_waiting` wait. A customer
    talks for a drawn time but never less than `stays_at_least`, so that a person at the desk is not hurried. `lines_lost` is the share
    of talks that the network cuts, whenever that be; `rings_back` the share of those cut off who ring again. `fixed_results` are numbers
    whose fate is not left to chance.
    """

    lines: tuple[InboundLine, ...] = ()
    calls_per_hour: float = 60
    opens_after: timedelta = timedelta(seconds=3)
    most_waiting: int = 3
    callers: CallerMix = CallerMix()
    patience_mean: timedelta = PATIENCE_MEAN
    talk_median: timedelta = TALK_MEDIAN
    talk_spread: float = TALK_SPREAD
    stays_at_least: timedelta = timedelta(minutes=10)
    lines_lost: float = 0.0
    rings_back: float = 0.8
    results: OutboundMix = OutboundMix()
    fixed_results: Mapping[str, DialResult] = field(default_factory=dict)


CALM = SimulatorSettings()
"""A demo that one person walks: a call waits soon, few at a time, and nobody hangs up while being helped."""

BUSY = SimulatorSettings(calls_per_hour=1200, most_waiting=40, stays_at_least=timedelta(), lines_lost=0.02)
"""A busy hour as measured: short talks, full queues, some lines lost."""
