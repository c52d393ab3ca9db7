"""Both embedded servers of a home, started by the first process that needs them and stopped by the last one out."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from adapters.embedded import lock, postgres, valkey
from adapters.embedded.errors import HomeInUseError
from adapters.embedded.places import elsewhere, make_home, places_of, socket_folder


@dataclass
class EmbeddedServers:
    """This process's share in the running servers of a home; a context manager that releases it."""

    home: Path
    database_url: str
    """SQLAlchemy's address of the database, empty when it was not asked for."""
    redis_url: str
    """The address of Valkey, empty when it was not asked for."""
    _use: lock.UseLock | None = field(repr=False)

    def release(self) -> None:
        """Give the share back, and stop the servers when nobody else holds one. A second call does nothing."""
        use, self._use = self._use, None
        if use is None:
            return
        with lock.gate(self.home):
            if use.release():
                _stop(self.home)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Release the share."""
        self.release()


def start(home: Path, *, database: bool = True, live: bool = True, fsync: bool = True) -> EmbeddedServers:
    """Find or start the servers of a home and hold a share in them until released.

    `database` asks for PostgreSQL, `live` for Valkey. `fsync=False` is for tests: faster, and a power cut may ruin
    the data. Raises EmbeddedError, one sentence for people.
    """
    home = make_home(home)
    with lock.gate(home):
        use = lock.UseLock(home)
        try:
            places = places_of(home)
            sockets = socket_folder(places)
            if live:
                valkey.start(places, sockets, fsync=fsync)
            if database:
                postgres.start(places, sockets, fsync=fsync)
        except BaseException:
            if use.release():
                _stop(home)
            raise
        return EmbeddedServers(home, postgres.url(sockets) if database else "", valkey.url(sockets) if live else "", use)


def erase(home: Path) -> None:
    """Stop the servers of a home and delete their data, here and elsewhere; raises HomeInUseError when another process uses them."""
    if not home.exists():
        return
    home = home.resolve()
    with lock.gate(home):
        if lock.is_used(home):
            raise HomeInUseError(f"Another process is running on {home}: stop it first.")
        _stop(home)
        for data in (home, elsewhere(home)):
            for folder in (data / "postgres", data / "valkey", *data.glob(f"{postgres.UNFINISHED}*")):
                if folder.exists():
                    shutil.rmtree(folder)


def is_used(home: Path) -> bool:
    """Tell if any process holds a share in the servers of a home."""
    if not (home / "lock").exists():
        return False
    with lock.gate(home):
        return lock.is_used(home)


@contextmanager
def claim(home: Path, name: str) -> Iterator[None]:
    """Hold a home's exclusive lock of that name; raises HomeInUseError at once when another process holds it."""
    with lock.exclusive(make_home(home) / f"{name}.lock"):
        yield


def _stop(home: Path) -> None:
    """Stop whatever runs, and leave no socket folder behind."""
    places = places_of(home)
    valkey.stop(places)
    postgres.stop(places)
    note = home / "sockets"
    if note.exists():
        shutil.rmtree(socket_folder(places), ignore_errors=True)
        note.unlink()
