"""Who may tell us something: whoever knows a secret of ours, now, about exactly these bytes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telephony.webhook.signing import WINDOW, UnsignedError, check_signature, signed_headers

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET, OLD, OTHER = "s" * 32, "o" * 32, "x" * 32
BODY = b'{"kind":"offered"}'


def code_of(headers: dict[str, str], body: bytes = BODY, secrets: tuple[str, ...] = (SECRET,), now: datetime = NOON) -> str:
    """Why it is refused; empty when it is not."""
    try:
        check_signature(headers, body, secrets, now)
    except UnsignedError as error:
        return error.code
    return ""


def test_the_signature_is_the_one_that_the_documents_name() -> None:
    headers = signed_headers(["a-secret-of-thirty-two-characters"], b"{}", NOON)
    # printf '1795348800.{}' | openssl dgst -sha256 -hmac a-secret-of-thirty-two-characters
    assert headers == {
        "cuecard-timestamp": "1795348800",
        "cuecard-signature": "v1=f13efbdd5e065b7fda8f6f3f4e19034ff197fd4b43903a3746a2cfc2f08134a5",
    }


def test_what_was_signed_now_is_heard() -> None:
    assert code_of(signed_headers([SECRET], BODY, NOON)) == ""


@pytest.mark.parametrize("away", [-1, 1])
def test_five_minutes_either_way_are_the_end(away: int) -> None:
    assert code_of(signed_headers([SECRET], BODY, NOON + away * WINDOW)) == ""
    assert code_of(signed_headers([SECRET], BODY, NOON + away * (WINDOW + timedelta(seconds=1)))) == "timestamp"


def test_an_old_request_under_a_new_time_is_refused() -> None:
    old = signed_headers([SECRET], BODY, NOON - timedelta(hours=1))
    assert code_of(old | {"cuecard-timestamp": signed_headers([SECRET], BODY, NOON)["cuecard-timestamp"]}) == "signature"


@settings(deadline=None)
@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_any_byte_that_is_changed_is_noticed(place: int, by: int) -> None:
    changed = bytearray(BODY)
    changed[place] ^= by
    assert code_of(signed_headers([SECRET], BODY, NOON), bytes(changed)) == "signature"


def test_while_a_secret_is_changed_both_are_valid_and_afterwards_one() -> None:
    for secrets in ([OLD], [SECRET], [SECRET, OLD]):
        assert code_of(signed_headers(secrets, BODY, NOON), secrets=(SECRET, OLD)) == ""
    assert code_of(signed_headers([OLD], BODY, NOON), secrets=(SECRET,)) == "signature"
    assert code_of(signed_headers([OLD, SECRET], BODY, NOON), secrets=(SECRET,)) == ""


def test_without_a_secret_nobody_is_heard() -> None:
    assert code_of(signed_headers([SECRET], BODY, NOON), secrets=()) == "signature"
    assert code_of(signed_headers([""], BODY, NOON), secrets=()) == "signature"


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_stands_in_the_headers_it_is_refused_in_words(timestamp: str, signature: str) -> None:
    assert code_of({"cuecard-timestamp": timestamp, "cuecard-signature": signature}) == "signature"


def test_a_secret_hidden_behind_many_guesses_is_not_looked_for() -> None:
    headers = signed_headers([OTHER] * 5 + [SECRET], BODY, NOON)
    assert code_of(headers) == "signature"
