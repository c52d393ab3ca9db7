"""The feed: tells other processes what a commit changed. It never blocks, never raises, and may lose anything.

Screens repair a lost push from versions in SQL, and sweepers find work whose wake-up was lost; so the feed only has to be quick.
"""

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, Full, Queue
from typing import Protocol
from uuid import UUID

import orjson
import redis
import structlog

from adapters.live.connection import connect

CHANNEL = "cuecard:feed"
"""The one channel of all web processes."""
WAKE_LIST = "cuecard:wake:"
"""Prefix of the lists that a process other than the worker waits on."""

log = structlog.get_logger(__name__)


class Changes(Protocol):
    """What a transaction changed, as `adapters.database.unit` hands it over."""

    @property
    def desks(self) -> Sequence[tuple[UUID, int]]: ...

    @property
    def boards(self) -> bool: ...

    @property
    def wakes(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class _Opened:
    """A person opened their desk in a window, at that Unix time."""

    person_id: UUID
    at: float


@dataclass
class _Pending:
    """What is still to be told. It cannot grow beyond the number of people and kinds of work, however long Redis is away."""

    desks: dict[UUID, int] = field(default_factory=dict)
    boards: bool = False
    wakes: set[str] = field(default_factory=set)
    opened: dict[UUID, float] = field(default_factory=dict)

    def add(self, changes: Changes) -> None:
        for person_id, version in changes.desks:
            self.desks[person_id] = max(version, self.desks.get(person_id, 0))
        self.boards = self.boards or changes.boards
        self.wakes |= changes.wakes

    def messages(self) -> list[bytes]:
        told: list[dict[str, object]] = [{"desk": str(person_id), "version": version} for person_id, version in self.desks.items()]
        told += [{"opened": str(person_id), "at": at} for person_id, at in self.opened.items()]
        if self.boards:
            told.append({"board": True})
        return [orjson.dumps(message) for message in told]


class Feed:
    """A bounded queue of changes, drained by one thread into Redis; the thread starts with the first change.

    `wake` is asked to wake a background worker for some work and says if that work is its own; other work is put on a list of its
    name, for `WakeList`. `dropped` counts the changes that found the queue full.
    """

    def __init__(
        self, redis_url: str, *, wake: Callable[[redis.Redis, str], bool] | None = None, capacity: int = 10_000, longest_wait: float = 2.0
    ) -> None:
        self._client = connect(redis_url)
        self._wake = wake
        self._queue: Queue[Changes | _Opened | None] = Queue(capacity)
        self._longest_wait = longest_wait
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self.dropped = 0

    def tell(self, changes: Changes) -> None:
        """Hand over what a committed transaction changed."""
        self._put(changes)

    def opened(self, person_id: UUID, at: datetime) -> None:
        """Hand over that a person opened their desk: older windows become read-only, whichever process serves them."""
        self._put(_Opened(person_id, at.timestamp()))

    def close(self) -> None:
        """Tell what is still queued if Redis takes it at once, and stop."""
        self._closing.set()
        with contextlib.suppress(Full):
            self._queue.put_nowait(None)
        if self._thread is not None:
            self._thread.join(timeout=2 * self._longest_wait)

    def _put(self, item: Changes | _Opened) -> None:
        try:
            self._queue.put_nowait(item)
        except Full:
            self.dropped += 1
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._drain, name="feed", daemon=True)
                self._thread.start()

    def _drain(self) -> None:
        pending, wait, open_ended = _Pending(), 0.0, True
        while open_ended:
            open_ended = self._collect(pending)
            try:
                self._publish(pending)
            except redis.RedisError as error:
                if wait == 0.0:
                    log.warning("redis_away", error=str(error)[:200])
                wait = min(max(2 * wait, 0.1), self._longest_wait)
                self._closing.wait(wait)
                continue
            except Exception:
                # The thread must outlive whatever a change or a waker does; what it could not tell is in SQL.
                log.exception("feed_failed")
            if wait:
                log.info("redis_back")
            pending, wait = _Pending(), 0.0

    def _collect(self, pending: _Pending) -> bool:
        """Move what is queued into `pending`, waiting for the first one unless there is some already; False at the end."""
        waits = not (pending.desks or pending.boards or pending.wakes or pending.opened)
        with contextlib.suppress(Empty):
            while True:
                item = self._queue.get(block=waits)
                waits = False
                if item is None:
                    return False
                if isinstance(item, _Opened):
                    pending.opened[item.person_id] = max(item.at, pending.opened.get(item.person_id, 0))
                else:
                    pending.add(item)
        return not self._closing.is_set()

    def _publish(self, pending: _Pending) -> None:
        with self._client.pipeline(transaction=False) as pipe:
            for message in pending.messages():
                pipe.publish(CHANNEL, message)
            pipe.execute()
        for work in sorted(pending.wakes):
            if self._wake is None or not self._wake(self._client, work):
                with self._client.pipeline(transaction=False) as pipe:
                    pipe.lpush(WAKE_LIST + work, b"1")
                    # One entry is enough: it says "look there", not what to do.
                    pipe.ltrim(WAKE_LIST + work, 0, 0)
                    pipe.expire(WAKE_LIST + work, 60)
                    pipe.execute()
