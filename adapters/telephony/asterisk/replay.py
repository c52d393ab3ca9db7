"""Reading a capture of AMI: a file of bytes as a switch sent them, to the interactions in it."""

from datetime import UTC, datetime
from typing import Any

from adapters.telephony.asterisk.calls import Calls
from adapters.telephony.asterisk.guessed_time import GuessedTime
from adapters.telephony.asterisk.heard import SHOWN
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.wire import Reader
from flows.telephony.call import Call, CallResult, apply, call_of
from flows.telephony.call_event import CallEvent, CallEventKind

LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)
"""Times before this were made up to keep the order, and are not shown."""


class CaptureError(Exception):
    """A file is no AMI capture; the text says where and why."""


def interactions_of(capture: bytes) -> list[dict[str, Any]]:
    """The interactions in a capture, in the order in which they were offered. Raises CaptureError."""
    calls = Calls()
    hear_capture(calls, capture)
    found = [_call(events) for events in calls.stories()]
    return [row_of(call) for call in sorted(found, key=lambda call: (call.offered_at, call.call_id))]


def hear_capture(calls: Calls, data: bytes) -> None:
    """Let `calls` hear a capture. Raises CaptureError naming the line when it is something else.

    What stands before its first whole message is passed over: a capture may begin in the middle of one.
    """
    reader, guessed = Reader(), GuessedTime()
    messages = reader.feed(data) + reader.end()
    begins = next((number for number, message in enumerate(messages) if _is_whole(message)), None)
    if begins is None:
        line, text = reader.strange[0] if reader.strange else (1, "".join(f"{name}: {value}" for name, value in _first_header(messages)))
        raise CaptureError(f"line {line}: {_shown(text)} is no message of AMI, which begins with Event or Response")
    first = messages[begins].line
    if strange := next((each for each in reader.strange if each[0] > first), None):
        raise CaptureError(f"line {strange[0]}: {_shown(strange[1])} is no header of AMI, which is Name: value")
    born, shown = set[str](), list[tuple[Message, datetime]]()
    for message in messages[begins:]:
        if not _is_whole(message):
            raise CaptureError(f"line {message.line}: a message of AMI begins with Event or Response, not {_shown(message.headers[0][0])}")
        at = guessed.of(message)
        calls.hear(message, at)
        if message.event == "Newchannel":
            born.add(message.get("Uniqueid"))
        elif message.event in SHOWN:
            shown.append((message, at))
    for message, at in shown:
        # Of a call that was heard from its beginning, a look at what is there says nothing new.
        if message.get("Uniqueid") not in born:
            calls.see(message, at)


def _is_whole(message: Message) -> bool:
    return bool(message.event or message.get("Response") or message.get("Action"))


def _first_header(messages: list[Message]) -> tuple[tuple[str, str], ...]:
    return messages[0].headers[:1] if messages else ()


def row_of(call: Call) -> dict[str, Any]:
    """What came of a call, as plain values; times as ISO 8601 in UTC, None for what is not known or has not happened."""
    answered = [event for event in call.events if event.kind is CallEventKind.ANSWERED]
    by_agent = next((event for event in answered if event.extension), None)
    dialler = next((event.extension for event in call.events if event.kind is CallEventKind.OFFERED), None)
    is_machine = call.result is CallResult.MACHINE
    return {
        "direction": call.direction.value,
        "customer": call.customer_number,
        "agent": by_agent.extension if by_agent else dialler,
        "queue": (by_agent.queue if by_agent else None) or call.queue,
        "offered_at": _time(call.offered_at),
        "answered_at": None if is_machine else _time(call.answered_at),
        "ended_at": _time(call.ended_at),
        # A machine is nobody: the person was not reached.
        "result": (CallResult.NO_ANSWER if is_machine else call.result) if call.result else None,
        "hung_up_by": call.hung_up_by.value if call.hung_up_by else None,
        "transferred_to": call.transferred_to,
    }


def _call(events: list[CallEvent]) -> Call:
    call = call_of(events[0])
    for event in events[1:]:
        call = apply(call, event)
    return call


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at and at > LONG_AGO else None


def _shown(text: str) -> str:
    return repr(text[:40] + ("…" if len(text) > 40 else ""))
