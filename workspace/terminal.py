"""What commands say to the person at the terminal."""

import sys


def say(line: str = "") -> None:
    """Write one line at once, also into a pipe or a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def counted(number: object, noun: str) -> str:
    """A whole number of things, the noun in the plural unless it is one: "1 answer", "2 answers"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
