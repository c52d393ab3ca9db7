"""The worker: takes jobs of one queue, in its own process and thread, and outlives Redis.

It does not fork: a fork costs 10 ms a job and copies database connections and threads that do not survive it. RQ loses a job that a
worker on two queues took when it was killed, so a worker has one queue.
"""

import signal
import threading
from collections.abc import Callable, Mapping
from types import FrameType

import redis
import structlog
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from adapters.background.fence import fenced
from adapters.background.wakes import PREFIX, queue_on

LOOK_UP_EVERY = 5
"""Seconds that the worker waits for a job before it looks up, so a silent Redis is noticed."""

log = structlog.get_logger(__name__)


class _QueueWorker(SimpleWorker):
    """RQ's in-process worker without its command channel (anybody who can publish could stop it) and with short waits."""

    max_connection_wait_time = 2.0

    def subscribe(self) -> None:
        """Listen to no commands."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed."""

    @property
    def dequeue_timeout(self) -> int:
        """How long one wait for a job lasts."""
        return LOOK_UP_EVERY

    def _install_signal_handlers(self) -> None:
        """Leave signals to `WakeWorker`."""

    def stop_soon(self) -> None:
        """Take no further job."""
        self._stop_requested = True


class WakeWorker:
    """Runs `functions` (by the name of the work) as jobs of `queue` ask for them, until `stop`."""

    def __init__(self, redis_url: str, queue: str, functions: Mapping[str, Callable[..., object]]) -> None:
        self._client = redis.Redis.from_url(redis_url, socket_connect_timeout=2, socket_timeout=LOOK_UP_EVERY + 10)
        self._queue = queue
        self._job_class = fenced({PREFIX + work: self._counted(function) for work, function in functions.items()})
        self._stopping = threading.Event()
        self._running = self._in_job = False
        self._worker: _QueueWorker | None = None

    def run(self) -> None:
        """Work until stopped; to be called in the main thread, for RQ's time limit of a job is a signal."""
        while not self._stopping.is_set():
            try:
                self._running = True
                self._worker = self._make()
                self._worker.work(logging_level="WARNING")
                # RQ quits after an answer that did not come; a new worker is made then, not more often than this.
                self._stopping.wait(1.0)
            except redis.RedisError as error:
                log.warning("redis_away", error=str(error)[:200])
                self._stopping.wait(1.0)
            except StopRequested:
                break
        self._running = False
        self._client.close()

    def stop_on_signals(self) -> None:
        """Stop on SIGTERM and SIGINT: a job that runs is finished first, a wait for one is cut short."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()
        if self._worker is not None:
            self._worker.stop_soon()
        if self._running and not self._in_job:
            raise StopRequested

    def _counted(self, function: Callable[..., object]) -> Callable[..., object]:
        def run(*ids: str) -> None:
            self._in_job = True
            try:
                function(*ids)
            finally:
                self._in_job = False

        return run

    def _make(self) -> _QueueWorker:
        queue = queue_on(self._client, self._queue)
        queue.job_class = self._job_class
        return _QueueWorker([queue], connection=self._client, serializer=JSONSerializer, job_class=self._job_class, worker_ttl=60)
