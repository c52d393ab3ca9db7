"""Changes on their way to calls, of every kind: those that wait, those that have a time, and what became of the others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from adapters.database.tables.changes import changes
from adapters.database.tables.people import people

_ASKER, _DECIDER = people.alias("asker"), people.alias("decider")
_NAMED = (
    select(changes, _ASKER.c.name.label("asker"), _DECIDER.c.name.label("decider"))
    .outerjoin(_ASKER, _ASKER.c.id == changes.c.asked_by)
    .outerjoin(_DECIDER, _DECIDER.c.id == changes.c.decided_by)
)
GET = _NAMED.where(changes.c.id == bindparam("wanted"))
LOCK = select(changes).where(changes.c.id == bindparam("wanted")).with_for_update()
IS_OPEN = changes.c.state.in_(("waiting", "scheduled"))
OPEN_OF = _NAMED.where(changes.c.kind == bindparam("of_kind"), changes.c.key == bindparam("name"), IS_OPEN)
OPEN = _NAMED.where(IS_OPEN).order_by(changes.c.asked_at)
FAILED = _NAMED.where(changes.c.state == "failed", changes.c.ended_at > bindparam("since")).order_by(changes.c.ended_at.desc())
RECENT = _NAMED.where(~IS_OPEN).order_by(changes.c.ended_at.desc(), changes.c.id).limit(bindparam("most"))
HISTORY = (
    _NAMED.where(changes.c.kind == bindparam("of_kind"), changes.c.key == bindparam("name"), changes.c.state == "published")
    .order_by(changes.c.number.desc())
    .limit(bindparam("most"))
)
NUMBER = select(func.coalesce(func.max(changes.c.number), 0)).where(
    changes.c.kind == bindparam("of_kind"), changes.c.key == bindparam("name")
)
# Those whose time has come; what another worker has in hand is left to it.
DUE = (
    select(changes)
    .where(changes.c.state == "scheduled", changes.c.due_at <= bindparam("now"))
    .order_by(changes.c.due_at, changes.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
TO_APPROVE = select(func.count()).where(changes.c.state == "waiting", changes.c.asked_by.is_distinct_from(bindparam("person")))
ADD = changes.insert()


class ChangeStore:
    """The changes of one transaction; rows are mappings with the columns of their table, most with `asker` and `decider`, the names."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, **columns: Any) -> None:
        """Keep a change that was asked for."""
        self._connection.execute(ADD, {"asked_at": self._now, **columns})

    def get(self, change_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
        """A change; locked, without the names, until this transaction ends."""
        return self._one(LOCK if lock else GET, {"wanted": change_id})

    def move(self, change_id: UUID, **columns: Any) -> None:
        """Write where a locked change stands now."""
        self._connection.execute(changes.update().where(changes.c.id == change_id).values(**columns))

    def open_of(self, kind: str, key: str) -> dict[str, Any] | None:
        """The change of this thing that waits or is scheduled."""
        return self._one(OPEN_OF, {"of_kind": kind, "name": key})

    def open(self) -> list[dict[str, Any]]:
        """All that waits or is scheduled, the oldest first."""
        return self._all(OPEN, {})

    def failed(self, since: datetime) -> list[dict[str, Any]]:
        """What could not go live at its time, since then."""
        return self._all(FAILED, {"since": since})

    def recent(self, most: int = 30) -> list[dict[str, Any]]:
        """What is over, the newest first."""
        return self._all(RECENT, {"most": most})

    def history(self, kind: str, key: str, most: int = 100) -> list[dict[str, Any]]:
        """What of this thing went live, the newest first."""
        return self._all(HISTORY, {"of_kind": kind, "name": key, "most": most})

    def next_number(self, kind: str, key: str) -> int:
        """The number of the next version of a thing that has no versions of its own."""
        newest: int = self._connection.execute(NUMBER, {"of_kind": kind, "name": key}).scalar_one()
        return newest + 1

    def take_due(self) -> dict[str, Any] | None:
        """One change whose time has come, locked until this transaction ends."""
        return self._one(DUE, {"now": self._now})

    def to_approve(self, person_id: UUID) -> int:
        """How many changes wait for somebody like this person, who asked for none of them."""
        count: int = self._connection.execute(TO_APPROVE, {"person": person_id}).scalar_one()
        return count

    def _one(self, statement: Any, values: Mapping[str, Any]) -> dict[str, Any] | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return dict(row) if row else None

    def _all(self, statement: Any, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [dict(row) for row in self._connection.execute(statement, values).mappings()]
