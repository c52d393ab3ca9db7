"""An agent's presence: its states, what moves it, and what is told of that. What a move leads to is in `presence_moves`."""

from dataclasses import dataclass
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
    REJECTED = "rejected"
    TASK_MISSED = "task_missed"
    CONNECTION_LOST = "connection_lost"
    CONNECTION_BACK = "connection_back"
    SYSTEM_RESTART = "system_restart"
    SESSION_ENDED = "session_ended"
    ACCOUNT_CLOSED = "account_closed"


SIGNED_IN = "signed_in"
MISSED = "missed"
REJECTED = "rejected"
TASK_MISSED = "task_missed"
CONNECTION_LOST = "connection_lost"
SIGNED_OUT = "signed_out"
AGENT_REASONS = ("break", "lunch", "meeting", "training", "coaching", "back_office")
"""The reasons an agent or supervisor picks for not ready; the server alone gives those above."""

AT_WORK = (PresenceState.ENGAGED, PresenceState.WRAPPING_UP)


@dataclass(frozen=True, slots=True)
class Pending:
    """The state that comes when the work in hand is done: "break after this call", "offline after this call".

    Offline with the reason SIGNED_OUT is nobody's wish for later: the screen has gone already, and no wrap-up will be done at it.
    """

    state: PresenceState
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """An agent's presence since a moment, for a cause; `seen_at` is the last sign of life of their screen.

    `by_person_id` is who made the last change of state or of what is pending, when that was somebody else.
    """

    person_id: UUID
    state: PresenceState
    since: datetime
    cause: PresenceCause
    reason: str | None = None
    pending: Pending | None = None
    seen_at: datetime | None = None
    by_person_id: UUID | None = None

    def is_reachable(self, now: datetime) -> bool:
        """Whether the screen has shown a sign of life within 30 s; somebody who is offline is not reachable."""
        return self.state is not PresenceState.OFFLINE and now - (self.seen_at or self.since) < UNREACHABLE_AFTER


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The agent signed in; `owes_wrap_up` when an interaction of theirs still waits for its disposition."""

    owes_wrap_up: bool = False


@dataclass(frozen=True, slots=True)
class SignedOut:
    """The agent signed out (SIGN_OUT), their session ended without that (SESSION_ENDED), or the account was closed (ACCOUNT_CLOSED)."""

    by: PresenceCause = PresenceCause.SIGN_OUT


@dataclass(frozen=True, slots=True)
class Wished:
    """The agent, or a supervisor for them, wants ready, not ready with a reason, or offline."""

    state: PresenceState
    reason: str | None = None
    by: PresenceCause = PresenceCause.AGENT

    def __post_init__(self) -> None:
        if self.state in AT_WORK:
            raise AssertionError(f"nobody can wish for {self.state}")
        if (self.state is PresenceState.NOT_READY) != bool(self.reason):
            raise AssertionError("not ready has a reason, the others have none")


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
    """A ringing interaction was left unanswered (MISSED) or turned down (REJECTED), or an offered task left lying (TASK_MISSED)."""

    by: PresenceCause = PresenceCause.MISSED


@dataclass(frozen=True, slots=True)
class WentSilent:
    """Somebody looked for signs of life; `last_beat_at` is the last one known outside SQL.

    `listening_since` is when our side began to listen: silence counts from then on, and who was not heard since fell to a restart.
    """

    last_beat_at: datetime | None = None
    listening_since: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class MoveIgnored:
    """A move that means nothing in this state, because it came late or twice: nothing changed, and that is told as well."""

    person_id: UUID
    state: PresenceState
    move: str
    at: datetime


PresenceEvent = PresenceChanged | PendingChanged | MoveIgnored


class NotSignedInError(ConflictError):
    """A presence was wished for an agent who is offline."""

    code = "not_signed_in"


def offline(person_id: UUID, now: datetime) -> Presence:
    """The presence of somebody who has never signed in."""
    return Presence(person_id=person_id, state=PresenceState.OFFLINE, since=now, cause=PresenceCause.SIGN_OUT)
