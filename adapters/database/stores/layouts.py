"""Layouts: what each team's desks show, and in what order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.add_ins import desk_layouts
from adapters.database.tables.people import people

ALL = select(desk_layouts.c.team_id, desk_layouts.c.saved_at, people.c.name.label("by")).outerjoin(
    people, people.c.id == desk_layouts.c.saved_by
)
OF_TEAM = select(desk_layouts.c.layout).where(desk_layouts.c.team_id == bindparam("team"))
_NEW = insert(desk_layouts)
SAVE = _NEW.on_conflict_do_update(
    index_elements=["team_id"], set_={name: _NEW.excluded[name] for name in ("layout", "saved_by", "saved_at")}
)
FORGET = desk_layouts.delete().where(desk_layouts.c.team_id == bindparam("team"))
MEMBERS = select(people.c.id).where(people.c.team_id == bindparam("team"))


class LayoutStore:
    """The layouts of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def all(self) -> dict[UUID, dict[str, Any]]:
        """By team, when its layout was saved and by whom; teams without one of their own are left out."""
        return {row["team_id"]: dict(row) for row in self._connection.execute(ALL).mappings()}

    def of(self, team_id: UUID) -> dict[str, Any]:
        """The layout of a team as it is stored; empty where none is."""
        return self._connection.execute(OF_TEAM, {"team": team_id}).scalar() or {}

    def save(self, team_id: UUID, layout: dict[str, Any], person_id: UUID) -> None:
        """Keep the layout of a team."""
        self._connection.execute(SAVE, {"team_id": team_id, "layout": layout, "saved_by": person_id, "saved_at": self._now})

    def forget(self, team_id: UUID) -> bool:
        """Let a team have the default again; False when it has it already."""
        return self._connection.execute(FORGET, {"team": team_id}).rowcount == 1

    def members(self, team_id: UUID) -> list[UUID]:
        """The people of a team."""
        return list(self._connection.execute(MEMBERS, {"team": team_id}).scalars())
