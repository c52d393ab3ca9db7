"""A call is the set of its facts: what arrives twice, late or in any order gives the same call."""

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.telephony.call import Call, CallResult, CallState, apply, call_from_json, call_of
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party, Said

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Kind = CallEventKind


def fact(kind: CallEventKind, second: float, direction: Direction = Direction.INBOUND, **more: object) -> CallEvent:
    values = {"event_id": f"{kind}@{second}", "adapter": "simulator", "call_id": "call-1"} | more
    return CallEvent(kind=kind, at=NOON + timedelta(seconds=second), direction=direction, **values)  # type: ignore[arg-type]


INBOUND = (
    fact(Kind.OFFERED, 0, caller_number="+12025550143", caller_name="Maria Delgado", dialled_number="+12025550100", queue="support"),
    fact(Kind.RINGING, 2, extension="1001"),
    fact(Kind.ANSWERED, 7, extension="1001", command_id="answer-1"),
    fact(Kind.HELD, 60),
    fact(Kind.RESUMED, 90),
    fact(Kind.HUNG_UP, 200, cause=Cause.NORMAL, hung_up_by=Party.CUSTOMER),
)
OUTBOUND = Direction.OUTBOUND


def call_with(events: tuple[CallEvent, ...] | list[CallEvent]) -> Call:
    call = call_of(events[0])
    for event in events:
        call = apply(call, event)
    return call


def test_every_order_of_arrival_gives_the_same_call() -> None:
    expected = call_with(INBOUND)
    assert all(call_with(order) == expected for order in permutations(INBOUND))


def test_the_whole_call_tells_who_when_and_how() -> None:
    call = call_with(INBOUND)
    assert (call.state, call.result, call.cause, call.hung_up_by) == (
        CallState.ENDED,
        CallResult.ANSWERED,
        Cause.NORMAL,
        Party.CUSTOMER,
    )
    assert (call.customer_number, call.caller_name, call.queue, call.extension) == ("+12025550143", "Maria Delgado", "support", "1001")
    assert call.talked_for(NOON) == timedelta(seconds=193)
    assert call.held_for(NOON) == timedelta(seconds=30)
    assert call.answers("answer-1") == INBOUND[2]


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[CallEvent], list[CallEvent]]:
    """Facts of one call, and the same facts in another order with some of them twice or more."""
    kinds = draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=9))
    facts = [
        fact(
            kind,
            draw(st.integers(0, 5)),  # few seconds, so that facts of one instant are common
            event_id=f"e{place}",
            extension=draw(st.sampled_from([None, "1001", "1002"])),
            cause=draw(st.sampled_from([None, *Cause])),
            hung_up_by=draw(st.sampled_from([None, *Party])),
            transferred_to=draw(st.sampled_from([None, "1002"])),
        )
        for place, kind in enumerate(kinds)
    ]
    repeated = facts + draw(st.lists(st.sampled_from(facts), max_size=9))
    return facts, draw(st.permutations(repeated))


@given(arrivals())
@settings(max_examples=150, deadline=None)
def test_duplicates_and_disorder_change_nothing(case: tuple[list[CallEvent], list[CallEvent]]) -> None:
    facts, arrived = case
    assert call_with(arrived) == call_with(facts)


@given(arrivals(), arrivals())
@settings(deadline=None)
def test_facts_that_share_an_id_are_chosen_alike_in_any_order(
    one: tuple[list[CallEvent], list[CallEvent]], other: tuple[list[CallEvent], list[CallEvent]]
) -> None:
    together = one[0] + other[0]  # the ids e0, e1, ... stand for different facts in each
    assert call_with(together) == call_with(together[::-1])


@given(arrivals())
@settings(deadline=None)
def test_a_call_that_has_ended_never_goes_on(case: tuple[list[CallEvent], list[CallEvent]]) -> None:
    _, arrived = case
    call = call_of(arrived[0])
    ended = False
    for event in arrived:
        call = apply(call, event)
        ended = ended or event.kind is Kind.HUNG_UP
        assert (call.state is CallState.ENDED) == ended
        assert (call.result is not None) == ended


@given(arrivals())
@settings(deadline=None)
def test_a_call_survives_its_json(case: tuple[list[CallEvent], list[CallEvent]]) -> None:
    call = call_with(case[0])
    assert call_from_json(json.loads(json.dumps(call.to_json()))) == call


def test_what_a_simulated_customer_said_survives_json_too() -> None:
    call = call_of(fact(Kind.ANSWERED, 0, said=Said(en="Hello?", zh="喂？")))
    assert call_from_json(json.loads(json.dumps(call.to_json()))).said == Said(en="Hello?", zh="喂？")


