"""Presence in a transaction: the pure rule applied to the stored row, recorded, and shown."""

from uuid import UUID

from flows.presence import Move, Presence, PresenceChanged, change, offline
from workspace.wiring import Unit


def move_presence(unit: Unit, person_id: UUID, move: Move, *, by: UUID | None = None) -> Presence:
    """Apply a move to a person's presence, write down each change with its cause, and touch the screens that show it.

    Raises NotSignedInError for a wish about somebody who is offline.
    """
    before = unit.presence.get(person_id, lock=True)
    after, events = change(before or offline(person_id, unit.now), move, unit.now)
    if before == after:
        return after
    unit.presence.save(after)
    for event in events:
        if isinstance(event, PresenceChanged):
            unit.presence.note(event, by)
    if events:
        unit.desks.touch(person_id)
        unit.desks.touch_boards()
    return after
