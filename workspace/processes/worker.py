"""The worker: background work of a machine, as two processes, one a queue: what an agent waits for is never behind what takes long.

Any number of workers on any number of machines may run at once: work is taken in SQL, by SKIP LOCKED, lease and claim number.
"""

import multiprocessing
import os
import signal
import threading
from multiprocessing.process import BaseProcess, parent_process

import structlog

from workspace.jobs import SWEEPS
from workspace.processes import prefork
from workspace.processes.crew import Crew
from workspace.processes.sweeper import Sweeper
from workspace.settings import Settings
from workspace.wiring.parts import assemble, make_feed, make_worker
from workspace.work import QUICK, SLOW

CREW = 8
"""Questions to the outside world that one worker has open at once."""
LAST_WORD = 15.0
"""Seconds that the slow process gets to finish its job when the worker stops."""

log = structlog.get_logger(__name__)


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; a job in hand is finished first. To be called in the main thread of its own process."""
    # Nothing is open yet, so that a fork has all the imports and none of the connections.
    context = multiprocessing.get_context("fork") if prefork.POSSIBLE else multiprocessing.get_context("spawn")
    slow = context.Process(target=work_beside, args=(settings,), name="cuecard-slow", daemon=False)
    slow.start()
    try:
        work(settings, QUICK)
    finally:
        _end(slow)


def work_beside(settings: Settings) -> None:
    """Work on the slow queue, and end with the parent, also when that is killed."""
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()
    work(settings, SLOW)


def work(settings: Settings, queue: str) -> None:
    """Work on one queue until a signal."""
    parts = assemble(settings, feed=make_feed(settings))
    crew = Crew(CREW)
    sweeper = Sweeper(parts, [sweep for sweep in SWEEPS if sweep.queue == queue], crew)
    worker = make_worker(settings, queue, sweeper.looks())
    worker.stop_on_signals()
    log.info("worker_started", queue=queue, pid=os.getpid())
    try:
        sweeper.start()
        worker.run()
    finally:
        sweeper.stop()
        crew.close()
        parts.feed.close()
        parts.engine.dispose()
        log.info("worker_stopped", queue=queue)


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _end(process: BaseProcess) -> None:
    process.terminate()
    process.join(LAST_WORD)
    if process.is_alive():
        # What it had in hand is in SQL, with a lease that ends.
        process.kill()
        process.join()
