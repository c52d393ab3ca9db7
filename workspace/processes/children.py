"""Processes under supervision: started, started again when they die, and stopped together."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from workspace.processes import lifeline
from workspace.terminal.output import say

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
"""Seconds before a process that keeps dying is started again; the pause doubles each time."""

STEADY = 30.0
"""Seconds after which a process counts as healthy, and its next death as its first."""

PATIENCE = 12.0
"""Seconds that processes have to end by themselves."""

MAX_LOG_BYTES = 10_000_000


class Child:
    """One `cuecard` process in a session of its own, so that it and all it started can be stopped together."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], logs: Path, *, waits: bool = False) -> None:
        """Start the process; what it says goes to its own file in `logs`. If it `waits`, it only gets ready until told to `begin`."""
        self.name = words[0]
        self.log = logs / f"{self.name}.log"
        self._command = [sys.executable, "-m", "workspace.cli", "--with-parent", *words]
        self._environment = dict(environment)
        self._pause = FIRST_PAUSE
        self._due = 0.0
        self._waits = waits
        self._start()

    @property
    def pid(self) -> int:
        """The process number of the present incarnation."""
        return self._process.pid

    def begin(self) -> None:
        """Let a process that waits do its work, now and whenever it is started again."""
        self._waits = False
        self._tell_to_begin()

    def tend(self, now: float) -> None:
        """Start the process again when it died and its pause is over; `now` is monotonic seconds."""
        if self._due:
            if now >= self._due:
                self._due = 0.0
                self._start()
            return
        code = self._process.poll()
        if code is None:
            return
        self._kill()  # what it left running would hold the port
        self._pause = FIRST_PAUSE if now - self._started > STEADY else min(self._pause * 2, LONGEST_PAUSE)
        self._due = now + self._pause
        say(f"{self.name} ended ({_ending(code)}) and starts again in {self._pause:.0f} s; its last words are in {self.log}.")

    def has_ended(self) -> bool:
        """Tell if the present incarnation is gone."""
        return self._process.poll() is not None

    def ask_to_end(self) -> None:
        """Send SIGTERM to the process, which ends what it started."""
        if not self.has_ended():
            self._process.terminate()

    def finish(self, seconds: float) -> None:
        """Wait for the end, and kill the whole session when it does not come. A second call does nothing."""
        if self._process.stdin and self._process.stdin.closed:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(seconds, 0))
        self._kill()

    def _start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > MAX_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line
                self._command,
                env=self._environment,
                stdin=subprocess.PIPE,  # the lifeline
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor alone, which then asks in order
            )
        self._started = time.monotonic()
        if not self._waits:
            self._tell_to_begin()

    def _tell_to_begin(self) -> None:
        if self._process.stdin:
            lifeline.begin(self._process.stdin.fileno())

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()


def stop(children: Sequence[Child]) -> None:
    """End all of them, the later started ones after the earlier ones were asked."""
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.ask_to_end()
    for child in children:
        child.finish(deadline - time.monotonic())


def _ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
