"""The worker: takes jobs of one queue, in its own process and thread, and outlives Redis.

It does not fork: a fork costs 10 ms a job and copies database connections and threads that do not survive it. RQ loses a job that a
worker on two queues took when it was killed, so a worker has one queue.
"""

import signal
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import redis
import structlog
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from adapters.background.fence import fenced
from adapters.background.wakes import PREFIX, queue_on

LOOK_UP_EVERY = 3
"""Seconds that the worker waits for a job before it looks up, so a silent Redis is noticed."""
SILENT_AFTER = LOOK_UP_EVERY + 2
"""Seconds without an answer after which Redis counts as away; also bounds how long a stop takes then."""

log = structlog.get_logger(__name__)


class _QueueWorker(SimpleWorker):
    """RQ's in-process worker without its command channel (anybody who can publish could stop it) and with short waits."""

    max_connection_wait_time = 2.0
    waits = False
    """True while it waits for a job: then a stop may cut in. Elsewhere it would tear RQ's bookkeeping."""

    def dequeue_job_and_maintain_ttl(self, timeout: int | None, max_idle_time: int | None = None) -> Any:
        """Wait for a job."""
        self.waits = True
        try:
            return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
        finally:
            self.waits = False

    def subscribe(self) -> None:
        """Listen to no commands."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed."""

    @property
    def dequeue_timeout(self) -> int:
        """How long one wait for a job lasts."""
        return LOOK_UP_EVERY

    @property
    def connection_timeout(self) -> int:
        """How long an answer of Redis may take, that wait included."""
        return SILENT_AFTER

    def _install_signal_handlers(self) -> None:
        """Leave signals to `WakeWorker`."""

    def stop_soon(self) -> None:
        """Take no further job."""
        self._stop_requested = True


class WakeWorker:
    """Runs `functions` (by the name of the work) as jobs of `queue` ask for them, until `stop`."""

    def __init__(self, redis_url: str, queue: str, functions: Mapping[str, Callable[..., object]]) -> None:
        self._client = redis.Redis.from_url(redis_url, socket_connect_timeout=2, socket_timeout=SILENT_AFTER)
        self._queue = queue
        self._job_class = fenced({PREFIX + work: function for work, function in functions.items()})
        self._stopping = self._pauses = False
        self._worker: _QueueWorker | None = None

    def run(self) -> None:
        """Work until stopped; to be called in the main thread, for RQ's time limit of a job is a signal."""
        try:
            while not self._stopping:
                self._work()
                if not self._stopping:
                    # RQ quits after an answer that did not come; a new worker is made then, not more often than this.
                    self._pauses = True
                    time.sleep(1.0)
                    self._pauses = False
        except StopRequested:
            log.debug("wait_cut_short", queue=self._queue)
        finally:
            self._pauses = False
            self._client.close()

    def _work(self) -> None:
        try:
            self._worker = self._make()
            self._worker.work(logging_level="WARNING")
        except redis.RedisError as error:
            log.warning("redis_away", error=str(error)[:200])

    def stop_on_signals(self) -> None:
        """Stop on SIGTERM and SIGINT: a job that runs is finished first, a wait for one is cut short."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        worker = self._worker
        if worker is not None:
            worker.stop_soon()
        if self._pauses or (worker is not None and worker.waits):
            raise StopRequested

    def _make(self) -> _QueueWorker:
        queue = queue_on(self._client, self._queue)
        queue.job_class = self._job_class
        return _QueueWorker([queue], connection=self._client, serializer=JSONSerializer, job_class=self._job_class, worker_ttl=60)
