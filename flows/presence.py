"""An agent's presence, decided on the server: every change has a cause, is told as an event, and none happens silently."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flows.errors import ConflictError

UNREACHABLE_AFTER = timedelta(seconds=30)


class PresenceState(StrEnum):
    """What an agent is doing, as far as work is concerned."""

    OFFLINE = "offline"
    READY = "ready"
    NOT_READY = "not_ready"
    ENGAGED = "engaged"
    WRAPPING_UP = "wrapping_up"


class PresenceCause(StrEnum):
    """Who or what changed a presence."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    CALL = "call"
    TASK = "task"
    DISPOSITION = "disposition"
    MISSED = "missed"
    CONNECTION_LOST = "connection_lost"
    CONNECTION_BACK = "connection_back"


SIGNED_IN = "signed_in"
MISSED = "missed"
CONNECTION_LOST = "connection_lost"
AGENT_REASONS = ("break", "lunch", "meeting", "training", "coaching", "back_office")
"""The reasons an agent or supervisor picks for not ready; the server alone gives the three above."""

AT_WORK = (PresenceState.ENGAGED, PresenceState.WRAPPING_UP)


@dataclass(frozen=True, slots=True)
class Pending:
    """The state that comes when the work in hand is done: "break after this call"."""

    state: PresenceState
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """An agent's presence since a moment, for a cause; `seen_at` is the last sign of life of their screen."""

    person_id: UUID
    state: PresenceState
    since: datetime
    cause: PresenceCause
    reason: str | None = None
    pending: Pending | None = None
    seen_at: datetime | None = None

    def is_reachable(self, now: datetime) -> bool:
        """Whether the screen has shown a sign of life within 30 s; somebody who is offline is not reachable."""
        return self.state is not PresenceState.OFFLINE and now - (self.seen_at or self.since) < UNREACHABLE_AFTER


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The agent signed in; `owes_wrap_up` when an interaction of theirs still waits for its disposition."""

    owes_wrap_up: bool = False


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The agent signed out, was signed out, or lost the right to be here."""


@dataclass(frozen=True, slots=True)
class Wished:
    """The agent, or a supervisor for them, wants ready, or not ready with a reason."""

    state: PresenceState
    reason: str | None = None
    by: PresenceCause = PresenceCause.AGENT

    def __post_init__(self) -> None:
        if self.state not in (PresenceState.READY, PresenceState.NOT_READY):
            raise AssertionError(f"nobody can wish for {self.state}")
        if (self.state is PresenceState.NOT_READY) != bool(self.reason):
            raise AssertionError("not ready has a reason, ready has none")


