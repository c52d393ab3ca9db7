"""What a customer answered rests, whoever asks next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.offers.policy import FOREVER, ContactPolicy, OfferResponse, Rest, RestCause, merged, rest_after

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PastResponse:
    """One response in a customer's history, wherever it was given."""

    offer_key: str
    response: OfferResponse
    at: datetime
    until: datetime | None = None


def rests_of(history: Iterable[PastResponse]) -> Mapping[str, Rest]:
    """What rests for a customer, by offer, after their whole history (in any order)."""
    rests: dict[str, Rest] = {}
    for past in sorted(history, key=lambda each: each.at):
        rest = merged(rests.get(past.offer_key), rest_after(past.response, past.at, past.until))
        if rest is not None:
            rests[past.offer_key] = rest
    return rests


def past(response: OfferResponse, days_ago: int, until: datetime | None = None, offer: str = "cloud_disk") -> PastResponse:
    return PastResponse(offer, response, NOW - days_ago * DAY, until)


def test_a_declined_offer_rests_thirty_days_to_the_second() -> None:
    rest = rest_after(OfferResponse.DECLINED, NOW)
    assert rest == Rest(RestCause.DECLINED, NOW + 30 * DAY)
    assert rest is not None
    assert rest.holds(NOW)
    assert rest.holds(NOW + 30 * DAY - timedelta(seconds=1))
    assert not rest.holds(NOW + 30 * DAY)


def test_an_admin_may_change_the_rest() -> None:
    assert rest_after(OfferResponse.DECLINED, NOW, policy=ContactPolicy(decline_rests_for=60 * DAY)) == Rest(
        RestCause.DECLINED, NOW + 60 * DAY
    )


@pytest.mark.parametrize("response", [OfferResponse.ACCEPTED, OfferResponse.DELIVERED, OfferResponse.PENDING_CONFIRMATION])
def test_what_was_accepted_is_never_offered_again(response: OfferResponse) -> None:
    assert rest_after(response, NOW) == Rest(RestCause.ACCEPTED, FOREVER)


def test_later_rests_until_the_named_day_or_a_week() -> None:
    assert rest_after(OfferResponse.DEFERRED, NOW, NOW + 3 * DAY) == Rest(RestCause.DEFERRED, NOW + 3 * DAY)
    assert rest_after(OfferResponse.DEFERRED, NOW) == Rest(RestCause.DEFERRED, NOW + 7 * DAY)
    assert rest_after(OfferResponse.DEFERRED, NOW, NOW - DAY) == Rest(RestCause.DEFERRED, NOW + 7 * DAY)


def test_showing_an_offer_begins_no_rest() -> None:
    assert rest_after(OfferResponse.PRESENTED, NOW) is None


def test_refused_consent_turns_the_acceptance_into_a_decline() -> None:
    rests = rests_of([past(OfferResponse.ACCEPTED, 1), past(OfferResponse.DECLINED, 0)])
    assert rests["cloud_disk"] == Rest(RestCause.DECLINED, NOW + 30 * DAY)


def test_an_order_that_failed_may_be_offered_again_after_a_week() -> None:
    rests = rests_of([past(OfferResponse.ACCEPTED, 1), past(OfferResponse.FAILED, 0)])
    assert rests["cloud_disk"].until == NOW + 7 * DAY


def test_a_later_in_one_call_does_not_shorten_the_decline_of_another() -> None:
    rests = rests_of([past(OfferResponse.DEFERRED, 0, NOW + DAY), past(OfferResponse.DECLINED, 2)])
    assert rests["cloud_disk"] == Rest(RestCause.DECLINED, NOW + 28 * DAY)


def test_each_offer_rests_for_itself() -> None:
    assert set(rests_of([past(OfferResponse.DECLINED, 1), past(OfferResponse.DECLINED, 1, offer="tech_support")])) == {
        "cloud_disk",
        "tech_support",
    }


ANSWERS = st.sampled_from([OfferResponse.PRESENTED, OfferResponse.DECLINED, OfferResponse.DEFERRED])


@given(st.lists(st.tuples(ANSWERS, st.integers(0, 60)), max_size=8), st.integers(0, 29))
def test_without_an_acceptance_a_decline_within_thirty_days_always_rests(history: list[tuple[OfferResponse, int]], days_ago: int) -> None:
    rests = rests_of([past(OfferResponse.DECLINED, days_ago), *(past(response, days) for response, days in history)])
    assert rests["cloud_disk"].holds(NOW)


@given(st.lists(st.tuples(st.sampled_from(OfferResponse), st.integers(0, 60)), max_size=8))
def test_recording_response_by_response_equals_reading_the_whole_history(history: list[tuple[OfferResponse, int]]) -> None:
    ordered = sorted((past(response, days) for response, days in history), key=lambda each: each.at)
    standing: Rest | None = None
    for each in ordered:
        standing = merged(standing, rest_after(each.response, each.at, each.until))
    assert rests_of(ordered).get("cloud_disk") == standing
