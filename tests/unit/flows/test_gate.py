"""The gate lets a number through only when nothing speaks against it, and says everything that does."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.outbound.abandonment import Abandonment, DialMode
from flows.outbound.dial_facts import DialFacts
from flows.outbound.gate import GateReason, GateWarning, may_dial
from flows.outbound.regions import PROFILES, profile_of
from flows.outbound.suppression import Consent, Purpose, Scope, Suppression

US, GB, FR, DE, CN = (PROFILES[country] for country in ("US", "GB", "FR", "DE", "CN"))
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)  # Monday, 13:00 in New York, 10:00 in Los Angeles
PARIS_MORNING = datetime(2026, 11, 23, 10, tzinfo=UTC)  # Monday, 11:00 in Paris
ATTEMPT = UUID("01900000-0000-7000-8000-000000000001")
CONSENT = Consent(Purpose.MARKETING, NOW - timedelta(days=30), "form 4711")
QUIET = Abandonment(live_answers=100, abandoned=0)

FINE = DialFacts(
    number="+12125550123",
    purpose=Purpose.MARKETING,
    mode=DialMode.PREVIEW,
    is_dialling_on=True,
    is_campaign_running=True,
    customer_zone=None,
    number_zones=("America/New_York",),
    suppressions=(),
    consents=(),
    list_obtained_at=NOW - timedelta(days=3),
    attempts=(),
    refused_at=None,
    open_attempt_id=None,
    abandonment=QUIET,
    abandonment_24h=QUIET,
)
FINE_IN_FRANCE = replace(FINE, number="+33123456789", number_zones=("Europe/Paris",), consents=(CONSENT,))


def hours_ago(*hours: float) -> tuple[datetime, ...]:
    return tuple(NOW - timedelta(hours=each) for each in hours)


def refusal(scope: Scope) -> Suppression:
    return Suppression("cuecard", FINE.number, scope, "customer", NOW - timedelta(days=1))


def test_a_number_that_nothing_speaks_against_may_be_dialled() -> None:
    verdict = may_dial(FINE, US, NOW)
    assert verdict.allowed
    assert verdict.reasons == ()


AGAINST: list[tuple[str, dict[str, Any], GateReason]] = [
    ("dialling is off", {"is_dialling_on": False}, GateReason.DIALLING_OFF),
    ("the campaign is paused", {"is_campaign_running": False}, GateReason.CAMPAIGN_NOT_RUNNING),
    ("the number is no number", {"number": "911"}, GateReason.NUMBER_INVALID),
    ("the number hides a second line", {"number": "+12125550123\n"}, GateReason.NUMBER_INVALID),
    ("no zone is known", {"number_zones": ()}, GateReason.ZONE_UNKNOWN),
    ("the zone is a mystery", {"number_zones": ("Etc/Unknown",)}, GateReason.ZONE_UNKNOWN),
    ("it could be dawn there", {"number_zones": ("America/New_York", "Pacific/Pago_Pago")}, GateReason.OUTSIDE_WINDOW),
    ("the customer lives where it is night", {"customer_zone": "Asia/Shanghai"}, GateReason.OUTSIDE_WINDOW),
    ("marketing was refused", {"suppressions": (refusal(Scope.MARKETING),)}, GateReason.SUPPRESSED),
    ("all calls were refused", {"suppressions": (refusal(Scope.ALL),)}, GateReason.SUPPRESSED),
    ("no list was obtained", {"list_obtained_at": None}, GateReason.LIST_NOT_CURRENT),
    ("the list is old", {"list_obtained_at": NOW - timedelta(days=31, seconds=1)}, GateReason.LIST_NOT_CURRENT),
    ("the list is from tomorrow", {"list_obtained_at": NOW + timedelta(days=1)}, GateReason.LIST_NOT_CURRENT),
    ("it rang three times today", {"attempts": hours_ago(1, 2, 23.9)}, GateReason.TOO_OFTEN),
    ("it rang seven times this week", {"attempts": hours_ago(1, 25, 49, 73, 97, 121, 167)}, GateReason.TOO_OFTEN),
    ("the person refused last week", {"refused_at": NOW - timedelta(days=7)}, GateReason.RESTING_AFTER_REFUSAL),
    ("a call to it is open", {"open_attempt_id": ATTEMPT}, GateReason.OPEN_ATTEMPT),
    ("too many were abandoned", {"mode": DialMode.PREDICTIVE, "abandonment": Abandonment(1000, 25)}, GateReason.ABANDONMENT),
]


@pytest.mark.parametrize(("facts", "reason"), [case[1:] for case in AGAINST], ids=[case[0] for case in AGAINST])
def test_it_stays_closed_when(facts: dict[str, Any], reason: GateReason) -> None:
    verdict = may_dial(replace(FINE, **facts), US, NOW)
    assert not verdict.allowed
    assert verdict.reasons == (reason,)


def test_a_country_without_a_profile_is_not_dialled() -> None:
    assert profile_of("ZZ") is None
    assert profile_of(None) is None
    assert may_dial(FINE, None, NOW).reasons == (GateReason.NO_PROFILE,)


def test_every_reason_is_named_at_once() -> None:
    facts = replace(FINE, is_campaign_running=False, suppressions=(refusal(Scope.ALL),), attempts=hours_ago(1, 2, 3), number_zones=())
    assert set(may_dial(facts, US, NOW).reasons) == {
        GateReason.CAMPAIGN_NOT_RUNNING,
        GateReason.SUPPRESSED,
        GateReason.TOO_OFTEN,
        GateReason.ZONE_UNKNOWN,
    }


def test_the_promised_service_callback_is_made_to_somebody_who_refused_marketing() -> None:
    facts = replace(FINE, purpose=Purpose.SERVICE, suppressions=(refusal(Scope.MARKETING),), list_obtained_at=None)
    assert may_dial(facts, US, NOW).allowed


def test_the_third_attempt_of_a_day_is_the_last() -> None:
    assert may_dial(replace(FINE, attempts=hours_ago(1, 2)), US, NOW).allowed
    assert may_dial(replace(FINE, attempts=hours_ago(1, 2, 24)), US, NOW).allowed


def test_a_list_of_thirty_one_days_is_still_current() -> None:
    assert may_dial(replace(FINE, list_obtained_at=NOW - timedelta(days=31)), US, NOW).allowed


def test_a_list_dated_by_the_calendar_of_an_eastern_zone_is_current() -> None:
    assert may_dial(replace(FINE, list_obtained_at=NOW + timedelta(hours=6)), US, NOW).allowed


def test_the_rest_after_a_refusal_ends() -> None:
    assert may_dial(replace(FINE, refused_at=NOW - timedelta(days=30)), US, NOW).allowed


def test_a_closed_window_says_when_it_opens() -> None:
    verdict = may_dial(FINE, US, datetime(2026, 11, 24, 3, tzinfo=UTC))
    assert verdict.reasons == (GateReason.OUTSIDE_WINDOW,)
    assert verdict.opens_at == datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize("mode", [DialMode.PROGRESSIVE, DialMode.PREDICTIVE])
def test_abandonment_warns_before_it_stops(mode: DialMode) -> None:
    near = may_dial(replace(FINE, mode=mode, abandonment=Abandonment(1000, 20)), US, NOW)
    assert near.allowed
    assert near.warnings == (GateWarning.ABANDONMENT_NEAR_LIMIT,)
    assert may_dial(replace(FINE, mode=mode, abandonment=Abandonment(1000, 19)), US, NOW).warnings == ()


def test_after_the_stop_agents_may_go_on_by_preview() -> None:
    assert may_dial(replace(FINE, abandonment=Abandonment(1000, 30)), US, NOW).allowed


def test_only_britain_counts_abandonment_over_a_day() -> None:
    facts = replace(FINE, mode=DialMode.PROGRESSIVE, abandonment_24h=Abandonment(100, 3))
    assert may_dial(facts, US, NOW).allowed
    london = replace(facts, number="+442079460000", number_zones=("Europe/London",))
    assert may_dial(london, GB, NOW).reasons == (GateReason.ABANDONMENT,)


def test_abandoned_calls_without_any_answer_are_a_wrong_count_and_stop() -> None:
    assert Abandonment(0, 1).must_stop
    assert not Abandonment(0, 0).must_stop


def test_france_asks_for_consent_since_august_2026() -> None:
    before = datetime(2026, 7, 7, 9, tzinfo=UTC)
    facts = replace(FINE_IN_FRANCE, consents=(), list_obtained_at=before)
    assert may_dial(facts, FR, before).allowed
    assert may_dial(replace(facts, list_obtained_at=PARIS_MORNING), FR, PARIS_MORNING).reasons == (GateReason.NO_CONSENT,)
    assert may_dial(replace(FINE_IN_FRANCE, list_obtained_at=PARIS_MORNING), FR, PARIS_MORNING).allowed


def test_france_allows_four_attempts_in_thirty_days_and_rests_sixty_after_a_refusal() -> None:
    facts = replace(FINE_IN_FRANCE, list_obtained_at=PARIS_MORNING)
    tried = tuple(PARIS_MORNING - timedelta(days=each) for each in (8, 15, 22, 29))
    assert may_dial(replace(facts, attempts=tried), FR, PARIS_MORNING).reasons == (GateReason.TOO_OFTEN,)
    assert may_dial(replace(facts, attempts=tried[:3]), FR, PARIS_MORNING).allowed
    refused = replace(facts, refused_at=PARIS_MORNING - timedelta(days=59))
    consent = replace(CONSENT, given_at=PARIS_MORNING - timedelta(days=90))
    assert may_dial(replace(refused, consents=(consent,)), FR, PARIS_MORNING).reasons == (GateReason.RESTING_AFTER_REFUSAL,)


@pytest.mark.parametrize("profile", [DE, CN], ids=["DE", "CN"])
def test_germany_and_china_dial_nobody_without_consent(profile: Any) -> None:
    facts = replace(FINE, customer_zone="Europe/Berlin", list_obtained_at=None)
    assert may_dial(facts, profile, PARIS_MORNING).reasons == (GateReason.NO_CONSENT,)
    assert may_dial(replace(facts, consents=(CONSENT,)), profile, PARIS_MORNING).allowed


def test_in_china_only_a_new_consent_ends_the_rest_after_a_refusal() -> None:
    morning = datetime(2026, 11, 23, 2, tzinfo=UTC)
    facts = replace(FINE, number="+8613800138000", number_zones=("Asia/Shanghai",), refused_at=morning - timedelta(days=400))
    old, new = replace(CONSENT, given_at=morning - timedelta(days=500)), replace(CONSENT, given_at=morning - timedelta(days=1))
    assert may_dial(replace(facts, consents=(old,)), CN, morning).reasons == (GateReason.RESTING_AFTER_REFUSAL,)
    assert may_dial(replace(facts, consents=(old, new)), CN, morning).allowed


def test_the_verdict_keeps_its_facts_as_json() -> None:
    facts = replace(FINE_IN_FRANCE, suppressions=(refusal(Scope.ALL),), attempts=hours_ago(1), open_attempt_id=ATTEMPT, refused_at=NOW)
    kept = json.loads(json.dumps(may_dial(facts, FR, NOW).to_json()))
    assert kept["allowed"] is False
    assert kept["profile"] == "FR 2026-11-22"
    assert set(kept["facts"]) == set(DialFacts.__dataclass_fields__)
    assert kept["facts"]["suppressions"] == [{"scope": "all", "source": "customer", "obtained_at": "2026-11-22T18:00:00+00:00"}]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES.keys())
def test_every_profile_says_where_its_rules_come_from(profile: Any) -> None:
    assert {"window", "caps"} <= {source.rule for source in profile.sources}
    assert all(source.date <= date(2026, 11, 22) for source in profile.sources)
    assert max(cap.limit for cap in profile.caps) == 7


FACTS = st.builds(
    DialFacts,
    number=st.sampled_from([FINE.number, "+33123456789", "12", ""]),
    purpose=st.sampled_from(Purpose),
    mode=st.sampled_from(DialMode),
    is_dialling_on=st.booleans(),
    is_campaign_running=st.booleans(),
    customer_zone=st.sampled_from([None, "America/New_York", "Europe/Paris", "Nowhere/At_All"]),
    number_zones=st.lists(st.sampled_from(["America/New_York", "Pacific/Honolulu", "Asia/Shanghai", "Etc/Unknown"]), max_size=3).map(tuple),
    suppressions=st.lists(st.sampled_from(Scope).map(refusal), max_size=2).map(tuple),
    consents=st.lists(st.just(CONSENT), max_size=1).map(tuple),
    list_obtained_at=st.none() | st.integers(-2, 40).map(lambda days: NOW - timedelta(days=days)),
    attempts=st.lists(st.integers(-5, 720).map(lambda hours: NOW - timedelta(hours=hours)), max_size=8).map(tuple),
    refused_at=st.none() | st.integers(0, 90).map(lambda days: NOW - timedelta(days=days)),
    open_attempt_id=st.none() | st.just(ATTEMPT),
    abandonment=st.builds(Abandonment, st.integers(0, 1000), st.integers(0, 30)),
    abandonment_24h=st.builds(Abandonment, st.integers(0, 100), st.integers(0, 3)),
)
MOMENTS = st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 24), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(facts=FACTS, profile=st.sampled_from([None, *PROFILES.values()]), now=MOMENTS)
def test_allowed_means_that_no_reason_is_against_it(facts: DialFacts, profile: Any, now: datetime) -> None:
    verdict = may_dial(facts, profile, now)
    assert verdict.allowed == (not verdict.reasons)
    assert verdict.facts == facts
    if verdict.allowed:
        assert facts.open_attempt_id is None
        assert facts.is_dialling_on
        assert facts.is_campaign_running
        assert not any(each.scope is Scope.ALL for each in facts.suppressions) or facts.consents


@given(facts=FACTS, profile=st.sampled_from(list(PROFILES.values())), now=MOMENTS, scope=st.sampled_from(Scope))
def test_a_further_suppression_or_attempt_never_opens_it(facts: DialFacts, profile: Any, now: datetime, scope: Scope) -> None:
    worse = replace(facts, suppressions=(*facts.suppressions, refusal(scope)), attempts=(*facts.attempts, now))
    assert set(may_dial(facts, profile, now).reasons) <= set(may_dial(worse, profile, now).reasons)


@given(facts=FACTS, profile=st.sampled_from(list(PROFILES.values())), now=MOMENTS)
def test_when_it_is_only_too_early_the_promised_opening_is_open(facts: DialFacts, profile: Any, now: datetime) -> None:
    verdict = may_dial(facts, profile, now)
    if verdict.opens_at is not None:
        assert verdict.opens_at > now
        assert GateReason.OUTSIDE_WINDOW not in may_dial(facts, profile, verdict.opens_at).reasons
