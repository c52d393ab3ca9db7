"""A callback: a promised call at a time, to one agent or to a queue.

open ──due──> held (for the agent it was promised with) ──> released (to everybody of the queue)
  └────────────────────────────────────────────────────────────^
any of these ──> done | cancelled | missed (nobody called in time: a screen says so)
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.errors import InvalidError
from flows.outbound.calling_window import CallingWindow
from flows.outbound.suppression import Purpose

HELD_FOR = timedelta(minutes=10)
"""How long a due callback waits for an agent who is there but busy, unless its campaign says otherwise: about one wrap-up and one call."""

MISSED_AFTER = timedelta(minutes=60)
"""How late a callback may be made, counted from the moment it could first be made; later it is missed."""


class CallbackState(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    HELD = "held"
    RELEASED = "released"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"

    @property
    def is_waiting(self) -> bool:
        """Whether the call is still owed."""
        return self in (CallbackState.OPEN, CallbackState.HELD, CallbackState.RELEASED)


class Availability(StrEnum):
    """What the promised agent can do now: take it, take it after what they are at (call, wrap-up, break), or not at all."""

    READY = "ready"
    BUSY = "busy"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Callback:
    """One promised call. `due_at` is UTC; `zone` is the customer's, in which it was agreed; `agent_id` None is for the queue.

    `held_for` is how long it waits for that agent once it is due.
    """

    id: UUID
    number: str
    zone: str
    due_at: datetime
    purpose: Purpose = Purpose.SERVICE
    agent_id: UUID | None = None
    state: CallbackState = CallbackState.OPEN
    held_for: timedelta = HELD_FOR


@dataclass(frozen=True, slots=True)
class Due:
    """What happens to a callback now: its new state, for whom it is kept and until when, and when to look again."""

    state: CallbackState
    for_agent_id: UUID | None = None
    until: datetime | None = None
    look_again_at: datetime | None = None


def when_due(callback: Callback, availability: Availability, window: CallingWindow, now: datetime) -> Due:
    """What happens to the callback at that moment; the same question at the same moment has the same answer.

    It is never made before the calling window opens. Then an agent who is there has it to themselves for `held_for`, whatever they are
    busy with; an agent who is off shift or unreachable does not hold it up. When nobody called within MISSED_AFTER it is missed.
    """
    if not callback.state.is_waiting:
        return Due(callback.state)
    if now < callback.due_at:
        return Due(CallbackState.OPEN, callback.agent_id, look_again_at=callback.due_at)
    opens_at = window.next_open(callback.due_at)
    if opens_at is None:
        return Due(CallbackState.MISSED)
    if now < opens_at:
        return Due(CallbackState.OPEN, callback.agent_id, look_again_at=opens_at)
    if now >= opens_at + MISSED_AFTER:
        return Due(CallbackState.MISSED)
    held_until = opens_at + callback.held_for
    is_kept = callback.agent_id is not None and callback.state is not CallbackState.RELEASED
    if is_kept and availability is not Availability.AWAY and now < held_until:
        return Due(CallbackState.HELD, callback.agent_id, held_until, held_until)
    return Due(CallbackState.RELEASED, until=opens_at + MISSED_AFTER, look_again_at=opens_at + MISSED_AFTER)


def agreed_time(local: datetime, zone: ZoneInfo, now: datetime, *, at_most: timedelta = timedelta(days=180)) -> datetime:
    """The moment, in UTC, that was agreed as a naive time on the customer's wall.

    An hour that the clock change skips is read as the hour after it, one that comes twice as its first. InvalidError for the past and
    for what lies further off than `at_most`.
    """
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment <= now:
        raise InvalidError(fields={"callback_at": "in_the_past"})
    if moment > now + at_most:
        raise InvalidError(fields={"callback_at": "too_far_off"})
    return moment


def settled(callback: Callback, state: CallbackState) -> Callback:
    """The callback done, missed or cancelled; what is settled stays so."""
    return replace(callback, state=state) if callback.state.is_waiting else callback
