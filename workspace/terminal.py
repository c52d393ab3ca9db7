"""What commands say to the person at the terminal."""

import sys


def say(line: str = "") -> None:
    """Write one line at once, also into a pipe or a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
