"""The commands of `cuecard`, one entry each. A command is a function `(settings, **arguments) -> int | None` in a module of its own.

What works on files alone is a function `(**arguments)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
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
        "workspace.demo:run",
        "nothing",
        (argument("--fresh", action="store_true", help="delete what an earlier demo kept and start over"), PORT),
    ),
    Command("serve", "the web server", "workspace.web_server:run", arguments=(PORT,)),
    Command("worker", "background work: jobs, relay, sweeper", "workspace.worker:run"),
    Command("telephony", "the link to the telephone switch", "workspace.telephony_link:run"),
    Command("migrate", "bring the database to this release", "workspace.migrate:run", "servers"),
    Command("verify", "look for everything that must never be", "workspace.verify:run"),
    Command("doctor", "what runs where, what is wrong, and what to do", "workspace.doctor:run", "nothing"),
    Command(
        "admin create",
        "make the first login of an installation",
        "workspace.admin:create",
        arguments=(
            argument("login", metavar="LOGIN"),
            argument("--name", metavar="NAME", help="how other people see the person (default: the login)"),
        ),
    ),
    Command(
        "import customers",
        "load customers from a CSV file",
        "workspace.importing:customers",
        arguments=(
            FILE,
            MAPPING,
            *IMPORT,
        ),
    ),
    Command(
        "import leads",
        "load a list of leads into a campaign from a CSV file",
        "workspace.importing:leads",
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
        "workspace.importing:recommendations",
        arguments=(FILE, *IMPORT),
    ),
    Command("learn", "learn from the outcomes now and renew the recommendations", "workspace.learning:run"),
    Command(
        "check",
        "check scripts and offers",
        "workspace.checking:check",
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
        "workspace.testing:test",
        "files",
        (
            FILES,
            argument("--coverage", action="store_true", help="say what no test reached"),
            LANGUAGE,
            argument("--format", choices=("text", "json", "github"), default="text", help="form of the report"),
        ),
    ),
    Command(
        "diff",
        "what changed between two versions of a script, in words",
        "workspace.script_diff:diff",
        "files",
        (argument("old", type=Path, metavar="OLD"), argument("new", type=Path, metavar="NEW"), LANGUAGE, FORM),
    ),
)
