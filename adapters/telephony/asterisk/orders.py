"""Our orders as actions of AMI: pure, so that a test reads what would be sent. What they need of the call are two channel names."""

from dataclasses import dataclass

from adapters.telephony.asterisk.cast import LISTENS
from adapters.telephony.asterisk.line import Line
from adapters.telephony.asterisk.together import HOLD
from flows.telephony.call import Call, CallState
from flows.telephony.call_event import CallEventKind
from flows.telephony.port import CommandKind, SwitchCommand

Kind = CommandKind
AGENT_RINGS_FOR = 20
"""Seconds that the agent's own phone rings before a dialled call is given up."""

FITTING: dict[CommandKind, tuple[CallState, ...]] = {
    Kind.ANSWER: (CallState.OFFERED, CallState.RINGING, CallState.TRANSFERRING),
    Kind.HANG_UP: tuple(state for state in CallState if state is not CallState.ENDED),
    Kind.HOLD: (CallState.TALKING,),
    Kind.RESUME: (CallState.HELD,),
    Kind.TRANSFER: (CallState.TALKING, CallState.HELD),
    Kind.CONSULT: (CallState.TALKING,),
    Kind.HAND_OVER: (CallState.HELD,),
    Kind.MUTE: (CallState.TALKING, CallState.HELD),
    Kind.UNMUTE: (CallState.TALKING, CallState.HELD),
    Kind.PAUSE_RECORDING: (CallState.TALKING, CallState.HELD),
    Kind.RESUME_RECORDING: (CallState.TALKING, CallState.HELD),
    Kind.LISTEN: (CallState.TALKING, CallState.HELD),
}
"""Where a call must stand for an order to make sense."""

REASONS = {
    CallState.OFFERED: "not_answered",
    CallState.RINGING: "not_answered",
    CallState.TRANSFERRING: "not_answered",
    CallState.TALKING: "already_talking",
    CallState.HELD: "already_held",
    CallState.ENDED: "call_over",
}

CONFIRMED_BY: dict[CommandKind, CallEventKind] = {
    Kind.ANSWER: CallEventKind.ANSWERED,
    Kind.HANG_UP: CallEventKind.HUNG_UP,
    Kind.HOLD: CallEventKind.HELD,
    Kind.RESUME: CallEventKind.RESUMED,
    Kind.CONSULT: CallEventKind.HELD,
    Kind.TRANSFER: CallEventKind.TRANSFERRED,
    Kind.HAND_OVER: CallEventKind.TRANSFERRED,
}
"""Orders that the switch confirms by what it says of the call; the others are confirmed by its answer alone."""

