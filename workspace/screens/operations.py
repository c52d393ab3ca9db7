"""The screen of operations, as frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

import orjson

from flows.connectors.catalogue import ACTIONS
from workspace.screens.forms import Form, Option
from workspace.screens.people import moment
from workspace.words import how_long

NOTES_SHOWN = 50


class Counts(Protocol):
    """How the outbox stands, as its store counts it."""

    @property
    def oldest_at(self) -> datetime | None: ...

    @property
    def waiting(self) -> int: ...

    @property
    def refused(self) -> int: ...

    @property
    def parked(self) -> int: ...


class SetFault(Protocol):
    """A fault of the BSS, as its store keeps it."""

    @property
    def action(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def seconds(self) -> Decimal: ...

    @property
    def times(self) -> int | None: ...


@dataclass(frozen=True)
class ParkedLine:
    """A fact that was put aside, and why."""

    id: str
    topic: str
    key: str
    why: str
    at: str


@dataclass(frozen=True)
class NoteLine:
    """What came under an old claim or turn; it changed nothing."""

    at: str
    person: str
    subject: str
    said: str


@dataclass(frozen=True)
class UnknownLine:
    """An attempt whose fate nobody knows."""

    campaign: str
    number: str
    at: str
    person: str


@dataclass(frozen=True)
class FaultLine:
    """A fault that is set; `times` is empty where it strikes until it is healed."""

    action: str
    name: str
    kind: str
    seconds: str
    times: str


@dataclass(frozen=True)
class Faults:
    """The faults of the BSS, and what the form to set one offers."""

    lines: tuple[FaultLine, ...]
    actions: tuple[Option, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Verified:
    """When the checker last ran, and the names of the checks that found something with how much."""

    at: str
    wrong: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class OperationsScreen:
    """What is stuck. `oldest` is how long the oldest fact has waited, empty when none waits.

    `verified` is None before the checker's first run, `faults` outside the demo.
    """

    verified: Verified | None
    oldest: str
    waiting: int
    refused: int
    parked: int
    parked_lines: tuple[ParkedLine, ...]
    notes: tuple[NoteLine, ...]
    unknown: tuple[UnknownLine, ...]
    faults: Faults | None
    form: Form


def show_operations(
    verified: Verified | None,
    counts: Counts,
    parked: Sequence[Mapping[str, Any]],
    notes: Sequence[Mapping[str, Any]],
    unknown: Sequence[Mapping[str, Any]],
    faults: Sequence[SetFault] | None,
    kinds: Sequence[str],
    form: Form,
    *,
    now: datetime,
    language: str,
) -> OperationsScreen:
    """The screen of what the stores say."""
    return OperationsScreen(
        verified,
        how_long(now - counts.oldest_at, language) if counts.oldest_at else "",
        counts.waiting,
        counts.refused,
        counts.parked,
        tuple(ParkedLine(str(row["id"]), row["topic"], row["key"], row["error"] or "", moment(row["parked_at"])) for row in parked),
        tuple(NoteLine(moment(row["at"]), row["person"] or "", row["subject"], orjson.dumps(row["payload"]).decode()) for row in notes),
        tuple(UnknownLine(row[f"name_{language}"], row["number"], moment(row["intended_at"]), row["person"] or "") for row in unknown),
        None if faults is None else _faults(faults, kinds, form, language),
        form,
    )


def show_verified(wrong: Mapping[str, int], at: datetime) -> Verified:
    """What the checker's last run found."""
    return Verified(moment(at), tuple(sorted(wrong.items())))


def _faults(faults: Sequence[SetFault], kinds: Sequence[str], form: Form, language: str) -> Faults:
    names = {action.name: action.labels[language] for action in ACTIONS}
    return Faults(
        tuple(
            FaultLine(each.action, names.get(each.action, ""), each.kind, f"{each.seconds.normalize():f}", str(each.times or ""))
            for each in faults
        ),
        tuple(Option(name, label, name == form.value("action")) for name, label in names.items()),
        tuple(kinds),
    )
