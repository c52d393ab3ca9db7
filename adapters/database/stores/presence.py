"""Presence: what each agent is doing, and every change of it with its cause."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.people import people, presence, presence_changes
from flows.routing.presence import Pending, Presence, PresenceCause, PresenceChanged, PresenceState

GET = select(presence).where(presence.c.person_id == bindparam("person"))
GET_LOCKED = GET.with_for_update()
GET_UNLESS_LOCKED = GET.with_for_update(skip_locked=True)
_INSERT = insert(presence)
SAVE = _INSERT.on_conflict_do_update(
    index_elements=["person_id"],
    set_={
        name: _INSERT.excluded[name]
        for name in ("state", "reason", "since", "pending_state", "pending_reason", "cause", "seen_at", "by_person_id")
    },
)
CHANGE = presence_changes.insert()
AT_WORK = select(presence).where(presence.c.state != "offline")
BY_EXTENSION = select(people.c.id).where(people.c.extension == bindparam("extension"))


def _presence(row: Row[Any]) -> Presence:
    pending = Pending(PresenceState(row.pending_state), row.pending_reason) if row.pending_state else None
    return Presence(
        person_id=row.person_id,
        state=PresenceState(row.state),
        since=row.since,
        cause=PresenceCause(row.cause),
        reason=row.reason,
        pending=pending,
        seen_at=row.seen_at,
        by_person_id=row.by_person_id,
    )


class PresenceStore:
    """The presences of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, person_id: UUID, *, lock: bool = False) -> Presence | None:
        """A person's presence, or None when they never signed in; `lock` holds the row."""
        row = self._connection.execute(GET_LOCKED if lock else GET, {"person": person_id}).one_or_none()
        return _presence(row) if row else None

    def get_unless_locked(self, person_id: UUID) -> Presence | None:
        """A person's presence, held until the transaction ends; None when another transaction is changing it, for nobody waits here."""
        row = self._connection.execute(GET_UNLESS_LOCKED, {"person": person_id}).one_or_none()
        return _presence(row) if row else None

    def save(self, after: Presence) -> None:
        """Write a presence."""
        pending = after.pending
        row = {
            "person_id": after.person_id,
            "state": after.state,
            "reason": after.reason,
            "since": after.since,
            "pending_state": pending.state if pending else None,
            "pending_reason": pending.reason if pending else None,
            "cause": after.cause,
            "seen_at": after.seen_at,
            "by_person_id": after.by_person_id,
        }
        self._connection.execute(SAVE, row)

    def note(self, change: PresenceChanged, by: UUID | None) -> None:
        """Append a change to the record."""
        row = {
            "person_id": change.person_id,
            "state": change.state,
            "reason": change.reason,
            "cause": change.cause,
            "by_person_id": by,
            "at": change.at,
        }
        self._connection.execute(CHANGE, row)

    def at_work(self) -> list[Presence]:
        """Everybody who is not offline."""
        return [_presence(row) for row in self._connection.execute(AT_WORK)]

    def person_at(self, extension: str) -> UUID | None:
        """Whose telephone this is."""
        return self._connection.execute(BY_EXTENSION, {"extension": extension}).scalar()
