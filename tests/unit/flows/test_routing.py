"""Routing gives each waiting interaction at most one able agent, and each agent at most one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.routing.matching import (
    RESERVED_FOR,
    FreeAgent,
    Reservation,
    ReservationEndedError,
    ReservationState,
    WaitingWork,
    WorkKind,
    accept,
    match,
    reject,
    rescind,
    time_out,
    urgency,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, BRUNO = UUID(int=1), UUID(int=2)
MINUTE = timedelta(minutes=1)
VIP_TEAM = UUID(int=90)


def agent(person: UUID, idle: float = 60, **skills: int) -> FreeAgent:
    return FreeAgent(person_id=person, idle_since=NOON - timedelta(seconds=idle), skills=skills)


def waiting(number: int, since: float = 0, **more: object) -> WaitingWork:
    values = {"work_id": UUID(int=number), "waiting_since": NOON - timedelta(seconds=since)} | more
    return WaitingWork(**values)  # type: ignore[arg-type]


def pairs(reservations: list[Reservation]) -> list[tuple[int, UUID]]:
    return [(reservation.work_id.int, reservation.person_id) for reservation in reservations]


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
        (waiting(2, since=1, queue_priority=5), waiting(1, since=99, head_start=MINUTE, is_vip=True)),
        (waiting(2, since=40, head_start=MINUTE), waiting(1, since=99)),
        (waiting(2, since=99), waiting(1, since=38, head_start=MINUTE)),
        (waiting(2, since=39, head_start=MINUTE, is_vip=True), waiting(1, since=99)),
        (waiting(2, since=9, is_vip=True), waiting(1, since=9)),
        (waiting(2, since=99), waiting(1, since=1)),
        (waiting(1), waiting(2)),
    ],
    ids=["queue priority", "head start", "age beyond the head start", "VIP of equal standing", "VIP of the same age", "age", "id"],
)
def test_the_more_urgent_is_served_first(first: WaitingWork, second: WaitingWork) -> None:
    for line in ([first, second], [second, first]):
        assert pairs(match(line, [agent(ANA)], NOON)) == [(first.work_id.int, ANA)]


KINDS = [WorkKind.CALL, WorkKind.CALLBACK, WorkKind.TASK]
CAMPAIGN = UUID(int=80)


def test_who_waits_on_the_line_goes_before_whom_we_promised_to_call_and_those_before_the_rest() -> None:
    line = [waiting(3, since=99, kind=WorkKind.TASK, queue_priority=5000), waiting(2, since=50, kind=WorkKind.CALLBACK), waiting(1)]
    agents = [replace(agent(ANA), campaigns=frozenset({CAMPAIGN}))]
    for left in range(3, 0, -1):
        (made,) = match(line[:left], agents, NOON)
        assert (made.work_id.int, made.kind) == (line[left - 1].work_id.int, KINDS[3 - left])


def test_a_campaigns_task_is_for_the_agents_of_the_campaign() -> None:
    task = waiting(1, kind=WorkKind.TASK, campaign_id=CAMPAIGN)
    member = replace(agent(BRUNO, idle=1), campaigns=frozenset({CAMPAIGN}))
    assert match([task], [agent(ANA)], NOON) == []
    assert pairs(match([task], [agent(ANA), member], NOON)) == [(1, BRUNO)]


def test_a_call_takes_the_place_of_an_offered_task_and_nothing_else_does() -> None:
    thinks = replace(agent(ANA, idle=90), has_offer=True, campaigns=frozenset({CAMPAIGN}))
    assert pairs(match([waiting(1)], [thinks], NOON)) == [(1, ANA)]
    for kind in (WorkKind.CALLBACK, WorkKind.TASK):
        assert match([waiting(1, kind=kind, campaign_id=CAMPAIGN)], [thinks], NOON) == []


def test_who_has_nothing_before_them_is_rung_first_whatever_the_others_can() -> None:
    thinks = replace(agent(ANA, idle=90, support=5), has_offer=True, team_id=VIP_TEAM)
    vip = waiting(1, skill="support", is_vip=True, team_id=VIP_TEAM)
    assert pairs(match([vip], [thinks, agent(BRUNO, idle=1, support=1)], NOON)) == [(1, BRUNO)]
    assert pairs(match([vip], [thinks, agent(BRUNO, idle=1)], NOON)) == [(1, ANA)]


def test_of_those_with_a_task_before_them_the_fittest_is_rung() -> None:
    agents = [replace(agent(ANA, idle=9, support=2), has_offer=True), replace(agent(BRUNO, idle=90, support=1), has_offer=True)]
    assert pairs(match([waiting(1, skill="support")], agents, NOON)) == [(1, ANA)]


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


def test_a_vip_rings_the_vip_team_alone_until_the_overflow_opens() -> None:
    vip = waiting(1, skill="support", is_vip=True, team_id=VIP_TEAM, team_until=NOON + MINUTE)
    ordinary, member = agent(ANA, idle=90, support=3), replace(agent(BRUNO, support=1), team_id=VIP_TEAM)
    assert match([vip], [ordinary], NOON + MINUTE - timedelta(milliseconds=1)) == []
    assert pairs(match([vip], [ordinary, member], NOON)) == [(1, BRUNO)]
    assert pairs(match([vip], [ordinary], NOON + MINUTE)) == [(1, ANA)]
    # Once it is open the team still goes first, whatever the level and the idle time.
    assert pairs(match([vip], [ordinary, member], NOON + MINUTE)) == [(1, BRUNO)]


def test_a_team_member_without_the_skill_gets_no_vip() -> None:
    vip = waiting(1, skill="support", is_vip=True, team_id=VIP_TEAM, team_until=NOON + MINUTE)
    assert match([vip], [replace(agent(ANA, sales=3), team_id=VIP_TEAM)], NOON) == []


def test_the_level_asked_for_relaxes_after_its_time() -> None:
    picky = waiting(1, skill="support", level=3, relaxes_at=NOON + MINUTE)
    beginner = agent(ANA, support=1)
    assert match([picky], [beginner], NOON) == []
    assert pairs(match([picky], [beginner], NOON + MINUTE)) == [(1, ANA)]
    assert match([picky], [agent(ANA, sales=3)], NOON + MINUTE) == []


MOMENTS = st.none() | st.integers(-5, 5).map(lambda seconds: NOON + timedelta(seconds=seconds))
TEAMS = st.sampled_from([None, VIP_TEAM, UUID(int=91)])
SKILLS = st.sampled_from(["support", "sales", "loans"])
CAMPAIGNS = st.sampled_from([UUID(int=80), UUID(int=81)])
AGENTS = st.lists(
    st.builds(
        FreeAgent,
        person_id=st.integers(0, 40).map(lambda number: UUID(int=number)),
        idle_since=st.integers(0, 9).map(lambda seconds: NOON - timedelta(seconds=seconds)),
        skills=st.dictionaries(SKILLS, st.integers(1, 3)),
        team_id=TEAMS,
        campaigns=st.frozensets(CAMPAIGNS),
    ),
    max_size=8,
    unique_by=lambda agent: agent.person_id,
)
WAITING = st.lists(
    st.builds(
        WaitingWork,
        work_id=st.integers(100, 140).map(lambda number: UUID(int=number)),
        waiting_since=st.integers(0, 9).map(lambda seconds: NOON - timedelta(seconds=seconds)),
        skill=st.none() | SKILLS,
        level=st.integers(1, 3),
        relaxes_at=MOMENTS,
        queue_priority=st.integers(0, 2),
        head_start=st.integers(0, 5).map(lambda seconds: timedelta(seconds=seconds)),
        is_vip=st.booleans(),
        team_id=TEAMS,
        team_until=MOMENTS,
        preferred=st.none() | st.integers(0, 40).map(lambda number: UUID(int=number)),
        preferred_until=MOMENTS,
        refused_by=st.frozensets(st.integers(0, 40).map(lambda number: UUID(int=number)), max_size=3),
        kind=st.sampled_from(WorkKind),
        campaign_id=st.none() | CAMPAIGNS,
    ),
    max_size=8,
    unique_by=lambda interaction: interaction.work_id,
)


def can_take(who: FreeAgent, what: WaitingWork) -> bool:
    """The rule once more, told from the outside."""
    if who.person_id in what.refused_by:
        return False
    if what.preferred and what.preferred_until and what.preferred_until > NOON:
        return who.person_id == what.preferred
    if what.team_id and what.team_until and what.team_until > NOON and who.team_id != what.team_id:
        return False
    if what.campaign_id and what.campaign_id not in who.campaigns:
        return False
    level = 1 if what.relaxes_at and what.relaxes_at <= NOON else what.level
    return what.skill is None or who.skills.get(what.skill, 0) >= level


@given(WAITING, AGENTS)
def test_nobody_twice_nothing_twice_and_nobody_without_the_skill(line: list[WaitingWork], agents: list[FreeAgent]) -> None:
    reservations = match(line, agents, NOON)
    people = [reservation.person_id for reservation in reservations]
    interactions = [reservation.work_id for reservation in reservations]
    assert len(set(people)) == len(people)
    assert len(set(interactions)) == len(interactions)
    by_person = {who.person_id: who for who in agents}
    by_interaction = {what.work_id: what for what in line}
    assert all(can_take(by_person[each.person_id], by_interaction[each.work_id]) for each in reservations)


@given(WAITING, AGENTS)
def test_nobody_able_is_left_idle_while_somebody_waits(line: list[WaitingWork], agents: list[FreeAgent]) -> None:
    reservations = match(line, agents, NOON)
    idle = [who for who in agents if who.person_id not in {each.person_id for each in reservations}]
    left = [what for what in line if what.work_id not in {each.work_id for each in reservations}]
    assert not any(can_take(who, what) for who in idle for what in left)


@given(WAITING, AGENTS)
def test_nobody_who_goes_before_waits_while_the_other_is_served_by_somebody_both_could_have(
    line: list[WaitingWork], agents: list[FreeAgent]
) -> None:
    by_person, by_id = {who.person_id: who for who in agents}, {what.work_id: what for what in line}
    reservations = match(line, agents, NOON)
    left = [what for what in line if what.work_id not in {each.work_id for each in reservations}]
    for made in reservations:
        served, agent_of_it = by_id[made.work_id], by_person[made.person_id]
        for what in left:
            if not can_take(agent_of_it, what):
                continue
            assert urgency(what) > urgency(served)
            assert KINDS.index(served.kind) <= KINDS.index(what.kind)
            if served.kind is not what.kind:
                continue
            assert served.queue_priority >= what.queue_priority
            if served.queue_priority == what.queue_priority:
                # Nobody is overtaken by more than the head start, so nobody waits for ever; and no VIP by an equal who is none.
                assert served.waiting_since - what.waiting_since <= served.head_start - what.head_start
                same = (served.waiting_since, served.head_start) == (what.waiting_since, what.head_start)
                assert not (same and what.is_vip and not served.is_vip)


@given(WAITING, AGENTS)
def test_when_all_their_times_are_over_only_skill_campaign_and_refusal_keep_an_agent_from_a_customer(
    line: list[WaitingWork], agents: list[FreeAgent]
) -> None:
    later = NOON + timedelta(seconds=5)
    served = {each.work_id for each in match(line, agents, later)}
    busy = {each.person_id for each in match(line, agents, later)}
    for what in line:
        for who in agents:
            floor = 1 if what.relaxes_at else what.level
            is_able = what.skill is None or who.skills.get(what.skill, 0) >= floor
            is_able &= what.campaign_id is None or what.campaign_id in who.campaigns
            if is_able and who.person_id not in {*busy, *what.refused_by}:
                assert what.work_id in served


@given(WAITING, AGENTS, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_of_the_rows(line: list[WaitingWork], agents: list[FreeAgent], chance: object) -> None:
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


@given(st.lists(st.sampled_from(ENDS), min_size=1, max_size=4), st.integers(20, 60))
def test_a_reservation_moves_from_offered_to_one_end_and_stays_there(
    tried: list[tuple[Callable[[Reservation, datetime], Reservation], ReservationState]], seconds: int
) -> None:
    (reservation,) = match([waiting(1)], [agent(ANA)], NOON)
    now = NOON + timedelta(seconds=seconds)
    for place, (end, state) in enumerate(tried):
        if place == 0:
            reservation = end(reservation, now)
            assert (reservation.state, reservation.ended_at) == (state, now)
            continue
        before = reservation
        with pytest.raises(ReservationEndedError):
            end(reservation, now + timedelta(seconds=place))
        assert reservation == before
        assert not reservation.is_due(now + timedelta(hours=1))


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


@given(st.lists(PREFERRING, max_size=6, unique_by=lambda each: each.work_id), st.sets(st.sampled_from([ANA, BRUNO, UUID(int=3)])))
def test_a_wish_for_somebody_is_kept_or_waits(line: list[WaitingWork], free: set[UUID]) -> None:
    by_id = {each.work_id: each for each in line}
    for made in match(line, [agent(person) for person in free], NOON):
        wished = by_id[made.work_id].waits_for(NOON)
        assert wished in (None, made.person_id)
        assert wished or by_id[made.work_id].vendor_id is None
