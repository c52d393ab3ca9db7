"""An outcome is one flat row that the analytics side can take."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from adapters.analytics.topics import TOPICS
from flows.offers.decision import Candidate, Decision, PropensitySource, Verdict
from flows.offers.policy import OfferResponse
from flows.outcome import SEGMENT, OfferAnswer, Outcome, Who

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
WHO = Who(
    interaction_id=UUID(int=1),
    channel="voice",
    direction="outbound",
    language="zh",
    campaign="deposits",
    person_id=UUID(int=2),
    customer_id=UUID(int=3),
)
CALL = Outcome(
    who=WHO,
    offered_at=NOW,
    answered_at=NOW + timedelta(seconds=9),
    ended_at=NOW + timedelta(minutes=5),
    closed_at=NOW + timedelta(minutes=6),
    disposition="sold",
    talk=timedelta(seconds=291),
    wrap_up=timedelta(minutes=1),
    script_key="deposit_outbound",
    script_version=3,
    right_party="right",
    offers={
        "term_deposit": (OfferResponse.ACCEPTED, None),
        "savings_plan": (OfferResponse.DECLINED, "price"),
        "cloud_disk": (OfferResponse.PRESENTED, None),
    },
    segments={"tier": "gold", "months": 24},
)
DECISION = Decision(
    slot="upsell",
    candidates=(
        Candidate(
            offer_key="cloud_disk",
            offer_version=4,
            verdict=Verdict.ELIGIBLE,
            propensity=0.25,
            source=PropensitySource.RECOMMENDATION,
            model="m1",
            priority=10.0,
            position=1,
            probability=0.96,
        ),
    ),
    chosen="cloud_disk",
    probability=0.96,
    explored=False,
    personalised=True,
    versions={},
    decided_at=NOW,
)
DECLINE = OfferAnswer(
    who=WHO,
    response_id=UUID(int=9),
    offer_key="cloud_disk",
    offer_version=4,
    response=OfferResponse.DECLINED,
    at=NOW,
    reason="price",
    decision_id=UUID(int=8),
    decision=DECISION,
)


def test_the_row_of_a_call_fits_the_topic_and_leaves_nothing_out() -> None:
    row = CALL.to_row()
    fitted = TOPICS["outcomes"].fit(CALL.key, NOW, row)
    assert fitted["interaction_id"] == CALL.key
    assert (fitted["talk_seconds"], fitted["wrap_up_seconds"], fitted["script_version"]) == (291.0, 60.0, 3)
    extra = json.loads(fitted["extra"])
    assert extra["offers_accepted"] == "term_deposit"
    assert extra["offers_declined"] == "savings_plan"
    assert extra["decline_reasons"] == "savings_plan=price"
    assert extra["offers_shown"] == "cloud_disk,savings_plan,term_deposit"
    assert extra[f"{SEGMENT}tier"] == "gold"
    assert all(value is None or isinstance(value, str | int | float) for value in row.values())


def test_the_row_of_a_decline_carries_what_a_model_learns_from() -> None:
    fitted = TOPICS["offer_responses"].fit(DECLINE.key, NOW, DECLINE.to_row())
    assert (fitted["response"], fitted["reason"], fitted["offer_key"]) == ("declined", "price", "cloud_disk")
    assert (fitted["propensity"], fitted["probability"], fitted["position"], fitted["model"]) == (0.25, 0.96, 1, "m1")
    assert (fitted["slot"], fitted["extra"]) == ("upsell", None)


def test_an_offer_that_the_author_named_has_no_chance_to_learn_from() -> None:
    row = OfferAnswer(
        who=WHO, response_id=UUID(int=9), offer_key="cloud_disk", offer_version=4, response=OfferResponse.ACCEPTED, at=NOW
    ).to_row()
    assert (row["probability"], row["slot"], row["response"]) == (None, None, "accepted")


def test_the_keys_are_of_the_interaction_and_of_the_response() -> None:
    assert (CALL.key, DECLINE.key) == (str(UUID(int=1)), str(UUID(int=9)))
