"""Departments, their categories with what they promise, and who works there."""

import re
from collections.abc import Collection
from itertools import chain, count
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.stores.administration import insist
from adapters.database.tables.people import people
from adapters.database.tables.tickets import departments, ticket_categories

ALL = select(departments).order_by(departments.c.name_en, departments.c.key)
BY_ID = select(departments).where(departments.c.id == bindparam("wanted"))
BY_KEY = select(departments).where(departments.c.key == bindparam("wanted"))
# Two scripts may name a new department at the same moment: the first makes it, both use it.
ENSURE = insert(departments).on_conflict_do_nothing(index_elements=["key"])
CATEGORIES = select(ticket_categories).order_by(ticket_categories.c.id)
CHOICES = (
    select(
        departments.c.key,
        departments.c.name_en,
        departments.c.name_zh,
        ticket_categories.c.id.label("category_id"),
        ticket_categories.c.key.label("category"),
        ticket_categories.c.name_en.label("category_en"),
        ticket_categories.c.name_zh.label("category_zh"),
    )
    .outerjoin(ticket_categories, and_(ticket_categories.c.department_id == departments.c.id, ticket_categories.c.active))
    .where(departments.c.active)
    .order_by(departments.c.name_en, departments.c.key, ticket_categories.c.id)
)
CATEGORY_KEYS = select(ticket_categories.c.key).where(ticket_categories.c.department_id == bindparam("wanted"))
CATEGORY = select(ticket_categories).where(ticket_categories.c.id == bindparam("wanted"))
MEMBERS = (
    select(people.c.department_id, func.count())
    .where(people.c.department_id.is_not(None), people.c.disabled_at.is_(None))
    .group_by(people.c.department_id)
)
OF_PERSON = select(departments).join(people, people.c.department_id == departments.c.id).where(people.c.id == bindparam("person"))


def free_key(name: str, taken: Collection[str]) -> str:
    """A name as a key: small letters, digits and _; with a number behind it where the key is taken."""
    key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "category"
    return next(each for each in chain((key,), (f"{key}_{number}" for number in count(2))) if each not in taken)


class DepartmentStore:
    """The departments of one transaction; rows are mappings with the columns of `departments` and `ticket_categories`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[dict[str, Any]]:
        """All departments by their English names."""
        return [dict(row) for row in self._connection.execute(ALL).mappings()]

    def get(self, department_id: UUID) -> dict[str, Any] | None:
        """A department, or None."""
        return self._one(BY_ID, wanted=department_id)

    def by_key(self, key: str) -> dict[str, Any] | None:
        """The department that scripts call by this key, or None."""
        return self._one(BY_KEY, wanted=key)

    def of(self, person_id: UUID) -> dict[str, Any] | None:
        """The department a person works in, or None."""
        return self._one(OF_PERSON, person=person_id)

    def ensure(self, department_id: UUID, key: str, name_en: str, name_zh: str) -> dict[str, Any]:
        """The department of this key, made with that id and those names where there was none."""
        self._connection.execute(ENSURE, {"id": department_id, "key": key, "name_en": name_en, "name_zh": name_zh})
        found = self.by_key(key)
        if found is None:
            raise AssertionError(f"department {key} was just made")
        return found

    def add(self, **columns: Any) -> None:
        """Add a department. Raises InvalidError where its key is taken."""
        insist(self._connection, departments.insert(), columns)

    def change(self, department_id: UUID, **columns: Any) -> bool:
        """Change a department; False when there is none."""
        statement = departments.update().where(departments.c.id == bindparam("wanted")).values(**columns)
        return insist(self._connection, statement, {"wanted": department_id}) == 1

    def categories(self) -> list[dict[str, Any]]:
        """All categories, those made first coming first."""
        return [dict(row) for row in self._connection.execute(CATEGORIES).mappings()]

    def choices(self) -> list[dict[str, Any]]:
        """What a ticket may be about: each department in use with each of its categories in use."""
        return [dict(row) for row in self._connection.execute(CHOICES).mappings()]

    def category(self, category_id: UUID) -> dict[str, Any] | None:
        """A category, or None."""
        return self._one(CATEGORY, wanted=category_id)

    def add_category(self, **columns: Any) -> str:
        """Add a category to a department; returns the key by which scripts name it, made of its English name and never changed."""
        taken = set(self._connection.execute(CATEGORY_KEYS, {"wanted": columns["department_id"]}).scalars())
        key = free_key(columns["name_en"], taken)
        insist(self._connection, ticket_categories.insert(), {"key": key, **columns})
        return key

    def change_category(self, category_id: UUID, **columns: Any) -> bool:
        """Change a category; False when there is none."""
        statement = ticket_categories.update().where(ticket_categories.c.id == bindparam("wanted")).values(**columns)
        return insist(self._connection, statement, {"wanted": category_id}) == 1

    def members(self) -> dict[UUID, int]:
        """How many people with open accounts each department has; those without any are left out."""
        return {row[0]: row[1] for row in self._connection.execute(MEMBERS)}

    def _one(self, statement: Any, **values: object) -> dict[str, Any] | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return dict(row) if row else None
