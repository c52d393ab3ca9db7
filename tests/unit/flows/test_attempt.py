"""An attempt moves only forward, and one of unknown fate is never dialled again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import ConflictError, StaleError
from flows.outbound.attempt import Attempt, AttemptResult, AttemptState, RightParty

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
IDS = [UUID(int=number) for number in range(1, 4)]


def intended() -> Attempt:
    return Attempt(IDS[0], IDS[1], IDS[2], "cuecard", "+12125550123", 1, AttemptState.INTENDED, {"allowed": True}, NOW)


def test_a_call_goes_from_intention_to_result() -> None:
    attempt = intended().dialling(NOW).answered(NOW + timedelta(seconds=9)).ended(AttemptResult.ANSWERED, NOW + timedelta(minutes=3))
    assert attempt.state is AttemptState.ENDED
    assert attempt.result is AttemptResult.ANSWERED
    assert attempt.answered_at == NOW + timedelta(seconds=9)


def test_the_switch_is_told_once() -> None:
    with pytest.raises(StaleError):
        intended().dialling(NOW).dialling(NOW)


def test_an_unknown_fate_keeps_the_number_closed_until_it_is_learnt() -> None:
    attempt = intended().ended(AttemptResult.UNKNOWN, NOW)
    assert attempt.state is AttemptState.UNKNOWN
    assert attempt.state.is_open
    with pytest.raises(StaleError):
        attempt.dialling(NOW)
    assert attempt.ended(AttemptResult.NO_ANSWER, NOW).state is AttemptState.ENDED


def test_nothing_is_disclosed_before_the_right_party_is_there() -> None:
    answered = intended().dialling(NOW).answered(NOW)
    assert not answered.may_disclose
    assert not answered.checked(RightParty.WRONG_PERSON).may_disclose
    assert answered.checked(RightParty.RIGHT).may_disclose


def test_a_silent_line_has_no_right_party() -> None:
    with pytest.raises(ConflictError):
        intended().dialling(NOW).checked(RightParty.RIGHT)


@given(st.lists(st.sampled_from(["dialling", "answered", *AttemptResult]), max_size=8))
def test_whatever_arrives_in_whatever_order_it_is_dialled_once_and_ends_once(events: list[str]) -> None:
    attempt, dials, ends = intended(), 0, []
    for step, event in enumerate(events):
        now = NOW + timedelta(seconds=step)
        try:
            if event == "dialling":
                attempt, dials = attempt.dialling(now), dials + 1
            elif event == "answered":
                attempt = attempt.answered(now)
            else:
                attempt = attempt.ended(AttemptResult(event), now)
        except StaleError:
            continue
        if attempt.state is AttemptState.ENDED:
            ends.append((attempt.result, attempt.ended_at))
    assert dials <= 1
    assert len(set(ends)) <= 1
    assert attempt.state.is_open == (not ends)
