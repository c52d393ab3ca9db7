"""Ids: UUIDs of version 7, which sort by the time they were made (RFC 9562, 5.7)."""

import os
import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def new_key() -> str:
    """A fresh idempotency key for a form, 128 bits."""
    return secrets.token_urlsafe(16)


def new_token() -> str:
    """A fresh secret for a session or a vendor link, 256 bits."""
    return secrets.token_urlsafe(32)
