"""A task has one holder, and only the newest claim number writes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import ConflictError, StaleError
from flows.outbound.task import CALLBACK_PRIORITY, LEASE, Task, TaskState, next_task

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
CAMPAIGN, LEAD, ANA, BRUNO, VENDOR = (UUID(int=number) for number in range(1, 6))
MINUTE = timedelta(minutes=1)


def task(number: int = 100, *, priority: int = 0, due_at: datetime = NOW, vendor_id: UUID | None = None) -> Task:
    return Task(UUID(int=number), CAMPAIGN, LEAD, due_at, priority=priority, vendor_id=vendor_id)


def test_ana_takes_a_task_and_bruno_may_not() -> None:
    held = task().claimed(ANA, NOW)
    assert (held.holder_id, held.claim_no) == (ANA, 1)
    with pytest.raises(ConflictError):
        held.claimed(BRUNO, NOW + LEASE)


def test_a_lease_that_ran_out_lets_bruno_in_and_anas_writes_are_refused() -> None:
    taken_over = task().claimed(ANA, NOW).claimed(BRUNO, NOW + LEASE + MINUTE)
    assert (taken_over.holder_id, taken_over.claim_no) == (BRUNO, 2)
    for write in (
        taken_over.ended,
        lambda claim_no: taken_over.renewed(claim_no, NOW),
        lambda claim_no: taken_over.released(claim_no, NOW),
    ):
        with pytest.raises(StaleError):
            write(1)
    assert taken_over.ended(2).state is TaskState.DONE


def test_a_renewed_lease_keeps_bruno_out() -> None:
    held = task().claimed(ANA, NOW).renewed(1, NOW + 4 * MINUTE)
    assert not held.is_free(NOW + LEASE + MINUTE)


def test_the_same_claim_may_not_end_twice() -> None:
    with pytest.raises(StaleError):
        task().claimed(ANA, NOW).ended(1).ended(1)


def test_a_task_is_not_taken_before_it_is_due() -> None:
    assert next_task([task(due_at=NOW + MINUTE)], ANA, None, NOW) is None


def test_a_promised_call_comes_first_then_the_longest_due() -> None:
    promised = task(1, priority=CALLBACK_PRIORITY)
    older, newer = task(2, due_at=NOW - 2 * MINUTE), task(3, due_at=NOW - MINUTE)
    assert next_task([newer, older, promised], ANA, None, NOW) == promised
    assert next_task([newer, older], ANA, None, NOW) == older


def test_a_callback_kept_for_ana_is_bruno_s_only_after_its_time() -> None:
    kept = Task(UUID(int=9), CAMPAIGN, LEAD, NOW, for_agent_id=ANA, for_agent_until=NOW + 10 * MINUTE)
    assert next_task([kept], BRUNO, None, NOW) is None
    assert next_task([kept], ANA, None, NOW) == kept
    assert next_task([kept], BRUNO, None, NOW + 10 * MINUTE) == kept


def test_a_vendors_agent_sees_the_vendors_tasks_only() -> None:
    ours, theirs = task(1), task(2, vendor_id=VENDOR)
    assert next_task([ours, theirs], ANA, None, NOW) == ours
    assert next_task([ours, theirs], ANA, VENDOR, NOW) == theirs


def test_what_is_before_ana_is_not_brunos_to_take() -> None:
    before_ana = task().offered(NOW)
    assert next_task([before_ana], BRUNO, None, NOW) is None
    with pytest.raises(ConflictError):
        before_ana.claimed(BRUNO, NOW)
    with pytest.raises(ConflictError):
        before_ana.offered(NOW)
    assert (before_ana.taken(ANA, NOW).holder_id, before_ana.taken(ANA, NOW).claim_no) == (ANA, 1)
    assert before_ana.taken_back() == task()


def test_nothing_is_offered_before_it_is_due() -> None:
    with pytest.raises(ConflictError):
        task(due_at=NOW + MINUTE).offered(NOW)


TAKES = ("claim", "take")
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["claim", "renew", "release", "end", "offer", "take", "take back"]),
        st.sampled_from([ANA, BRUNO]),
        st.integers(0, 400),
    ),
    max_size=25,
)


@given(MOVES)
def test_only_the_holder_of_the_newest_number_ever_writes(moves: list[tuple[str, UUID, int]]) -> None:
    current, now, numbers = task(), NOW, {ANA: 0, BRUNO: 0}
    for move, agent, seconds in moves:
        now += timedelta(seconds=seconds)
        before = current
        try:
            match move:
                case "claim":
                    current = current.claimed(agent, now)
                    numbers[agent] = current.claim_no
                case "offer":
                    current = current.offered(now)
                case "take":
                    current = current.taken(agent, now)
                    numbers[agent] = current.claim_no
                case "take back":
                    current = current.taken_back()
                case "renew":
                    current = current.renewed(numbers[agent], now)
                case "release":
                    current = current.released(numbers[agent], now)
                case _:
                    current = current.ended(numbers[agent])
        except (ConflictError, StaleError):
            assert current is before
            continue
        assert current.claim_no == before.claim_no + (move in TAKES)
        if move in ("renew", "release", "end"):
            assert before.holder_id == agent
        if move in ("take", "take back"):
            assert before.state is TaskState.OFFERED
        assert (current.holder_id is not None) == (current.state is TaskState.CLAIMED)
