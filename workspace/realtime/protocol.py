"""The messages of a screen's socket as values: no I/O, so that a test drives it without a loop.

From the server, JSON objects:
    {"kind": "screen", "version": 7, "content": "<hx-partial …>"}   panels to swap; the first one after hello holds all of them
    {"kind": "beat", "version": 7, "at": "2026-…"}                  every 5 s; the browser answers with {"kind": "beat"}
From the browser:
    {"kind": "hello", "nonce": "…"}                                 the page's nonce, so that pushed elements may act
    {"kind": "beat"}
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

CLOSE_SILENT = 4000
"""The watchdog's: nothing was heard for too long."""
CLOSE_SIGNED_OUT = 4401
"""The session has ended or was revoked."""
CLOSE_FORBIDDEN = 4403
"""This person may not see this screen, or may no longer."""
CLOSE_OPENED_ELSEWHERE = 4409
"""The same person opened their desk in another window; this one may only read."""
CLOSE_RESTART = 1012
CLOSE_TRY_LATER = 1013
CLOSE_BAD_MESSAGE = 1008
MAX_MESSAGE = 4096
"""Bytes of the largest message a browser has any reason to send."""

_NONCE = re.compile(r"[A-Za-z0-9_\-+/=]{8,64}")


class BadMessage(ValueError):  # noqa: N818 - a message, not an error of ours
    """A message that no page of ours sends."""


@dataclass(frozen=True)
class Hello:
    """The first message of a page."""

    nonce: str


@dataclass(frozen=True)
class Beat:
    """The answer to a heartbeat: somebody is there."""


def read(text: str) -> Hello | Beat:
    """Read a browser's message. Raises `BadMessage` for anything else."""
    if len(text) > MAX_MESSAGE:
        raise BadMessage("too long")
    try:
        message: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadMessage("not JSON") from None
    match message:
        case {"kind": "hello", "nonce": str(nonce)} if _NONCE.fullmatch(nonce):
            return Hello(nonce)
        case {"kind": "beat"}:
            return Beat()
    raise BadMessage("unknown kind")


def beat(version: int, at: datetime) -> str:
    """A heartbeat."""
    return orjson.dumps({"kind": "beat", "version": version, "at": at.isoformat()}).decode()


def screen(version: int, content: str) -> str:
    """Panels to swap in."""
    return orjson.dumps({"kind": "screen", "version": version, "content": content}).decode()


@dataclass
class Shown:
    """What a browser has on its screen: the version, and a digest of each panel."""

    version: int = -1
    digests: dict[str, bytes] = field(default_factory=dict)

    def differing(self, version: int, panels: Mapping[str, str]) -> dict[str, str]:
        """The panels that differ from what is shown; they count as shown from now on.

        An older version than the one shown changes nothing: two renderings may overtake one another.
        """
        if version < self.version:
            return {}
        self.version = version
        changed = {}
        for name, html in panels.items():
            digest = hashlib.blake2b(html.encode(), digest_size=12).digest()
            if self.digests.get(name) != digest:
                self.digests[name] = digest
                changed[name] = html
        return changed
