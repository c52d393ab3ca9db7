"""The switch port: the orders we give a telephone switch, and what every switch adapter can do."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from flows.telephony.call import Call
from flows.telephony.call_event import CallEvent
from flows.telephony.dial_string import dial_number, extension, identifier, note, queue_key

RINGS_FOR = timedelta(seconds=25)
RINGS_AT_LEAST = timedelta(seconds=15)  # shorter ringing counts as harassment in the rules of the trade


class CommandKind(StrEnum):
    """What a switch can be asked to do with a call."""

    ANSWER = "answer"  # connect the waiting customer with `extension`
    DIAL = "dial"  # ring `number` for the agent at `extension`
    HANG_UP = "hang_up"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"  # send the customer to `extension`, `queue` or `number`
    CONSULT = "consult"  # put the customer on hold and ring `extension`, to ask before handing over
    HAND_OVER = "hand_over"  # leave the customer with who was consulted
    MUTE = "mute"
    UNMUTE = "unmute"
    PAUSE_RECORDING = "pause_recording"
    RESUME_RECORDING = "resume_recording"
    LISTEN = "listen"  # let the supervisor at `extension` hear the call, unheard
    JOIN_QUEUE = "join_queue"  # `extension` takes calls of `queue`
    LEAVE_QUEUE = "leave_queue"
    PAUSE_AGENT = "pause_agent"  # `extension` takes no calls of any queue, for `reason`
    UNPAUSE_AGENT = "unpause_agent"


AGENT_COMMANDS = frozenset({CommandKind.JOIN_QUEUE, CommandKind.LEAVE_QUEUE, CommandKind.PAUSE_AGENT, CommandKind.UNPAUSE_AGENT})
"""Orders about an agent's telephone where the switch itself distributes; their `call_id` is `agent:EXTENSION`."""
NEEDS_EXTENSION = frozenset({CommandKind.ANSWER, CommandKind.CONSULT, CommandKind.LISTEN, *AGENT_COMMANDS})


class SwitchDownError(Exception):
    """The switch cannot be asked now: nothing is known of its calls, and none of them may be taken for gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchCommand:
    """One order to a switch, committed in SQL before it is sent; sending the same `command_id` again has no effect.

    For a dial we choose `call_id` ourselves, so that the switch's events can be joined with the attempt. `rings_for` is how long to
    ring. Building one with text that may not go to a switch raises DialStringError: an unchecked order cannot exist.
    """

    command_id: str
    kind: CommandKind
    call_id: str
    extension: str | None = None
    number: str | None = None
    queue: str | None = None
    caller_number: str | None = None
    attempt_id: str | None = None
    reason: str | None = None
    rings_for: timedelta = RINGS_FOR

    def __post_init__(self) -> None:
        identifier(self.command_id)
        identifier(self.call_id)
        if self.attempt_id is not None:
            identifier(self.attempt_id)
        if self.extension is not None:
            extension(self.extension)
        if self.number is not None:
            dial_number(self.number)
        if self.queue is not None:
            queue_key(self.queue)
        if self.caller_number is not None:
            dial_number(self.caller_number)
        if self.reason is not None:
            note(self.reason)
        targets = [target for target in (self.extension, self.number, self.queue) if target is not None]
        if self.kind is CommandKind.DIAL and (self.number is None or self.extension is None or self.rings_for < RINGS_AT_LEAST):
            raise AssertionError(f"dial {self.command_id} needs a number, an extension and {RINGS_AT_LEAST} of ringing")
        if self.kind in NEEDS_EXTENSION and self.extension is None:
            raise AssertionError(f"{self.kind} {self.command_id} needs an extension")
        if self.kind in (CommandKind.JOIN_QUEUE, CommandKind.LEAVE_QUEUE) and self.queue is None:
            raise AssertionError(f"{self.kind} {self.command_id} needs a queue")
        if self.kind is CommandKind.TRANSFER and len(targets) != 1:
            raise AssertionError(f"transfer {self.command_id} needs one target, not {len(targets)}")

    def parameters(self) -> dict[str, Any]:
        """What the order says beyond its kind, call and id, as JSON values for `switch_commands.parameters`."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in {"command_id", "kind", "call_id"}}
        values["rings_for"] = self.rings_for.total_seconds()
        return {name: value for name, value in values.items() if value is not None}


def command_from(command_id: str, kind: str, call_id: str, parameters: Mapping[str, Any]) -> SwitchCommand:
    """The order of a stored row; `parameters` is what `SwitchCommand.parameters` gave. Raises DialStringError."""
    values = dict(parameters)
    if "rings_for" in values:
        values["rings_for"] = timedelta(seconds=values["rings_for"])
    return SwitchCommand(command_id=command_id, kind=CommandKind(kind), call_id=call_id, **values)


class Switch(Protocol):
    """A telephone switch. It keeps no truth of ours: what it says comes back as call events, and SQL decides.

    `now` is passed in, aware. Events may come twice, late and in any order; each is recorded once by (`adapter`, `event_id`).
    """

    @property
    def name(self) -> str:
        """The adapter's name, as it stands in `CallEvent.adapter`."""
        ...

    def send(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        """Carry out an order; returns what is already known of it. A refusal is a `command_refused` event, never an exception."""
        ...

    def advance(self, now: datetime) -> list[CallEvent]:
        """Everything the switch said since it was last asked."""
        ...

    def next_at(self) -> datetime | None:
        """When there may be something to hear next; None when only the outside world knows."""
        ...

    def live_calls(self) -> frozenset[str]:
        """The ids of the calls the switch has now: what attempts of unknown fate are checked against. Raises SwitchDownError."""
        ...

    def adopt(self, call: Call, now: datetime) -> list[CallEvent]:
        """Take up a call that SQL holds as live after the link or the switch restarted; says it hung up if it is gone.

        Raises SwitchDownError.
        """
        ...
