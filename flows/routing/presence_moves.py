"""What a move does to a presence: every change has a cause, is told as an event, and none happens silently."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from flows.routing.presence import (
    AT_WORK,
    CONNECTION_LOST,
    MISSED,
    REJECTED,
    SIGNED_IN,
    SIGNED_OUT,
    TASK_MISSED,
    UNREACHABLE_AFTER,
    Beat,
    CallEnded,
    Disposed,
    Engaged,
    Move,
    MoveIgnored,
    NotSignedInError,
    Pending,
    PendingChanged,
    Presence,
    PresenceCause,
    PresenceChanged,
    PresenceEvent,
    PresenceState,
    RingMissed,
    SignedIn,
    SignedOut,
    TaskReleased,
    WentSilent,
    Wished,
)

LOST = Pending(PresenceState.NOT_READY, CONNECTION_LOST)
"""What comes after the work of somebody whose screen fell silent."""
GONE = Pending(PresenceState.OFFLINE, SIGNED_OUT)
"""What comes after the call of somebody who is at no screen any more."""
SIGNS_OF_LIFE = (Beat, WentSilent)
"""Moves that mostly find everything as it was, which is nothing to tell."""
MISSED_REASONS = {PresenceCause.MISSED: MISSED, PresenceCause.REJECTED: REJECTED, PresenceCause.TASK_MISSED: TASK_MISSED}


def change(presence: Presence, move: Move, now: datetime) -> tuple[Presence, tuple[PresenceEvent, ...]]:
    """The presence after that move, and what is to be told; of a move that comes late or twice, that it was ignored.

    Raises NotSignedInError for a wish about somebody who is offline.
    """
    after = _moved(presence, move, now)
    return after, tuple(_told(presence, after, move, now))


def replayed(start: Presence, events: Iterable[PresenceEvent]) -> Presence:
    """The presence that a record of events leads to, signs of life aside."""
    presence = start
    for event in events:
        match event:
            case PresenceChanged(state=state, reason=reason, cause=cause, at=at):
                presence = replace(presence, state=state, reason=reason, cause=cause, since=at)
            case PendingChanged(pending=pending):
                presence = replace(presence, pending=pending)
            case MoveIgnored():
                pass
    return presence


def _moved(presence: Presence, move: Move, now: datetime) -> Presence:
    match move:
        case SignedIn(owes_wrap_up):
            return _signed_in(replace(presence, seen_at=now), owes_wrap_up, now)
        case SignedOut(by):
            # A phone that still talks is not offline, whatever the screen does.
            if presence.state is PresenceState.ENGAGED:
                return replace(presence, pending=GONE)
            return _become(presence, PresenceState.OFFLINE, None, by, now)
        case Wished(state, reason, by):
            return _wished(presence, Pending(state, reason), by, now)
        case Engaged(by):
            return _engaged(presence, by, now)
        case CallEnded(disposed) if presence.state is PresenceState.ENGAGED:
            if disposed or presence.pending == GONE:
                return _settle(presence, PresenceCause.CALL, now)
            return replace(_become(presence, PresenceState.WRAPPING_UP, None, PresenceCause.CALL, now), pending=presence.pending)
        case Disposed() if presence.state is PresenceState.WRAPPING_UP:
            return _settle(presence, PresenceCause.DISPOSITION, now)
        case TaskReleased() if presence.state is PresenceState.ENGAGED:
            return _settle(presence, PresenceCause.TASK, now)
        case RingMissed(by) if presence.state is PresenceState.READY:
            return _become(presence, PresenceState.NOT_READY, MISSED_REASONS[by], by, now)
        case WentSilent():
            return _silent(presence, move, now)
        case Beat():
            return replace(presence, seen_at=now, pending=None if presence.pending == LOST else presence.pending)
    return presence


def _signed_in(presence: Presence, owes_wrap_up: bool, now: datetime) -> Presence:
    if presence.state is PresenceState.OFFLINE:
        if owes_wrap_up:
            return _become(presence, PresenceState.WRAPPING_UP, None, PresenceCause.SIGN_IN, now)
        return _become(presence, PresenceState.NOT_READY, SIGNED_IN, PresenceCause.SIGN_IN, now)
    if presence.pending == GONE:
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
    back_to = {
        PresenceState.READY: None,
        PresenceState.WRAPPING_UP: presence.pending,
        PresenceState.OFFLINE: GONE,
    }.get(presence.state, Pending(presence.state, presence.reason))
    return replace(_become(presence, PresenceState.ENGAGED, None, by, now), pending=back_to)


def _silent(presence: Presence, move: WentSilent, now: datetime) -> Presence:
    heard = [sign for sign in (presence.seen_at, move.last_beat_at) if sign is not None] or [presence.since]
    if now - max(heard + [at for at in (move.listening_since,) if at is not None]) < UNREACHABLE_AFTER:
        return replace(presence, seen_at=max(heard)) if move.last_beat_at else presence
    if presence.state is PresenceState.READY:
        return _become(presence, PresenceState.NOT_READY, CONNECTION_LOST, _cause_of(move, presence), now)
    if presence.state in AT_WORK and presence.pending is None:
        return replace(presence, pending=LOST)
    return presence


def _cause_of(move: Move, before: Presence) -> PresenceCause:
    """Who or what a move is laid to."""
    match move:
        case Wished(by=by) | Engaged(by=by) | SignedOut(by=by) | RingMissed(by=by):
            return by
        case WentSilent(listening_since=since):
            was_away = since is not None and (before.seen_at or before.since) < since
            return PresenceCause.SYSTEM_RESTART if was_away else PresenceCause.CONNECTION_LOST
    return CAUSES[type(move)]


def _settle(presence: Presence, cause: PresenceCause, now: datetime) -> Presence:
    after = presence.pending or Pending(PresenceState.READY)
    return _become(presence, after.state, None if after.state is PresenceState.OFFLINE else after.reason, cause, now)


def _become(presence: Presence, state: PresenceState, reason: str | None, cause: PresenceCause, now: datetime) -> Presence:
    if (presence.state, presence.reason) == (state, reason):
        return presence  # `since` is when it began, not when it was last wished
    return replace(presence, state=state, reason=reason, cause=cause, since=now, pending=None)


CAUSES: dict[type[Move], PresenceCause] = {
    SignedIn: PresenceCause.SIGN_IN,
    Beat: PresenceCause.CONNECTION_BACK,
    CallEnded: PresenceCause.CALL,
    Disposed: PresenceCause.DISPOSITION,
    TaskReleased: PresenceCause.TASK,
}


def _told(before: Presence, after: Presence, move: Move, now: datetime) -> list[PresenceEvent]:
    told: list[PresenceEvent] = []
    if (before.state, before.reason) != (after.state, after.reason):
        told.append(PresenceChanged(after.person_id, before.state, after.state, after.reason, after.cause, now))
    if before.pending != after.pending:
        told.append(PendingChanged(after.person_id, after.pending, _cause_of(move, before), now))
    if not told and not isinstance(move, SIGNS_OF_LIFE):
        told.append(MoveIgnored(after.person_id, after.state, type(move).__name__, now))
    return told
