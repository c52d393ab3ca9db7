"""Processes of this machine: started so that they outlive us, told apart from strangers that reuse a number, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.embedded.account import Account
from adapters.embedded.errors import EmbeddedError

POLL = 0.02
"""Seconds between two looks at something that will be true soon."""

MAX_LOG_BYTES = 10_000_000

# The shell gets the command as arguments, so no character of a path is ever read as shell. It leaves the server behind
# as an orphan: a server must outlive the process that happened to start it, and leaves no zombie in it.
_LAUNCH = 'cd "$0" && { "$@" </dev/null >&2 & echo $!; }'


def launch(account: Account, command: Sequence[str | Path], *, folder: Path, log: Path) -> int:
    """Start a server as the account, with `folder` as its working folder, and return its process number."""
    if log.exists() and log.stat().st_size > MAX_LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))
    with log.open("ab") as stderr:
        done = account.run(["/bin/sh", "-c", _LAUNCH, folder, *command], stderr=stderr)
    if done.returncode != 0:
        raise EmbeddedError(f"Cannot start {Path(command[0]).name} in {folder}: see {log}.")
    return int(done.stdout)


def is_alive(pid: int) -> bool:
    """Tell if the process runs; a zombie does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _ps(pid, "stat").startswith("Z")


def works_in(pid: int, folder: Path, program: str) -> bool:
    """Tell if the living process `pid` is that program with that working folder, and not a stranger with a reused number."""
    if pid <= 0 or not is_alive(pid):
        return False
    if program not in _ps(pid, "args"):
        return False
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no /proc (macOS): the program's name has to do
    except PermissionError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition; returns False when it did not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL)
    return True


def stop(pid: int, first: signal.Signals, seconds: float) -> None:
    """Ask a process to end with the signal `first`, and kill it when it has not after `seconds`."""
    for number, patience in ((first, seconds), (signal.SIGKILL, 10.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if wait_until(lambda: not is_alive(pid), patience):
            return
    raise EmbeddedError(f"Process {pid} does not stop.")


def _ps(pid: int, column: str) -> str:
    """Read one fact about a process: from /proc where there is one, as minimal systems have no ps."""
    try:
        if column == "stat":
            return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].strip()
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        if Path("/proc/self").exists():
            return "Z" if column == "stat" else ""
    return subprocess.run(["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603, S607
