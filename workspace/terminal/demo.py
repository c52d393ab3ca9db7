"""`cuecard demo`: the whole product on one machine, with its own servers, made-up customers and a simulated switch."""

import contextlib
import importlib
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

from workspace.processes import children, probe
from workspace.settings import Settings
from workspace.terminal.complaint import Complaint
from workspace.terminal.output import say
from workspace.wiring import servers as wiring_servers

SEEDED = "demo_seeded"
"""The fact that all first data of the demo is in."""
PROCESSES = ("serve", "worker", "telephony")
READY_PATIENCE = 60.0
"""Seconds for the web server's first answer."""

LOOK_EVERY = 0.25
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


_told_to_stop = threading.Event()


class _Asked(BaseException):
    """Somebody asked the demo to stop; unwinds like KeyboardInterrupt, or is raised again where something swallowed it."""


def run(settings: Settings, *, fresh: bool = False) -> int:
    """Start everything, tell how to sign in, and watch over it until Ctrl-C or SIGTERM; always leaves nothing running."""
    settings = settings.but(demo=True, **({} if "log_format" in settings.model_fields_set else {"log_format": "text"}))
    for number in SIGNALS:
        signal.signal(number, _asked)
    try:
        with wiring_servers.only_demo(settings):
            probe.check_port(settings)
            if fresh:
                start_over(settings)
            environment = _environment(settings)
            # Imports are most of a start, and there are two cores at least: the web server does its own beside what is done here.
            web = children.Child([PROCESSES[0]], environment, settings.home / "log", waits=True)
            try:
                with prepared(settings) as ready:
                    watch(ready, web, environment)
            finally:
                children.stop([web])
    except _Asked:
        say("Stopped.")
    return 0


def start_over(settings: Settings) -> None:
    """Delete all that an earlier demo kept in the home; raises Complaint when a real database is set or the home is in use."""
    if settings.database_url:
        raise Complaint("--fresh deletes only the demo's own data: empty the database of CUECARD_DATABASE_URL yourself.")
    wiring_servers.erase(settings)
    settings.demo_logins.unlink(missing_ok=True)
    if settings.analytics is None and settings.analytics_folder.exists():
        shutil.rmtree(settings.analytics_folder)


@contextlib.contextmanager
def prepared(settings: Settings) -> Iterator[Settings]:
    """Servers that run, with every migration done."""
    say(f"Starting the servers in {settings.home} …")
    with wiring_servers.running(settings) as ready:
        seen = wiring_servers.look_at_redis(ready)
        if seen.trouble:
            raise Complaint(seen.trouble)
        wiring_servers.migrate_database(ready)
        yield ready


def watch(settings: Settings, web: children.Child, environment: dict[str, str]) -> NoReturn:
    """Seed, and run the processes for good; only a signal or a failed start ends it, and then all of them."""
    family = [web]
    try:
        is_first = not wiring_servers.has_fact(settings, SEEDED)
        if is_first:
            seed(settings)
        # The web server first and alone: people wait for it, and on two cores the others would slow its start.
        web.begin()
        _wait_for_answer(settings, web)
        if not is_first:  # only what a newer release ships: nobody need wait for it
            seed(settings)
        family.extend(children.Child([name], environment, settings.home / "log") for name in PROCESSES[1:])
        _welcome(settings)
        while not _told_to_stop.is_set():
            for child in family:
                child.tend(time.monotonic())
            time.sleep(LOOK_EVERY)
        raise _Asked
    finally:
        children.stop(family)


def seed(settings: Settings) -> None:
    """Put in the demo's data as far as it is missing."""
    importlib.import_module("workspace.seeding.demo").run(settings)


def _asked(number: int, frame: FrameType | None) -> NoReturn:
    for other in SIGNALS:  # asked once is enough: a second Ctrl-C must not cut the stopping short
        signal.signal(other, signal.SIG_IGN)
    # A finaliser or a callback that happens to run just now swallows what is raised in it.
    _told_to_stop.set()
    raise _Asked


def _environment(settings: Settings) -> dict[str, str]:
    """The children's environment. Servers of the home they find themselves, so the last one out stops them whoever was killed."""
    return {**os.environ, **settings.as_environment()}


def _wait_for_answer(settings: Settings, server: children.Child) -> None:
    deadline = time.monotonic() + READY_PATIENCE
    while not probe.is_ready(settings):
        if server.has_ended():
            raise Complaint(f"The web server ended at its start: the reason stands at the end of {server.log}.")
        if time.monotonic() > deadline:
            raise Complaint(f"The web server does not answer: see {server.log}.")
        time.sleep(0.1)


def _welcome(settings: Settings) -> None:
    logins: dict[str, str] = json.loads(settings.demo_logins.read_text(encoding="utf-8"))
    width = max(len(login) for login in logins)
    say()
    say(f"Cuecard is ready at {settings.address}")
    say()
    say(f"  {'login':{width}}  password")
    for login, password in logins.items():
        say(f"  {login:{width}}  {password}")
    say()
    say(f"The logins are kept in {settings.demo_logins}, the logs in {settings.home / 'log'}. Ctrl-C stops everything.")
