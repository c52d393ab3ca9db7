"""The floor: teams, skills, queues, numbers, hours and codes that an installation starts with. What is there stays as it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.people import people, person_skills, skills, teams
from adapters.database.tables.routing import dialled_numbers, dispositions, opening_hours, queues

_NAMED_BY: dict[str, tuple[Table, str]] = {
    "team": (teams, "name"),
    "skill": (skills, "key"),
    "queue": (queues, "key"),
    "hours": (opening_hours, "name"),
    "person": (people, "login"),
}

MARK_DEMO = people.update().where(people.c.id == bindparam("person")).values(is_demo=True)


class FloorStore:
    """Ensures rows by their names, in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def ensure(self, what: str, called: str, new_id: UUID, **columns: Any) -> UUID:
        """The id of the team, skill, queue, hours or person of that name, made with these columns if there is none."""
        table, by = _NAMED_BY[what]
        self._connection.execute(insert(table).values({"id": new_id, by: called, **columns}).on_conflict_do_nothing())
        column: Column[Any] = table.c[by]
        found: UUID = self._connection.execute(select(table.c.id).where(column == called)).scalar_one()
        return found

    def ensure_number(self, number: str, queue_id: UUID, name: str) -> None:
        """A number of ours and the queue behind it."""
        row = {"number": number, "queue_id": queue_id, "name": name}
        self._connection.execute(insert(dialled_numbers).values(row).on_conflict_do_nothing())

    def ensure_disposition(self, code: str, label_en: str, label_zh: str, kind: str, position: int) -> None:
        """A disposition code."""
        row = {"code": code, "label_en": label_en, "label_zh": label_zh, "kind": kind, "position": position}
        self._connection.execute(insert(dispositions).values(row).on_conflict_do_nothing())

    def ensure_skill_of(self, person_id: UUID, skill_id: UUID, level: int) -> None:
        """A person's skill."""
        row = {"person_id": person_id, "skill_id": skill_id, "level": level}
        self._connection.execute(insert(person_skills).values(row).on_conflict_do_nothing())

    def mark_demo(self, person_id: UUID) -> None:
        """Say that an account is the demo's: no real installation starts with it."""
        self._connection.execute(MARK_DEMO, {"person": person_id})
