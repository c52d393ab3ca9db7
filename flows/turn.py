"""Turns: a move applied to a run gives the next run, what happened, and what is wanted of the outside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.bundle import Bundle
from flows.events import Event
from flows.moves import Move
from flows.run import Asked, Run
from flows.wants import Want


@dataclass(frozen=True, slots=True)
class Turn:
    """One move of a run: the run after it, its events, and what the outside must do next."""

    run: Run
    events: tuple[Event, ...]
    wants: tuple[Want, ...]


def start(
    bundle: Bundle,
    given: Mapping[str, object],
    *,
    now: datetime,
    language: str,
    zone: str = "UTC",
    currency: str = "CNY",
    parameters: Mapping[str, object] | None = None,
    earlier: Iterable[Asked] = (),
) -> Turn:
    """A new run at its first step, turn 0.

    `given`: the records of the outside by variable name (customer) or record name (crm.customer), typed or as JSON · `language`: the
    customer's, the script's first one when it is not written in it · `zone`: the customer's IANA name · `parameters`: of a sub-script
    run alone · `earlier`: `Run.asked` of this interaction's other runs, so that `once: true` holds across them.
    """
    raise NotImplementedError


def move(run: Run, bundle: Bundle, made: Move, *, now: datetime, turn: int | None = None) -> Turn:
    """The run after the move, one turn later. MoveRefused (flows.refusals) when it does not fit; nothing else is raised.

    `turn`: the turn the agent's screen showed; StepMovedError when the run has gone on since.
    """
    raise NotImplementedError


def replay(
    bundle: Bundle,
    given: Mapping[str, object],
    moves: Iterable[tuple[Move, datetime]],
    *,
    now: datetime,
    language: str,
    zone: str = "UTC",
    currency: str = "CNY",
    parameters: Mapping[str, object] | None = None,
    earlier: Iterable[Asked] = (),
) -> Run:
    """The run rebuilt from what it was started with and the moves made, each with its time."""
    raise NotImplementedError
