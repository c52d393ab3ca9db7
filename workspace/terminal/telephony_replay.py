"""`cuecard telephony replay`: read what a switch said, from a file, and print what we make of it, one interaction a line."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from workspace.settings import Settings
from workspace.terminal.complaint import Complaint
from workspace.wiring.telephony import CaptureError, interactions_of

LONGEST = 1 << 30
"""Bytes of a capture that are read; about 100,000 calls."""


def replay(_settings: Settings, *, files: Sequence[Path], format: str = "ami") -> None:
    """Print the interactions of each capture as JSON lines, in the order in which they were offered. Raises Complaint."""
    for file in files:
        try:
            if file.stat().st_size > LONGEST:
                raise Complaint(f"{file}: it is larger than {LONGEST >> 30} GiB.")
            rows = interactions_of(file.read_bytes(), format)
        except OSError as error:
            raise Complaint(f"{file}: {error.strerror or error}.") from error
        except CaptureError as error:
            raise Complaint(f"{file}, {error}.") from error
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
