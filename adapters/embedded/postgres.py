"""The embedded PostgreSQL of one home: its cluster made once, its server found, started and stopped."""

import shutil
import signal
import tempfile
from pathlib import Path

import psycopg

from adapters.embedded import binaries, processes
from adapters.embedded.errors import EmbeddedError
from adapters.embedded.places import Places

NAME = "cuecard"
"""The name of the database and of the role that owns it."""

PORT = 5432
"""Only part of the socket's file name: no TCP port is opened."""

UNFINISHED = "postgres.new-"
"""Begins the names of folders in which initdb is at work; never moved into place when it does not finish."""

START_PATIENCE = 60.0
"""Seconds for a start; recovery after a crash may need some."""

# C.UTF-8 is missing on some systems; the builtin provider decides about letters anyway, so the next best will do.
LC_CTYPES = ("C.UTF-8", "en_US.UTF-8", "C")

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "200",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "wal_level": "replica",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",  # our statements are short; compiling one costs more than running it
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}
FAST_AND_FORGETFUL = {"fsync": "off", "full_page_writes": "off"}
"""For tests: a power cut may ruin the cluster, a kill -9 does not."""


def url(sockets: Path) -> str:
    """Return the SQLAlchemy address of the database behind a socket folder."""
    return f"postgresql+psycopg://{NAME}@/{NAME}?host={sockets}"


def answers(sockets: Path, cluster: Path) -> bool:
    """Tell if the cluster's own server answers a query at the socket folder."""
    if not (sockets / f".s.PGSQL.{PORT}").exists():
        return False
    try:
        with psycopg.connect(host=str(sockets), port=PORT, user=NAME, dbname="postgres", connect_timeout=2, autocommit=True) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    return row is not None and Path(row[0]) == cluster


def start(places: Places, sockets: Path, *, fsync: bool) -> None:
    """Make sure that the home's server answers: find it, or start it, making the cluster first if need be. Called inside the gate."""
    cluster = places.postgres
    if answers(sockets, cluster):
        return
    programs = binaries.postgres_programs(places.account)
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(places, programs, fsync=fsync)
    _clear(places, sockets)
    if not answers(sockets, cluster):
        _launch(places, programs, sockets, fsync=fsync)
    _make_database(sockets)


def stop(places: Places) -> None:
    """Stop the home's server if it runs: sessions are cut, everything committed is kept. Called inside the gate."""
    pid = _server_pid(places.postgres)
    if pid:
        processes.stop(pid, signal.SIGINT, 30.0)


def _make_cluster(places: Places, programs: Path, *, fsync: bool) -> None:
    """Run initdb beside the final place and move the result there, so a killed initdb leaves no half cluster."""
    if places.postgres.exists():
        raise EmbeddedError(f"{places.postgres} exists but holds no PostgreSQL cluster: move it away.")
    said = ""
    for lc_ctype in LC_CTYPES:
        for leftover in places.data.glob(f"{UNFINISHED}*"):
            # The initdb of a killed process may still be at work in it; then the next start takes it away.
            shutil.rmtree(leftover, ignore_errors=True)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=places.data))
        places.account.own(unfinished)
        command = [
            str(programs / "initdb"),
            f"--pgdata={unfinished}",
            f"--username={NAME}",
            # Only the owner of the socket folder and root get as far as a socket; there is no other door.
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            f"--lc-ctype={lc_ctype}",
            "--lc-collate=C",
            "--no-instructions",
            *([] if fsync else ["--no-sync"]),
        ]
        done = places.account.run(command)
        if done.returncode == 0:
            unfinished.rename(places.postgres)
            return
        said = done.stdout
        if "locale" not in said:
            break
    (places.logs / "initdb.log").write_text(said)
    raise EmbeddedError(f"Cannot make the PostgreSQL cluster in {places.postgres}: see {places.logs / 'initdb.log'}.")


def _clear(places: Places, sockets: Path) -> None:
    """Wait for or stop a server that does not answer, and remove what a killed one left behind."""
    cluster = places.postgres
    pid = _server_pid(cluster)
    if pid:
        # It may be starting, or stopping, or its sockets were swept away.
        processes.wait_until(lambda: answers(sockets, cluster) or not processes.is_alive(pid), 5.0)
        if answers(sockets, cluster):
            return
        stop(places)
    # PostgreSQL takes a stranger with a reused number for its old self and refuses to start; we know better by now.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    for leftover in sockets.glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)


def _launch(places: Places, programs: Path, sockets: Path, *, fsync: bool) -> None:
    options = OPTIONS | {"unix_socket_directories": str(sockets)} | ({} if fsync else FAST_AND_FORGETFUL)
    command = [
        str(programs / "postgres"),
        "-D",
        str(places.postgres),
        *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
    ]
    log = places.logs / "postgres.log"
    # After a kill -9 the old backends need a moment to notice; the new server refuses to start beside them.
    for _ in range(20):
        pid = processes.launch(places.account, command, folder=places.postgres, log=log)
        processes.wait_until(lambda: answers(sockets, places.postgres) or not processes.is_alive(pid), START_PATIENCE)  # noqa: B023
        if answers(sockets, places.postgres):
            return
        if processes.is_alive(pid) or "is still in use" not in _last_words(log):
            break
        processes.wait_until(lambda: False, 0.25)
    raise EmbeddedError(f"PostgreSQL does not start: the reason stands at the end of {log}.")


def _last_words(log: Path) -> str:
    return log.read_bytes()[-2000:].decode(errors="replace")


def _make_database(sockets: Path) -> None:
    with psycopg.connect(host=str(sockets), port=PORT, user=NAME, dbname="postgres", autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)).fetchone() is None:
            connection.execute(f"CREATE DATABASE {NAME}")


def _server_pid(cluster: Path) -> int:
    """Return the process number of the cluster's living server, or 0."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0
    return pid if processes.works_in(pid, cluster, "postgres") else 0
