"""The simulated switch plays customers as they were measured, the same under the same seed, and never sleeps."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chance import seeded
from adapters.telephony.simulator import (
    BUSY,
    CALM,
    CallerMix,
    Callers,
    DialResult,
    InboundLine,
    OutboundMix,
    Simulator,
    SimulatorSettings,
    Trouble,
    TroubledSwitch,
)
from adapters.telephony.simulator.sayings import BY_QUEUE, said_inbound
from flows.telephony.call import Call, CallResult, CallState, apply, call_of
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from flows.telephony.port import CommandKind, Switch, SwitchCommand

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LINES = (InboundLine("+12025550100", "support", weight=3), InboundLine("+12025550101", "sales"))
CALLERS = Callers(
    known=tuple(f"+1202555{number:04}" for number in range(110, 160)), shared=("+12025550170",), unknown=("+12025550180", "+12025550181")
)
QUIET = SimulatorSettings(lines=LINES, calls_per_hour=0)


def simulator(how: SimulatorSettings = QUIET, seed: int = 1, callers: Callers = CALLERS) -> Simulator:
    return Simulator(how, callers, seeded(seed), "s1")


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def calls_of(events: list[CallEvent]) -> dict[str, Call]:
    calls: dict[str, Call] = {}
    for event in events:
        calls[event.call_id] = apply(calls.get(event.call_id, call_of(event)), event)
    return calls


def dial(number: str = "+12025550143", call_id: str = "attempt-1", **more: object) -> SwitchCommand:
    values = {"command_id": f"dial-{call_id}", "extension": "1001"} | more
    return SwitchCommand(kind=CommandKind.DIAL, call_id=call_id, number=number, **values)  # type: ignore[arg-type]


def answer(call_id: str, extension: str = "1001") -> SwitchCommand:
    return SwitchCommand(command_id=f"answer-{call_id}", kind=CommandKind.ANSWER, call_id=call_id, extension=extension)


def shift(switch: Simulator, hours: float, agents: int = 0, step: float = 1.0) -> list[CallEvent]:
    """What a shift says in which that many agents answer the longest waiting as soon as they are free."""
    events: list[CallEvent] = []
    waiting: list[str] = []
    free = [str(1001 + place) for place in range(agents)]
    second = 0.0
    while second < hours * 3600:
        second += step
        arrived = switch.advance(later(second))
        while arrived:
            events += arrived
            for event in arrived:
                if event.kind is CallEventKind.OFFERED:
                    waiting.append(event.call_id)
                if event.kind is CallEventKind.HUNG_UP:
                    if event.call_id in waiting:
                        waiting.remove(event.call_id)
                    else:
                        free.append(next(each.extension for each in events if each.call_id == event.call_id and each.extension) or "")
            arrived = switch.send(answer(waiting.pop(0), free.pop(0)), later(second)) if waiting and free else []
    return events


def next_heard(switch: Simulator) -> list[CallEvent]:
    """What the switch says next, whenever that is."""
    heard: list[CallEvent] = []
    while not heard and (at := switch.next_at()):
        heard = switch.advance(at)
    return heard


def test_it_is_a_switch() -> None:
    switch: Switch = simulator()
    assert switch.name == "simulator"


def test_the_same_seed_gives_the_same_shift_and_another_does_not() -> None:
    busy = replace(BUSY, lines=LINES)
    assert shift(simulator(busy, seed=5), 0.3, agents=4) == shift(simulator(busy, seed=5), 0.3, agents=4)
    assert shift(simulator(busy, seed=5), 0.3, agents=4) != shift(simulator(busy, seed=6), 0.3, agents=4)


def test_asking_often_or_once_gives_the_same_calls() -> None:
    busy = replace(BUSY, lines=LINES)
    assert shift(simulator(busy), 0.5) == simulator_at_once(busy, 1800)


def simulator_at_once(how: SimulatorSettings, seconds: float) -> list[CallEvent]:
    switch = simulator(how)
    return switch.advance(later(1)) + switch.advance(later(seconds))


def test_calls_come_at_the_set_rate() -> None:
    patient = replace(QUIET, calls_per_hour=300, most_waiting=10_000)
    offered = [event for event in simulator_at_once(patient, 4 * 3600) if event.kind is CallEventKind.OFFERED]
    assert 1080 <= len(offered) <= 1320  # 1200 expected, deviation 35
    assert 2.2 <= Counter(event.queue for event in offered)["support"] / Counter(event.queue for event in offered)["sales"] <= 4


def test_no_more_wait_than_are_allowed() -> None:
    waiting, most = 0, 0
    for event in shift(simulator(replace(QUIET, calls_per_hour=3600, most_waiting=3)), 0.3):
        waiting += {CallEventKind.OFFERED: 1, CallEventKind.HUNG_UP: -1}[event.kind]
        most = max(most, waiting)
    assert most == 3


def test_nobody_rings_while_the_switch_has_no_lines() -> None:
    switch = simulator(replace(CALM, lines=()))
    assert switch.advance(later(7200)) == []
    assert switch.next_at() is None


def test_callers_are_mixed_as_set() -> None:
    many = replace(QUIET, calls_per_hour=3000, most_waiting=10_000, patience_mean=timedelta(seconds=1))
    numbers = [event.caller_number for event in simulator_at_once(many, 3600) if event.kind is CallEventKind.OFFERED]
    share = {
        sort: sum(number in group for number in numbers) / len(numbers)
        for sort, group in {"known": CALLERS.known, "unknown": CALLERS.unknown, "withheld": (None,)}.items()
    }
    assert share["known"] == pytest.approx(0.76, abs=0.06)
    assert 0.03 <= share["unknown"] <= 0.12
    assert 0.04 <= share["withheld"] <= 0.18  # a little over its share: it stands in when a sort has nobody free


def test_nobody_rings_twice_at_once() -> None:
    ringing: set[str | None] = set()
    by_call: dict[str, str | None] = {}
    for event in simulator_at_once(replace(QUIET, calls_per_hour=3600, most_waiting=40), 3600):
        if event.kind is CallEventKind.OFFERED:
            assert event.caller_number is None or event.caller_number not in ringing
            by_call[event.call_id] = event.caller_number
            ringing.add(event.caller_number)
        else:
            ringing.discard(by_call[event.call_id])


def test_without_numbers_every_caller_withholds() -> None:
    events = simulator(replace(QUIET, calls_per_hour=600, callers=CallerMix(withheld=0)), callers=Callers()).advance(NOON)
    assert events == []
    events = simulator(replace(QUIET, calls_per_hour=600), callers=Callers()).call_in(None, NOON)
    assert [event.caller_number for event in events] == [None]


def test_who_is_not_answered_gives_up_when_patience_ends() -> None:
    patient = replace(QUIET, calls_per_hour=600, most_waiting=10_000)
    calls = calls_of(simulator_at_once(patient, 4 * 3600)).values()
    gave_up = [call for call in calls if call.ended_at]
    assert {call.result for call in gave_up} == {CallResult.ABANDONED}
    waited = [(call.ended_at - call.offered_at).total_seconds() for call in gave_up if call.ended_at]
    assert median(waited) == pytest.approx(357 * 0.693, rel=0.15)  # the median of an exponential is ln 2 of its mean


def test_talks_last_as_measured_when_nobody_is_asked_to_stay() -> None:
    events = shift(simulator(replace(BUSY, lines=LINES, lines_lost=0)), 1, agents=30)
    ended = [call for call in calls_of(events).values() if call.result is CallResult.ANSWERED]
    talks = [call.talked_for(NOON).total_seconds() for call in ended]
    assert len(talks) > 150
    assert 95 <= median(talks) <= 165  # 133 s, less those still talking at the end of the hour
    assert {call.hung_up_by for call in ended} == {Party.CUSTOMER}


def test_a_customer_of_the_calm_demo_stays_ten_minutes() -> None:
    switch = simulator(replace(CALM, lines=LINES, calls_per_hour=0))
    (offered,) = switch.call_in(CALLERS.known[0], NOON)
    switch.send(answer(offered.call_id), later(5))
    assert switch.advance(later(5 + 599)) == []
    (left,) = switch.advance(later(24 * 3600))
    assert (left.kind, left.hung_up_by) == (CallEventKind.HUNG_UP, Party.CUSTOMER)


def test_holding_a_customer_does_not_make_them_stay_for_ever() -> None:
    switch = simulator()
    (offered,) = switch.call_in(None, NOON)
    switch.send(answer(offered.call_id), NOON)
    switch.send(SwitchCommand(command_id="hold", kind=CommandKind.HOLD, call_id=offered.call_id), later(1))
    assert [event.kind for event in switch.advance(later(24 * 3600))] == [CallEventKind.HUNG_UP]


def test_an_inbound_answer_says_what_the_customer_wants_in_both_languages() -> None:
    switch = simulator()
    (offered,) = switch.call_in(CALLERS.known[0], NOON)
    (answered,) = switch.send(answer(offered.call_id), later(3))
    assert (answered.kind, answered.extension, answered.at) == (CallEventKind.ANSWERED, "1001", later(3))
    assert answered.said is not None
    assert answered.said.en.isascii()
    assert not answered.said.zh.isascii()


@pytest.mark.parametrize(
    ("result", "kinds", "call_result"),
    [
        (DialResult.ANSWERED, ["offered", "ringing", "answered"], None),
        (DialResult.WRONG_PERSON, ["offered", "ringing", "answered"], None),
        (DialResult.MACHINE, ["offered", "ringing", "answered", "hung_up"], CallResult.MACHINE),
        (DialResult.BUSY, ["offered", "hung_up"], CallResult.BUSY),
        (DialResult.WRONG_NUMBER, ["offered", "hung_up"], CallResult.WRONG_NUMBER),
        (DialResult.CONGESTION, ["offered", "hung_up"], CallResult.CONGESTION),
        (DialResult.NO_ANSWER, ["offered", "ringing", "hung_up"], CallResult.NO_ANSWER),
    ],
)
def test_a_dialled_number_does_what_is_fixed_for_it(result: DialResult, kinds: list[str], call_result: CallResult | None) -> None:
    switch = simulator(replace(QUIET, fixed_results={"+12025550143": result}))
    events = switch.send(dial(), NOON) + switch.advance(later(120))
    assert [event.kind.value for event in events] == kinds
    call = calls_of(events)["attempt-1"]
    assert (call.result, call.direction, call.extension) == (call_result, Direction.OUTBOUND, "1001")


def test_a_wrong_person_says_so() -> None:
    sayings = set()
    for result in (DialResult.ANSWERED, DialResult.WRONG_PERSON):
        switch = simulator(replace(QUIET, fixed_results={"+12025550143": result}))
        call = calls_of(switch.send(dial(), NOON) + switch.advance(later(60)))["attempt-1"]
        assert call.said is not None
        sayings.add(call.said)
    assert len(sayings) == 2


def test_a_number_rings_half_a_second_after_the_dial_and_no_longer_than_asked() -> None:
    switch = simulator(replace(QUIET, fixed_results={"+12025550143": DialResult.NO_ANSWER}))
    events = switch.send(dial(rings_for=timedelta(seconds=20)), NOON) + switch.advance(later(60))
    assert [event.at for event in events] == [NOON, later(0.5), later(20.5)]


def test_results_come_in_the_set_proportions() -> None:
    switch = simulator()
    for number in range(2000):
        switch.send(dial(call_id=f"a{number}"), NOON)
    results = Counter(call.result or "talking" for call in calls_of(switch.advance(later(120))).values())
    mix = OutboundMix()
    assert results["talking"] / 2000 == pytest.approx(mix.answered + mix.wrong_person, abs=0.05)
    assert results[CallResult.BUSY] / 2000 == pytest.approx(mix.busy, abs=0.03)
    assert results[CallResult.MACHINE] / 2000 == pytest.approx(mix.machine, abs=0.03)


def test_an_agent_who_hangs_up_while_it_rings_stops_the_ringing() -> None:
    switch = simulator(replace(QUIET, fixed_results={"+12025550143": DialResult.ANSWERED}))
    switch.send(dial(), NOON)
    hang_up = SwitchCommand(command_id="hang-up", kind=CommandKind.HANG_UP, call_id="attempt-1")
    (ended,) = [event for event in switch.send(hang_up, later(1)) if event.kind is CallEventKind.HUNG_UP]
    assert (ended.hung_up_by, ended.cause) == (Party.AGENT, Cause.NORMAL)
    assert switch.advance(later(600)) == []


def test_a_customer_who_is_cut_off_rings_back_soon_from_the_same_number() -> None:
    switch = simulator(replace(QUIET, rings_back=1.0))
    (offered,) = switch.call_in(CALLERS.known[3], NOON, queue="sales")
    switch.send(answer(offered.call_id), NOON)
    (lost,) = switch.cut(offered.call_id, later(60))
    assert (lost.cause, lost.hung_up_by) == (Cause.LINE_LOST, Party.NETWORK)
    (again,) = next_heard(switch)
    assert (again.kind, again.caller_number, again.queue) == (CallEventKind.OFFERED, CALLERS.known[3], "sales")
    assert again.call_id != offered.call_id
    (answered,) = [event for event in switch.send(answer(again.call_id), again.at) if event.kind is CallEventKind.ANSWERED]
    assert answered.said is not None
    assert "again" in answered.said.en


def test_a_customer_told_to_leave_leaves_and_does_not_ring_back() -> None:
    switch = simulator(replace(QUIET, rings_back=1.0))
    (offered,) = switch.call_in(None, NOON)
    switch.send(answer(offered.call_id), NOON)
    (left,) = switch.leave(offered.call_id, later(5))
    assert (left.cause, left.hung_up_by) == (Cause.NORMAL, Party.CUSTOMER)
    assert switch.leave(offered.call_id, later(6)) == switch.advance(later(3600)) == []


def test_a_busy_hour_loses_lines_and_some_of_those_ring_back() -> None:
    calls = calls_of(shift(simulator(replace(BUSY, lines=LINES, lines_lost=0.3)), 0.5, agents=20)).values()
    assert any(call.result is CallResult.DROPPED for call in calls)
    assert any(call.said and "cut off" in call.said.en for call in calls)


def test_a_transferred_customer_waits_for_the_next_agent() -> None:
    switch = simulator()
    (offered,) = switch.call_in(None, NOON)
    switch.send(answer(offered.call_id), NOON)
    transfer = SwitchCommand(command_id="t", kind=CommandKind.TRANSFER, call_id=offered.call_id, queue="sales")
    (sent,) = switch.send(transfer, later(1))
    assert (sent.kind, sent.transferred_to, sent.extension) == (CallEventKind.TRANSFERRED, "sales", "1001")
    taken = SwitchCommand(command_id="a2", kind=CommandKind.ANSWER, call_id=offered.call_id, extension="1002")
    (answered,) = switch.send(taken, later(2))
    assert (answered.extension, answered.queue) == ("1002", "sales")


def test_a_customer_sent_to_an_outside_number_has_left_us() -> None:
    switch = simulator()
    (offered,) = switch.call_in(None, NOON)
    switch.send(answer(offered.call_id), NOON)
    transfer = SwitchCommand(command_id="t", kind=CommandKind.TRANSFER, call_id=offered.call_id, number="+12025550199")
    assert [event.cause for event in switch.send(transfer, later(1))] == [None, Cause.TRANSFERRED]
    assert switch.live_calls() == frozenset()


@pytest.mark.parametrize("state", [CallState.OFFERED, CallState.TALKING, CallState.HELD])
def test_a_call_of_an_earlier_session_goes_on_to_its_end(state: CallState) -> None:
    switch = simulator()
    events = switch.call_in(CALLERS.known[0], NOON, queue="support")
    call_id = events[0].call_id
    if state is not CallState.OFFERED:
        events += switch.send(answer(call_id), NOON)
    if state is CallState.HELD:
        events += switch.send(SwitchCommand(command_id="hold", kind=CommandKind.HOLD, call_id=call_id), NOON)
    restarted = Simulator(QUIET, CALLERS, seeded(2), "s2")
    assert restarted.adopt(calls_of(events)[call_id], later(60)) == []
    assert restarted.live_calls() == {call_id}
    events += restarted.advance(later(24 * 3600))
    assert calls_of(events)[call_id].state is CallState.ENDED
    assert len({event.event_id for event in events}) == len(events)


def test_a_dial_under_way_at_a_restart_gets_its_result() -> None:
    dialling = calls_of(simulator().send(dial(), NOON))["attempt-1"]
    restarted = simulator(replace(QUIET, fixed_results={"+12025550143": DialResult.BUSY}))
    restarted.adopt(dialling, later(5))
    assert [event.cause for event in restarted.advance(later(60))] == [Cause.BUSY]


def test_next_at_tells_when_to_ask_again() -> None:
    switch = simulator(replace(QUIET, calls_per_hour=60))
    assert switch.advance(NOON) == []
    first = switch.next_at()
    assert first == later(3)
    assert [event.kind for event in switch.advance(first)] == [CallEventKind.OFFERED]


@given(
    duplicated=st.sampled_from([0.0, 0.3, 1.0]),
    late=st.sampled_from([0.0, 0.3, 1.0]),
    is_reversed=st.booleans(),
    seed=st.integers(0, 10_000),
)
@settings(max_examples=40, deadline=None)
def test_whatever_the_wire_does_the_calls_are_the_same(duplicated: float, late: float, is_reversed: bool, seed: int) -> None:
    plain = dialled_all(Trouble(), seed)
    troubled = dialled_all(Trouble(duplicated=duplicated, late=late, is_reversed=is_reversed), seed)
    assert set(troubled) == set(plain)
    assert len(troubled) >= len(plain) * (2 if duplicated == 1 else 1)
    assert fates_of(troubled) == fates_of(plain)


def dialled_all(trouble: Trouble, seed: int) -> list[CallEvent]:
    """What arrives when a number of every fate is dialled at once, read every seven seconds."""
    fates = {f"+1202555{number:04}": fate for number, fate in enumerate(DialResult, start=110)}
    switch: Switch = TroubledSwitch(simulator(replace(QUIET, fixed_results=fates), seed=seed), trouble, seeded(seed))
    heard = [event for number, fate in fates.items() for event in switch.send(dial(number, call_id=fate.value), NOON)]
    for second in range(0, 200, 7):
        heard += switch.advance(later(second))
    return heard


def fates_of(events: list[CallEvent]) -> dict[str, tuple[CallState, CallResult | None, int]]:
    return {call_id: (call.state, call.result, len(call.events)) for call_id, call in calls_of(events).items()}


def test_who_was_consulted_has_the_customer_at_once_and_until_the_end() -> None:
    switch = simulator()
    (offered,) = switch.call_in(None, NOON)
    call_id = offered.call_id
    switch.send(answer(call_id), NOON)
    (held,) = switch.send(SwitchCommand(command_id="ask", kind=CommandKind.CONSULT, call_id=call_id, extension="1002"), later(1))
    assert (held.kind, held.consulted) == (CallEventKind.HELD, "1002")
    sent, taken = switch.send(SwitchCommand(command_id="leave", kind=CommandKind.HAND_OVER, call_id=call_id), later(2))
    assert (sent.kind, sent.transferred_to) == (CallEventKind.TRANSFERRED, "1002")
    assert (taken.kind, taken.extension) == (CallEventKind.ANSWERED, "1002")
    assert taken.at > sent.at
    assert [event.kind for event in switch.advance(later(24 * 3600))] == [CallEventKind.HUNG_UP]


def test_a_question_to_a_colleague_outlives_the_switch() -> None:
    switch = simulator()
    events = switch.call_in(None, NOON)
    call_id = events[0].call_id
    events += switch.send(answer(call_id), NOON)
    events += switch.send(SwitchCommand(command_id="ask", kind=CommandKind.CONSULT, call_id=call_id, extension="1002"), later(1))
    restarted = Simulator(QUIET, CALLERS, seeded(2), "s2")
    restarted.adopt(calls_of(events)[call_id], later(60))
    events = restarted.send(SwitchCommand(command_id="leave", kind=CommandKind.HAND_OVER, call_id=call_id), later(61))
    assert [event.extension for event in events if event.kind is CallEventKind.ANSWERED] == ["1002"]


@pytest.mark.parametrize("queue", sorted(BY_QUEUE))
def test_who_dials_a_line_says_what_that_line_is_for(queue: str) -> None:
    assert {said_inbound(seeded(seed), queue, is_ringing_back=False) for seed in range(60)} == set(BY_QUEUE[queue])
