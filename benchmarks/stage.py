"""The stage: embedded servers in a folder of their own, a migrated database, the demo's data, and a real `cuecard serve`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.routing.presence import PresenceState, SignedIn, Wished
from workspace.commands.sign_in import sign_in
from workspace.logs import configure
from workspace.processes import lifeline, probe
from workspace.seeding.customers import seed_customers, seed_history
from workspace.seeding.floor import read_logins, seed_floor
from workspace.seeding.shipped_library import publish_library
from workspace.settings import Settings, load
from workspace.transactions.presences import move_presence
from workspace.wiring import servers as wiring_servers
from workspace.wiring.parts import Parts, make_feed, parts_of

AGENT = "agent1"


@contextmanager
def empty_stage() -> Iterator[Settings]:
    """Settings of running servers in a new folder, with every migration done; all of it is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="cuecard-bench-"))
    wanted = load({}, home=home, demo=True, port=free_port(), processes=1, log_level="warning", log_format="text")
    configure(wanted)
    try:
        with wiring_servers.running(wanted) as settings:
            wiring_servers.migrate_database(settings)
            yield settings
    finally:
        wiring_servers.erase(wanted)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def furnished_stage() -> Iterator[tuple[Settings, Parts]]:
    """The same with the demo's floor, customers with their past, and the library; its parts tell the real feed."""
    with empty_stage() as settings, parts_of(settings, feed=make_feed(settings)) as parts:
        seed_floor(parts)
        seed_customers(parts)
        seed_history(parts)
        publish_library(parts)
        _settle_down(parts)
        yield settings, parts


@contextmanager
def scripts_stage() -> Iterator[tuple[Settings, Parts]]:
    """The demo's floor and the library without customers, where scripts are written and nobody calls; its parts tell the real feed."""
    with empty_stage() as settings, parts_of(settings, feed=make_feed(settings)) as parts:
        seed_floor(parts)
        publish_library(parts)
        _settle_down(parts)
        yield settings, parts


@contextmanager
def serving(settings: Settings) -> Iterator[int]:
    """A real `cuecard serve` on these settings; gives its process number once it says that it is ready."""
    command = [sys.executable, "-m", "workspace.cli", "--with-parent", "serve"]
    process = subprocess.Popen(command, env={**os.environ, **settings.as_environment()}, stdin=subprocess.PIPE)
    if process.stdin is not None:
        lifeline.begin(process.stdin.fileno())
    try:
        deadline = time.monotonic() + 30
        while not probe.is_ready(settings):
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("cuecard serve does not answer")
            time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.wait(15)


def signed_in(parts: Parts, login: str = AGENT) -> str:
    """The session token of one of the demo's people, through the ordinary sign-in."""
    return sign_in(parts, login=login, password=read_logins(parts)[login], address="127.0.0.1").token


def make_ready(parts: Parts, login: str = AGENT) -> None:
    """Let an agent be ready, as if they had pressed the button."""
    with parts.units.begin() as unit:
        person = unit.people.by_login(login)
        if person is None:
            raise AssertionError(f"{login} was not seeded")
        move_presence(unit, person["id"], SignedIn())
        move_presence(unit, person["id"], Wished(PresenceState.READY))
        unit.people.note_seen([person["id"]])


def postmaster_of(settings: Settings) -> int:
    """The process number of the embedded PostgreSQL."""
    found = sorted(Path("/").glob("var/lib/cuecard/**/postmaster.pid")) + sorted(settings.home.glob("**/postmaster.pid"))
    return int(found[-1].read_text().splitlines()[0]) if found else 0


def _settle_down(parts: Parts) -> None:
    """Let the database write and count what was just loaded, so that autovacuum does not do it during the measurement."""
    with parts.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
        connection.exec_driver_sql("CHECKPOINT")


def free_port() -> int:
    with socket.socket() as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        port: int = probe_socket.getsockname()[1]
        return port
