"""Administration: the lists that people with rights keep: teams, skills, queues, opening hours, dialled numbers, dispositions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, Executable, Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from adapters.database.tables.people import people, person_skills, skills, teams
from adapters.database.tables.routing import dialled_numbers, dispositions, opening_hours, queues
from flows.errors import InvalidError

# Each kind of thing: its table and the columns its list is ordered by. The first primary key column is its id.
_THINGS: Mapping[str, tuple[Table, tuple[str, ...]]] = {
    "team": (teams, ("name",)),
    "skill": (skills, ("key",)),
    "queue": (queues, ("name_en", "key")),
    "hours": (opening_hours, ("name",)),
    "number": (dialled_numbers, ("number",)),
    "disposition": (dispositions, ("position", "code")),
}
MEMBERS = select(people.c.team_id, func.count()).where(people.c.team_id.is_not(None)).group_by(people.c.team_id)
SKILLED = select(person_skills.c.skill_id, func.count()).group_by(person_skills.c.skill_id)
CLEAR_SKILLS = person_skills.delete().where(person_skills.c.person_id == bindparam("person"))
ADD_SKILL = person_skills.insert()
GIVE_SKILL = insert(person_skills).on_conflict_do_nothing()
REMOVE_NUMBER = dialled_numbers.delete().where(dialled_numbers.c.number == bindparam("wanted"))


def insist(connection: Connection, statement: Executable, values: Mapping[str, Any]) -> int:
    """Execute a change and return how many rows it touched. Raises InvalidError ("taken" at the column) where a name is used already."""
    try:
        return connection.execute(statement, values).rowcount
    except IntegrityError as error:
        if not isinstance(error.orig, UniqueViolation):
            raise
        table, constraint = error.orig.diag.table_name or "", error.orig.diag.constraint_name or ""
        column = constraint.removeprefix(f"uq_{table}_")
        if column == f"pk_{table}":
            column = "number" if table == "dialled_numbers" else "code"
        raise InvalidError(fields={column: "taken"}) from None


class AdministrationStore:
    """The lists of one transaction; a thing is named `team`, `skill`, `queue`, `hours`, `number` or `disposition`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self, what: str) -> list[dict[str, Any]]:
        """All things of a kind, in the order of their list."""
        table, order = _THINGS[what]
        statement = select(table).order_by(*(table.c[name] for name in order))
        return [dict(row) for row in self._connection.execute(statement).mappings()]

    def get(self, what: str, wanted: UUID | str) -> dict[str, Any] | None:
        """One thing by its id (number, code), or None."""
        table, _ = _THINGS[what]
        statement = select(table).where(_key(table) == bindparam("wanted"))
        row = self._connection.execute(statement, {"wanted": wanted}).mappings().one_or_none()
        return dict(row) if row else None

    def add(self, what: str, **columns: Any) -> None:
        """Add a thing. Raises InvalidError where its name is taken."""
        insist(self._connection, _THINGS[what][0].insert(), columns)

    def change(self, what: str, wanted: UUID | str, **columns: Any) -> bool:
        """Change a thing; False when there is none. Raises InvalidError where its new name is taken."""
        table, _ = _THINGS[what]
        return insist(self._connection, table.update().where(_key(table) == bindparam("wanted")).values(**columns), {"wanted": wanted}) == 1

    def remove_number(self, number: str) -> bool:
        """Take a dialled number off the list; False when it is not on it."""
        return self._connection.execute(REMOVE_NUMBER, {"wanted": number}).rowcount == 1

    def members(self) -> dict[UUID, int]:
        """How many people each team has; teams without any are left out."""
        return {row[0]: row[1] for row in self._connection.execute(MEMBERS)}

    def skilled(self) -> dict[UUID, int]:
        """How many people have each skill; skills of nobody are left out."""
        return {row[0]: row[1] for row in self._connection.execute(SKILLED)}

    def give_skill(self, person_id: UUID, skill_id: UUID) -> None:
        """Let a person have a skill, beside those they have."""
        self._connection.execute(GIVE_SKILL, {"person_id": person_id, "skill_id": skill_id, "level": 1})

    def set_skills(self, person_id: UUID, levels: Mapping[UUID, int]) -> None:
        """The skills of a person, with levels; others are taken away."""
        self._connection.execute(CLEAR_SKILLS, {"person": person_id})
        if levels:
            rows = [{"person_id": person_id, "skill_id": skill, "level": level} for skill, level in levels.items()]
            self._connection.execute(ADD_SKILL, rows)


def _key(table: Table) -> Any:
    return next(iter(table.primary_key.columns))
