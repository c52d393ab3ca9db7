"""The web server's processes: forked from one that has imported everything, which watches over them.

Imports are most of a start: so they are paid once, and their memory is shared. Whoever dies or falls silent is replaced. All of them
end with the one that watches, also when that is killed with -9.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from types import FrameType
from typing import NoReturn

import structlog

POSSIBLE = sys.platform == "linux"
"""Elsewhere system libraries may have begun threads that a fork breaks."""
STARTUP_FAILURE = 3
"""Exit code of a process that could not begin to serve: the next one could not either."""
BEAT_EVERY = 1.0
SILENT_AFTER = 15.0
"""Seconds without a beat after which a process hangs: some computation keeps all its threads from running."""
PATIENCE = 10.0
"""Seconds that processes have to end by themselves: longer than requests have."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger(__name__)


class _Asked(BaseException):
    """Somebody asked the server to stop; unwinds like KeyboardInterrupt."""


class Worker:
    """One forked process. Its beats come through a pipe that closes with it, whatever ended it."""

    def __init__(self, serve: Callable[[], None], siblings: "Sequence[Worker]") -> None:
        self.beats, beating = multiprocessing.Pipe(duplex=False)
        # What only the one that watches may hold: each pipe must break when that is gone.
        reading = [self.beats, *(sibling.beats for sibling in siblings)]
        self.process = multiprocessing.get_context("fork").Process(target=_live, args=(serve, beating, reading))
        # A signal in the middle of the fork would reach a process that is neither yet.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        beating.close()
        self.heard_at = time.monotonic()

    def hear(self, now: float) -> bool:
        """Take the beats that came; False when there will be no more."""
        try:
            while self.beats.poll():
                self.beats.recv_bytes()
                self.heard_at = now
        except (EOFError, OSError):
            return False
        return True

    def end(self, seconds: float = 0.0) -> int | None:
        """Wait so long for its end, then kill it; returns the exit code, negative for a signal."""
        self.process.join(max(seconds, 0.0))
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        self.beats.close()
        return self.process.exitcode


def run(serve: Callable[[], None], count: int, *, silent_after: float = SILENT_AFTER) -> None:
    """Serve in that many processes until SIGTERM or SIGINT. Exits with STARTUP_FAILURE when one of them does."""
    # What is here stays for good: untouched by collections, its memory stays shared.
    gc.collect()
    gc.freeze()
    workers: list[Worker] = []
    for number in SIGNALS:
        signal.signal(number, _asked)
    try:
        while True:
            while len(workers) < count:
                workers.append(Worker(serve, workers))
            wait([worker.beats for worker in workers], timeout=BEAT_EVERY)
            _bury(workers, time.monotonic(), silent_after)
            if len(workers) < count:
                time.sleep(BEAT_EVERY)  # one that dies as soon as it begins is not forked without end
    except _Asked:
        pass
    finally:
        _stop(workers)


def _bury(workers: list[Worker], now: float, silent_after: float) -> None:
    """Take out who died or hangs."""
    for worker in list(workers):
        lives = worker.hear(now)
        if lives and now - worker.heard_at < silent_after:
            continue
        workers.remove(worker)
        code = worker.end(BEAT_EVERY if not lives else 0.0)
        if code == STARTUP_FAILURE:
            sys.exit(code)
        log.error("web_process_ended", pid=worker.process.pid, code=code, hung=lives)


def _stop(workers: Sequence[Worker]) -> None:
    for number in SIGNALS:  # asked once is enough: a second Ctrl-C must not cut the stopping short
        signal.signal(number, signal.SIG_IGN)
    deadline = time.monotonic() + PATIENCE
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.end(deadline - time.monotonic())


def _asked(number: int, frame: FrameType | None) -> NoReturn:
    raise _Asked


def _live(serve: Callable[[], None], beating: Connection, reading: Sequence[Connection]) -> None:
    """Serve, in the forked process."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    for connection in reading:
        connection.close()
    threading.Thread(target=_beat, args=(beating,), name="beats", daemon=True).start()
    serve()


def _beat(beating: Connection) -> None:
    """Say that this process runs, until nobody listens: then it ends too."""
    with contextlib.suppress(OSError):
        while True:
            beating.send_bytes(b".")
            time.sleep(BEAT_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
