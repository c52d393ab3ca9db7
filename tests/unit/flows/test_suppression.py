"""An opt-out forbids what it says, until a documented new consent."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.outbound.suppression import Consent, Purpose, Scope, Suppression, do_not_call, fingerprint, standing

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)


def refusal(scope: Scope) -> Suppression:
    return Suppression("cuecard", "+14155550123", scope, "customer", YESTERDAY)


def test_a_refusal_of_marketing_still_lets_the_promised_service_callback_through() -> None:
    assert standing([refusal(Scope.MARKETING)], [], Purpose.MARKETING, NOW)
    assert not standing([refusal(Scope.MARKETING)], [], Purpose.SERVICE, NOW)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_never_call_again_forbids_every_purpose(purpose: Purpose) -> None:
    assert standing([do_not_call("cuecard", "+14155550123", YESTERDAY)], [], purpose, NOW)


def test_a_later_documented_consent_lifts_it_for_its_purpose_only() -> None:
    consent = Consent(Purpose.MARKETING, NOW - timedelta(hours=1), "form 4711")
    assert not standing([refusal(Scope.ALL)], [consent], Purpose.MARKETING, NOW)
    assert standing([refusal(Scope.ALL)], [consent], Purpose.SURVEY, NOW)


@pytest.mark.parametrize(
    "consent",
    [
        Consent(Purpose.MARKETING, YESTERDAY - timedelta(days=1), "form 4711"),
        Consent(Purpose.MARKETING, YESTERDAY, "form 4711"),
        Consent(Purpose.MARKETING, NOW - timedelta(hours=1), "  "),
        Consent(Purpose.MARKETING, NOW + timedelta(hours=1), "form 4711"),
        Consent(Purpose.MARKETING, NOW - timedelta(hours=2), "form 4711", withdrawn_at=NOW),
    ],
    ids=["older", "of the same moment", "without proof", "from the future", "withdrawn"],
)
def test_no_other_consent_lifts_it(consent: Consent) -> None:
    assert standing([refusal(Scope.MARKETING)], [consent], Purpose.MARKETING, NOW)


def test_the_fingerprint_of_an_erased_number_is_found_again_with_the_same_key_only() -> None:
    assert fingerprint("+14155550123", b"one") == fingerprint("+14155550123", b"one")
    assert fingerprint("+14155550123", b"one") != fingerprint("+14155550123", b"two")
    assert "4155550123" not in fingerprint("+14155550123", b"one")
