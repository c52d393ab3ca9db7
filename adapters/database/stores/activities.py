"""New business activities while they are put together, and those that went live."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from adapters.database.tables.changes import activities
from adapters.database.tables.people import people

ALL = (
    select(activities, people.c.name.label("author"))
    .outerjoin(people, people.c.id == activities.c.created_by)
    .order_by(activities.c.live_at.is_not(None), activities.c.changed_at.desc())
    .limit(100)
)
GET = select(activities).where(activities.c.id == bindparam("wanted"))
LOCK = GET.with_for_update()
ADD = activities.insert()
CHANGE = activities.update().where(activities.c.id == bindparam("wanted"))


class ActivityStore:
    """The activities of one transaction; `plan` is JSON that workspace.studio.activity reads."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def all(self) -> list[dict[str, Any]]:
        """All of them, those that are not live first."""
        return [dict(row) for row in self._connection.execute(ALL).mappings()]

    def get(self, activity_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
        """One activity."""
        row = self._connection.execute(LOCK if lock else GET, {"wanted": activity_id}).mappings().one_or_none()
        return dict(row) if row else None

    def add(self, activity_id: UUID, name: str, plan: Mapping[str, Any], person_id: UUID) -> None:
        """Begin one."""
        row = {"id": activity_id, "name": name, "plan": dict(plan), "created_by": person_id}
        self._connection.execute(ADD, {**row, "created_at": self._now, "changed_at": self._now})

    def save(self, activity_id: UUID, name: str, plan: Mapping[str, Any]) -> None:
        """Keep what was chosen."""
        values = {"name": name, "plan": dict(plan), "changed_at": self._now}
        self._connection.execute(CHANGE.values(**values), {"wanted": activity_id})

    def went_live(self, activity_id: UUID) -> None:
        """It takes calls from now on."""
        self._connection.execute(CHANGE.values(live_at=self._now), {"wanted": activity_id})
