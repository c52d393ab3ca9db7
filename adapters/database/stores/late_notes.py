"""Late notes: what was written under an old claim or turn. It changed nothing, and it is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from adapters.database.tables.ledger import late_notes

ADD = late_notes.insert()
OF_SUBJECT = select(late_notes).where(late_notes.c.subject == bindparam("wanted")).order_by(late_notes.c.id)


class LateNoteStore:
    """The late notes of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, subject: str, payload: Mapping[str, Any], person_id: UUID | None) -> None:
        """Append; `subject` as `noun:id`."""
        self._connection.execute(ADD, {"subject": subject, "payload": dict(payload), "person_id": person_id, "at": self._now})

    def of(self, subject: str) -> list[dict[str, Any]]:
        """What came too late for one thing, oldest first."""
        return [dict(row) for row in self._connection.execute(OF_SUBJECT, {"wanted": subject}).mappings()]
