"""Our orders as the bridge gets them, and what its answers mean. Pure: a test reads what would be sent, and what follows from an answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from adapters.telephony.webhook.fields import ADAPTER, OUR_IDS, REASON, IgnoredError, read_event
from adapters.telephony.webhook.wire import Answer
from flows.errors import InvalidError
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from flows.telephony.dial_string import IDENTIFIER
from flows.telephony.port import AGENT_COMMANDS, CommandKind, SwitchCommand

SAFE = AGENT_COMMANDS | {
    CommandKind.HANG_UP,
    CommandKind.HOLD,
    CommandKind.RESUME,
    CommandKind.MUTE,
    CommandKind.UNMUTE,
    CommandKind.PAUSE_RECORDING,
    CommandKind.RESUME_RECORDING,
}
"""Orders that say how it shall be, so that a second one changes nothing. All others ring somebody, and are sent again only when the
bridge cannot have heard them: the idempotency key is a promise of the bridge's, and P4 is ours."""
COMMANDS_PATH, CALLS_PATH = "/commands", "/calls"
MOST_EVENTS = 20
REASONS = {404: "call_over"}


class Verdict(StrEnum):
    """What an answer says of the order."""

    TAKEN = "taken"
    REFUSED = "refused"
    BUSY = "busy"  # not done; it may be sent again
    LOST = "lost"  # done or not: the bridge itself does not know


@dataclass(frozen=True, slots=True)
class Told:
    """What a taken order's answer told: the bridge's own id of the call, and facts that are known at once."""

    provider_call_id: str | None
    events: tuple[CallEvent, ...]


def body_of(command: SwitchCommand, provider_call_id: str | None) -> bytes:
    """The order as JSON, the same bytes each time it is sent."""
    values = {"command_id": command.command_id, "kind": command.kind.value, "call_id": command.call_id, **command.parameters()}
    if provider_call_id:
        values["provider_call_id"] = provider_call_id
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def verdict_of(status: int) -> Verdict:
    """What a status means. A redirect is a refusal: orders go where the settings say, and nowhere else."""
    if 200 <= status < 300:
        return Verdict.TAKEN
    if status == 429:
        return Verdict.BUSY
    return Verdict.LOST if status >= 500 or status in (102, 408) else Verdict.REFUSED


def told_by(command: SwitchCommand, answer: Answer, now: datetime) -> Told:
    """What a taken order's answer tells; what is no event of this call is left out."""
    values = _object(answer.body)
    given = values.get("provider_call_id")
    known = given if isinstance(given, str) and IDENTIFIER.fullmatch(given) else None
    listed = values.get("events")
    events = []
    for each in listed[:MOST_EVENTS] if isinstance(listed, list) else []:
        try:
            event = read_event(each, now)
        except (InvalidError, IgnoredError):
            continue
        if event.call_id == command.call_id:
            events.append(event)
    return Told(known, tuple(events))


def reason_of(answer: Answer) -> str:
    """Why an order was refused: the bridge's own code, else one for the status."""
    given = _object(answer.body).get("reason")
    if isinstance(given, str) and REASON.fullmatch(given):
        return given
    return REASONS.get(answer.status, "switch_refused")


def calls_in(answer: Answer) -> frozenset[str]:
    """The ids of the calls that the bridge lists. Raises ValueError for an answer that is no list of calls."""
    listed = _object(answer.body).get("calls")
    if answer.status != 200 or not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise ValueError("no list of calls")
    return frozenset(listed)


def answer_event(command: SwitchCommand, kind: CallEventKind, now: datetime, **more: Any) -> CallEvent:
    """A fact that answers an order, unique because an order is answered once by us."""
    event_id = f"{OUR_IDS}{command.command_id}"
    return CallEvent(event_id=event_id, adapter=ADAPTER, call_id=command.call_id, kind=kind, at=now, command_id=command.command_id, **more)


def refused(command: SwitchCommand, reason: str, now: datetime) -> list[CallEvent]:
    """The facts of an order that was surely not carried out: a dial has no call then, and its attempt is over."""
    direction = Direction.OUTBOUND if command.kind is CommandKind.DIAL else None
    events = [answer_event(command, CallEventKind.COMMAND_REFUSED, now, direction=direction, reason=reason)]
    if command.kind is CommandKind.DIAL and reason != "call_exists":
        events.append(hung_up(command.call_id, now, Direction.OUTBOUND, Cause.CONGESTION))
    return events


def dialled(command: SwitchCommand, now: datetime, provider_call_id: str | None) -> CallEvent:
    """The fact that the bridge took a dial."""
    return answer_event(
        command,
        CallEventKind.OFFERED,
        now,
        direction=Direction.OUTBOUND,
        caller_number=command.caller_number,
        dialled_number=command.number,
        extension=command.extension,
        provider_call_id=provider_call_id,
    )


def hung_up(call_id: str, now: datetime, direction: Direction, cause: Cause) -> CallEvent:
    """The end of a call that the bridge does not have; one fact, however often it is found."""
    return CallEvent(
        event_id=f"{OUR_IDS}{call_id}/hung_up",
        adapter=ADAPTER,
        call_id=call_id,
        kind=CallEventKind.HUNG_UP,
        at=now,
        direction=direction,
        cause=cause,
        hung_up_by=Party.NETWORK,
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        values = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return values if isinstance(values, dict) else {}
