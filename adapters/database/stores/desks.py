"""Desks: a version per agent's screen, raised in the transaction of every change the screen shows."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.people import desks


class DeskChange(NamedTuple):
    """A desk that a transaction changed, and the version it then had."""

    person_id: UUID
    version: int


_INSERT = insert(desks).values(person_id=bindparam("person"), version=1)
BUMP = _INSERT.on_conflict_do_update(index_elements=["person_id"], set_={"version": desks.c.version + 1}).returning(desks.c.version)
VERSION = select(desks.c.version).where(desks.c.person_id == bindparam("person"))
VERSIONS = select(desks.c.person_id, desks.c.version).where(desks.c.person_id.in_(bindparam("people", expanding=True)))
ALL = select(desks.c.person_id)


class DeskStore:
    """The desks of one transaction; remembers which it changed, for the feed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.changed: dict[UUID, None] = {}
        self.boards_changed = False

    def touch(self, *people: UUID | None) -> None:
        """Mark desks as changed; their versions are raised once, right before the commit."""
        for person_id in people:
            if person_id is not None:
                self.changed[person_id] = None

    def touch_boards(self) -> None:
        """Mark the supervisors' boards as changed."""
        self.boards_changed = True

    def raise_versions(self) -> list[DeskChange]:
        """Raise the version of each touched desk, in id order so that two transactions cannot lock crosswise."""
        return [DeskChange(person, self._connection.execute(BUMP, {"person": person}).scalar_one()) for person in sorted(self.changed)]

    def version(self, person_id: UUID) -> int:
        """The version of one desk, 0 when it never changed."""
        return self._connection.execute(VERSION, {"person": person_id}).scalar() or 0

    def versions(self, people: Iterable[UUID]) -> dict[UUID, int]:
        """The versions of many desks in one query."""
        ids = list(people)
        if not ids:
            return {}
        return {row.person_id: row.version for row in self._connection.execute(VERSIONS, {"people": ids})}

    def everyone(self) -> list[UUID]:
        """All who ever had a desk."""
        return list(self._connection.execute(ALL).scalars())
