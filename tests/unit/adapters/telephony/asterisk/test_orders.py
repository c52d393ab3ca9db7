"""Orders become actions of AMI with nothing in them that was not allowed, and fit where the call stands."""

from datetime import UTC, datetime

import pytest

from adapters.telephony.asterisk.address import address_of
from adapters.telephony.asterisk.line import Line
from adapters.telephony.asterisk.orders import Channels, about_agent, about_call, dial
from flows.telephony.call import Call, call_of
from flows.telephony.call_event import CallEvent, CallEventKind, Direction
from flows.telephony.dial_string import DialStringError
from flows.telephony.port import AGENT_COMMANDS, CommandKind, SwitchCommand

LINE = Line(agent="PJSIP/{extension}", trunk="PJSIP/{number}@carrier", context="cuecard")
BOTH = Channels(customer="PJSIP/trunk-00000001", agent="PJSIP/1001-00000002", consulted="PJSIP/1002-00000003")
TALK = BOTH.__class__(BOTH.customer, BOTH.agent)


def order(kind: CommandKind, **more: str) -> SwitchCommand:
    return SwitchCommand(command_id="c-1", kind=kind, call_id="call-1", **more)  # type: ignore[arg-type]


def call(kind: CallEventKind, direction: Direction = Direction.INBOUND) -> Call:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return call_of(CallEvent(event_id="e", adapter="asterisk", call_id="call-1", kind=kind, at=at, direction=direction, extension="1001"))


def test_a_dial_rings_the_agent_then_the_customer_under_our_id_and_number() -> None:
    action = dial(order(CommandKind.DIAL, extension="1001", number="+8613900139000", caller_number="0281001000", attempt_id="a-1"), LINE)
    assert action.name == "Originate"
    assert dict(action.headers) == {
        "Channel": "PJSIP/1001",
        "Application": "Dial",
        "Data": "PJSIP/+8613900139000@carrier,25,T",
        "Timeout": "20000",
        "Async": "true",
        "ChannelId": "call-1",
        "OtherChannelId": "call-1-2",
        "CallerID": '"0281001000" <0281001000>',
    }


@pytest.mark.parametrize(
    ("command", "channels", "expected"),
    [
        (order(CommandKind.HANG_UP), TALK, "Hangup PJSIP/trunk-00000001 16"),
        (order(CommandKind.HOLD), TALK, "Redirect PJSIP/trunk-00000001 cuecard hold-c-1 1 PJSIP/1001-00000002 cuecard wait 1"),
        (order(CommandKind.RESUME), TALK, "Bridge PJSIP/trunk-00000001 PJSIP/1001-00000002 no"),
        (order(CommandKind.RESUME), BOTH, "Hangup PJSIP/1002-00000003 16"),
        (order(CommandKind.TRANSFER, extension="1002"), TALK, "Redirect PJSIP/trunk-00000001 cuecard 1002 1"),
        (order(CommandKind.TRANSFER, queue="billing"), TALK, "Redirect PJSIP/trunk-00000001 cuecard queue-billing 1"),
        (order(CommandKind.TRANSFER, number="+12025550143"), TALK, "Redirect PJSIP/trunk-00000001 cuecard out-+12025550143 1"),
        (order(CommandKind.CONSULT, extension="1002"), TALK, "Atxfer PJSIP/1001-00000002 cuecard 1002"),
        (order(CommandKind.HAND_OVER), BOTH, "Hangup PJSIP/1001-00000002 16"),
        (order(CommandKind.MUTE), TALK, "MuteAudio PJSIP/1001-00000002 in on"),
        (order(CommandKind.UNMUTE), TALK, "MuteAudio PJSIP/1001-00000002 in off"),
        (order(CommandKind.PAUSE_RECORDING), TALK, "MixMonitorMute PJSIP/trunk-00000001 both 1"),
        (order(CommandKind.RESUME_RECORDING), TALK, "MixMonitorMute PJSIP/trunk-00000001 both 0"),
        (order(CommandKind.ANSWER, extension="1002"), Channels(customer=BOTH.customer), "Redirect PJSIP/trunk-00000001 cuecard 1002 1"),
    ],
)
def test_orders_about_a_call(command: SwitchCommand, channels: Channels, expected: str) -> None:
    action = about_call(command, call(CallEventKind.ANSWERED), channels, LINE)
    assert action is not None
    assert " ".join([action.name, *(value for _, value in action.headers)]) == expected


