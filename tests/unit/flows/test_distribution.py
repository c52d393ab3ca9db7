"""What a campaign offers of itself, and why an offer is taken back."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.outbound.task import TaskKind
from flows.routing.distribution import Distribution, Offered, TakenBack, why_taken_back

ALL_WELL = Offered(**{field.name: True for field in fields(Offered)})


@pytest.mark.parametrize(
    ("distribution", "callbacks", "calls"),
    [(Distribution.PULL, False, False), (Distribution.CALLBACKS, True, False), (Distribution.PUSH, True, True)],
)
def test_a_campaign_offers_what_its_supervisor_said(distribution: Distribution, callbacks: bool, calls: bool) -> None:
    assert distribution.offers(TaskKind.CALLBACK) is callbacks
    assert distribution.offers(TaskKind.CALL) is calls


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        ("campaign_offers", TakenBack.CAMPAIGN),
        ("lead_is_open", TakenBack.LEAD_CLOSED),
        ("agent_may_work", TakenBack.NOT_ALLOWED),
        ("customer_is_elsewhere", TakenBack.CUSTOMER_CALLED),
        ("agent_is_free", TakenBack.AGENT_BUSY),
        ("window_is_open", TakenBack.WINDOW_CLOSED),
    ],
)
def test_each_thing_that_goes_wrong_has_its_cause(wrong: str, cause: TakenBack) -> None:
    assert why_taken_back(replace(ALL_WELL, **{wrong: False})) is cause


@given(st.builds(Offered, **{field.name: st.booleans() for field in fields(Offered)}))
def test_an_offer_stays_only_while_all_is_well(offered: Offered) -> None:
    assert (why_taken_back(offered) is None) == (offered == ALL_WELL)
