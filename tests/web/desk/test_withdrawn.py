"""A step or version that the supervisor withdraws: who stands on it is told at once, and may finish."""

from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk

KEY = "broadband_inbound"


def banners(walk: Walk) -> list[str]:
    """The warnings above the step."""
    return [node.text() for node in walk.page().css("#panel-script > .callout.tone-warn")]


def withdraw(sofia: Visitor, version: int, step: str) -> None:
    """Withdraw with a reason."""
    answer = sofia.post(f"/scripts/{KEY}/withdrawals", {"version": version, "step": step, "reason": "Do not name the price."})
    assert answer.status_code == 303, answer.text


def test_the_banner_stands_at_the_withdrawn_step_and_not_before(walk: Walk, sofia: Visitor) -> None:
    walk.talks()
    withdraw(sofia, 1, "reason")
    assert banners(walk) == []
    walk.to_reason()
    assert "Do not name the price." in banners(walk)[0]
    sofia.post(f"/scripts/{KEY}/restorations", {"version": 1, "step": "reason"})
    assert banners(walk) == []


def test_a_step_that_called_a_sub_script_is_withdrawn_inside_it_too(walk: Walk, sofia: Visitor) -> None:
    walk.talks().press("answers")
    withdraw(sofia, 1, "verify")
    assert walk.run["step_key"] != "verify"
    assert len(banners(walk)) == 1


def test_the_desk_that_stands_on_it_is_pushed_to(walk: Walk, sofia: Visitor, charlie: Visitor) -> None:
    walk.talks()
    with walk.parts.units.read() as unit:
        before = [unit.desks.version(each) for each in (walk.agent.person_id, charlie.person_id)]
    withdraw(sofia, 1, "greet")
    with walk.parts.units.read() as unit:
        after = [unit.desks.version(each) for each in (walk.agent.person_id, charlie.person_id)]
    assert after == [before[0] + 1, before[1]]


def test_the_call_goes_on_through_a_withdrawn_step(walk: Walk, sofia: Visitor) -> None:
    walk.talks()
    withdraw(sofia, 1, "reason")
    walk.to_offer()
    assert walk.step == "offer_1000m"
