"""The outbox: facts for the analytics side, written in the transaction of the change they tell of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.ledger import outbox

# A key that is there already tells of the same fact: the first row stands (P2).
ADD = insert(outbox).on_conflict_do_nothing(index_elements=["key"])
_RELAY_COLUMNS = (outbox.c.id, outbox.c.key, outbox.c.topic, outbox.c.payload, outbox.c.attempts, outbox.c.created_at)
TAKE = (
    outbox.select()
    .with_only_columns(*_RELAY_COLUMNS)
    .where(outbox.c.sent_at.is_(None), outbox.c.parked_at.is_(None), outbox.c.next_at <= bindparam("now"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
MARK_SENT = outbox.update().where(outbox.c.id == bindparam("row_id")).values(sent_at=bindparam("at"))
DELAY = (
    outbox.update()
    .where(outbox.c.id == bindparam("row_id"))
    .values(attempts=outbox.c.attempts + 1, next_at=bindparam("next"), error=bindparam("why"))
)
PARK = outbox.update().where(outbox.c.id == bindparam("row_id")).values(parked_at=bindparam("at"), error=bindparam("why"))


class OutboxStore:
    """The outbox of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, topic: str, key: str, payload: dict[str, Any]) -> None:
        """Append a fact under a key that names it once and for all."""
        self.add_all(topic, {key: payload})

    def add_all(self, topic: str, payloads: Mapping[str, dict[str, Any]]) -> None:
        """Append facts by their keys, in one go."""
        if payloads:
            rows = [{"topic": topic, "key": key, "payload": payload, "next_at": self._now} for key, payload in payloads.items()]
            self._connection.execute(ADD, rows)

    def take(self, limit: int) -> list[dict[str, Any]]:
        """Lock up to `limit` due rows, oldest first; rows another relay holds are passed over."""
        rows = self._connection.execute(TAKE, {"now": self._now, "limit": limit})
        return [dict(row) for row in rows.mappings()]

    def mark_sent(self, row_ids: list[int]) -> None:
        """Say that these rows are at the sink."""
        if row_ids:
            self._connection.execute(MARK_SENT, [{"row_id": row_id, "at": self._now} for row_id in row_ids])

    def delay(self, row_id: int, until: datetime, why: str) -> None:
        """Try this row again at `until`."""
        self._connection.execute(DELAY, {"row_id": row_id, "next": until, "why": why})

    def park(self, row_id: int, why: str) -> None:
        """Put aside a row that the sink refuses for itself alone."""
        self._connection.execute(PARK, {"row_id": row_id, "at": self._now, "why": why})