def test_a_phone_that_rings_for_the_call_is_asked_to_answer_by_itself() -> None:
    action = about_call(order(CommandKind.ANSWER, extension="1001"), call(CallEventKind.RINGING), TALK, LINE)
    assert action is not None
    assert action.headers == (("Channel", "PJSIP/1001-00000002"), ("Variable", "Event=talk"))


def test_a_dial_is_given_up_at_the_agents_end_until_the_customer_answers() -> None:
    action = about_call(order(CommandKind.HANG_UP), call(CallEventKind.RINGING, Direction.OUTBOUND), TALK, LINE)
    assert action is not None
    assert action.headers[0] == ("Channel", "PJSIP/1001-00000002")


@pytest.mark.parametrize("kind", sorted({*CommandKind} - AGENT_COMMANDS - {CommandKind.DIAL, CommandKind.ANSWER, CommandKind.LISTEN}))
def test_without_its_channels_an_order_is_nothing(kind: CommandKind) -> None:
    more = {"extension": "1002"} if kind in (CommandKind.TRANSFER, CommandKind.CONSULT) else {}
    assert about_call(order(kind, **more), call(CallEventKind.ANSWERED), Channels(), LINE) is None


def test_orders_about_an_agent() -> None:
    joined = about_agent(order(CommandKind.JOIN_QUEUE, extension="1001", queue="support"), LINE)
    assert (joined.name, joined.headers[:2]) == ("QueueAdd", (("Queue", "support"), ("Interface", "PJSIP/1001")))
    left = about_agent(order(CommandKind.LEAVE_QUEUE, extension="1001", queue="support"), LINE)
    assert (left.name, left.headers) == ("QueueRemove", (("Queue", "support"), ("Interface", "PJSIP/1001")))
    paused = about_agent(order(CommandKind.PAUSE_AGENT, extension="1001", reason="午休 lunch"), LINE)
    assert (paused.name, paused.headers) == ("QueuePause", (("Interface", "PJSIP/1001"), ("Paused", "true"), ("Reason", "午休 lunch")))
    back = about_agent(order(CommandKind.UNPAUSE_AGENT, extension="1001"), LINE)
    assert back.headers == (("Interface", "PJSIP/1001"), ("Paused", "false"))


@pytest.mark.parametrize("reason", ["lunch\r\nAction: Hangup", "", "x" * 81, "a\x00b"])
def test_a_reason_of_two_lines_makes_no_order(reason: str) -> None:
    with pytest.raises(DialStringError):
        order(CommandKind.PAUSE_AGENT, extension="1001", reason=reason)


@pytest.mark.parametrize(
    "line",
    [
        {"agent": "PJSIP/1001"},
        {"agent": "PJSIP/{extension}/{extension}"},
        {"trunk": "PJSIP/{number}@a\r\nb"},
        {"trunk": "PJSIP/{number},30"},
        {"trunk": "PJSIP/{number}&PJSIP/x"},
        {"context": "a b"},
    ],
)
def test_a_line_that_could_carry_more_than_a_dial_string_is_refused(line: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="dial string|context"):
        Line(**line)


def test_an_address_names_account_and_switch() -> None:
    address = address_of("ami://cti:p%40ss@pbx.example.com")
    assert (address.host, address.port, address.user, address.secret, address.is_encrypted) == (
        "pbx.example.com",
        5038,
        "cti",
        "p@ss",
        False,
    )
    assert "p@ss" not in repr(address)
    assert (address_of("amis://a:b@h").port, address_of("amis://a:b@h").is_encrypted) == (5039, True)
    for wrong in ("http://a:b@h", "ami://h", "ami://a@h", "ami://a:b@h:99999", "ami://a:b@h/x", "ami://a%0d%0aAction:b@h"):
        with pytest.raises(ValueError, match="it|its"):
            address_of(wrong)
