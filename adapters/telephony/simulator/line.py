"""One line of the simulated switch: a call while it lasts, and the events it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party

ADAPTER = "simulator"


class LineState(StrEnum):
    """What the switch has on the line."""

    WAITING = "waiting"  # a customer in our queue, or between two agents
    DIALLING = "dialling"
    TALKING = "talking"
    HELD = "held"
    OVER = "over"


CONNECTED = (LineState.TALKING, LineState.HELD)


@dataclass(slots=True)
class Line:
    """A call on the switch. `turn` counts its changes, so that a plan made for an earlier one (patience, say) finds itself outdated."""

    call_id: str
    direction: Direction | None
    caller_number: str | None
    dialled_number: str | None
    queue: str | None
    new_event_id: Callable[[], str]
    extension: str | None = None
    state: LineState = LineState.WAITING
    consulted: str | None = None
    is_ringing_back: bool = False
    turn: int = 0

    def become(self, state: LineState) -> None:
        """Change what is on the line; what was planned for the time before is off."""
        self.state = state
        self.turn += 1

    def event(self, kind: CallEventKind, at: datetime, **more: Any) -> CallEvent:
        """A fact about this call, with everything the switch knows of it, so that a lost fact takes nothing with it."""
        return CallEvent(
            event_id=self.new_event_id(),
            adapter=ADAPTER,
            call_id=self.call_id,
            kind=kind,
            at=at,
            direction=self.direction,
            caller_number=self.caller_number,
            dialled_number=self.dialled_number,
            queue=self.queue,
            **more,
        )

    def hang_up(self, at: datetime, cause: Cause, by: Party, command_id: str | None = None) -> CallEvent:
        """End the call."""
        self.become(LineState.OVER)
        return self.event(CallEventKind.HUNG_UP, at, cause=cause, hung_up_by=by, command_id=command_id)
