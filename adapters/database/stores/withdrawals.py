"""Withdrawals: versions of scripts, or single steps of them, that are not to be used any more, and what agents on them are told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, text

from adapters.database.tables.people import people
from adapters.database.tables.scripts import withdrawals

STANDING = (
    select(withdrawals, people.c.name.label("by"))
    .outerjoin(people, people.c.id == withdrawals.c.withdrawn_by)
    .where(withdrawals.c.key == bindparam("name"), withdrawals.c.lifted_at.is_(None))
    .order_by(withdrawals.c.version, withdrawals.c.step_key)
)
ADD = withdrawals.insert()
LIFT = (
    withdrawals.update()
    .where(
        withdrawals.c.key == bindparam("name"),
        withdrawals.c.version == bindparam("number"),
        withdrawals.c.step_key == bindparam("step"),
        withdrawals.c.lifted_at.is_(None),
    )
    .values(lifted_at=bindparam("at"), lifted_by=bindparam("who"))
)
# One index look-up a desk: what is withdrawn is rare.
REASON = text("""
    SELECT w.reason FROM withdrawals w
    WHERE w.key = :key AND w.version = :version AND w.step_key IN ('', :step) AND w.lifted_at IS NULL
    ORDER BY w.step_key DESC LIMIT 1
""")
AGENTS_ON = text("""
    SELECT DISTINCT i.person_id FROM runs r JOIN bundles b ON b.id = r.bundle_id JOIN interactions i ON i.id = r.interaction_id
    WHERE b.key = :key AND b.version = :version AND r.current AND i.closed_at IS NULL AND i.person_id IS NOT NULL
""")


class WithdrawalStore:
    """What is withdrawn, in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def standing(self, key: str) -> list[dict[str, Any]]:
        """What of a script is withdrawn now: version, step_key (empty: all of it), reason, withdrawn_at, by."""
        return [dict(row) for row in self._connection.execute(STANDING, {"name": key}).mappings()]

    def add(self, *, id: UUID, key: str, version: int, step: str, reason: str, person_id: UUID) -> None:
        """Withdraw a version, or one of its steps."""
        columns = {"id": id, "key": key, "version": version, "step_key": step, "reason": reason}
        self._connection.execute(ADD, {**columns, "withdrawn_by": person_id, "withdrawn_at": self._now})

    def lift(self, key: str, version: int, step: str, person_id: UUID) -> None:
        """Give a version, or a step, back."""
        self._connection.execute(LIFT, {"name": key, "number": version, "step": step, "at": self._now, "who": person_id})

    def reason(self, key: str, version: int, step: str) -> str:
        """Why an agent at that step of that version is to take care; empty where nothing is withdrawn."""
        found: str | None = self._connection.execute(REASON, {"key": key, "version": version, "step": step}).scalar()
        return found or ""

    def agents_on(self, key: str, version: int) -> list[UUID]:
        """The agents whose screens show a run of that version."""
        return list(self._connection.execute(AGENTS_ON, {"key": key, "version": version}).scalars())
