"""`cuecard doctor`: what runs where, in which version, what is wrong, and what to do about it."""

import os
import platform
import re
import shutil
import sys
from importlib import metadata
from pathlib import Path

from workspace.processes import probe
from workspace.settings import Settings, strangers
from workspace.terminal.complaint import Complaint
from workspace.terminal.output import say
from workspace.wiring import servers as wiring_servers

LEAST_FREE = 500_000_000
"""Bytes of free disk under which PostgreSQL may soon have to stop."""


class Report:
    """Facts printed as they are found, and what is wrong kept for the end."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self.wrong: list[str] = []

    def fact(self, what: str, value: str) -> None:
        """Print one fact."""
        say(f"{what:10} {value}")

    def trouble(self, sentence: str) -> None:
        """Keep one thing that is wrong, with what to do."""
        self.wrong.append(sentence)


def run(settings: Settings) -> int:
    """Print the report; returns 0 when nothing is wrong, else 1."""
    report = Report()
    _versions(report)
    _home(report, settings)
    _servers(report, settings)
    _web(report, settings)
    report.wrong += strangers()
    say()
    if not report.wrong:
        say("Nothing is wrong.")
        return 0
    say("What is wrong:")
    for sentence in report.wrong:
        say(f"  * {sentence}")
    return 1


def _versions(report: Report) -> None:
    report.fact("Cuecard", f"{metadata.version('cuecard')}, Python {platform.python_version()} at {sys.executable}, {platform.platform()}")
    found: list[str] = []
    for requirement in metadata.requires("cuecard") or []:
        name, _, condition = requirement.partition(";")
        package = re.split(r"[^A-Za-z0-9_.-]", name)[0]
        if "extra ==" in condition:
            continue
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            if "sys_platform" not in condition:
                report.trouble(f"The package {package} is missing: run `make setup`.")
    report.fact("Packages", ", ".join(found))


def _home(report: Report, settings: Settings) -> None:
    home = settings.home
    if not home.exists():
        report.fact("Home", f"{home}, not made yet")
        return
    free = shutil.disk_usage(home).free
    report.fact("Home", f"{home}, {free / 1e9:.1f} GB free")
    if not os.access(home, os.W_OK):
        report.trouble(f"{home} cannot be written by this account: run as its owner, or set CUECARD_HOME.")
    if free < LEAST_FREE:
        report.trouble(f"Only {free / 1e6:.0f} MB are free on the disk of {home}: make room.")


def _servers(report: Report, settings: Settings) -> None:
    embedded = not settings.database_url or not settings.redis_url
    if embedded and not settings.home.exists():
        report.fact("Servers", "the embedded ones, made by the first `cuecard demo` or `cuecard migrate`")
        return
    try:
        if embedded:
            use = "in use by other processes" if wiring_servers.is_used(settings) else "in use by nobody, started for this report"
            report.fact("Servers", f"embedded ones {use}; logs in {settings.home / 'log'}")
        with wiring_servers.running(settings) as ready:
            report.fact("Database", _seen(report, wiring_servers.look_at_database(ready), "PostgreSQL "))
            _migrations(report, ready)
            report.fact("Redis", _seen(report, wiring_servers.look_at_redis(ready)))
    except Complaint as complaint:
        report.fact("Database", "cannot be used")
        report.trouble(str(complaint))


def _seen(report: Report, seen: wiring_servers.Seen, prefix: str = "") -> str:
    if seen.trouble:
        report.trouble(seen.trouble)
        return f"cannot be used, at {seen.where}"
    return f"{prefix}{seen.version} at {seen.where}"


def _migrations(report: Report, settings: Settings) -> None:
    missing = wiring_servers.missing_migration(settings)
    report.fact("Schema", f"behind this release, which needs {missing}" if missing else "up to date")
    if missing:
        report.trouble("The database is behind this release: run `cuecard migrate`.")


def _web(report: Report, settings: Settings) -> None:
    answer = "ready" if probe.is_ready(settings) else "nobody is ready there; `cuecard demo` or `cuecard serve` starts the web server"
    report.fact("Web", f"{settings.address}: {answer}")
    if not (Path(__file__).parents[2] / "templates").is_dir():
        report.trouble("The folder `templates` is missing beside the code: run from a whole checkout.")
