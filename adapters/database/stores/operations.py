"""Operations: what is stuck, came too late or is not known, as administrators see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, TextClause, text

COUNTS = text("""
    SELECT min(created_at) FILTER (WHERE parked_at IS NULL) AS oldest_at,
        count(*) FILTER (WHERE parked_at IS NULL) AS waiting,
        count(*) FILTER (WHERE parked_at IS NULL AND attempts > 0) AS refused,
        count(*) FILTER (WHERE parked_at IS NOT NULL) AS parked
    FROM outbox WHERE sent_at IS NULL
""")
PARKED = text("SELECT id, topic, key, error, parked_at FROM outbox WHERE parked_at IS NOT NULL ORDER BY parked_at DESC, id DESC LIMIT 100")
RESEND = text("""
    UPDATE outbox SET parked_at = NULL, error = NULL, attempts = 0, next_at = :now WHERE id = :row AND parked_at IS NOT NULL RETURNING key
""")
KNOWS = text("SELECT 1 FROM outbox WHERE id = :row")
LATE_NOTES = text("""
    SELECT n.id, n.at, n.subject, n.payload, p.name AS person FROM late_notes n LEFT JOIN people p ON p.id = n.person_id
    ORDER BY n.id DESC LIMIT :limit
""")
UNKNOWN_ATTEMPTS = text("""
    SELECT a.id, a.number, a.intended_at, c.name_en, c.name_zh, p.name AS person
    FROM attempts a JOIN campaigns c ON c.id = a.campaign_id LEFT JOIN people p ON p.id = a.person_id
    WHERE a.state = 'unknown' ORDER BY a.intended_at LIMIT 100
""")


@dataclass(frozen=True)
class OutboxCounts:
    """The facts that are not sent: since when the oldest waits, how many wait, how many of them the sink refused, how many are parked."""

    oldest_at: datetime | None
    waiting: int
    refused: int
    parked: int


class OperationsStore:
    """What one transaction sees of the installation's troubles."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def outbox_counts(self) -> OutboxCounts:
        """How the outbox stands."""
        return OutboxCounts(**self._connection.execute(COUNTS).mappings().one())

    def parked(self) -> list[dict[str, Any]]:
        """The facts put aside as unfit, the latest hundred first."""
        return self._all(PARKED)

    def resend(self, row_id: int) -> str | None:
        """Let a parked fact be sent again, at once; returns its key, None when it is not parked."""
        return self._connection.execute(RESEND, {"row": row_id, "now": self._now}).scalar()

    def knows(self, row_id: int) -> bool:
        """True when there is such a fact in the outbox."""
        return self._connection.execute(KNOWS, {"row": row_id}).scalar() is not None

    def late_notes(self, limit: int) -> list[dict[str, Any]]:
        """What came under an old claim or turn, the latest first."""
        return self._all(LATE_NOTES, limit=limit)

    def unknown_attempts(self) -> list[dict[str, Any]]:
        """The attempts whose fate the switch could not tell, the oldest first."""
        return self._all(UNKNOWN_ATTEMPTS)

    def _all(self, statement: TextClause, **values: object) -> list[dict[str, Any]]:
        return [dict(row) for row in self._connection.execute(statement, values).mappings()]
