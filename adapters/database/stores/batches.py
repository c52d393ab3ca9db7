"""Batches: which Parquet files the analytics side consists of. A file that is not listed here does not exist for readers."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from adapters.database.tables.ledger import batches, outbox


class Batch(NamedTuple):
    """A listed file: its id, topic, number of rows, and name relative to the analytics folder."""

    id: UUID
    topic: str
    rows: int
    file: str


_BATCH = (batches.c.id, batches.c.topic, batches.c.rows, batches.c.file)
ADD = batches.insert()
LIVE = select(batches.c.topic, batches.c.file).where(batches.c.live).order_by(batches.c.topic, batches.c.created_at)
ALL_FILES = select(batches.c.file)
LATEST = select(func.max(batches.c.created_at))
SMALL = (
    select(*_BATCH)
    .where(batches.c.live, batches.c.topic == bindparam("topic"), batches.c.rows < bindparam("small"))
    .order_by(batches.c.created_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
RETIRE = batches.update().where(batches.c.id.in_(bindparam("ids", expanding=True))).values(live=False, retired_at=bindparam("at"))
RETIRED = (
    select(*_BATCH)
    .where(batches.c.live.is_(False), batches.c.retired_at < bindparam("before"))
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
FORGET = batches.delete().where(batches.c.id.in_(bindparam("ids", expanding=True)))
OLDEST_UNSENT = select(func.min(outbox.c.created_at)).where(outbox.c.sent_at.is_(None), outbox.c.parked_at.is_(None))
PARKED = select(func.count()).select_from(outbox).where(outbox.c.parked_at.is_not(None))


class BatchStore:
    """The batches of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, batch_id: UUID, topic: str, rows: int, file: str) -> None:
        """List a file that is on disk."""
        self._connection.execute(ADD, {"id": batch_id, "topic": topic, "rows": rows, "file": file, "created_at": self._now})

    def live_files(self) -> dict[str, list[str]]:
        """The files that readers read, by topic."""
        files: dict[str, list[str]] = {}
        for topic, file in self._connection.execute(LIVE):
            files.setdefault(topic, []).append(file)
        return files

    def all_files(self) -> set[str]:
        """Every listed file, also those compacted away and not yet deleted."""
        return set(self._connection.execute(ALL_FILES).scalars())

    def latest_at(self) -> datetime | None:
        """When the last file was listed."""
        return self._connection.execute(LATEST).scalar()

    def take_small(self, topic: str, small: int, limit: int) -> list[Batch]:
        """Lock up to `limit` live batches of fewer than `small` rows, oldest first."""
        rows = self._connection.execute(SMALL, {"topic": topic, "small": small, "limit": limit})
        return [Batch(*row) for row in rows]

    def retire(self, ids: Iterable[UUID]) -> None:
        """Take batches off the readers' list; their files stay until no reader can still have them open."""
        self._connection.execute(RETIRE, {"ids": list(ids), "at": self._now})

    def take_retired(self, before: datetime, limit: int = 500) -> list[Batch]:
        """Lock batches that were retired before that moment."""
        return [Batch(*row) for row in self._connection.execute(RETIRED, {"before": before, "limit": limit})]

    def forget(self, ids: Iterable[UUID]) -> None:
        """Drop the rows of batches whose files are deleted."""
        self._connection.execute(FORGET, {"ids": list(ids)})

    def oldest_unsent_at(self) -> datetime | None:
        """Since when the oldest fact waits for the analytics side, None when none does."""
        return self._connection.execute(OLDEST_UNSENT).scalar()

    def parked(self) -> int:
        """How many facts were put aside as unfit."""
        return self._connection.execute(PARKED).scalar_one()
