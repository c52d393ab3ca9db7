"""Wiring of the telephone adapters that need neither database nor Redis; imports stay light."""

from typing import Any

from adapters.telephony.asterisk import replay
from adapters.telephony.asterisk.replay import CaptureError

__all__ = ["CaptureError", "interactions_of"]

FORMATS = {"ami": replay.interactions_of}


def interactions_of(capture: bytes, format: str) -> list[dict[str, Any]]:
    """The interactions in a capture of a switch's own protocol. Raises CaptureError naming the line that is none."""
    return FORMATS[format](capture)
