"""What a bridge posts to us, from bytes to one fact: signature, JSON, fields. Pure, so that the web and the tests read alike."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson

from adapters.telephony.webhook.fields import IgnoredError, read_event
from adapters.telephony.webhook.signing import UnsignedError, check_signature
from flows.errors import InvalidError
from flows.telephony.call_event import CallEvent

LONGEST_BODY = 16 * 1024
"""Bytes of the largest event we read; the longest that its fields allow is a fifth of that."""

__all__ = ["LONGEST_BODY", "IgnoredError", "UnsignedError", "hear"]


def hear(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> CallEvent:
    """The fact that was posted. Raises UnsignedError, then InvalidError naming the fields, or IgnoredError for a kind we do not know."""
    check_signature(headers, body, secrets, now)
    try:
        # It knows no NaN, no lone surrogates, and a depth at which it stops.
        values = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise InvalidError(fields={"body": "json"}) from None
    return read_event(values, now)
