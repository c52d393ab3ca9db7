"""What commands say to the person at the terminal."""

import os
import sys
from collections.abc import Mapping

_PAINTS: Mapping[str, str] = {"red": "31", "green": "32", "yellow": "33", "blue": "34", "dim": "2", "bold": "1"}


def say(line: str = "") -> None:
    """Write one line at once, also into a pipe or a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """Write one line beside the result, where it cannot be taken for a part of it."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def counted(number: object, noun: str) -> str:
    """A whole number of things, the noun in the plural unless it is one: "1 answer", "2 answers"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def is_colourful() -> bool:
    """Whether lines may have colours: a person reads them at a terminal and has not asked for none (NO_COLOR)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def painted(text: str, paint: str) -> str:
    """The text in a colour: red, green, yellow, blue, dim or bold."""
    return f"\x1b[{_PAINTS[paint]}m{text}\x1b[0m"
