"""A number tells who is calling only when one customer has it; a caller who rings back is offered the run that broke off."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from flows.customers.recognition import (
    RINGS_BACK_WITHIN,
    CustomerMatch,
    DroppedInteraction,
    MatchKind,
    interaction_to_resume,
    match_customer,
    pick_customer,
    script_for,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MARIA, PETER = UUID(int=11), UUID(int=12)
NUMBER = "+12025550143"
UNKNOWN = CustomerMatch(MatchKind.UNKNOWN)


def dropped(number: int, minutes_ago: float, customer: UUID | None = None, phone: str = NUMBER) -> DroppedInteraction:
    return DroppedInteraction(
        interaction_id=UUID(int=number),
        run_id=UUID(int=1000 + number),
        number=phone,
        ended_at=NOON - timedelta(minutes=minutes_ago),
        customer_id=customer,
    )


@pytest.mark.parametrize(
    ("number", "owners", "expected"),
    [
        (None, [], CustomerMatch(MatchKind.WITHHELD)),
        (None, [MARIA], CustomerMatch(MatchKind.WITHHELD)),
        (NUMBER, [], CustomerMatch(MatchKind.UNKNOWN)),
        (NUMBER, [MARIA], CustomerMatch(MatchKind.MATCHED, MARIA)),
        (NUMBER, [MARIA, MARIA], CustomerMatch(MatchKind.MATCHED, MARIA)),
        (NUMBER, [MARIA, PETER], CustomerMatch(MatchKind.SHARED, candidates=(MARIA, PETER))),
    ],
)
def test_a_number_tells_no_more_than_it_can(number: str | None, owners: list[UUID], expected: CustomerMatch) -> None:
    match = match_customer(number, owners)
    assert match == expected
    assert match.is_certain == (match.kind is MatchKind.MATCHED)


def test_the_agent_s_pick_is_certain() -> None:
    assert pick_customer(PETER) == CustomerMatch(MatchKind.PICKED, PETER)
    assert pick_customer(PETER).is_certain


def test_who_rings_back_is_offered_the_latest_broken_off_interaction() -> None:
    lately = [dropped(1, 9, MARIA), dropped(2, 3, MARIA), dropped(3, 1, phone="+12025550199")]
    assert interaction_to_resume(NUMBER, match_customer(NUMBER, [MARIA]), lately, NOON) == lately[1]


@pytest.mark.parametrize(
    ("number", "minutes", "found"),
    [
        (NUMBER, RINGS_BACK_WITHIN.total_seconds() / 60, True),
        (NUMBER, RINGS_BACK_WITHIN.total_seconds() / 60 + 0.1, False),
        (NUMBER, -1, False),
        ("+12025550100", 1, False),
        (None, 1, False),
    ],
    ids=["just in time", "too late", "not yet ended", "another number", "withheld"],
)
def test_it_is_offered_for_a_while_and_to_that_number_only(number: str | None, minutes: float, found: bool) -> None:
    assert (interaction_to_resume(number, UNKNOWN, [dropped(1, minutes)], NOON) is not None) is found


def test_another_customer_at_a_shared_number_is_not_offered_it() -> None:
    lately = [dropped(1, 2, MARIA)]
    shared = match_customer(NUMBER, [MARIA, PETER])
    assert interaction_to_resume(NUMBER, shared, lately, NOON) == lately[0]
    assert interaction_to_resume(NUMBER, pick_customer(PETER), lately, NOON) is None


@pytest.mark.parametrize(
    ("campaign", "dialled_number", "queue", "expected"),
    [("c", "d", "q", "c"), (None, "d", "q", "d"), (None, None, "q", "q"), (None, "", "q", "q"), (None, None, None, None)],
)
def test_the_script_is_the_campaign_s_else_the_number_s_else_the_queue_s(
    campaign: str | None, dialled_number: str | None, queue: str | None, expected: str | None
) -> None:
    assert script_for(campaign=campaign, dialled_number=dialled_number, queue=queue) == expected