DONE_AT_ONCE: dict[CommandKind, CallEventKind] = {
    Kind.DIAL: CallEventKind.OFFERED,
    Kind.MUTE: CallEventKind.MUTED,
    Kind.UNMUTE: CallEventKind.UNMUTED,
    Kind.PAUSE_RECORDING: CallEventKind.RECORDING_PAUSED,
    Kind.RESUME_RECORDING: CallEventKind.RECORDING_RESUMED,
}
"""What the switch's answer to an order means; CONFIRMED when it changes nothing about the call."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of AMI. `is_fine` are the beginnings of error messages that say that it was so already."""

    name: str
    headers: tuple[tuple[str, str], ...]
    is_fine: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels of one call now: "" where there is none. `consulted` is the one of whom the agent asks."""

    customer: str = ""
    agent: str = ""
    consulted: str = ""


def refusal(command: SwitchCommand, call: Call | None) -> str | None:
    """The code of the reason why an order does not fit where its call stands; None: it does."""
    if call is None:
        return "call_over"
    return None if call.state in FITTING[command.kind] else REASONS[call.state]


def dial(command: SwitchCommand, line: Line) -> Action:
    """Ring the agent's phone, then the customer's: nobody is rung for whom there is no agent. Raises DialStringError."""
    number = line.outside(command.number or "")
    # With a name too: else the agent's own name goes out to the customer.
    shown = [("CallerID", f'"{command.caller_number}" <{command.caller_number}>')] if command.caller_number else []
    return Action(
        "Originate",
        (
            ("Channel", line.phone(command.extension or "")),
            ("Application", "Dial"),
            # T: the agent, who is the caller here, may ask a colleague. Without it Asterisk takes CONSULT, and nothing comes of it.
            ("Data", f"{number},{round(command.rings_for.total_seconds())},T"),
            ("Timeout", str(AGENT_RINGS_FOR * 1000)),
            ("Async", "true"),
            ("ChannelId", command.call_id),
            ("OtherChannelId", f"{command.call_id}-2"),
            *shown,
        ),
    )


def about_call(command: SwitchCommand, call: Call, channels: Channels, line: Line) -> Action | None:
    """The action of an order about a call; None when a channel that it needs is not there. Raises DialStringError."""
    customer, agent = channels.customer, channels.agent
    match command.kind:
        case Kind.ANSWER if customer and call.state is CallState.RINGING and call.extension == command.extension:
            # The phone rings already: this asks it to answer by itself, which many can (`talk` of the SIP event package).
            return Action("PJSIPNotify", (("Channel", agent), ("Variable", "Event=talk"))) if agent else None
        case Kind.ANSWER if customer:
            return _redirect(customer, line, command.extension or "")
        case Kind.HANG_UP if customer or agent:
            # Until the customer answers, the agent's leg is the call: without it the dial ends too.
            is_dialling = call.answered_at is None and call.direction == "outbound"
            name = (agent or customer) if is_dialling else (customer or agent)
            return Action("Hangup", (("Channel", name), ("Cause", "16")))
        case Kind.HOLD if customer and agent:
            headers = (("ExtraChannel", agent), ("ExtraContext", line.context), ("ExtraExten", "wait"), ("ExtraPriority", "1"))
            held = _redirect(customer, line, HOLD + command.command_id[-12:])
            return Action(held.name, held.headers + headers)
        case Kind.RESUME if channels.consulted:
            return Action("Hangup", (("Channel", channels.consulted), ("Cause", "16")))
        case Kind.RESUME if customer and agent:
            return Action("Bridge", (("Channel1", customer), ("Channel2", agent), ("Tone", "no")))
        case Kind.TRANSFER if customer:
            return _redirect(customer, line, _place(command))
        case Kind.CONSULT if agent:
            return Action("Atxfer", (("Channel", agent), ("Context", line.context), ("Exten", command.extension or "")))
        case Kind.HAND_OVER if agent and channels.consulted:
            return Action("Hangup", (("Channel", agent), ("Cause", "16")))
        case Kind.MUTE | Kind.UNMUTE if agent:
            state = "on" if command.kind is Kind.MUTE else "off"
            return Action("MuteAudio", (("Channel", agent), ("Direction", "in"), ("State", state)))
        case Kind.PAUSE_RECORDING | Kind.RESUME_RECORDING if customer:
            state = "1" if command.kind is Kind.PAUSE_RECORDING else "0"
            return Action("MixMonitorMute", (("Channel", customer), ("Direction", "both"), ("State", state)))
        case Kind.LISTEN if agent or customer:
            return _listen(command, agent or customer, line)
    return None


def about_agent(command: SwitchCommand, line: Line) -> Action:
    """The action of an order about an agent's place in the queues. Raises DialStringError."""
    phone = ("Interface", line.phone(command.extension or ""))
    match command.kind:
        case Kind.JOIN_QUEUE:
            headers = (("Queue", command.queue or ""), phone, ("MemberName", f"Agent {command.extension}"), ("Penalty", "0"))
            return Action("QueueAdd", headers, is_fine=("Unable to add interface: Already there",))
        case Kind.LEAVE_QUEUE:
            return Action("QueueRemove", (("Queue", command.queue or ""), phone), is_fine=("Unable to remove interface: Not there",))
        case Kind.PAUSE_AGENT | Kind.UNPAUSE_AGENT:
            is_paused = command.kind is Kind.PAUSE_AGENT
            reason = [("Reason", command.reason)] if is_paused and command.reason else []
            return Action("QueuePause", (phone, ("Paused", "true" if is_paused else "false"), *reason))
    raise AssertionError(f"{command.kind} is not about an agent")


def _redirect(channel: str, line: Line, exten: str) -> Action:
    return Action("Redirect", (("Channel", channel), ("Context", line.context), ("Exten", exten), ("Priority", "1")))


def _place(command: SwitchCommand) -> str:
    if command.queue:
        return f"queue-{command.queue}"
    return f"out-{command.number}" if command.number else command.extension or ""


def _listen(command: SwitchCommand, channel: str, line: Line) -> Action:
    return Action(
        "Originate",
        (
            ("Channel", line.phone(command.extension or "")),
            ("Application", "ChanSpy"),
            ("Data", f"{channel},qES"),  # q: no beep; E: over with the call; S: stop when there is nothing left to hear
            ("Timeout", str(AGENT_RINGS_FOR * 1000)),
            ("Async", "true"),
            ("ChannelId", LISTENS + command.command_id),
            ("CallerID", '"Cuecard" <0>'),
        ),
    )
