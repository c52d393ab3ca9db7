"""The live link: what it does when the switch refuses, is cut off, comes back, or says hostile things."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from adapters.telephony.asterisk.address import Address
from adapters.telephony.asterisk.client import AmiClient
from adapters.telephony.asterisk.line import Line
from adapters.telephony.asterisk.replay import interactions_of, row_of
from adapters.telephony.asterisk.switch import AsteriskSwitch
from flows.telephony.call import Call, CallResult, apply, call_of
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Party
from flows.telephony.port import CommandKind, SwitchCommand, SwitchDownError
from tests.fake_asterisk import FakeAsterisk

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><b hx-post=/x hx-trigger="load">',
    "{{7*7}}",
    "'; DROP TABLE calls;--",
    "\x1b[31mred\x1b[0m",
    "😀" * 2500,
    "a\u202eb",
]
CAPTURES = Path(__file__).parent / "captures"


class Floor:
    """A switch with the adapter linked to it, and the calls made of all it said."""

    def __init__(self, server: FakeAsterisk) -> None:
        self.server = server
        self.client = AmiClient(server.address)
        assert self.client.wait_until_up(10)
        self.switch = AsteriskSwitch(self.client, Line())
        self.calls: dict[str, Call] = {}
        self.now = NOON

    def look(self) -> list[CallEvent]:
        """Everything that has been said until now."""
        self.client.ask("Ping")
        return self.hear(self.switch.advance(self.now))

    def hear(self, events: list[CallEvent]) -> list[CallEvent]:
        for event in events:
            self.calls[event.call_id] = apply(self.calls.get(event.call_id, call_of(event)), event)
        self.now += timedelta(seconds=1)
        return events

    def order(self, kind: CommandKind, call_id: str, **more: str) -> list[CallEvent]:
        command = SwitchCommand(command_id=f"c-{kind}", kind=kind, call_id=call_id, **more)  # type: ignore[arg-type]
        return self.hear(self.switch.send(command, self.now)) + (self.look() if self.client.is_up else [])

    def talking(self) -> str:
        channel = self.server.call_in("+12025550199", "support")
        self.look()
        self.order(CommandKind.ANSWER, channel.uniqueid, extension="1001")
        return channel.uniqueid


@pytest.fixture
def floor() -> Iterator[Floor]:
    server = FakeAsterisk(piece=3)
    made = Floor(server)
    yield made
    made.client.close()
    server.close()


def until(so: Callable[[], bool]) -> None:
    """Wait until something is so; a minute is for a machine that does much else."""
    end = monotonic() + 60
    while not so():
        assert monotonic() < end
        sleep(0.01)


@pytest.mark.parametrize("name", ["inbound_queue_answered", "ours_atxfer", "asterisk16_inbound_blind_transfer", "outbound_busy"])
def test_a_call_told_over_the_wire_is_the_call_of_the_capture(floor: Floor, name: str) -> None:
    data = (CAPTURES / f"{name}.ami.txt").read_bytes()
    floor.server.say(data.partition(b"\r\n")[2])
    floor.look()
    assert [row_of(call) for call in floor.calls.values()] == interactions_of(data)


def test_a_call_that_ended_while_the_connection_was_cut_is_lost(floor: Floor) -> None:
    gone, still = floor.talking(), floor.server.call_in("+12025550188", "sales").uniqueid
    floor.look()
    sessions = floor.client.sessions
    floor.server.cut()
    for channel in [each for each in floor.server.channels.values() if each.linkedid == gone]:
        floor.server.channels.pop(channel.name)
    until(lambda: floor.client.sessions > sessions)
    floor.look()
    assert (floor.calls[gone].result, floor.calls[gone].cause, floor.calls[gone].hung_up_by) == (
        CallResult.DROPPED,
        Cause.LINE_LOST,
        Party.NETWORK,
    )
    assert floor.calls[still].ended_at is None
    assert still in floor.switch.live_calls()


def test_a_call_that_began_while_the_connection_was_cut_is_found(floor: Floor) -> None:
    sessions = floor.client.sessions
    floor.server.cut()
    channel = floor.server.call_in("+12025550177", "support")
    until(lambda: floor.client.sessions > sessions)
    floor.look()
    call = floor.calls[channel.uniqueid]
    assert (call.customer_number, call.queue, call.ended_at) == ("+12025550177", "support", None)
    floor.server.hang_up(channel)
    floor.look()
    assert floor.calls[channel.uniqueid].ended_at is not None


def test_a_switch_that_is_away_takes_no_orders_and_loses_no_calls(floor: Floor) -> None:
    call_id = floor.talking()
    floor.server.close()
    until(lambda: not floor.client.is_up)
    (refused,) = floor.order(CommandKind.HOLD, call_id)
    assert (refused.kind, refused.reason) == (CallEventKind.COMMAND_REFUSED, "switch_down")
    with pytest.raises(SwitchDownError):
        floor.switch.live_calls()
    assert floor.switch.advance(NOON) == []
    assert floor.calls[call_id].ended_at is None


def test_a_dial_that_the_switch_refuses_is_over(floor: Floor) -> None:
    floor.server.call_in("+12025550177", "support").uniqueid = "attempt-1"  # the id is taken, as a leftover of another system's may be
    refused, ended = floor.order(CommandKind.DIAL, "attempt-1", extension="1001", number="+12025550143")[-2:]
    assert (refused.kind, refused.reason) == (CallEventKind.COMMAND_REFUSED, "switch_refused")
    assert (ended.kind, ended.cause, ended.hung_up_by) == (CallEventKind.HUNG_UP, Cause.CONGESTION, Party.NETWORK)


def test_hanging_up_is_the_agents_doing_whichever_leg_goes_first(floor: Floor) -> None:
    call_id = floor.talking()
    floor.order(CommandKind.HANG_UP, call_id)
    assert (floor.calls[call_id].result, floor.calls[call_id].hung_up_by) == (CallResult.ANSWERED, Party.AGENT)


def test_an_agent_does_not_wait_for_a_customer_on_hold_who_is_gone(floor: Floor) -> None:
    call_id = floor.talking()
    floor.order(CommandKind.HOLD, call_id)
    customer = next(each for each in floor.server.channels.values() if each.uniqueid == call_id)
    floor.server.hang_up(customer)
    floor.look()
    assert floor.server.channels == {}
    assert floor.calls[call_id].hung_up_by is Party.CUSTOMER


def test_a_customer_sent_on_out_of_a_hold_leaves_no_agent_behind(floor: Floor) -> None:
    call_id = floor.talking()
    floor.order(CommandKind.HOLD, call_id)
    floor.order(CommandKind.TRANSFER, call_id, extension="1002")
    assert floor.calls[call_id].transferred_to == "1002"
    assert not [each for each in floor.server.channels.values() if each.exten == "wait"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_callers_are_text_of_one_short_line(floor: Floor, name: str) -> None:
    number = "+1202555\x0701<script>"
    ids = "Channel: PJSIP/trunk-00000001\r\nUniqueid: 1795315704.9\r\nLinkedid: 1795315704.9\r\n"
    fields = f"ChannelState: 4\r\nCallerIDNum: {number}\r\nCallerIDName: {name}\r\n{ids}"
    floor.server.say(f"Event: Newchannel\r\n{fields}\r\nEvent: QueueCallerJoin\r\n{fields}Queue: support\x1b[2J\r\n\r\n".encode())
    (offered,) = floor.look()
    assert offered.caller_number is None
    assert offered.caller_name is None or (len(offered.caller_name) <= 80 and offered.caller_name.isprintable())
    assert offered.queue == "support[2J"


def test_events_that_nobody_knows_are_passed_over(floor: Floor) -> None:
    floor.server.say(b"Event: TestEvent\r\nUniqueid: 1.1\r\n\r\nEvent: FromTheFuture\r\nUniqueid: 2.2\r\nLinkedid: 2.2\r\n\r\n\r\n\r\n")
    assert floor.look() == []


def test_a_refused_login_is_tried_again_and_never_up() -> None:
    server = FakeAsterisk()
    right = server.address
    client = AmiClient(Address(right.host, right.port, right.user, "wrong"))
    until(lambda: sum(action.get("Action") == "Login" for action in server.actions) >= 2)
    assert not client.is_up
    with pytest.raises(SwitchDownError):
        client.ask("Ping")
    client.close()
    server.close()
