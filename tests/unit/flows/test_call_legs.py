"""A call is split into what each agent had of it; joined again it is the call it was."""

from hypothesis import given
from hypothesis import strategies as st

from flows.telephony.call import CallState
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from flows.telephony.call_legs import OPENS, legs_of, whole_of
from tests.unit.flows.test_call import Kind, arrivals, call_with, fact

TRANSFERRED_CALL = (
    fact(Kind.OFFERED, 0, caller_number="+12025550143", dialled_number="+12025550100", queue="support"),
    fact(Kind.ANSWERED, 5, extension="1001"),
    fact(Kind.TRANSFERRED, 60, extension="1001", transferred_to="sales"),
    fact(Kind.ANSWERED, 90, extension="1002"),
    fact(Kind.TRANSFERRED, 120, extension="1002", transferred_to="1003"),
    fact(Kind.HUNG_UP, 130, cause=Cause.ABANDONED, hung_up_by=Party.CUSTOMER),
)


def test_each_agent_has_their_own_part_with_its_own_times() -> None:
    ana, bruno, dana = legs_of(call_with(TRANSFERRED_CALL))
    assert [leg.state for leg in (ana, bruno, dana)] == [CallState.TRANSFERRING, CallState.TRANSFERRING, CallState.ENDED]
    assert [leg.extension for leg in (ana, bruno, dana)] == ["1001", "1002", None]
    assert [(leg.answered_at is None, leg.queue) for leg in (ana, bruno, dana)] == [(False, "support"), (False, "sales"), (True, None)]
    assert bruno.offered_at == ana.transferred_at
    assert bruno.talked_for(TRANSFERRED_CALL[4].at).total_seconds() == 30
    assert {leg.caller_number for leg in (ana, bruno, dana)} == {"+12025550143"}


def test_a_part_of_an_outbound_call_stays_outbound() -> None:
    dialled = [
        fact(Kind.OFFERED, 0, Direction.OUTBOUND, dialled_number="+12025550143", extension="1001"),
        fact(Kind.ANSWERED, 5, Direction.OUTBOUND, extension="1001"),
        fact(Kind.TRANSFERRED, 9, Direction.OUTBOUND, transferred_to="sales"),
    ]
    assert [leg.direction for leg in legs_of(call_with(dialled))] == [Direction.OUTBOUND, Direction.OUTBOUND]


def test_a_customer_sent_to_an_outside_number_has_left_us() -> None:
    call = call_with([*TRANSFERRED_CALL[:2], fact(Kind.TRANSFERRED, 60, transferred_to="+12025550199"), fact(Kind.HUNG_UP, 60)])
    assert legs_of(call) == (call,)


def test_a_transfer_told_twice_opens_one_part() -> None:
    again = fact(Kind.TRANSFERRED, 61, event_id="told-again", transferred_to="sales")
    assert len(legs_of(call_with([*TRANSFERRED_CALL[:3], again]))) == 2


@given(arrivals())
def test_split_and_joined_it_is_the_same_call(facts: tuple[list[CallEvent], list[CallEvent]]) -> None:
    call = call_with(facts[1])
    legs = legs_of(call)
    assert whole_of(legs) == call
    assert whole_of(reversed(legs)) == call
    assert legs_of(whole_of(legs)) == legs
    assert sum(event.event_id.startswith(OPENS) for leg in legs for event in leg.events) == len(legs) - 1


@given(arrivals(), st.data())
def test_one_more_fact_never_takes_a_part_away(facts: tuple[list[CallEvent], list[CallEvent]], data: st.DataObject) -> None:
    call = call_with(facts[0])
    more = fact(data.draw(st.sampled_from(CallEventKind)), data.draw(st.integers(0, 5)), event_id="one-more")
    assert len(legs_of(call_with([*call.events, more]))) >= len(legs_of(call))
