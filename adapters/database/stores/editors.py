"""Who is editing which script or offer, by the sign their page gives every few seconds."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.people import people
from adapters.database.tables.studio import draft_editors as editors

_SEEN = insert(editors)
SEE = _SEEN.on_conflict_do_update(
    index_elements=["key", "person_id"],
    set_={
        "step_key": _SEEN.excluded.step_key,
        # Who comes back after a while has just begun.
        "since": case((editors.c.seen_at < bindparam("gone_before"), _SEEN.excluded.since), else_=editors.c.since),
        "seen_at": _SEEN.excluded.seen_at,
    },
)
OTHERS = (
    select(editors.c.person_id, people.c.name, editors.c.step_key, editors.c.since)
    .join(people, people.c.id == editors.c.person_id)
    .where(editors.c.key == bindparam("name"), editors.c.person_id != bindparam("me"), editors.c.seen_at >= bindparam("gone_before"))
    .order_by(people.c.name, editors.c.person_id)
)
LEAVE = editors.delete().where(editors.c.key == bindparam("name"), editors.c.person_id == bindparam("me"))


class EditorStore:
    """Who is at which text, in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def see(self, key: str, person_id: UUID, step: str, *, gone_after: timedelta) -> None:
        """Note that a person is editing, at which step."""
        row = {"key": key, "person_id": person_id, "step_key": step, "since": self._now, "seen_at": self._now}
        self._connection.execute(SEE, {**row, "gone_before": self._now - gone_after})

    def others(self, key: str, person_id: UUID, *, gone_after: timedelta) -> list[dict[str, Any]]:
        """Everybody else who gave a sign within `gone_after`: person_id, name, step_key, since."""
        wanted = {"name": key, "me": person_id, "gone_before": self._now - gone_after}
        return [dict(row) for row in self._connection.execute(OTHERS, wanted).mappings()]

    def leave(self, key: str, person_id: UUID) -> None:
        """Note that a person has closed the page."""
        self._connection.execute(LEAVE, {"name": key, "me": person_id})
