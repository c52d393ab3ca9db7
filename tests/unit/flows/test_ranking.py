"""The best offer for this customer comes first, every other candidate is kept with what spoke against it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.connectors.catalogue import CATALOGUE
from flows.offers.catalogue import load_offers
from flows.offers.decision import Decision, PropensitySource, Verdict
from flows.offers.offer import Offer
from flows.offers.policy import OfferResponse, Rest, rest_after
from flows.offers.ranking import EPSILON, FOR_EVERYBODY, Dice, Recommendation, Situation, decide, decide_named
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.money import Money

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = timedelta(days=1)
LIBRARY = tuple(
    load_offers(path.read_bytes(), path.stem, CATALOGUE)[0][0]
    for path in sorted((Path(__file__).parents[3] / "flows" / "library" / "offers").glob("*.yaml"))
)
BY_KEY = {offer.key: offer for offer in LIBRARY}
KEYS = sorted(BY_KEY)
NO_DICE = Dice(0.99, 0.0)
MARIA: Mapping[str, object] = {
    "products": ("phone", "dsl"),
    "agreement_months": 1,
    "tier": "gold",
    "name": "Maria Delgado",
    "salutation": "Ms. Delgado",
}


def facing(customer: Mapping[str, object] = MARIA, now: datetime = NOW, **more: Any) -> Situation:
    return Situation(environment=Environment({"customer": customer}, now, UTC), **more)


def recommended(key: str, propensity: float, drivers: Mapping[str, tuple[str, ...]] | None = None, *, days: int = 7) -> Recommendation:
    return Recommendation(key, propensity, "learned-3", NOW + days * DAY, drivers or {})


def choose(situation: Situation, dice: Dice = NO_DICE, offers: tuple[Offer, ...] = LIBRARY) -> Decision:
    return decide(offers, situation, dice, catalogue="sha-1")


def verdict(situation: Situation, key: str) -> Verdict:
    candidate = choose(situation).candidate(key)
    assert candidate is not None
    return candidate.verdict


def test_the_customers_likeliest_and_most_valuable_offer_is_chosen() -> None:
    decision = choose(
        facing(recommendations={"cloud_disk": recommended("cloud_disk", 0.9), "fibre_1000m": recommended("fibre_1000m", 0.2)})
    )
    assert decision.chosen == "fibre_1000m"  # 0.2 x 240 against 0.9 x 40
    first = decision.candidates[0]
    assert (first.priority, first.position, first.model) == (48.0, 1, "learned-3")
    assert first.source is PropensitySource.RECOMMENDATION


def test_without_a_recommendation_the_offers_prior_is_taken() -> None:
    candidate = choose(facing()).candidate("fibre_1000m")
    assert candidate is not None
    assert (candidate.propensity, candidate.source, candidate.model) == (0.08, PropensitySource.PRIOR, "prior")


def test_what_only_a_script_may_name_is_never_ranked_and_made_when_named() -> None:
    payer = {**MARIA, "monthly": Money(Decimal(90), "USD")}
    decision = choose(facing(payer, recommendations={"keeper_rate": recommended("keeper_rate", 0.9)}, slot="retention"))
    assert decision.candidate("keeper_rate") is None
    assert decide_named(BY_KEY["keeper_rate"], facing(payer), catalogue="sha-1").chosen == "keeper_rate"


def test_an_expired_recommendation_is_none() -> None:
    decision = choose(facing(recommendations={"cloud_disk": recommended("cloud_disk", 0.9, days=0)}))
    candidate = decision.candidate("cloud_disk")
    assert candidate is not None
    assert candidate.source is PropensitySource.PRIOR


def test_a_slot_takes_its_own_kind_only() -> None:
    decision = choose(facing(slot="upsell"))
    assert {candidate.offer_key for candidate in decision.candidates} == {"fibre_1000m", "cloud_disk"}


def test_the_lever_lifts_an_offer() -> None:
    lifted = tuple(replace(offer, lever=offer.lever * 100) if offer.key == "cloud_disk" else offer for offer in LIBRARY)
    assert choose(facing(), offers=lifted).chosen == "cloud_disk"


def test_what_the_call_is_about_lifts_an_offer() -> None:
    assert choose(facing(contexts={"tech_support": 100.0})).chosen == "tech_support"


def test_every_candidate_keeps_its_verdict() -> None:
    rests = {
        "cloud_disk": rest_after(OfferResponse.DECLINED, NOW - 29 * DAY),
        "tech_support": rest_after(OfferResponse.ACCEPTED, NOW - 400 * DAY),
        "online_backup": rest_after(OfferResponse.DECLINED, NOW - 31 * DAY),
    }
    situation = facing(
        rests={key: rest for key, rest in rests.items() if rest is not None},
        answered=("streaming_bundle",),
        presented={"second_line": 2, "loyalty_year": 1},
    )
    assert verdict(situation, "cloud_disk") is Verdict.RESTING
    assert verdict(situation, "tech_support") is Verdict.ACCEPTED
    assert verdict(situation, "online_backup") is Verdict.ELIGIBLE
    assert verdict(situation, "streaming_bundle") is Verdict.ANSWERED
    assert verdict(situation, "second_line") is Verdict.PRESENTED_ENOUGH
    assert verdict(situation, "loyalty_year") is Verdict.ELIGIBLE
    assert verdict(situation, "term_deposit") is Verdict.INELIGIBLE
    assert verdict(facing(now=datetime(2028, 1, 1, tzinfo=UTC)), "cloud_disk") is Verdict.EXPIRED
    assert verdict(facing(now=datetime(2025, 12, 31, tzinfo=UTC)), "cloud_disk") is Verdict.NOT_YET_VALID


def test_the_last_day_of_validity_is_the_customers_day() -> None:
    last = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    assert verdict(facing(now=last), "cloud_disk") is Verdict.ELIGIBLE
    assert verdict(facing(now=last + timedelta(hours=1)), "cloud_disk") is Verdict.EXPIRED


def test_what_an_ineligible_customer_lacks_is_said_in_words() -> None:
    candidate = choose(facing({**MARIA, "agreement_months": 24})).candidate("loyalty_year")
    assert candidate is not None
    assert candidate.against == {"en": "Pays from month to month", "zh": "目前按月付费"}


def test_what_is_not_known_is_not_fulfilled() -> None:
    assert verdict(facing({"products": ("phone", "dsl")}), "loyalty_year") is Verdict.INELIGIBLE
    assert choose(facing({})).chosen is None


def test_the_drivers_are_the_reason_an_agent_gives() -> None:
    drivers = {"en": ("You stream a lot.", "Your line is slow.", "Third."), "zh": ("您经常看片。", "您的带宽较低。", "三。")}
    decision = choose(facing(recommendations={"fibre_1000m": recommended("fibre_1000m", 0.9, drivers)}))
    assert decision.reason == {"en": "You stream a lot. Your line is slow.", "zh": "您经常看片。您的带宽较低。"}


def test_without_drivers_the_offers_own_words_are() -> None:
    reason = choose(facing(contexts={"second_line": 100.0})).reason
    assert reason["en"] == "You have one phone line with us, and a second one needs no visit."
    assert reason["zh"].startswith("您已有一条电话线路")


def test_who_refused_personalised_marketing_is_not_profiled() -> None:
    drivers = {"en": ("You stream a lot.",), "zh": ("您经常看片。",)}
    recommendations = {"cloud_disk": recommended("cloud_disk", 1.0, drivers)}
    decision = choose(facing(recommendations=recommendations, contexts={"cloud_disk": 50.0}, personalised=False))
    assert decision.chosen == "loyalty_year"  # by value, lever and how it does with everybody
    assert decision.reason == FOR_EVERYBODY
    assert not decision.personalised
    assert {candidate.source for candidate in decision.eligible} == {PropensitySource.POPULARITY}


def test_dice_explore_now_and_then_and_the_chance_is_kept() -> None:
    decision = choose(facing(), Dice(EPSILON - 0.001, 0.999))
    count = len(decision.eligible)
    assert decision.explored
    assert decision.chosen != choose(facing()).chosen
    assert decision.probability == pytest.approx(EPSILON / count)
    assert choose(facing()).probability == pytest.approx(1 - EPSILON + EPSILON / count)


def test_a_named_offer_is_made_where_the_author_may_know_better_but_not_against_what_is_known() -> None:
    deposit, pack = BY_KEY["term_deposit"], BY_KEY["loyalty_year"]
    assert decide_named(deposit, facing({}), catalogue="sha-1").chosen == "term_deposit"
    assert decide_named(deposit, facing(), catalogue="sha-1").chosen is None
    rest = rest_after(OfferResponse.DECLINED, NOW)
    assert rest is not None
    refused = decide_named(pack, facing(rests={"loyalty_year": rest}), catalogue="sha-1")
    assert refused.candidates[0].verdict is Verdict.RESTING


@pytest.mark.parametrize("propensity", [-0.1, 1.1, float("nan")])
def test_a_propensity_is_a_probability(propensity: float) -> None:
    with pytest.raises(ValueError, match="not a probability"):
        recommended("cloud_disk", propensity)


RESPONSES = st.sampled_from([response for response in OfferResponse if response is not OfferResponse.PRESENTED])
RESTS: st.SearchStrategy[dict[str, Rest | None]] = st.dictionaries(
    st.sampled_from(KEYS), st.builds(lambda response, days: rest_after(response, NOW - days * DAY), RESPONSES, st.integers(0, 60))
)
SITUATIONS = st.builds(
    lambda propensities, rests, answered, presented, products, slot, personalised: facing(
        {**MARIA, "products": tuple(products)},
        slot=slot,
        recommendations={key: recommended(key, propensity) for key, propensity in propensities.items()},
        rests={key: rest for key, rest in rests.items() if rest is not None},
        answered=tuple(answered),
        presented=presented,
        personalised=personalised,
    ),
    st.dictionaries(st.sampled_from(KEYS), st.floats(0, 1)),
    RESTS,
    st.lists(st.sampled_from(KEYS), max_size=3),
    st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3)),
    st.lists(st.sampled_from(["phone", "dsl", "fibre", "tech_support", "online_backup", "fibre_1000"]), unique=True),
    st.sampled_from(["upsell", "cross_sell", "retention", "best"]),
    st.booleans(),
)
THROWS = st.floats(0, 1, exclude_max=True)
DICE = st.builds(Dice, THROWS, THROWS)


@given(SITUATIONS, DICE, st.permutations(LIBRARY))
def test_the_order_of_the_catalogue_changes_nothing(situation: Situation, dice: Dice, shuffled: list[Offer]) -> None:
    assert choose(situation, dice) == choose(situation, dice, tuple(shuffled))


@given(SITUATIONS, DICE)
def test_a_decision_is_whole(situation: Situation, dice: Dice) -> None:
    decision = choose(situation, dice)
    eligible = decision.eligible
    assert len(decision.candidates) == sum(offer.fills(situation.slot) for offer in LIBRARY)
    assert [candidate.position for candidate in eligible] == list(range(1, len(eligible) + 1))
    assert (decision.chosen is None) == (not eligible)
    if eligible:
        assert decision.chosen == eligible[0].offer_key
        assert decision.probability == eligible[0].probability > 0
        assert sum(candidate.probability for candidate in eligible) == pytest.approx(1)
        assert set(decision.reason) == {"en", "zh"}
        assert all(decision.reason.values())
    for candidate in eligible:
        rest = situation.rests.get(candidate.offer_key)
        assert rest is None or not rest.holds(NOW)
        assert candidate.offer_key not in situation.answered
    by_priority = [candidate.priority for candidate in eligible[1 if decision.explored else 0 :]]
    assert by_priority == sorted(by_priority, reverse=True)
    assert json.loads(json.dumps(decision.to_json()))["chosen"] == decision.chosen


@given(SITUATIONS, st.sampled_from(KEYS), THROWS)
def test_a_higher_propensity_never_moves_an_offer_down(situation: Situation, key: str, higher: float) -> None:
    before = choose(situation).candidate(key)
    if before is None or before.position is None or before.propensity > higher:
        return
    raised = replace(situation, recommendations={**situation.recommendations, key: recommended(key, higher)})
    after = choose(raised).candidate(key)
    assert after is not None
    assert after.position is not None
    assert after.position <= before.position


@given(SITUATIONS, DICE, st.dictionaries(st.sampled_from(KEYS), st.floats(0, 1)))
def test_without_personalisation_no_recommendation_matters(situation: Situation, dice: Dice, others: dict[str, float]) -> None:
    plain = replace(situation, personalised=False)
    profiled = replace(plain, recommendations={key: recommended(key, each, {"en": ("You!",)}) for key, each in others.items()})
    assert choose(plain, dice) == choose(profiled, dice)
