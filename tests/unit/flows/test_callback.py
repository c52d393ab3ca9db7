"""A promised call is made at its hour on the customer's wall, by the promised agent if they are there, or it is said to be missed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import InvalidError
from flows.outbound.callback import HELD_FOR, MISSED_AFTER, Availability, Callback, CallbackState, agreed_time, settled, when_due
from flows.outbound.calling_window import CallingWindow, daily

ANA = UUID(int=1)
NEW_YORK = ZoneInfo("America/New_York")
WINDOW = CallingWindow(daily("08:00", "21:00"), (NEW_YORK,))
DUE_AT = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 10:00 in New York
PROMISED = Callback(UUID(int=2), "+12125550123", "America/New_York", DUE_AT, agent_id=ANA)
MINUTE = timedelta(minutes=1)


def test_before_its_time_it_waits() -> None:
    due = when_due(PROMISED, Availability.READY, WINDOW, DUE_AT - MINUTE)
    assert (due.state, due.look_again_at) == (CallbackState.OPEN, DUE_AT)


@pytest.mark.parametrize("availability", [Availability.READY, Availability.BUSY])
def test_it_is_kept_for_ana_while_she_is_there(availability: Availability) -> None:
    due = when_due(PROMISED, availability, WINDOW, DUE_AT)
    assert (due.state, due.for_agent_id, due.until) == (CallbackState.HELD, ANA, DUE_AT + HELD_FOR)


def test_after_ten_minutes_of_wrap_up_it_goes_to_the_team() -> None:
    due = when_due(replace(PROMISED, state=CallbackState.HELD), Availability.BUSY, WINDOW, DUE_AT + HELD_FOR)
    assert (due.state, due.for_agent_id) == (CallbackState.RELEASED, None)


def test_off_shift_it_goes_to_the_team_at_once() -> None:
    assert when_due(PROMISED, Availability.AWAY, WINDOW, DUE_AT).state is CallbackState.RELEASED


def test_what_the_team_has_does_not_go_back_to_ana() -> None:
    released = replace(PROMISED, state=CallbackState.RELEASED)
    assert when_due(released, Availability.READY, WINDOW, DUE_AT + MINUTE).state is CallbackState.RELEASED


def test_it_never_rings_before_the_window_opens() -> None:
    early = replace(PROMISED, due_at=datetime(2026, 11, 23, 12, tzinfo=UTC))  # 7:00 in New York
    opens_at = datetime(2026, 11, 23, 13, tzinfo=UTC)
    waiting = when_due(early, Availability.READY, WINDOW, opens_at - MINUTE)
    assert (waiting.state, waiting.look_again_at) == (CallbackState.OPEN, opens_at)
    assert when_due(early, Availability.READY, WINDOW, opens_at).state is CallbackState.HELD


def test_nobody_called_within_the_hour_means_missed() -> None:
    assert when_due(PROMISED, Availability.BUSY, WINDOW, DUE_AT + MISSED_AFTER).state is CallbackState.MISSED


def test_a_customer_without_a_window_is_not_called_but_seen_as_missed() -> None:
    assert when_due(PROMISED, Availability.READY, CallingWindow(daily("08:00", "21:00"), ()), DUE_AT).state is CallbackState.MISSED


@pytest.mark.parametrize("end", [CallbackState.DONE, CallbackState.MISSED, CallbackState.CANCELLED])
def test_what_is_settled_stays_settled(end: CallbackState) -> None:
    ended = settled(PROMISED, end)
    assert when_due(ended, Availability.READY, WINDOW, DUE_AT).state is end
    assert settled(ended, CallbackState.OPEN).state is end


def test_the_agreed_hour_is_read_on_the_customers_wall() -> None:
    now = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert agreed_time(datetime.fromisoformat("2026-11-23T15:00"), ZoneInfo("Asia/Shanghai"), now) == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_the_hour_after_and_one_that_comes_twice_the_first() -> None:
    spring = agreed_time(datetime.fromisoformat("2026-03-08T02:30"), NEW_YORK, datetime(2026, 3, 1, tzinfo=UTC))
    assert spring.astimezone(NEW_YORK).strftime("%H:%M") == "03:30"
    autumn = agreed_time(datetime.fromisoformat("2026-11-01T01:30"), NEW_YORK, datetime(2026, 10, 1, tzinfo=UTC))
    assert autumn == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(("local", "code"), [("2026-11-22T04:00", "in_the_past"), ("2028-01-01T10:00", "too_far_off")])
def test_no_promise_is_made_for_the_past_or_for_years_ahead(local: str, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        agreed_time(datetime.fromisoformat(local), NEW_YORK, datetime(2026, 11, 22, 10, tzinfo=UTC))
    assert refused.value.fields == {"callback_at": code}


@given(
    due_at=st.integers(0, 60 * 48).map(lambda minutes: DUE_AT + minutes * MINUTE),
    availability=st.sampled_from(Availability),
    later=st.lists(st.integers(0, 60 * 60), min_size=1, max_size=6).map(sorted),
)
def test_it_is_offered_only_in_time_and_never_comes_back_from_the_team(
    due_at: datetime, availability: Availability, later: list[int]
) -> None:
    callback, seen = replace(PROMISED, due_at=due_at), []
    for minutes in later:
        now = DUE_AT + minutes * MINUTE
        due = when_due(callback, availability, WINDOW, now)
        callback = replace(callback, state=due.state)
        seen.append(due.state)
        if due.state in (CallbackState.HELD, CallbackState.RELEASED):
            assert now >= due_at
        if due.look_again_at is not None:
            assert due.look_again_at > now
    order = [CallbackState.OPEN, CallbackState.HELD, CallbackState.RELEASED, CallbackState.MISSED]
    assert [order.index(state) for state in seen] == sorted(order.index(state) for state in seen)
