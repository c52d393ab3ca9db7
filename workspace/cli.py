"""The command line: `cuecard COMMAND`. Nothing heavy is imported before a command is known."""

import argparse
import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from workspace.cli_commands import COMMANDS, Command, Needs
from workspace.processes import lifeline
from workspace.terminal.complaint import Complaint

if TYPE_CHECKING:
    from workspace.settings import Settings

UNREAD = 141
"""Exit code when nobody reads the output any more, as shells have it for SIGPIPE."""
OVERRIDES = MappingProxyType({"port": "port"})
"""Arguments that stand in for a setting: name of the argument → name of the setting."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0 done, 1 refused in one sentence, 2 not understood, 130 interrupted, 141 unread."""
    given = vars(_parser().parse_args(arguments))
    command: Command = given.pop("command")
    # Asked to end, a command unwinds like any other, so that the last one out stops the servers.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    if given.pop("with_parent"):
        lifeline.follow()
        # What takes long is imported while the supervisor still prepares what the command needs.
        _function(command.target)
        lifeline.wait_to_begin()
    try:
        if command.needs == "files":
            return _function(command.target)(**given) or 0
        with _prepared(_settings(given), command.needs) as ready:
            return _function(command.target)(ready, **given) or 0
    except Complaint as complaint:
        sys.stderr.write(f"cuecard: {complaint}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # `cuecard … | head` has read enough; what is still buffered must not complain at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cuecard", description="An agent workspace for contact centres.", allow_abbrev=False)
    parser.add_argument(
        "--version", action=_Version, nargs=0, dest=argparse.SUPPRESS, default=argparse.SUPPRESS, help="show the program's version and exit"
    )
    parser.add_argument("--with-parent", action="store_true", help="end when standard input closes: for supervisors")
    groups: dict[str, Any] = {"": parser.add_subparsers(title="commands", metavar="COMMAND", required=True)}
    alone: dict[str, argparse.ArgumentParser] = {}
    for command in COMMANDS:
        group, _, name = command.words.rpartition(" ")
        if group not in groups:
            # A word may be a command by itself and have others below it: `telephony` and `telephony replay`.
            outer = alone.get(group) or groups[""].add_parser(group, help=_help_of(group), allow_abbrev=False)
            groups[group] = outer.add_subparsers(title="commands", metavar="WHAT", required=group not in alone)
        inner = groups[group].add_parser(
            name, help=command.help, description=f"{command.help[0].upper()}{command.help[1:]}.", allow_abbrev=False
        )
        inner.set_defaults(command=command)
        alone[command.words] = inner
        for argument in command.arguments:
            inner.add_argument(*argument.names, **argument.options)
    return parser


def _help_of(group: str) -> str:
    return "; ".join(
        f"{command.words.removeprefix(group).strip()}: {command.help}" for command in COMMANDS if command.words.startswith(f"{group} ")
    )


class _Version(argparse.Action):
    """Tells the version when asked: looking it up costs more than all of a short command."""

    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"cuecard {version('cuecard')}\n")
        parser.exit()


def _settings(given: dict[str, Any]) -> "Settings":
    """The settings, with the arguments that stand in for some of them, which are taken out of what was given."""
    from workspace.settings import load

    changes = {OVERRIDES[name]: given.pop(name) for name in OVERRIDES if name in given}
    return load(**{name: value for name, value in changes.items() if value is not None})


@contextlib.contextmanager
def _prepared(settings: "Settings", needs: Needs) -> Iterator["Settings"]:
    """Give the settings once what the command needs is there."""
    if needs == "nothing":
        yield settings
        return
    from workspace.terminal import migrate
    from workspace.wiring import servers as wiring_servers

    with wiring_servers.running(settings) as ready:
        if needs == "schema":
            migrate.check(ready)
        yield ready


def _function(target: str) -> Callable[..., int | None]:
    module, _, name = target.partition(":")
    function: Callable[..., int | None] = getattr(importlib.import_module(module), name)
    return function


if __name__ == "__main__":
    sys.exit(main())
