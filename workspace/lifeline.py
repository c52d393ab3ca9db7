"""The lifeline between a supervisor and its processes: they end when it does, even when it is killed with -9.

The supervisor holds the writing end of each process's standard input and never writes. However it ends, the kernel
closes that end, and the process reads the end of the file.
"""

import os
import signal
import threading
import time

PATIENCE = 15.0
"""Seconds that a process has to end by itself once the lifeline is cut."""


def follow() -> None:
    """Make this process end when its standard input closes: first asked with SIGTERM, then killed with all it started."""
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
