"""Locks that a process holds for as long as it lives: advisory locks on a connection of their own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, bindparam, func, select

TRY = select(func.pg_try_advisory_lock(bindparam("lock")))
RETRY_AFTER = 1.0
"""Seconds between two tries."""


@contextmanager
def session_lock(engine: Engine, lock: int, stopping: threading.Event) -> Iterator[bool]:
    """Hold the lock for a block, waiting for it; False when told to stop before it was free. A killed process gives it back by dying."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = bool(connection.execute(TRY, {"lock": lock}).scalar())
        while not held and not stopping.wait(RETRY_AFTER):
            held = bool(connection.execute(TRY, {"lock": lock}).scalar())
        try:
            yield held
        finally:
            # The connection goes back to the pool, and must not take the lock along.
            connection.invalidate()
