"""Putting off: a refused task comes back when its reason may have passed, inside the window, or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.outbound.abandonment import Abandonment, DialMode
from flows.outbound.dial_facts import DialFacts
from flows.outbound.gate import GateReason, GateVerdict, may_dial
from flows.outbound.lead import CloseReason
from flows.outbound.put_off import A_DAY, SOON, PutOff, put_off
from flows.outbound.regions import PROFILES
from flows.outbound.suppression import Purpose

US, CN = PROFILES["US"], PROFILES["CN"]
NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # in New York
FACTS = DialFacts(
    number="+12125550101",
    purpose=Purpose.MARKETING,
    mode=DialMode.PREVIEW,
    is_dialling_on=True,
    is_campaign_running=True,
    customer_zone="America/New_York",
    number_zones=(),
    suppressions=(),
    consents=(),
    list_obtained_at=NOON - timedelta(days=3),
    attempts=(),
    refused_at=None,
    open_attempt_id=None,
    abandonment=Abandonment(0, 0),
    abandonment_24h=Abandonment(0, 0),
)


def refused(*reasons: GateReason, facts: DialFacts = FACTS, now: datetime = NOON) -> GateVerdict:
    """A verdict against the dial for these reasons."""
    return GateVerdict(False, reasons, (), facts, "US", now)


@pytest.mark.parametrize(
    ("reason", "closes"),
    [(GateReason.SUPPRESSED, CloseReason.DO_NOT_CALL), (GateReason.NUMBER_INVALID, CloseReason.INVALID_NUMBER)],
)
def test_what_never_passes_closes_the_lead(reason: GateReason, closes: CloseReason) -> None:
    assert put_off(refused(GateReason.OUTSIDE_WINDOW, reason), US, NOON) == PutOff(closes=closes)


@pytest.mark.parametrize(
    ("reason", "after"),
    [
        (GateReason.OPEN_ATTEMPT, SOON),
        (GateReason.CAMPAIGN_NOT_RUNNING, SOON),
        (GateReason.NO_CONSENT, A_DAY),
        (GateReason.LIST_NOT_CURRENT, A_DAY),
    ],
)
def test_what_passes_or_is_mended_is_looked_at_again(reason: GateReason, after: timedelta) -> None:
    assert put_off(refused(reason), US, NOON) == PutOff(NOON + after)


def test_a_shut_window_waits_for_its_morning() -> None:
    night = NOON + timedelta(hours=10)
    assert put_off(may_dial(FACTS, US, night), US, night) == PutOff(datetime(2026, 11, 25, 13, 0, tzinfo=UTC))


def test_a_full_cap_waits_until_its_oldest_attempt_has_left_the_day() -> None:
    facts = replace(FACTS, attempts=tuple(NOON - timedelta(hours=hours) for hours in (22, 3, 1)))
    assert put_off(may_dial(facts, US, NOON), US, NOON) == PutOff(NOON + timedelta(hours=2))


def test_a_refusal_rests_or_ends_it() -> None:
    facts = replace(FACTS, refused_at=NOON - timedelta(days=29))
    verdict = refused(GateReason.RESTING_AFTER_REFUSAL, facts=facts)
    assert put_off(verdict, US, NOON) == PutOff(NOON + timedelta(days=1))
    assert put_off(verdict, CN, NOON) == PutOff(closes=CloseReason.REACHED)


@given(st.sets(st.sampled_from(GateReason), min_size=1), st.integers(0, 60 * 24 * 14))
def test_every_refusal_leads_to_exactly_one_thing_and_never_outside_the_window(reasons: set[GateReason], minutes: int) -> None:
    now = NOON + timedelta(minutes=minutes)
    what = put_off(refused(*sorted(reasons), now=now), US, now)
    assert (what.due_at is None) != (what.closes is None)
    if what.due_at is not None:
        assert what.due_at >= now
        assert GateReason.OUTSIDE_WINDOW not in may_dial(FACTS, US, what.due_at).reasons
