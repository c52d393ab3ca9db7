"""The commands of `cuecard`, one entry each. A command is a function `(settings, **arguments) -> int | None` in a module of its own.

What works on files alone is a function `(**arguments)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

Needs = Literal["files", "nothing", "servers", "schema"]
"""What must be there before a command runs: only the files it names (then no settings are read, so that it starts at once, and its
function is not given them), only settings, the servers, or the servers with every migration done."""


@dataclass(frozen=True)
class Argument:
    """One argument of a command: its names on the command line and what argparse makes of it."""

    names: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Command:
    """One command: its words, what it is for, and the function that does it, imported only when it is called."""

    words: str
    help: str
    target: str
    needs: Needs = "schema"
    arguments: tuple[Argument, ...] = ()


def argument(*names: str, **options: Any) -> Argument:
    """Declare an argument as `argparse.add_argument` takes it."""
    return Argument(names, options)


def share(text: str) -> float:
    """A share from 0 to 1. Raises ValueError."""
    number = float(text)
    if not 0 <= number <= 1:
        raise ValueError(text)
    return number


def positive(text: str) -> int:
    """A whole number from 1 up. Raises ValueError."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


PORT = argument("--port", type=int, metavar="N", help="TCP port of the web server (default: CUECARD_PORT or 8000)")
FILE = argument("file", type=Path, metavar="FILE")
MAPPING = argument("--mapping", type=Path, required=True, metavar="FILE", help="YAML file that says what each column is")
IMPORT = (
    argument("--dry-run", action="store_true", help="check everything, store nothing"),
    argument("--bad-rows", type=Path, metavar="FILE", help="write the rows that were not taken, with the reason"),
)
FILES = argument("files", nargs="+", type=Path, metavar="FILE")
LANGUAGE = argument("--lang", choices=("en", "zh"), default="en", help="language of the messages")
FORM = argument("--format", choices=("text", "json"), default="text", help="form of the result")

COMMANDS = (
    Command(
        "demo",
        "everything on this machine, with made-up customers",
        "workspace.terminal.demo:run",
        "nothing",
        (argument("--fresh", action="store_true", help="delete what an earlier demo kept and start over"), PORT),
    ),
    Command("serve", "the web server", "workspace.processes.web_server:run", arguments=(PORT,)),
    Command("worker", "background work: jobs, relay, sweeper", "workspace.processes.worker:run"),
    Command("telephony", "the link to the telephone switch", "workspace.processes.telephony_link:run"),
    Command(
        "telephony replay",
        "what we make of a capture of a switch, as JSON lines",
        "workspace.terminal.telephony_replay:replay",
        "nothing",
        (FILES, argument("--format", choices=("ami",), default="ami", help="protocol of the captures (default: ami, Asterisk's)")),
    ),
    Command("migrate", "bring the database to this release", "workspace.terminal.migrate:run", "servers"),
    Command("verify", "look for everything that must never be", "workspace.terminal.verify:run"),
    Command("doctor", "what runs where, what is wrong, and what to do", "workspace.terminal.doctor:run", "nothing"),
    Command(
        "admin create",
        "make the first login of an installation",
        "workspace.terminal.admin:create",
        arguments=(
            argument("login", metavar="LOGIN"),
            argument("--name", metavar="NAME", help="how other people see the person (default: the login)"),
        ),
    ),
    Command(
        "import customers",
        "load customers from a CSV file",
        "workspace.terminal.importing:customers",
        arguments=(
            FILE,
            MAPPING,
            *IMPORT,
        ),
    ),
    Command(
        "import leads",
        "load a list of leads into a campaign from a CSV file",
        "workspace.terminal.importing:leads",
        arguments=(
            argument("campaign", metavar="CAMPAIGN", help="the campaign's key"),
            FILE,
            MAPPING,
            argument("--obtained-on", type=date.fromisoformat, metavar="DATE", help="when the list was obtained, as YYYY-MM-DD"),
            *IMPORT,
        ),
    ),
    Command(
        "import recommendations",
        "load offers recommended for customers from a CSV file",
        "workspace.terminal.importing:recommendations",
        arguments=(FILE, *IMPORT),
    ),
    Command("learn", "learn from the outcomes now and renew the recommendations", "workspace.terminal.learning:run"),
    Command(
        "check",
        "check scripts and offers",
        "workspace.terminal.checking:check",
        "files",
        (
            FILES,
            LANGUAGE,
            argument("--format", choices=("text", "json", "github"), default="text", help="form of the messages"),
        ),
    ),
    Command(
        "test",
        "run the tests of scripts",
        "workspace.terminal.testing:test",
        "files",
        (
            FILES,
            argument("--coverage", action="store_true", help="say what no test reached"),
            LANGUAGE,
            argument("--format", choices=("text", "json", "github"), default="text", help="form of the report"),
        ),
    ),
    Command(
        "play",
        "walk a script by hand, and print the test that repeats the walk",
        "workspace.terminal.playing:play",
        "files",
        (
            FILE,
            argument("--given", type=Path, metavar="FILE", help="who calls, mocks and offers, as in a test file (default: asked)"),
            argument("--name", default="played by hand", metavar="NAME", help="the name of the test"),
            LANGUAGE,
        ),
    ),
    Command("schema", "a JSON Schema of scripts, for completion in editors", "workspace.terminal.schema:schema", "files"),
    Command(
        "diff",
        "what changed between two versions of a script, in words",
        "workspace.terminal.diffing:diff",
        "files",
        (argument("old", type=Path, metavar="OLD"), argument("new", type=Path, metavar="NEW"), LANGUAGE, FORM),
    ),
    Command(
        "simulate",
        "walk a script with many customers and count what is reached",
        "workspace.terminal.simulating:simulate",
        "files",
        (
            FILE,
            argument("--customers", type=Path, metavar="CSV", help="columns named like the customer's fields, or as a mapping says"),
            argument("--mapping", type=Path, metavar="FILE", help="the mapping of an import (default: NAME.mapping.yaml beside the list)"),
            argument("--n", type=positive, default=1000, metavar="N", help="how many calls (default: 1000)"),
            argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same counts (default: 1)"),
            argument("--history", type=Path, metavar="FILE", help="draw ways by a CSV or JSON of step, way, count"),
            argument("--failures", type=share, default=0.02, metavar="SHARE", help="of actions that fail (default: 0.02)"),
            argument("--hang-ups", type=share, default=0.01, metavar="SHARE", help="of steps that end in hanging up (default: 0.01)"),
            argument("--objections", type=share, default=0.1, metavar="SHARE", help="of steps at which one is raised (default: 0.1)"),
            argument("--now", type=datetime.fromisoformat, metavar="TIME", help="when the calls begin, as 2026-11-22T10:00 (default: now)"),
            LANGUAGE,
            FORM,
        ),
    ),
)
