"""The wiring: the only file of the workspace that knows the adapters; everybody else takes `Parts`."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random  # noqa: TID251 - the type only; dice come from adapters.chance
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from adapters.analytics.failure import SinkFailed
from adapters.analytics.parquet import ParquetFolder
from adapters.analytics.reader import AnalyticsReader, FilesGone, Questions
from adapters.analytics.topics import TOPICS, Topic, UnfitRow, topic_of
from adapters.background.wakes import Wakes
from adapters.background.worker import WakeWorker
from adapters.chance import fair
from adapters.clock import Clock
from adapters.crash import crash_at
from adapters.database.engine import make_engine
from adapters.database.locks import session_lock
from adapters.database.stores.interactions import InteractionRow
from adapters.database.stores.keys import AlreadyDone, Submission
from adapters.database.stores.sessions import Person
from adapters.database.stores.switch import GivenCommand
from adapters.database.unit import Changes, Unit, Units
from adapters.ids import new_id, new_key, new_token
from adapters.live.feed import Feed as RedisFeed
from adapters.live.subscriber import Subscriber
from adapters.live.wake_list import WakeList
from adapters.telephony.simulator import CALM, Callers, InboundLine, Simulator
from flows.telephony.port import Switch
from workspace.wiring import telephony as wiring_telephony
from workspace.work import QUEUES

if TYPE_CHECKING:
    from workspace.settings import Settings

__all__ = [
    "TOPICS",
    "AnalyticsReader",
    "FilesGone",
    "ParquetFolder",
    "SinkFailed",
    "Topic",
    "UnfitRow",
    "AlreadyDone",
    "Changes",
    "Clock",
    "Collision",
    "DatabaseDown",
    "Feed",
    "InteractionRow",
    "GivenCommand",
    "Parts",
    "Person",
    "PoolTimeout",
    "Questions",
    "Submission",
    "Unit",
    "Units",
    "assemble",
    "crash_at",
    "hold_lock",
    "make_switch",
    "make_wake_list",
    "make_feed",
    "make_subscriber",
    "make_worker",
    "new_id",
    "new_key",
    "new_token",
    "parts_of",
    "topic_of",
]

Collision = IntegrityError
"""What a statement raises when another transaction has just stored the same thing."""
DatabaseDown = (OperationalError, InterfaceError)
"""What a statement raises when the database is away."""


class Feed(Protocol):
    """What tells other processes of a commit; never blocks, never raises."""

    def tell(self, changes: Changes) -> None:
        """Hand over what a committed transaction changed."""

    def opened(self, person_id: UUID, at: datetime) -> None:
        """Hand over that a person opened their desk in a window."""

    def close(self) -> None:
        """Stop telling."""


class SilentFeed:
    """A feed nobody listens to: for commands run from the command line."""

    def tell(self, changes: Changes) -> None:
        """Do nothing; screens find the new versions in SQL."""

    def opened(self, person_id: UUID, at: datetime) -> None:
        """Do nothing; a second window served by this process is found without a feed."""

    def close(self) -> None:
        """Nothing to stop."""


@dataclass(frozen=True)
class Parts:
    """Everything a command may use: settings, units of work, clock and dice."""

    settings: "Settings"
    engine: Engine
    units: Units
    clock: Clock
    chance: Random
    feed: Feed
    home: Path
    analytics: ParquetFolder
    reader: AnalyticsReader
    started_at: datetime
    """When this process began to look: silence before that was ours."""


def make_feed(settings: "Settings") -> Feed:
    """The feed of a process that changes things: into Redis, through a queue of its own."""
    return RedisFeed(settings.redis_url, wake=Wakes(QUEUES))


def make_subscriber(settings: "Settings", take: Callable[[dict[str, Any]], None]) -> Subscriber:
    """What a web process hears changes with: each message is handed to `take`."""
    return Subscriber(settings.redis_url, take)


def make_wake_list(settings: "Settings", work: str, *, longest: float) -> WakeList:
    """What a process that is no worker waits with for work of that name."""
    return WakeList(settings.redis_url, work, longest=longest)


BUSY_LINES = {"broadband": 4, "service": 4}
"""Queues of the demo that are rung more often than the others."""


def make_switch(parts: "Parts") -> Switch:
    """The switch of this installation: a live Asterisk, a bridge, or the simulator on the database's numbers and customers."""
    if parts.settings.telephony == "asterisk":
        return wiring_telephony.asterisk(parts.settings)
    if parts.settings.telephony == "webhook":
        return wiring_telephony.webhook(parts.settings, parts.clock)
    with parts.units.read() as unit:
        lines = tuple(InboundLine(number, queue, BUSY_LINES.get(queue, 1)) for number, queue in unit.routing.inbound_lines())
        callers = Callers(**unit.customers.sample_numbers(1000))
    # Only a demo has invented callers; elsewhere the simulated switch rings when a test or a rehearsal tells it to.
    rate = parts.settings.simulator_rate if parts.settings.demo else 0
    settings = replace(CALM, lines=lines, calls_per_hour=rate * 60)
    return Simulator(settings, callers, parts.chance, session=new_id().hex[-12:])


@contextmanager
def hold_lock(parts: "Parts", lock: int, stopping: threading.Event) -> Iterator[None]:
    """Hold a lock of the database for a block, waiting for whoever has it; gives up when told to stop."""
    with session_lock(parts.engine, lock, stopping):
        yield


def make_worker(settings: "Settings", queue: str, functions: Mapping[str, Callable[..., object]]) -> WakeWorker:
    """What runs these functions, by the name of the work, when somebody asks for it on the queue."""
    return WakeWorker(settings.redis_url, queue, functions)


def assemble(settings: "Settings", *, feed: Feed | None = None, clock: Clock | None = None, pool_size: int | None = None) -> Parts:
    """Parts on the database of these settings; the caller closes them with `parts_of` or by disposing of the engine."""
    if not settings.database_url:
        raise AssertionError("the embedded servers fill the address in before anything is assembled")
    engine = make_engine(
        settings.database_url,
        pool_size=pool_size or settings.pool_size,
        pool_wait=settings.pool_wait,
        statement_timeout=settings.statement_timeout,
        lock_timeout=settings.lock_timeout,
        idle_timeout=settings.idle_timeout,
    )
    clock = clock or Clock()
    feed = feed or SilentFeed()
    analytics = ParquetFolder(settings.analytics_folder)
    units = Units(engine, clock, feed.tell)
    return Parts(settings, engine, units, clock, fair(), feed, Path(settings.home), analytics, AnalyticsReader(analytics), clock.now())


@contextmanager
def parts_of(settings: "Settings", *, feed: Feed | None = None) -> Iterator[Parts]:
    """Parts for the length of a block."""
    parts = assemble(settings, feed=feed)
    try:
        yield parts
    finally:
        parts.feed.close()
        parts.engine.dispose()
