"""The signed context, checked with the lines that the guide for integrators prints."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from flows.connectors.add_in_context import LIVES_FOR, Context, claims_of, signed
from tests.hostile import NAMES
from tests.token_check import check_context

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "a-secret-that-both-sides-know"
CONTEXT = Context(
    issuer="https://desk.example.com",
    audience="crm.example.com",
    add_in=UUID(int=1),
    interaction=UUID(int=2),
    agent=UUID(int=3),
    customer="A100",
    language="en",
    is_masked=False,
)


def token(context: Context = CONTEXT, secret: str = SECRET) -> str:
    """A token made now."""
    return signed(secret, claims_of(context, UUID(int=4), NOW))


def refusal(text: str, secret: str = SECRET, audience: str = "crm.example.com", at: datetime = NOW) -> str:
    """Why the printed check refuses a token."""
    with pytest.raises(ValueError) as error:
        check_context(text, secret, audience, at.timestamp())
    return str(error.value)


def test_the_printed_check_reads_what_we_sign() -> None:
    assert check_context(token(), SECRET, "crm.example.com", NOW.timestamp()) == {
        "iss": "https://desk.example.com",
        "aud": "crm.example.com",
        "iat": 1795348800,
        "exp": 1795349100,
        "jti": str(UUID(int=4)),
        "add_in": str(UUID(int=1)),
        "interaction": str(UUID(int=2)),
        "agent": str(UUID(int=3)),
        "customer": "A100",
        "language": "en",
        "masked": False,
    }


def test_it_is_good_for_five_minutes_at_one_host_under_one_secret() -> None:
    assert check_context(token(), SECRET, "crm.example.com", (NOW + LIVES_FOR - timedelta(seconds=1)).timestamp())
    assert refusal(token(), at=NOW + LIVES_FOR) == "too old, or our clocks differ"
    assert refusal(token(), at=NOW - timedelta(minutes=2)) == "too old, or our clocks differ"
    assert refusal(token(), audience="evil.example.net") == "meant for another host"
    assert refusal(token(), secret="another") == "not signed by us"


def test_what_was_changed_on_the_way_is_refused() -> None:
    head, body, signature = token().split(".")
    other = base64.urlsafe_b64encode(json.dumps({"aud": "crm.example.com", "iat": 0, "exp": 9e9}).encode()).rstrip(b"=").decode()
    assert refusal(f"{head}.{other}.{signature}") == "not signed by us"
    assert refusal(f"{head}.{body}.") == "not signed by us"
    assert refusal("nothing") == "no token"
    # A token that names no algorithm, or another one, is refused although its signature fits.
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    fitting = base64.urlsafe_b64encode(hmac.new(SECRET.encode(), f"{none}.{body}".encode(), hashlib.sha256).digest()).decode()
    assert refusal(f"{none}.{body}.{fitting.rstrip('=')}") == "not signed by us"


def test_a_masked_context_tells_no_customer() -> None:
    masked = Context(**{**{name: getattr(CONTEXT, name) for name in CONTEXT.__slots__}, "is_masked": True})
    claims = check_context(token(masked), SECRET, "crm.example.com", NOW.timestamp())
    assert (claims["customer"], claims["masked"]) == (None, True)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_a_token_is_one_piece_of_an_address_whatever_it_holds(name: str) -> None:
    hostile = Context(**{**{each: getattr(CONTEXT, each) for each in CONTEXT.__slots__}, "customer": name})
    made = token(hostile)
    assert set(made) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert check_context(made, SECRET, "crm.example.com", NOW.timestamp())["customer"] == name
