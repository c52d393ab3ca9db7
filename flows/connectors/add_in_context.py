"""The signed context of an add-in: who asks, for which customer and interaction, as a short-lived token that the other side can check.

A compact JWS (RFC 7515) with HS256: header and claims as base64url JSON, a full stop between them, and the HMAC-SHA256 of both under the
secret that this add-in and the other side share. docs/integrators.md shows how it is checked.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LIVES_FOR = timedelta(minutes=5)
HEADER = {"alg": "HS256", "typ": "JWT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a token says. `customer` is the account, None where it is not known or not this agent's to give away (`is_masked`)."""

    issuer: str
    audience: str
    add_in: UUID
    interaction: UUID
    agent: UUID
    customer: str | None
    language: str
    is_masked: bool


def claims_of(context: Context, token_id: UUID, now: datetime) -> dict[str, object]:
    """The claims of a token made now, in the order in which they are written."""
    issued = int(now.timestamp())
    return {
        "iss": context.issuer,
        "aud": context.audience,
        "iat": issued,
        "exp": issued + int(LIVES_FOR.total_seconds()),
        "jti": str(token_id),
        "add_in": str(context.add_in),
        "interaction": str(context.interaction),
        "agent": str(context.agent),
        "customer": None if context.is_masked else context.customer,
        "language": context.language,
        "masked": context.is_masked,
    }


def signed(secret: str, claims: Mapping[str, object]) -> str:
    """The claims as a token under this secret."""
    text = f"{_encoded(_json(HEADER))}.{_encoded(_json(claims))}"
    return f"{text}.{_encoded(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())}"


def _json(values: Mapping[str, object]) -> bytes:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
