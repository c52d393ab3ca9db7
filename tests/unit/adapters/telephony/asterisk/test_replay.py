"""Real captures of Asterisk give the right interactions: in order, in any order, doubled, and cut into pieces."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.telephony.asterisk.calls import Calls
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.replay import CaptureError, interactions_of, row_of
from adapters.telephony.asterisk.wire import Reader
from flows.telephony.call import Call, apply, call_of
from flows.telephony.call_event import CallEvent

CAPTURES = Path(__file__).parent / "captures"
EXPECTED = json.loads((CAPTURES / "expected.json").read_text())
NAMES = sorted(EXPECTED)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
KEYS = ["direction", "customer", "agent", "queue", "offered_at", "answered_at", "ended_at", "result", "hung_up_by", "transferred_to"]


def messages_of(name: str) -> list[Message]:
    return Reader().feed((CAPTURES / f"{name}.ami.txt").read_bytes())


def called(events: list[CallEvent]) -> Call:
    call = call_of(events[0])
    for event in events[1:]:
        call = apply(call, event)
    return call


def rows(messages: list[Message]) -> list[dict[str, object]]:
    calls = Calls()
    for message in messages:
        calls.hear(message, LATER)
    return [row_of(call) for call in sorted(map(called, calls.stories()), key=lambda call: (call.offered_at, call.call_id))]


def test_every_capture_is_expected_to_say_something() -> None:
    assert sorted(path.name.removesuffix(".ami.txt") for path in CAPTURES.glob("*.ami.txt")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_capture_gives_its_interactions(name: str) -> None:
    found = interactions_of((CAPTURES / f"{name}.ami.txt").read_bytes())
    assert found == EXPECTED[name]
    assert all(list(row) == KEYS for row in found)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_order_and_repetition_do_not_matter(name: str, data: st.DataObject) -> None:
    messages = messages_of(name)
    doubled = messages + data.draw(st.lists(st.sampled_from(messages), max_size=20))
    assert rows(data.draw(st.permutations(doubled))) == EXPECTED[name]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_while_it_happens_comes_to_the_same(name: str) -> None:
    """The live link tells facts one by one and never takes one back: that gives the interaction that hindsight gives."""
    calls, told = Calls(), dict[str, Call]()
    for message in messages_of(name):
        calls.hear(message, LATER)
        for event in calls.tell():
            told[event.call_id] = apply(told.get(event.call_id, call_of(event)), event)
    live = [row_of(call) for call in sorted(told.values(), key=lambda call: (call.offered_at, call.call_id))]
    assert live == EXPECTED[name]


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_bytes_may_arrive_in_pieces_of_any_size(size: int) -> None:
    data = (CAPTURES / "inbound_queue_answered.ami.txt").read_bytes()
    reader, found = Reader(), list[Message]()
    for start in range(0, len(data), size):
        found += reader.feed(data[start : start + size])
    assert found == Reader().feed(data)


@pytest.mark.parametrize("name", ["inbound_queue_answered", "outbound_busy", "ours_atxfer"])
def test_captures_without_time_stamps_keep_everything_but_the_fractions(name: str) -> None:
    data = (CAPTURES / f"{name}.ami.txt").read_bytes()
    bare = b"".join(line for line in data.splitlines(keepends=True) if not line.startswith(b"Timestamp"))
    (found,), (expected,) = interactions_of(bare), EXPECTED[name]
    times = ("offered_at", "answered_at", "ended_at")
    assert {key: found[key] for key in KEYS if key not in times} == {key: expected[key] for key in KEYS if key not in times}
    if name != "outbound_busy":  # our own channel id tells no time, and nothing else in it does
        for key in times:
            assert abs((datetime.fromisoformat(found[key]) - datetime.fromisoformat(expected[key])).total_seconds()) <= 3


def test_several_calls_in_one_stream_do_not_mix() -> None:
    names = ["inbound_queue_answered", "inbound_queue_abandoned", "outbound_busy", "outbound_noanswer", "ours_atxfer", "ours_hold"]
    together = rows([message for name in names for message in messages_of(name)])
    assert sorted(together, key=repr) == sorted((row for name in names for row in EXPECTED[name]), key=repr)


def test_customers_whom_something_ties_together_stay_two() -> None:
    """A conference, or an agent's telephone that stays off the hook, gives two calls one linked id; they are two interactions."""
    names = ["inbound_queue_answered", "inbound_queue_abandoned", "ours_atxfer"]
    messages = [message for name in names for message in messages_of(name)]
    ids = [next(each.get("Uniqueid") for each in messages_of(name) if each.event == "Newchannel") for name in names]
    tie = Message((("Event", "Newstate"), ("Timestamp", "1795315000.1"), ("Uniqueid", "spare.1"), ("Linkedid", ids[0])))
    ties = [tie, *(Message((*tie.headers[:3], ("Linkedid", each))) for each in ids[1:])]
    assert sorted(rows(messages + ties), key=repr) == sorted((row for name in names for row in EXPECTED[name]), key=repr)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "line 1"),
        (b"root:x:0:0:root:/root:/bin/bash\n", "line 1"),
        (b"\x7fELF\x02\x01\x00\x00" * 9, "line 1"),
        ("Event: Newchannel\r\n\r\n".encode("utf-16"), "line 1"),
        (b"Event: FullyBooted\r\nStatus: x\r\n\r\nwhat is this\r\n\r\n", "line 4: 'what is this'"),
        (b"Event: FullyBooted\r\n\r\nStatus: ok\r\nMore: x\r\n\r\n", "line 3"),
    ],
)
def test_a_file_that_is_no_capture_is_refused_with_the_line(data: bytes, says: str) -> None:
    with pytest.raises(CaptureError, match=says):
        interactions_of(data)


def test_a_capture_may_begin_and_end_in_the_middle_of_a_message() -> None:
    data = (CAPTURES / "inbound_queue_answered.ami.txt").read_bytes()
    begins = data.index(b"Event: Newchannel") - 40
    (row,) = interactions_of(data[begins:-30])
    assert row["result"] == "answered"
    (row,) = interactions_of(data[: data.index(b"Event: Hangup") + 60])
    assert (row["answered_at"], row["ended_at"], row["result"]) == (EXPECTED["inbound_queue_answered"][0]["answered_at"], None, None)


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        interactions_of(b"Event: UserEvent\r\nUniqueid: 1\r\n\r\n" + data)
    except CaptureError as error:
        assert str(error).startswith("line ")
