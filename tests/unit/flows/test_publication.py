"""A change on its way to calls: who may decide it, when it goes live, and that what is over never moves again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import ConflictError, InvalidError, NotAllowedError, Refusal
from flows.publishing.publication import FARTHEST, OPEN, Publication, State, asked

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
SOFIA, SIMON = UUID(int=1), UUID(int=2)


def test_what_needs_nobody_is_live_at_once() -> None:
    assert asked(SOFIA, NOW).state is State.PUBLISHED


def test_what_has_a_time_waits_for_it() -> None:
    change = asked(SOFIA, NOW, due_at=LATER)
    assert change.state is State.SCHEDULED
    assert not change.is_due(LATER - timedelta(seconds=1))
    assert change.came_due(LATER).state is State.PUBLISHED
    with pytest.raises(ConflictError, match="not_due"):
        change.came_due(NOW)


@pytest.mark.parametrize(("due_at", "code"), [(NOW, "past"), (NOW - timedelta(days=1), "past"), (NOW + FARTHEST * 2, "too_far")])
def test_a_time_lies_ahead_and_within_a_year(due_at: datetime, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        asked(SOFIA, NOW, due_at=due_at)
    assert refused.value.fields == {"at": code}


def test_a_second_person_approves_and_never_its_author() -> None:
    change = asked(SOFIA, NOW, needs_approval=True)
    with pytest.raises(NotAllowedError, match="own_change"):
        change.approved(SOFIA, NOW)
    with pytest.raises(NotAllowedError, match="own_change"):
        change.refused(SOFIA)
    assert change.approved(SIMON, NOW) == Publication(State.PUBLISHED, SOFIA, decided_by=SIMON)
    assert change.refused(SIMON).state is State.REFUSED


def test_what_was_approved_before_its_time_waits_for_it_and_after_it_goes_live() -> None:
    change = asked(SOFIA, NOW, due_at=LATER, needs_approval=True)
    assert change.state is State.WAITING
    assert change.approved(SIMON, NOW).state is State.SCHEDULED
    assert change.approved(SIMON, LATER).state is State.PUBLISHED


MOVES: tuple[Callable[[Publication, datetime, UUID], Publication], ...] = (
    lambda change, now, by: change.approved(by, now),
    lambda change, _, by: change.refused(by),
    lambda change, *_: change.cancelled(),
    lambda change, now, _: change.came_due(now),
    lambda change, *_: change.failed(),
)


@given(
    needs_approval=st.booleans(),
    due_in=st.none() | st.integers(1, 5),
    moves=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 6), st.sampled_from((SOFIA, SIMON))), max_size=12),
)
def test_whatever_is_tried_it_ends_once_and_its_author_decides_nothing(
    needs_approval: bool, due_in: int | None, moves: list[tuple[Callable[..., Publication], int, UUID]]
) -> None:
    due_at = NOW + timedelta(hours=due_in) if due_in else None
    change, ends = asked(SOFIA, NOW, due_at=due_at, needs_approval=needs_approval), 0
    ends += change.state not in OPEN
    was_approved = False
    for move, hours, by in moves:
        try:
            moved = move(change, NOW + timedelta(hours=hours), by)
        except Refusal:
            continue
        assert change.state in OPEN
        was_approved |= change.state is State.WAITING and moved.state in (State.SCHEDULED, State.PUBLISHED)
        ends += moved.state not in OPEN
        change = moved
    assert ends <= 1
    assert change.decided_by != SOFIA
    if change.state is State.PUBLISHED and needs_approval:
        assert was_approved
        assert change.decided_by == SIMON
