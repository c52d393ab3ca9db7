"""An interaction follows its phone in any order of facts, and its agent within the rules."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import ConflictError
from flows.interaction import (
    HUNG_UP_EXIT,
    PLACES,
    Interaction,
    InteractionEvent,
    InteractionEventKind,
    InteractionState,
    dialled,
    dispose,
    extend_wrap_up,
    follow,
    offered,
    ring,
    stop_ringing,
)
from flows.telephony.call import Call, apply, call_of
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party

ANA, BRUNO, CALL = UUID(int=1), UUID(int=2), UUID(int=100)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WRAP_UP = timedelta(seconds=60)
Fact = CallEventKind
Kind = InteractionEventKind
State = InteractionState


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def fact(kind: CallEventKind, second: float, direction: Direction = Direction.INBOUND, **more: object) -> CallEvent:
    values = {"event_id": f"{kind}@{second}", "adapter": "simulator", "call_id": "call-1"} | more
    return CallEvent(kind=kind, at=later(second), direction=direction, **values)  # type: ignore[arg-type]


RINGS_IN = fact(Fact.OFFERED, 0, caller_number="+12025550143")
ANSWERED = fact(Fact.ANSWERED, 5, extension="1001")
HELD = fact(Fact.HELD, 20)
RESUMED = fact(Fact.RESUMED, 30)
CUSTOMER_LEFT = fact(Fact.HUNG_UP, 90, cause=Cause.NORMAL, hung_up_by=Party.CUSTOMER)
GAVE_UP = fact(Fact.HUNG_UP, 40, cause=Cause.ABANDONED, hung_up_by=Party.CUSTOMER)


def holder_of(call: Call) -> UUID | None:
    return {"1001": ANA, "1002": BRUNO}.get(call.extension or "")


def played(*facts: CallEvent, disposed_after: int | None = None) -> tuple[Interaction, list[InteractionEvent]]:
    """The interaction that these facts, arriving in this order, make, and everything it told."""
    call = call_of(facts[0])
    interaction, told = offered(CALL, call)
    events = list(told)
    for place, each in enumerate(facts):
        call = apply(call, each)
        interaction, told = follow(interaction, call, later(100), WRAP_UP, holder_of(call))
        events += told
        if place == disposed_after:
            interaction, told = dispose(interaction, "resolved", later(100))
            events += told
    return interaction, events


def kinds(events: list[InteractionEvent]) -> list[InteractionEventKind]:
    return [event.kind for event in events]


def test_an_inbound_call_is_offered_rung_answered_and_wrapped_up() -> None:
    interaction, _ = played(RINGS_IN)
    interaction, (rang,) = ring(interaction, ANA, later(1))
    assert (interaction.state, interaction.person_id, rang.kind) == (State.RINGING, ANA, Kind.RANG)
    call = apply(call_of(RINGS_IN), ANSWERED)
    interaction, told = follow(interaction, call, later(5), WRAP_UP, ANA)
    assert (interaction.state, kinds(list(told))) == (State.TALKING, [Kind.ANSWERED])
    interaction, told = follow(interaction, apply(call, CUSTOMER_LEFT), later(90), WRAP_UP, ANA)
    assert (interaction.state, interaction.wrap_up_until) == (State.WRAPPING_UP, later(150))
    assert told == (InteractionEvent(Kind.HUNG_UP, later(90), ANA, HUNG_UP_EXIT),)
    interaction, told = dispose(interaction, "resolved", later(100))
    assert (interaction.state, interaction.closed_at, kinds(list(told))) == (State.CLOSED, later(100), [Kind.DISPOSED, Kind.CLOSED])


def test_every_order_of_facts_leads_to_the_same_interaction() -> None:
    expected, _ = played(RINGS_IN, ANSWERED, HELD, RESUMED, CUSTOMER_LEFT)
    for order in permutations((RINGS_IN, ANSWERED, HELD, RESUMED, CUSTOMER_LEFT)):
        interaction, told = played(*order)
        assert interaction == expected
        assert kinds(told).count(Kind.ANSWERED) == kinds(told).count(Kind.HUNG_UP) == 1


def test_an_answer_that_arrives_after_the_end_still_owes_a_wrap_up() -> None:
    interaction, told = played(RINGS_IN, CUSTOMER_LEFT, ANSWERED)
    assert (interaction.state, interaction.person_id, interaction.answered_at) == (State.WRAPPING_UP, ANA, later(5))
    assert kinds(told) == [Kind.OFFERED, Kind.ABANDONED, Kind.ANSWERED, Kind.HUNG_UP]


def test_a_caller_who_gives_up_is_abandoned_and_owes_nobody_anything() -> None:
    interaction, told = played(RINGS_IN, GAVE_UP)
    assert (interaction.state, interaction.person_id, interaction.is_over) == (State.ABANDONED, None, True)
    assert (kinds(told), told[-1].exit) == ([Kind.OFFERED, Kind.ABANDONED], None)
    assert not interaction.was_dropped


def test_hold_and_resume_are_told() -> None:
    _, told = played(RINGS_IN, ANSWERED, HELD, RESUMED)
    assert kinds(told) == [Kind.OFFERED, Kind.ANSWERED, Kind.HELD, Kind.RESUMED]


def test_a_disposition_picked_during_the_call_closes_with_the_call() -> None:
    interaction, told = played(RINGS_IN, ANSWERED, CUSTOMER_LEFT, disposed_after=1)
    assert interaction.state is State.CLOSED
    assert kinds(told) == [Kind.OFFERED, Kind.ANSWERED, Kind.DISPOSED, Kind.HUNG_UP, Kind.CLOSED]


def test_a_transferred_customer_takes_no_exit() -> None:
    sent_on = fact(Fact.TRANSFERRED, 50, transferred_to="1002")
    interaction, told = played(RINGS_IN, ANSWERED, sent_on, fact(Fact.ANSWERED, 60, extension="1002"), CUSTOMER_LEFT)
    assert (interaction.state, interaction.person_id, interaction.ended_at) == (State.WRAPPING_UP, ANA, later(50))
    assert (told[-1].kind, told[-1].exit, interaction.was_dropped) == (Kind.TRANSFERRED, None, False)


@pytest.mark.parametrize("why", [Kind.MISSED, Kind.REJECTED, Kind.RESCINDED])
def test_a_ring_left_unanswered_goes_back_to_its_place(why: InteractionEventKind) -> None:
    waiting, _ = played(RINGS_IN)
    ringing, _ = ring(waiting, ANA, later(1))
    back, told = stop_ringing(ringing, why, later(21))
    assert (back.state, back.person_id, back.offered_at) == (State.WAITING, None, waiting.offered_at)
    assert told == (InteractionEvent(why, later(21), ANA),)
    assert stop_ringing(back, why, later(22)) == (back, ())


def test_only_a_waiting_interaction_rings() -> None:
    talking, _ = played(RINGS_IN, ANSWERED)
    with pytest.raises(ConflictError) as refusal:
        ring(talking, BRUNO, later(6))
    assert refusal.value.code == "interaction_moved_on"


def test_where_the_switch_distributes_the_ring_is_followed() -> None:
    interaction, told = played(RINGS_IN, fact(Fact.RINGING, 2, extension="1002"))
    assert (interaction.state, interaction.person_id, kinds(told)) == (State.RINGING, BRUNO, [Kind.OFFERED, Kind.RANG])


def test_an_outbound_call_nobody_answers_is_wrapped_up_by_who_dialled() -> None:
    interaction, _ = dialled(CALL, ANA, NOON)
    busy = fact(Fact.HUNG_UP, 3, Direction.OUTBOUND, cause=Cause.BUSY, hung_up_by=Party.NETWORK)
    interaction, told = follow(interaction, call_of(busy), later(3), WRAP_UP)
    assert (interaction.state, interaction.person_id, interaction.ended_cause) == (State.WRAPPING_UP, ANA, Cause.BUSY)
    assert told == (InteractionEvent(Kind.HUNG_UP, later(3), ANA, HUNG_UP_EXIT),)


@pytest.mark.parametrize(
    ("by", "cause", "dropped"),
    [(Party.CUSTOMER, Cause.NORMAL, True), (Party.NETWORK, Cause.LINE_LOST, True), (Party.AGENT, Cause.NORMAL, False)],
)
def test_a_talk_the_agent_did_not_end_was_dropped(by: Party, cause: Cause, dropped: bool) -> None:
    interaction, _ = played(RINGS_IN, ANSWERED, fact(Fact.HUNG_UP, 90, cause=cause, hung_up_by=by))
    assert interaction.was_dropped is dropped


def test_a_wrap_up_is_extended_from_its_end_or_from_now() -> None:
    wrapping, _ = played(RINGS_IN, ANSWERED, CUSTOMER_LEFT)
    assert extend_wrap_up(wrapping, WRAP_UP, later(100))[0].wrap_up_until == later(220)
    assert extend_wrap_up(wrapping, WRAP_UP, later(500))[0].wrap_up_until == later(560)
    talking, _ = played(RINGS_IN, ANSWERED)
    with pytest.raises(ConflictError):
        extend_wrap_up(talking, WRAP_UP, NOON)


@pytest.mark.parametrize(
    ("facts", "code"), [((RINGS_IN,), "not_answered"), ((RINGS_IN, GAVE_UP), "interaction_over")], ids=["waiting", "abandoned"]
)
def test_what_nobody_answered_has_no_disposition(facts: tuple[CallEvent, ...], code: str) -> None:
    interaction, _ = played(*facts)
    with pytest.raises(ConflictError) as refusal:
        dispose(interaction, "resolved", NOON)
    assert refusal.value.code == code


def test_a_second_disposition_of_a_closed_interaction_is_refused() -> None:
    closed, _ = played(RINGS_IN, ANSWERED, CUSTOMER_LEFT, disposed_after=2)
    with pytest.raises(ConflictError):
        dispose(closed, "complaint", NOON)


FACTS = st.lists(
    st.builds(
        fact,
        kind=st.sampled_from(Fact),
        second=st.integers(0, 6),
        extension=st.sampled_from([None, "1001"]),
        cause=st.sampled_from([None, *Cause]),
        hung_up_by=st.sampled_from([None, *Party]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda event: event.event_id,
)


@given(FACTS, st.data())
def test_whatever_the_phone_says_the_interaction_only_moves_on(facts: list[CallEvent], data: st.DataObject) -> None:
    arrived = data.draw(st.permutations(facts + facts[:3]))
    call = call_of(arrived[0])
    interaction, _ = offered(CALL, call)
    for each in arrived:
        before = interaction
        call = apply(call, each)
        interaction, _ = follow(interaction, call, later(100), WRAP_UP, holder_of(call))
        assert PLACES[interaction.state] >= PLACES[before.state]
        assert follow(interaction, call, later(100), WRAP_UP, holder_of(call)) == (interaction, ())
        assert (interaction.closed_at is not None) == interaction.is_over
    if any(event.kind is Fact.HUNG_UP for event in facts):
        assert interaction.state in (State.ABANDONED, State.WRAPPING_UP, State.CLOSED)