@dataclass(frozen=True, slots=True)
class Engaged:
    """An interaction was connected (CALL), or a task claimed (TASK)."""

    by: PresenceCause = PresenceCause.CALL


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The call is over or went to somebody else; `disposed` when the disposition was picked while it lasted."""

    disposed: bool = False


@dataclass(frozen=True, slots=True)
class Disposed:
    """The wrap-up ended with a disposition."""


@dataclass(frozen=True, slots=True)
class TaskReleased:
    """A claimed task was skipped, put back or lost before anybody spoke."""


@dataclass(frozen=True, slots=True)
class RingMissed:
    """A ringing interaction was left unanswered."""


@dataclass(frozen=True, slots=True)
class WentSilent:
    """Somebody looked for signs of life; `last_beat_at` is the last one known outside SQL."""

    last_beat_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """The screen showed a sign of life."""


Move = SignedIn | SignedOut | Wished | Engaged | CallEnded | Disposed | TaskReleased | RingMissed | WentSilent | Beat


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """A presence went from one state or reason to another."""

    person_id: UUID
    before: PresenceState
    state: PresenceState
    reason: str | None
    cause: PresenceCause
    at: datetime


@dataclass(frozen=True, slots=True)
class PendingChanged:
    """What comes after the work in hand was set, or taken back (`pending` is None: ready comes)."""

    person_id: UUID
    pending: Pending | None
    cause: PresenceCause
    at: datetime


PresenceEvent = PresenceChanged | PendingChanged


class NotSignedInError(ConflictError):
    """A presence was wished for an agent who is offline."""

    code = "not_signed_in"


def offline(person_id: UUID, now: datetime) -> Presence:
    """The presence of somebody who has never signed in."""
    return Presence(person_id=person_id, state=PresenceState.OFFLINE, since=now, cause=PresenceCause.SIGN_OUT)


def change(presence: Presence, move: Move, now: datetime) -> tuple[Presence, tuple[PresenceEvent, ...]]:
    """The presence after that move, and what is to be told; a move that comes late or twice changes nothing.

    Raises NotSignedInError for a wish about somebody who is offline.
    """
    after = _moved(presence, move, now)
    return after, tuple(_told(presence, after, move, now))


def _moved(presence: Presence, move: Move, now: datetime) -> Presence:
    match move:
        case SignedIn(owes_wrap_up):
            return _signed_in(replace(presence, seen_at=now), owes_wrap_up, now)
        case SignedOut():
            # A phone that still talks is not offline, whatever the screen does.
            if presence.state is PresenceState.ENGAGED:
                return replace(presence, pending=Pending(PresenceState.OFFLINE))
            return _become(presence, PresenceState.OFFLINE, None, PresenceCause.SIGN_OUT, now)
        case Wished(state, reason, by):
            return _wished(presence, Pending(state, reason), by, now)
        case Engaged(by):
            return _engaged(presence, by, now)
        case CallEnded(disposed) if presence.state is PresenceState.ENGAGED:
            if disposed or presence.pending == Pending(PresenceState.OFFLINE):
                return _settle(presence, PresenceCause.CALL, now)
            return replace(_become(presence, PresenceState.WRAPPING_UP, None, PresenceCause.CALL, now), pending=presence.pending)
        case Disposed() if presence.state is PresenceState.WRAPPING_UP:
            return _settle(presence, PresenceCause.DISPOSITION, now)
        case TaskReleased() if presence.state is PresenceState.ENGAGED:
            return _settle(presence, PresenceCause.TASK, now)
        case RingMissed() if presence.state is PresenceState.READY:
            return _become(presence, PresenceState.NOT_READY, MISSED, PresenceCause.MISSED, now)
        case WentSilent(last_beat_at):
            return _silent(presence, last_beat_at, now)
        case Beat():
            is_back = presence.pending == Pending(PresenceState.NOT_READY, CONNECTION_LOST)
            return replace(presence, seen_at=now, pending=None if is_back else presence.pending)
    return presence


def _signed_in(presence: Presence, owes_wrap_up: bool, now: datetime) -> Presence:
    if presence.state is PresenceState.OFFLINE:
        if owes_wrap_up:
            return _become(presence, PresenceState.WRAPPING_UP, None, PresenceCause.SIGN_IN, now)
        return _become(presence, PresenceState.NOT_READY, SIGNED_IN, PresenceCause.SIGN_IN, now)
    if presence.pending == Pending(PresenceState.OFFLINE):
        return replace(presence, pending=Pending(PresenceState.NOT_READY, SIGNED_IN))
    return presence  # a second tab


def _wished(presence: Presence, wish: Pending, by: PresenceCause, now: datetime) -> Presence:
    if presence.state is PresenceState.OFFLINE:
        raise NotSignedInError
    if by is PresenceCause.AGENT:
        presence = replace(presence, seen_at=now)
    if presence.state in AT_WORK:
        return replace(presence, pending=None if wish.state is PresenceState.READY else wish)
    return _become(presence, wish.state, wish.reason, by, now)


def _engaged(presence: Presence, by: PresenceCause, now: datetime) -> Presence:
    if presence.state is PresenceState.ENGAGED:
        return presence
    # Who was not ready before is not made ready by a call: they go back to where they were.
    back_to = None if presence.state is PresenceState.READY else Pending(presence.state, presence.reason)
    if presence.state is PresenceState.WRAPPING_UP:
        back_to = presence.pending
    return replace(_become(presence, PresenceState.ENGAGED, None, by, now), pending=back_to)


def _silent(presence: Presence, last_beat_at: datetime | None, now: datetime) -> Presence:
    signs = [sign for sign in (presence.seen_at, last_beat_at) if sign is not None] or [presence.since]
    if now - max(signs) < UNREACHABLE_AFTER:
        return replace(presence, seen_at=max(signs)) if last_beat_at else presence
    if presence.state is PresenceState.READY:
        return _become(presence, PresenceState.NOT_READY, CONNECTION_LOST, PresenceCause.CONNECTION_LOST, now)
    if presence.state in AT_WORK and presence.pending is None:
        return replace(presence, pending=Pending(PresenceState.NOT_READY, CONNECTION_LOST))
    return presence


def _settle(presence: Presence, cause: PresenceCause, now: datetime) -> Presence:
    after = presence.pending or Pending(PresenceState.READY)
    return _become(presence, after.state, after.reason, cause, now)


def _become(presence: Presence, state: PresenceState, reason: str | None, cause: PresenceCause, now: datetime) -> Presence:
    if (presence.state, presence.reason) == (state, reason):
        return presence  # `since` is when it began, not when it was last wished
    return replace(presence, state=state, reason=reason, cause=cause, since=now, pending=None)


PENDING_CAUSES: dict[type[Move], PresenceCause] = {
    SignedIn: PresenceCause.SIGN_IN,
    SignedOut: PresenceCause.SIGN_OUT,
    WentSilent: PresenceCause.CONNECTION_LOST,
    Beat: PresenceCause.CONNECTION_BACK,
    CallEnded: PresenceCause.CALL,
    Disposed: PresenceCause.DISPOSITION,
    TaskReleased: PresenceCause.TASK,
    RingMissed: PresenceCause.MISSED,
}


def _told(before: Presence, after: Presence, move: Move, now: datetime) -> list[PresenceEvent]:
    told: list[PresenceEvent] = []
    if (before.state, before.reason) != (after.state, after.reason):
        told.append(PresenceChanged(after.person_id, before.state, after.state, after.reason, after.cause, now))
    if before.pending != after.pending:
        cause = move.by if isinstance(move, Wished | Engaged) else PENDING_CAUSES[type(move)]
        told.append(PendingChanged(after.person_id, after.pending, cause, now))
    return told
