"""What a board shows, read: live rows from SQL at one moment, and the day's figures from the analytics files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from workspace.desk.step_titles import steps_of
from workspace.scripts.bundles import offer_catalogue
from workspace.wiring.board import (
    AgentNow,
    CallPart,
    CampaignNow,
    Conversion,
    DispositionCount,
    HandleTime,
    QueueHistory,
    QueueNow,
    VersionConversion,
    WaitingCall,
)
from workspace.wiring.parts import FilesGone, Parts, Questions, Unit

FIGURES_KEPT = timedelta(seconds=3)
"""How long figures are shared between the boards of a process: many boards ask DuckDB once."""
MESSAGES_SHOWN_FOR = timedelta(minutes=15)
"""How long the board says whether a coaching message was read."""


@dataclass(frozen=True)
class Figures:
    """The day's results from the analytics files."""

    conversions: Sequence[Conversion] = ()
    versions: Sequence[VersionConversion] = ()
    handle_times: Sequence[HandleTime] = ()
    dispositions: Sequence[DispositionCount] = ()


@dataclass(frozen=True)
class Labels:
    """What the keys in the day's results are called, by language: disposition codes, offers and scripts."""

    dispositions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    offers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scripts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class BoardData:
    """One moment of the centre. `latest_at` is when results last reached the analytics files, `unsent_since` since when some wait."""

    now: datetime
    zone: ZoneInfo
    queues: Sequence[QueueNow]
    agents: Sequence[AgentNow]
    campaigns: Sequence[CampaignNow]
    history: Sequence[QueueHistory]
    figures: Figures
    latest_at: datetime | None
    unsent_since: datetime | None
    parked: int
    approvals: Sequence[Mapping[str, Any]] = ()
    """What agents ask supervisors in their scripts, the oldest first."""
    labels: Labels = field(default_factory=Labels)
    tickets: Sequence[Mapping[str, Any]] = ()
    """How many tickets each department has open, and late."""
    messages: Mapping[UUID, datetime | None] = field(default_factory=dict)
    """The agents a coaching message was sent to lately, and when they read it."""
    waiting: Sequence[WaitingCall] = ()
    chains: Mapping[str, Sequence[CallPart]] = field(default_factory=dict)
    """Who had which part of each call that was sent on, by the call's id."""
    steps: Mapping[tuple[UUID, str], Mapping[str, str]] = field(default_factory=dict)
    """What the steps at which agents stand are called, by bundle and key, in each language."""
    may_reassign: bool = True
    """False where the switch distributes: then only it can move who waits."""


class BoardReader:
    """Reads boards for one process, and keeps the day's figures for a moment."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._turn = Lock()
        self._kept: tuple[datetime, Figures] | None = None

    def reads(self, parts: Parts) -> bool:
        """If it reads these parts."""
        return self._parts is parts

    def read(self) -> BoardData:
        """The centre now."""
        with self._parts.units.read() as unit:
            zone = ZoneInfo(unit.board.zone())
            since = day_begin(unit.now, zone)
            queues, agents = unit.board.queues(since), unit.board.agents()
            campaigns, history = unit.board.campaigns(since), unit.board.history(since)
            files, latest_at = unit.batches.live_files(), unit.batches.latest_at()
            unsent_since, parked, now = unit.batches.oldest_unsent_at(), unit.batches.parked(), unit.now
            approvals, labels = unit.runs.approvals(), labels_of(unit)
            tickets = unit.tickets.counts()
            messages = {row["person_id"]: row["read_at"] for row in unit.notices.last_coaching(unit.now - MESSAGES_SHOWN_FOR)}
            waiting, steps = unit.waiting.calls(), steps_of(unit, agents)
            calls = [(each.call_id, each.leg) for each in waiting] + [(each.call_id, each.leg) for each in agents]
            chains = unit.waiting.chains({call_id for call_id, leg in calls if call_id and leg})
        figures = self._figures(files, since, now)
        live = (now, zone, queues, agents, campaigns, history, figures, latest_at, unsent_since, parked)
        told = (approvals, labels, tickets, messages, waiting, chains, steps)
        return BoardData(*live, *told, not self._parts.settings.switch_distributes)

    def _figures(self, files: Mapping[str, Sequence[str]], since: datetime, now: datetime) -> Figures:
        with self._turn:
            if self._kept is not None and now - self._kept[0] < FIGURES_KEPT:
                return self._kept[1]
            try:
                figures = self._ask(files, since, now)
            except FilesGone:
                # Compacted away since the list was read; the list read now names what replaced it.
                with self._parts.units.read() as unit:
                    files = unit.batches.live_files()
                figures = self._ask(files, since, now)
            self._kept = (now, figures)
            return figures

    def _ask(self, files: Mapping[str, Sequence[str]], since: datetime, now: datetime) -> Figures:
        until = now + timedelta(minutes=1)
        with self._parts.reader.over(files) as ask:
            return figures_of(ask, since, until)


def labels_of(unit: Unit) -> Labels:
    """The names of what results are about; a code that is no longer in use keeps its own."""
    return Labels(
        {row["code"]: _both(row["label_en"], row["label_zh"]) for row in unit.administration.all("disposition")},
        {key: offer.names for key, offer in offer_catalogue(unit).offers.items()},
        {row["key"]: _both(row["title_en"], row["title_zh"]) for row in unit.scripts.titles()},
    )


def _both(en: str, zh: str) -> dict[str, str]:
    return {language: words for language, words in (("en", en), ("zh", zh)) if words}


def figures_of(ask: Questions, since: datetime, until: datetime) -> Figures:
    """The results of a span of time."""
    return Figures(
        ask.conversion(since, until),
        ask.conversion_by_version(since, until),
        ask.handle_times(since, until),
        ask.dispositions(since, until),
    )


def day_begin(now: datetime, zone: ZoneInfo) -> datetime:
    """When the day began where the centre is."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
