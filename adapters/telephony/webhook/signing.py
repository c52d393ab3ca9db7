"""Signatures of what goes over the wire, both ways alike: HMAC-SHA256 over the time and the body, under a secret that both sides know.

The signed text is the timestamp, a full stop, and the body, byte for byte. Two secrets may be valid at once, so that one can be changed
without a pause: what we send carries a signature under each, what we hear needs one of them.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

TIMESTAMP_HEADER = "cuecard-timestamp"
SIGNATURE_HEADER = "cuecard-signature"
VERSION = "v1"
WINDOW = timedelta(minutes=5)
"""How far the timestamp may be from our clock, either way."""
MOST_SIGNATURES = 4
TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)


class UnsignedError(Exception):
    """What came is not signed by somebody who knows a secret of ours, or not now; `code` says which: signature or timestamp."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """The signature under one secret, as it stands in the header."""
    return f"{VERSION}={hmac.new(secret.encode(), timestamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def signed_headers(secrets: Sequence[str], body: bytes, now: datetime) -> dict[str, str]:
    """The two headers that sign a body now, under each of the secrets."""
    timestamp = str(int(now.timestamp()))
    return {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: ",".join(signature_of(secret, timestamp, body) for secret in secrets)}


def check_signature(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> None:
    """Nothing, when one signature is right and its time is ours. Raises UnsignedError. `headers` are found by their small-letter names."""
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    given = [each.strip().encode("utf-8", "replace") for each in headers.get(SIGNATURE_HEADER, "").split(",", MOST_SIGNATURES)]
    if not TIMESTAMP.fullmatch(timestamp):
        raise UnsignedError("signature")
    wanted = [signature_of(secret, timestamp, body).encode() for secret in secrets]
    # All pairs are compared, each in constant time: how long it takes says nothing.
    matches = [hmac.compare_digest(mine, theirs) for mine in wanted for theirs in given[:MOST_SIGNATURES]]
    if not any(matches):
        raise UnsignedError("signature")
    # Told only to who knows the secret: a clock that is wrong is found at once, and nobody else learns anything.
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        raise UnsignedError("timestamp")