@pytest.mark.parametrize(
    ("arrived", "state"),
    [
        ([fact(Kind.OFFERED, 0)], CallState.OFFERED),
        ([fact(Kind.OFFERED, 0), fact(Kind.RINGING, 1)], CallState.RINGING),
        ([fact(Kind.OFFERED, 0), fact(Kind.RINGING, 1), fact(Kind.RING_STOPPED, 21)], CallState.OFFERED),
        ([fact(Kind.ANSWERED, 5), fact(Kind.RINGING, 6)], CallState.TALKING),
        ([fact(Kind.HELD, 5)], CallState.HELD),
        ([fact(Kind.ANSWERED, 5), fact(Kind.HELD, 6), fact(Kind.RESUMED, 7)], CallState.TALKING),
        ([fact(Kind.ANSWERED, 5), fact(Kind.TRANSFERRED, 6), fact(Kind.RINGING, 7)], CallState.TRANSFERRING),
        ([fact(Kind.ANSWERED, 5), fact(Kind.TRANSFERRED, 6), fact(Kind.ANSWERED, 9)], CallState.TALKING),
        ([fact(Kind.HUNG_UP, 5), fact(Kind.ANSWERED, 6)], CallState.ENDED),
        ([fact(Kind.OFFERED, 0), fact(Kind.COMMAND_REFUSED, 1, reason="call_ended")], CallState.OFFERED),
    ],
)
def test_where_a_call_stands(arrived: list[CallEvent], state: CallState) -> None:
    assert call_with(arrived).state is state


def ended(cause: Cause | None, by: Party = Party.NETWORK, direction: Direction = OUTBOUND) -> CallEvent:
    return fact(Kind.HUNG_UP, 30, direction, cause=cause, hung_up_by=by)


@pytest.mark.parametrize(
    ("facts", "result", "attempt"),
    [
        ([ended(Cause.BUSY)], CallResult.BUSY, "busy"),
        ([ended(Cause.NO_ANSWER)], CallResult.NO_ANSWER, "no_answer"),
        ([ended(Cause.NORMAL, Party.AGENT)], CallResult.NO_ANSWER, "no_answer"),
        ([ended(None)], CallResult.NO_ANSWER, "no_answer"),
        ([ended(Cause.WRONG_NUMBER)], CallResult.WRONG_NUMBER, "invalid"),
        ([ended(Cause.CONGESTION)], CallResult.CONGESTION, "no_answer"),
        ([fact(Kind.ANSWERED, 9, OUTBOUND, cause=Cause.MACHINE, extension="1001"), ended(Cause.NORMAL)], CallResult.MACHINE, "machine"),
        ([fact(Kind.ANSWERED, 9, OUTBOUND, extension="1001"), ended(Cause.NORMAL)], CallResult.ANSWERED, "answered"),
        ([fact(Kind.ANSWERED, 9, OUTBOUND, extension="1001"), ended(Cause.LINE_LOST)], CallResult.DROPPED, "abandoned"),
        ([fact(Kind.ANSWERED, 9, OUTBOUND), ended(Cause.NORMAL)], CallResult.DROPPED, "abandoned"),
        ([fact(Kind.TRANSFERRED, 9, OUTBOUND, extension="1001"), ended(Cause.NORMAL)], CallResult.TRANSFERRED, "answered"),
        ([ended(Cause.ABANDONED, Party.CUSTOMER, Direction.INBOUND)], CallResult.ABANDONED, "no_answer"),
        ([fact(Kind.OFFERED, 0)], None, None),
    ],
)
def test_what_came_of_a_call(facts: list[CallEvent], result: CallResult | None, attempt: str | None) -> None:
    call = call_with(facts)
    assert (call.result, call.attempt_result) == (result, attempt)


def test_a_hold_that_goes_on_counts_until_now_and_one_cut_off_until_the_end() -> None:
    on_hold = call_with([fact(Kind.ANSWERED, 0), fact(Kind.HELD, 10)])
    assert on_hold.held_for(NOON + timedelta(seconds=25)) == timedelta(seconds=15)
    assert apply(on_hold, fact(Kind.HUNG_UP, 18)).held_for(NOON + timedelta(hours=1)) == timedelta(seconds=8)


def test_mute_lasts_until_it_is_taken_off_or_the_call_ends() -> None:
    call = call_with([fact(Kind.ANSWERED, 0), fact(Kind.MUTED, 1)])
    assert call.is_muted
    assert not apply(call, fact(Kind.UNMUTED, 2)).is_muted
    assert not apply(call, fact(Kind.HUNG_UP, 2)).is_muted


def test_the_extension_is_the_one_that_talks_rings_or_dials() -> None:
    dialling = call_with([fact(Kind.OFFERED, 0, OUTBOUND, extension="1001"), fact(Kind.RINGING, 1, OUTBOUND)])
    assert dialling.extension == "1001"
    missed = call_with([fact(Kind.OFFERED, 0), fact(Kind.RINGING, 1, extension="1001"), fact(Kind.RING_STOPPED, 21, extension="1001")])
    assert missed.extension is None
    assert call_with([*missed.events, fact(Kind.ANSWERED, 30, extension="1002")]).extension == "1002"


def test_a_customer_who_picks_up_takes_nobodys_call_away() -> None:
    """A link that begins in the middle may hear of the customer's answer after the agent's: the call is that agent's all the same."""
    call = call_with([fact(Kind.ANSWERED, 5, OUTBOUND, extension="1002"), fact(Kind.ANSWERED, 6, OUTBOUND), ended(Cause.NORMAL)])
    assert (call.extension, call.result) == ("1002", CallResult.ANSWERED)


def test_a_fact_about_another_call_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="call-2"):
        apply(call_of(fact(Kind.OFFERED, 0)), fact(Kind.RINGING, 1, call_id="call-2"))


def test_a_time_without_a_zone_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="without a zone"):
        CallEvent(event_id="1", adapter="x", call_id="c", kind=Kind.OFFERED, at=NOON.replace(tzinfo=None), direction=OUTBOUND)
