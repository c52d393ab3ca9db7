"""Logs: one line an event, as JSON for machines or text for people, with numbers and secrets masked."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

from workspace.settings import Settings

_NUMBER = re.compile(r"\+?\d[\d \-]{6,}\d")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
LONGEST = 1000
"""Characters of a value that are written."""
_SECRET_KEYS = frozenset({"password", "token", "csrf", "cookie", "authorization", "nonce"})
_PERSONAL_KEYS = frozenset({"name", "number", "caller_number", "email", "address", "notes"})


def masked(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide what a log must not keep: secrets whole, personal values to their last two characters, long digit runs anywhere."""
    for key, value in event.items():
        if key in _SECRET_KEYS:
            event[key] = "***"
        elif key in _PERSONAL_KEYS and isinstance(value, str) and value:
            event[key] = f"***{value[-2:]}"
        elif isinstance(value, str) and key not in ("timestamp", "event"):
            event[key] = _NUMBER.sub(lambda match: f"***{match.group()[-2:]}", value)
    return event


def printable(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write what would move a terminal's cursor or turn a line around as its code, and cut what is endless: names come from strangers."""
    for key, value in event.items():
        if isinstance(value, str) and key not in ("exception", "stack"):
            shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}… ({len(value)} characters)"
            event[key] = _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", shown)
    return event


def configure(settings: Settings) -> None:
    """Send structlog's and the libraries' lines to standard error in the form the settings ask for."""
    level = getattr(logging, settings.log_level.upper())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([masked] if settings.log_masking else []),
        printable,
    ]
    # Plain tracebacks: the pretty ones print the values of variables, customers among them.
    text = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    last = structlog.processors.JSONRenderer() if settings.log_format == "json" else text
    structlog.configure(
        processors=[*shared, *([structlog.processors.format_exc_info] if settings.log_format == "json" else []), last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
