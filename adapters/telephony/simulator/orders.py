"""What orders do to a line of the simulated switch, and which it refuses, with the code that says why."""

from datetime import datetime

from adapters.telephony.simulator.line import CONNECTED, Line, LineState
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Party
from flows.telephony.port import CommandKind, SwitchCommand

FITTING: dict[CommandKind, tuple[LineState, ...]] = {
    CommandKind.ANSWER: (LineState.WAITING,),
    CommandKind.HANG_UP: (LineState.WAITING, LineState.DIALLING, *CONNECTED),
    CommandKind.HOLD: (LineState.TALKING,),
    CommandKind.RESUME: (LineState.HELD,),
    CommandKind.TRANSFER: CONNECTED,
    CommandKind.CONSULT: (LineState.TALKING,),
    CommandKind.HAND_OVER: (LineState.HELD,),
    CommandKind.PAUSE_RECORDING: CONNECTED,
    CommandKind.RESUME_RECORDING: CONNECTED,
    CommandKind.LISTEN: CONNECTED,
    CommandKind.MUTE: CONNECTED,
    CommandKind.UNMUTE: CONNECTED,
}
"""What must be on the line for an order to make sense; a dial makes its own line."""

REASONS = {
    LineState.WAITING: "not_answered",
    LineState.DIALLING: "not_answered",
    LineState.TALKING: "already_talking",
    LineState.HELD: "already_held",
    LineState.OVER: "call_over",
}


def refusal(command: SwitchCommand, line: Line) -> str | None:
    """The code of the reason why this order does not fit what is on the line; None: it does."""
    if command.kind is CommandKind.HAND_OVER and line.state is LineState.HELD and line.consulted is None:
        return "nobody_consulted"
    return None if line.state in FITTING[command.kind] else REASONS[line.state]


def refuse(command: SwitchCommand, line: Line, reason: str, now: datetime) -> CallEvent:
    """The event that says no."""
    return line.event(CallEventKind.COMMAND_REFUSED, now, command_id=command.command_id, reason=reason)


def carry_out(command: SwitchCommand, line: Line, now: datetime) -> list[CallEvent]:
    """Do what the order says to a line that it fits; answering and dialling are the simulator's, which knows the customers."""
    by_us = {"command_id": command.command_id, "extension": line.extension}
    match command.kind:
        case CommandKind.HANG_UP:
            return [line.hang_up(now, Cause.NORMAL, Party.AGENT, command.command_id)]
        case CommandKind.HOLD:
            line.state = LineState.HELD  # not `become`: the customer's plan to leave stands
            return [line.event(CallEventKind.HELD, now, **by_us)]
        case CommandKind.RESUME:
            line.state, line.consulted = LineState.TALKING, None
            return [line.event(CallEventKind.RESUMED, now, **by_us)]
        case CommandKind.MUTE:
            return [line.event(CallEventKind.MUTED, now, **by_us)]
        case CommandKind.UNMUTE:
            return [line.event(CallEventKind.UNMUTED, now, **by_us)]
        case CommandKind.CONSULT:
            line.state, line.consulted = LineState.HELD, command.extension
            return [line.event(CallEventKind.HELD, now, consulted=command.extension, **by_us)]
        case CommandKind.HAND_OVER:
            return _transfer(command, line, now)
        case CommandKind.PAUSE_RECORDING:
            return [line.event(CallEventKind.RECORDING_PAUSED, now, **by_us)]
        case CommandKind.RESUME_RECORDING:
            return [line.event(CallEventKind.RECORDING_RESUMED, now, **by_us)]
        case CommandKind.LISTEN:
            return [line.event(CallEventKind.CONFIRMED, now, command_id=command.command_id)]
        case CommandKind.TRANSFER:
            return _transfer(command, line, now)
    raise AssertionError(f"{command.kind} is not carried out here")


def _transfer(command: SwitchCommand, line: Line, now: datetime) -> list[CallEvent]:
    target = command.extension or command.queue or command.number or line.consulted
    sent = line.event(CallEventKind.TRANSFERRED, now, command_id=command.command_id, extension=line.extension, transferred_to=target)
    line.extension = None
    if command.number:
        return [sent, line.hang_up(now, Cause.TRANSFERRED, Party.AGENT)]  # from here on it is another switch's call
    line.queue = command.queue or line.queue
    line.become(LineState.WAITING)
    return [sent]
