"""Routing gives each waiting interaction at most one able agent, and each agent at most one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.routing import (
    RESERVED_FOR,
    FreeAgent,
    Reservation,
    ReservationEndedError,
    ReservationState,
    WaitingInteraction,
    accept,
    match,
    reject,
    rescind,
    time_out,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, BRUNO = UUID(int=1), UUID(int=2)


def agent(person: UUID, idle: float = 60, **skills: int) -> FreeAgent:
    return FreeAgent(person_id=person, idle_since=NOON - timedelta(seconds=idle), skills=skills)


def waiting(number: int, since: float = 0, **more: object) -> WaitingInteraction:
    values = {"interaction_id": UUID(int=number), "waiting_since": NOON - timedelta(seconds=since)} | more
    return WaitingInteraction(**values)  # type: ignore[arg-type]


def pairs(reservations: list[Reservation]) -> list[tuple[int, UUID]]:
    return [(reservation.interaction_id.int, reservation.person_id) for reservation in reservations]


def test_who_has_been_idle_longest_goes_first() -> None:
    assert pairs(match([waiting(1)], [agent(ANA, idle=10), agent(BRUNO, idle=90)], NOON)) == [(1, BRUNO)]


def test_the_higher_level_goes_before_the_longer_idle() -> None:
    agents = [agent(ANA, idle=10, support=3), agent(BRUNO, idle=90, support=1)]
    assert pairs(match([waiting(1, skill="support")], agents, NOON)) == [(1, ANA)]


def test_a_level_asked_for_is_a_floor() -> None:
    assert match([waiting(1, skill="support", level=2)], [agent(ANA, support=1)], NOON) == []
    assert pairs(match([waiting(1, skill="support", level=2)], [agent(ANA, support=2)], NOON)) == [(1, ANA)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (waiting(2, since=1, queue_priority=5), waiting(1, since=99, customer_tier=9)),
        (waiting(2, since=1, customer_tier=2), waiting(1, since=99, customer_tier=1)),
        (waiting(2, since=99), waiting(1, since=1)),
        (waiting(1), waiting(2)),
    ],
    ids=["queue priority", "customer tier", "age", "id"],
)
def test_the_more_urgent_is_served_first(first: WaitingInteraction, second: WaitingInteraction) -> None:
    for line in ([first, second], [second, first]):
        assert pairs(match(line, [agent(ANA)], NOON)) == [(first.interaction_id.int, ANA)]


def test_an_interaction_nobody_can_take_holds_up_nobody() -> None:
    line = [waiting(1, since=99, skill="loans"), waiting(2, since=1, skill="support")]
    assert pairs(match(line, [agent(ANA, support=1)], NOON)) == [(2, ANA)]


def test_it_does_not_ring_again_where_it_was_refused() -> None:
    assert match([waiting(1, refused_by=frozenset({ANA}))], [agent(ANA)], NOON) == []


def test_a_reservation_lasts_twenty_seconds() -> None:
    (reservation,) = match([waiting(1)], [agent(ANA)], NOON)
    assert reservation.expires_at - reservation.offered_at == RESERVED_FOR == timedelta(seconds=20)
    assert not reservation.is_due(NOON + timedelta(seconds=19.9))
    assert reservation.is_due(NOON + timedelta(seconds=20))


SKILLS = st.sampled_from(["support", "sales", "loans"])
AGENTS = st.lists(
    st.builds(
        FreeAgent,
        person_id=st.integers(0, 40).map(lambda number: UUID(int=number)),
        idle_since=st.integers(0, 9).map(lambda seconds: NOON - timedelta(seconds=seconds)),
        skills=st.dictionaries(SKILLS, st.integers(1, 3)),
    ),
    max_size=8,
    unique_by=lambda agent: agent.person_id,
)
WAITING = st.lists(
    st.builds(
        WaitingInteraction,
        interaction_id=st.integers(100, 140).map(lambda number: UUID(int=number)),
        waiting_since=st.integers(0, 9).map(lambda seconds: NOON - timedelta(seconds=seconds)),
        skill=st.none() | SKILLS,
        level=st.integers(1, 3),
        queue_priority=st.integers(0, 2),
        customer_tier=st.integers(0, 2),
        refused_by=st.frozensets(st.integers(0, 40).map(lambda number: UUID(int=number)), max_size=3),
    ),
    max_size=8,
    unique_by=lambda interaction: interaction.interaction_id,
)


def can_take(who: FreeAgent, what: WaitingInteraction) -> bool:
    able = what.skill is None or who.skills.get(what.skill, 0) >= what.level
    return able and who.person_id not in what.refused_by


@given(WAITING, AGENTS)
def test_nobody_twice_nothing_twice_and_nobody_without_the_skill(line: list[WaitingInteraction], agents: list[FreeAgent]) -> None:
    reservations = match(line, agents, NOON)
    people = [reservation.person_id for reservation in reservations]
    interactions = [reservation.interaction_id for reservation in reservations]
    assert len(set(people)) == len(people)
    assert len(set(interactions)) == len(interactions)
    by_person = {who.person_id: who for who in agents}
    by_interaction = {what.interaction_id: what for what in line}
    assert all(can_take(by_person[each.person_id], by_interaction[each.interaction_id]) for each in reservations)


@given(WAITING, AGENTS)
def test_nobody_able_is_left_idle_while_somebody_waits(line: list[WaitingInteraction], agents: list[FreeAgent]) -> None:
    reservations = match(line, agents, NOON)
    idle = [who for who in agents if who.person_id not in {each.person_id for each in reservations}]
    left = [what for what in line if what.interaction_id not in {each.interaction_id for each in reservations}]
    assert not any(can_take(who, what) for who in idle for what in left)


@given(WAITING, AGENTS, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_the_rows(
    line: list[WaitingInteraction], agents: list[FreeAgent], chance: object
) -> None:
    expected = match(line, agents, NOON)
    chance.shuffle(line)  # type: ignore[attr-defined]
    chance.shuffle(agents)  # type: ignore[attr-defined]
    assert match(line, agents, NOON) == expected


ENDS: list[tuple[Callable[[Reservation, datetime], Reservation], ReservationState]] = [
    (accept, ReservationState.ACCEPTED),
    (reject, ReservationState.REJECTED),
    (time_out, ReservationState.TIMED_OUT),
    (rescind, ReservationState.RESCINDED),
]


@pytest.mark.parametrize(("end", "state"), ENDS)
def test_a_reservation_ends_once(end: Callable[[Reservation, datetime], Reservation], state: ReservationState) -> None:
    (reservation,) = match([waiting(1)], [agent(ANA)], NOON)
    late = NOON + RESERVED_FOR
    ended = end(reservation, late)
    assert (ended.state, ended.ended_at) == (state, late)
    for again, _ in ENDS:
        with pytest.raises(ReservationEndedError) as refusal:
            again(ended, late)
        assert refusal.value.detail == state


def test_a_reservation_does_not_time_out_before_its_time() -> None:
    (reservation,) = match([waiting(1)], [agent(ANA)], NOON)
    with pytest.raises(AssertionError, match="lasts until"):
        time_out(reservation, NOON + timedelta(seconds=19))


def test_what_is_meant_for_somebody_rings_nobody_else_until_its_time_is_over() -> None:
    meant = waiting(1, skill="support", preferred=BRUNO, preferred_until=NOON + timedelta(seconds=20))
    agents = [agent(ANA, support=5), agent(BRUNO)]
    assert pairs(match([meant], agents, NOON)) == [(1, BRUNO)]
    assert match([meant], agents[:1], NOON) == []
    assert pairs(match([meant], agents, NOON + timedelta(seconds=20))) == [(1, ANA)]


def test_a_vendors_queue_is_worked_by_its_agents_alone() -> None:
    theirs = UUID(int=77)
    ours, vendors = agent(ANA), FreeAgent(person_id=BRUNO, idle_since=NOON, vendor_id=theirs)
    assert pairs(match([waiting(1, vendor_id=theirs), waiting(2, since=-1)], [ours, vendors], NOON)) == [(1, BRUNO), (2, ANA)]
    assert match([waiting(1, vendor_id=UUID(int=78))], [ours, vendors], NOON) == []


PREFERRING = st.builds(
    waiting,
    st.integers(1, 9),
    preferred=st.sampled_from([None, ANA, BRUNO, UUID(int=3)]),
    preferred_until=st.sampled_from([None, NOON, NOON + timedelta(seconds=1)]),
    vendor_id=st.sampled_from([None, UUID(int=77)]),
)


@given(st.lists(PREFERRING, max_size=6, unique_by=lambda each: each.interaction_id), st.sets(st.sampled_from([ANA, BRUNO, UUID(int=3)])))
def test_a_wish_for_somebody_is_kept_or_waits(line: list[WaitingInteraction], free: set[UUID]) -> None:
    by_id = {each.interaction_id: each for each in line}
    for made in match(line, [agent(person) for person in free], NOON):
        wished = by_id[made.interaction_id].waits_for(NOON)
        assert wished in (None, made.person_id)
        assert wished or by_id[made.interaction_id].vendor_id is None
