"""What a supervisor sets for a queue decides who waits how long, and for whom."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from flows.routing.matching import WaitingWork
from flows.routing.presence import Pending, Presence, PresenceCause, PresenceState
from flows.routing.queue_rules import QueueRules, comes_soon, rules_of

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEAM = UUID(int=90)
CALL = WaitingWork(work_id=UUID(int=1), waiting_since=NOON)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("vip_from", "vips"),
    [(None, set()), ("platinum", {"platinum"}), ("gold", {"gold", "platinum"}), ("silver", {"silver", "gold", "platinum"})],
)
def test_who_is_vip_from_one_tier_up(vip_from: str | None, vips: set[str]) -> None:
    rules = QueueRules(vip_from=vip_from)
    assert {tier for tier in ("standard", "silver", "gold", "platinum", None, "diamond") if rules.is_vip(tier)} == vips


def test_a_vip_waits_for_the_team_until_the_overflow_and_nobody_else_does() -> None:
    rules = QueueRules(vip_from="gold", team_id=TEAM, overflow_after=30 * SECOND, head_starts={"gold": 300 * SECOND})
    vip, other = rules.applied_to(CALL, "gold"), rules.applied_to(CALL, "standard")
    assert (vip.is_vip, vip.team_id, vip.team_until, vip.head_start) == (True, TEAM, NOON + 30 * SECOND, 300 * SECOND)
    assert (other.is_vip, other.team_id, other.team_until, other.head_start) == (False, None, None, timedelta())


def test_with_nobody_of_the_team_here_the_overflow_is_open_at_once() -> None:
    rules = QueueRules(vip_from="gold", team_id=TEAM, overflow_after=30 * SECOND)
    assert rules.applied_to(CALL, "platinum", is_team_here=False).team_alone(NOON) is None


def test_a_level_without_a_time_to_relax_is_asked_for_for_good() -> None:
    strict, soft = QueueRules(level=3).applied_to(CALL, None), QueueRules(level=3, relax_after=60 * SECOND).applied_to(CALL, None)
    assert strict.level_at(NOON + timedelta(days=1)) == 3
    assert [soft.level_at(NOON + seconds * SECOND) for seconds in (59, 60)] == [3, 1]


def test_a_call_in_no_queue_has_no_rules() -> None:
    columns = ("vip_from_tier", "vip_team_id", "vip_overflow_seconds", "silver_head_start", "gold_head_start", "platinum_head_start")
    more = ("skill_level", "relax_after_seconds", "last_agent_seconds", "last_agent_days")
    rules = rules_of(dict.fromkeys((*columns, *more)))
    assert rules.applied_to(CALL, "platinum") == CALL


State = PresenceState


@pytest.mark.parametrize(
    ("state", "pending", "comes"),
    [
        (State.READY, None, True),
        (State.WRAPPING_UP, None, True),
        (State.WRAPPING_UP, Pending(State.NOT_READY, "break"), False),
        (State.WRAPPING_UP, Pending(State.OFFLINE), False),
        (State.ENGAGED, None, False),
        (State.NOT_READY, None, False),
        (State.OFFLINE, None, False),
    ],
)
def test_whom_a_customer_may_wait_for(state: PresenceState, pending: Pending | None, comes: bool) -> None:
    presence = Presence(person_id=UUID(int=1), state=state, since=NOON, cause=PresenceCause.AGENT, pending=pending)
    assert comes_soon(presence, NOON + SECOND) is comes
    assert not comes_soon(presence, NOON + timedelta(minutes=5))
    assert not comes_soon(None, NOON)
