"""Presence in a transaction: the pure rule applied to the stored row, recorded, shown, and told to the analytics side."""

from dataclasses import replace
from uuid import UUID

import structlog

from flows.routing.distribution import TakenBack
from flows.routing.presence import Move, MoveIgnored, PendingChanged, Presence, PresenceChanged, PresenceState, offline
from flows.routing.presence_moves import change
from workspace.transactions.task_reservations import end_offer_to
from workspace.wiring.parts import Unit

log = structlog.get_logger()


def move_presence(unit: Unit, person_id: UUID, move: Move, *, by: UUID | None = None) -> Presence:
    """Apply a move to a person's presence, write down each change with its cause, and touch the screens that show it.

    Raises NotSignedInError for a wish about somebody who is offline.
    """
    before = unit.presence.get(person_id, lock=True) or offline(person_id, unit.now)
    after, events = change(before, move, unit.now)
    if any(isinstance(event, MoveIgnored) for event in events):
        log.info("presence_move_ignored", person=str(person_id), state=before.state, move=type(move).__name__)
    elif events:
        # What a supervisor wished for after the call stays theirs when the call ends.
        is_kept = after.pending is not None and after.pending == before.pending
        after = replace(after, by_person_id=before.by_person_id if is_kept else by if by != person_id else None)
    if before == after:
        return after
    unit.presence.save(after)
    if before.state is PresenceState.READY and after.state is not PresenceState.READY:
        end_offer_to(unit, person_id, TakenBack.PRESENCE)
    for event in events:
        if isinstance(event, PresenceChanged):
            unit.presence.note(event, by)
            _report(unit, before, event, by)
        elif isinstance(event, PendingChanged):
            pending = {"state": event.pending.state, "reason": event.pending.reason} if event.pending else {}
            unit.audit.add("presence_pending", f"person:{person_id}", {"pending": pending, "cause": event.cause}, person_id=by)
    if any(not isinstance(event, MoveIgnored) for event in events):
        unit.desks.touch(person_id)
        unit.desks.touch_boards()
    return after


def _report(unit: Unit, before: Presence, event: PresenceChanged, by: UUID | None) -> None:
    """One row a change: the state that began, and how long the one before it lasted."""
    payload = {
        "happened_at": event.at.isoformat(),
        "person_id": str(event.person_id),
        "state": event.state,
        "reason": event.reason,
        "cause": event.cause,
        "previous_state": before.state,
        "previous_reason": before.reason,
        "previous_seconds": (event.at - before.since).total_seconds(),
        "by_person_id": str(by) if by else None,
    }
    unit.outbox.add("presence", f"{event.person_id}:{event.at.isoformat()}:{event.state}", payload)
