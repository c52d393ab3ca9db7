"""Asides: texts of scripts and offers that were refused, undone for good or discarded, kept for a while so that nothing is lost."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from adapters.database.tables.people import people
from adapters.database.tables.studio import draft_asides as asides

OF_KEY = (
    select(asides, people.c.name.label("by_name"))
    .outerjoin(people, people.c.id == asides.c.by)
    .where(asides.c.key == bindparam("name"))
    .order_by(asides.c.at.desc(), asides.c.id.desc())
    .limit(bindparam("most"))
)
COUNT = select(func.count()).where(asides.c.key == bindparam("name"))
# The next text of somebody who types on without knowing that the one before was refused takes its place.
RECENT = (
    select(asides.c.id)
    .where(
        asides.c.key == bindparam("name"),
        asides.c.reason == bindparam("why"),
        asides.c.by == bindparam("who"),
        asides.c.base_sha256 == bindparam("base"),
        asides.c.edit.is_(None),
        asides.c.at > bindparam("since"),
    )
    .order_by(asides.c.at.desc())
    .limit(1)
)
SAME = (
    select(asides.c.id)
    .where(asides.c.key == bindparam("name"), asides.c.sha256 == bindparam("fingerprint"), asides.c.reason == bindparam("why"))
    .limit(1)
)
REPLACE = (
    asides.update()
    .where(asides.c.id == bindparam("aside"))
    .values(source=bindparam("text"), sha256=bindparam("fingerprint"), at=bindparam("now"))
)
ADD = asides.insert()
DROP = asides.delete().where(asides.c.key == bindparam("name"), asides.c.id == bindparam("aside"))


class AsideStore:
    """The asides of each key, in one transaction; rows are mappings with the table's columns and `by_name`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def of(self, key: str, most: int) -> list[dict[str, Any]]:
        """The newest asides of a key, with their texts."""
        return [dict(row) for row in self._connection.execute(OF_KEY, {"name": key, "most": most}).mappings()]

    def count(self, key: str) -> int:
        """How many asides a key has."""
        found: int = self._connection.execute(COUNT, {"name": key}).scalar_one()
        return found

    def add(
        self, id: UUID, key: str, source: str, sha256: str, reason: str, *, base: str, edit: Mapping[str, Any] | None, by: UUID | None
    ) -> UUID:
        """Keep a text; the same text for the same reason is kept once. Returns the aside's id."""
        same: UUID | None = self._connection.execute(SAME, {"name": key, "fingerprint": sha256, "why": reason}).scalar()
        if same is not None:
            return same
        columns = {"reason": reason, "base_sha256": base, "edit": None if edit is None else dict(edit), "by": by, "at": self._now}
        self._connection.execute(ADD, {"id": id, "key": key, "source": source, "sha256": sha256, **columns})
        return id

    def replace_recent(self, key: str, source: str, sha256: str, reason: str, *, base: str, by: UUID, within: timedelta) -> UUID | None:
        """Put a text in the place of the one that the same person was refused a moment ago; None when there is none."""
        wanted = {"name": key, "why": reason, "who": by, "base": base, "since": self._now - within}
        found: UUID | None = self._connection.execute(RECENT, wanted).scalar()
        if found is not None:
            self._connection.execute(REPLACE, {"aside": found, "text": source, "fingerprint": sha256, "now": self._now})
        return found

    def drop(self, key: str, aside_id: UUID) -> bool:
        """Throw an aside away; False when there is none of that id."""
        return self._connection.execute(DROP, {"name": key, "aside": aside_id}).rowcount == 1
