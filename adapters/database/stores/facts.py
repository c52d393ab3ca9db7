"""Facts: what an installation knows of itself, by name: when it was seeded, when it last learnt."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.ledger import facts


class Fact(NamedTuple):
    """A value and when it was put down."""

    value: dict[str, Any]
    at: datetime


GET = select(facts.c.value, facts.c.at).where(facts.c.name == bindparam("name"))
_ADD = insert(facts).values(name=bindparam("name"), value=bindparam("value"), at=bindparam("at"))
PUT = _ADD.on_conflict_do_update(index_elements=["name"], set_={"value": bindparam("value"), "at": bindparam("at")})
CLAIM = _ADD.on_conflict_do_update(
    index_elements=["name"], set_={"value": bindparam("value"), "at": bindparam("at")}, where=facts.c.at <= bindparam("now")
).returning(facts.c.name)


class FactStore:
    """The facts of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def get(self, name: str) -> Fact | None:
        """A fact, or None when it was never put down."""
        row = self._connection.execute(GET, {"name": name}).one_or_none()
        return Fact(*row) if row else None

    def put(self, name: str, value: dict[str, Any]) -> None:
        """Put a fact down, in place of what it was before."""
        self._connection.execute(PUT, {"name": name, "value": value, "at": self._now})

    def claim(self, name: str, lease: timedelta) -> bool:
        """Take the named work for this long; False while somebody else has it."""
        row = {"name": f"claim.{name}", "value": {}, "at": self._now + lease, "now": self._now}
        return self._connection.execute(CLAIM, row).scalar() is not None

    def release(self, name: str, rest: timedelta = timedelta(0)) -> None:
        """Give the named work back; nobody may take it for `rest`."""
        self._connection.execute(PUT, {"name": f"claim.{name}", "value": {}, "at": self._now + rest})
