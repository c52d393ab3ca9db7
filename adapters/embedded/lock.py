"""Who uses a data folder: a shared lock held by every process for as long as it does, and a gate for starting and stopping."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.embedded.errors import EmbeddedError, HomeInUseError

GATE_PATIENCE = 120.0
"""Seconds to wait for another process that is starting or stopping the servers."""


def open_lock_file(path: Path) -> int:
    """Open a lock file for this process only, making it when it is missing; raises EmbeddedError when the folder is not writable."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        if os.geteuid() == 0:
            # Root made it; the folder's owner must be able to open it later.
            owner = path.parent.stat()
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
    except OSError as error:
        raise EmbeddedError(
            f"Cannot write to the data folder {path.parent} ({error.strerror}): set CUECARD_HOME to a folder that you own."
        ) from error
    return descriptor


@contextmanager
def gate(home: Path) -> Iterator[None]:
    """Let one process at a time start, stop or erase the servers of a home."""
    descriptor = open_lock_file(home / "gate")
    try:
        deadline = time.monotonic() + GATE_PATIENCE
        while not _try(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"Another process has been starting or stopping the servers in {home} for two minutes: end it and try again."
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


class UseLock:
    """This process's share in the use of a home. Only the process that took it can give it back: a fork holds its own copy."""

    def __init__(self, home: Path) -> None:
        """Take a share; called inside the gate, so nobody holds the lock exclusively."""
        self._descriptor = open_lock_file(home / "lock")
        self._pid = os.getpid()
        if not _try(self._descriptor, fcntl.LOCK_SH):
            os.close(self._descriptor)
            raise EmbeddedError(f"The data folder {home} is being erased by another process: try again in a moment.")

    def release(self) -> bool:
        """Give the share back; tells if nobody else holds one. Called inside the gate."""
        last = self._pid == os.getpid() and _try(self._descriptor, fcntl.LOCK_EX)
        os.close(self._descriptor)
        return last


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file alone; raises HomeInUseError at once when another process holds it."""
    descriptor = open_lock_file(path)
    try:
        if not _try(descriptor, fcntl.LOCK_EX):
            raise HomeInUseError(f"Another process holds {path}: stop it first.")
        yield
    finally:
        os.close(descriptor)


def is_used(home: Path) -> bool:
    """Tell if any process holds a share. Called inside the gate."""
    descriptor = open_lock_file(home / "lock")
    try:
        return not _try(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
