"""The sweeper: a thread that looks for each kind of work again and again, so that nothing depends on a wake-up arriving."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from workspace.jobs import Sweep, found
from workspace.processes.crew import Crew
from workspace.wiring.parts import DatabaseDown, Parts, PoolTimeout

LONGEST_PAUSE = 30.0
"""Seconds between two looks for work whose looks fail."""

ITSELF = UUID(int=0)
"""The id of work that is one piece."""

log = structlog.get_logger(__name__)


@dataclass
class _Round:
    """When a sweep is next due, and how often it failed in a row."""

    sweep: Sweep
    due: float
    failures: int = 0


class Sweeper:
    """Looks for the work of some sweeps: in its own thread when due, and in the caller's when `look` is called."""

    def __init__(self, parts: Parts, sweeps: Sequence[Sweep], crew: Crew) -> None:
        self._parts = parts
        self._crew = crew
        self._hands = {sweep.name: Crew(sweep.hands) for sweep in sweeps if sweep.hands}
        # The first look is at once: what an earlier worker left behind has waited long enough.
        self._rounds = [_Round(sweep, time.monotonic()) for sweep in sweeps]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin looking."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the look that is going on, and stop."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        for crew in self._hands.values():
            crew.close()

    def looks(self) -> dict[str, Callable[[], None]]:
        """A function for each work, that looks for it now."""
        return {one.sweep.name: lambda sweep=one.sweep: self.look(sweep) for one in self._rounds}  # type: ignore[misc]

    def look(self, sweep: Sweep) -> None:
        """Look for one kind of work now, and do what is found or begin it."""
        if sweep.beside:
            self._crew.send(sweep.name, [ITSELF], lambda _: sweep.look(self._parts))
            return
        seen = sweep.look(self._parts)
        if (each := sweep.each) is not None:
            self._hands.get(sweep.name, self._crew).send(sweep.name, found(seen), lambda one: each(self._parts, one))

    def _run(self) -> None:
        while not self._stopping.is_set():
            for one in self._rounds:
                if one.due <= time.monotonic() and not self._stopping.is_set():
                    self._look(one)
            self._stopping.wait(max(0.0, min((one.due for one in self._rounds), default=time.monotonic() + 1) - time.monotonic()))

    def _look(self, one: _Round) -> None:
        try:
            self.look(one.sweep)
            one.failures = 0
        except (*DatabaseDown, PoolTimeout) as error:
            one.failures += 1
            log.warning("sweep_failed", work=one.sweep.name, error=str(error)[:200])
        except Exception:
            one.failures += 1
            log.exception("sweep_failed", work=one.sweep.name)
        one.due = time.monotonic() + min(one.sweep.every * 2 ** min(one.failures, 10), max(one.sweep.every, LONGEST_PAUSE))
