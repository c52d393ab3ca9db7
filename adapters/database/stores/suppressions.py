"""Suppressions: numbers that a seller may not call; lifted only by a person who documents why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.outbound import suppressions
from adapters.database.tables.people import people
from flows.outbound.suppression import Scope, Suppression

ADD = (
    insert(suppressions)
    .on_conflict_do_nothing(index_elements=["seller", "number", "purpose"], index_where=text("lifted_at is null"))
    .returning(suppressions.c.id)
)
STANDING = select(suppressions).where(
    suppressions.c.seller == bindparam("seller"), suppressions.c.number == bindparam("number"), suppressions.c.lifted_at.is_(None)
)
OF_NUMBER = (
    select(suppressions, people.c.name.label("person"))
    .outerjoin(people, people.c.id == suppressions.c.person_id)
    .where(suppressions.c.number == bindparam("number"))
    .order_by(suppressions.c.obtained_at.desc())
)
LIFT = (
    suppressions.update()
    .where(suppressions.c.id == bindparam("suppression"), suppressions.c.lifted_at.is_(None))
    .values(lifted_at=bindparam("at"), lifted_reason=bindparam("because"))
    .returning(suppressions.c.number)
)
EXISTS = select(suppressions.c.id).where(suppressions.c.id == bindparam("suppression"))


class SuppressionStore:
    """The suppressions of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, suppression_id: UUID, suppression: Suppression) -> bool:
        """Add a suppression; False when the same one stands already."""
        row = {
            "id": suppression_id,
            "seller": suppression.seller,
            "number": suppression.number,
            "purpose": suppression.scope,
            "source": suppression.source,
            "interaction_id": suppression.interaction_id,
            "person_id": suppression.person_id,
            "obtained_at": suppression.obtained_at,
        }
        return self._connection.execute(ADD, row).scalar() is not None

    def standing(self, seller: str, number: str) -> tuple[Suppression, ...]:
        """What stands against calling a number on behalf of a seller."""
        return tuple(
            Suppression(row.seller, row.number, Scope(row.purpose), row.source, row.obtained_at, row.interaction_id, row.person_id)
            for row in self._connection.execute(STANDING, {"seller": seller, "number": number})
        )

    def of_number(self, number: str) -> list[dict[str, Any]]:
        """Every suppression a number ever had, the latest first, with the name of who recorded it."""
        return [dict(row) for row in self._connection.execute(OF_NUMBER, {"number": number}).mappings()]

    def knows(self, suppression_id: UUID) -> bool:
        """True when there is, or was, such a suppression."""
        return self._connection.execute(EXISTS, {"suppression": suppression_id}).scalar() is not None

    def lift(self, suppression_id: UUID, reason: str) -> str | None:
        """End a suppression; returns its number, None when it was lifted before."""
        values = {"suppression": suppression_id, "because": reason, "at": self._now}
        return self._connection.execute(LIFT, values).scalar()
