"""The lifeline between a supervisor and its processes: they end when it does, even when it is killed with -9.

The supervisor holds the writing end of each process's standard input. However it ends, the kernel closes that end, and the process
reads the end of the file. The one thing ever written is the word to begin: a process that got ready early waits for it.
"""

import contextlib
import os
import signal
import threading
import time

PATIENCE = 15.0
"""Seconds that a process has to end by itself once the lifeline is cut."""


_told = threading.Event()


def follow() -> None:
    """Make this process end when its standard input closes: first asked with SIGTERM, then killed with all it started."""
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def wait_to_begin() -> None:
    """Wait until the supervisor says to begin."""
    _told.wait()


def begin(descriptor: int) -> None:
    """Tell the process whose standard input this is to begin; nothing happens when it is gone already."""
    with contextlib.suppress(BrokenPipeError):
        os.write(descriptor, b"\n")


def _wait() -> None:
    while os.read(0, 1024):
        _told.set()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
