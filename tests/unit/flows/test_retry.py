"""What follows a try: soon, later, tomorrow, never, or a person's decision."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.outbound.attempt import AttemptResult, RightParty
from flows.outbound.calling_window import CallingWindow, daily
from flows.outbound.lead import CloseReason
from flows.outbound.retry import MAX_ATTEMPTS, after_attempt

BUSY, NO_ANSWER, MACHINE, ANSWERED = AttemptResult.BUSY, AttemptResult.NO_ANSWER, AttemptResult.MACHINE, AttemptResult.ANSWERED
PARIS = ZoneInfo("Europe/Paris")
WINDOW = CallingWindow(daily("08:00", "21:00"), (PARIS,))


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("result", "ended_at", "due_at"),
    [
        (BUSY, "2026-11-23T10:00", "2026-11-23T10:15"),
        (BUSY, "2026-11-23T20:50", "2026-11-24T08:00"),
        (NO_ANSWER, "2026-11-23T09:00", "2026-11-23T12:00"),
        (NO_ANSWER, "2026-11-23T11:30", "2026-11-23T13:30"),
        (NO_ANSWER, "2026-11-23T14:00", "2026-11-23T17:00"),
        (NO_ANSWER, "2026-11-23T18:00", "2026-11-24T08:00"),
        (MACHINE, "2026-11-23T09:00", "2026-11-24T08:00"),
        (AttemptResult.ABANDONED, "2026-11-23T09:00", "2026-11-26T09:00"),
        (NO_ANSWER, "2026-03-28T19:00", "2026-03-29T08:00"),  # the clock jumps in between
    ],
)
def test_a_lead_is_tried_again_when_it_is_likelier_to_answer(result: AttemptResult, ended_at: str, due_at: str) -> None:
    assert after_attempt([result], paris(ended_at), WINDOW).due_at == paris(due_at)


@pytest.mark.parametrize(
    ("results", "party", "reason"),
    [
        ([AttemptResult.INVALID], None, CloseReason.INVALID_NUMBER),
        ([ANSWERED], RightParty.RIGHT, CloseReason.REACHED),
        ([ANSWERED], RightParty.WRONG_NUMBER, CloseReason.WRONG_NUMBER),
        ([MACHINE] * 4, None, CloseReason.EXHAUSTED),
        ([NO_ANSWER, BUSY] * 3 + [NO_ANSWER], None, CloseReason.EXHAUSTED),
    ],
)
def test_a_lead_is_closed_for_good(results: list[AttemptResult], party: RightParty | None, reason: CloseReason) -> None:
    step = after_attempt(results, paris("2026-11-23T10:00"), WINDOW, right_party=party)
    assert (step.due_at, step.closes) == (None, reason)


def test_when_somebody_else_answers_the_lead_is_tried_later() -> None:
    step = after_attempt([ANSWERED], paris("2026-11-23T09:00"), WINDOW, right_party=RightParty.WRONG_PERSON)
    assert step.due_at == paris("2026-11-23T12:00")


def test_a_call_of_unknown_fate_waits_for_a_person() -> None:
    assert after_attempt([AttemptResult.UNKNOWN], paris("2026-11-23T09:00"), WINDOW).needs_a_person


def test_without_a_window_nothing_is_tried_again() -> None:
    assert after_attempt([BUSY], paris("2026-11-23T09:00"), CallingWindow(daily("08:00", "21:00"), ())).closes is CloseReason.EXHAUSTED


@given(
    results=st.lists(st.sampled_from(AttemptResult), min_size=1, max_size=10),
    ended_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    party=st.none() | st.sampled_from(RightParty),
)
def test_every_next_try_is_later_and_in_the_window(results: list[AttemptResult], ended_at: datetime, party: RightParty | None) -> None:
    step = after_attempt(results, ended_at, WINDOW, right_party=party)
    assert [step.due_at is not None, step.closes is not None, step.needs_a_person].count(True) == 1
    if step.due_at is not None:
        assert step.due_at > ended_at
        assert WINDOW.is_open(step.due_at)
        assert len(results) < MAX_ATTEMPTS
