"""Tickets: work handed to other departments, taken by compare-and-swap, with every move kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.customers import tickets
from adapters.database.tables.tickets import ticket_moves

# Asked again with the same id: the same ticket (P2).
OPEN = insert(tickets).on_conflict_do_nothing(index_elements=["request_id"]).returning(tickets.c.id)
OF_REQUEST = select(tickets).where(tickets.c.request_id == bindparam("request"))
_FULL = """
    SELECT t.*, 'T' || t.serial AS number, c.name AS customer, c.account, h.name AS holder, o.name AS opener,
           d.name_en AS department_en, d.name_zh AS department_zh, g.name_en AS category_en, g.name_zh AS category_zh
    FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN people h ON h.id = t.holder_id
    LEFT JOIN people o ON o.id = t.opened_by LEFT JOIN departments d ON d.key = t.department
    LEFT JOIN ticket_categories g ON g.id = t.category_id
"""
GET = text(f"{_FULL} WHERE t.id = :ticket")
LIST = text(f"""{_FULL}
    WHERE (:department = '' OR t.department = :department) AND (CAST(:category AS uuid) IS NULL OR t.category_id = :category)
      AND CASE :which
          WHEN 'open' THEN t.state = 'open'
          WHEN 'overdue' THEN t.state = 'open' AND t.due_at <= :now
          WHEN 'mine' THEN t.state = 'open' AND t.holder_id = :person
          ELSE t.state = :which END
      AND (:words = '' OR strpos(lower(concat_ws(' ', 'T' || t.serial, t.subject, c.name, c.account)), :words) > 0)
    ORDER BY CASE WHEN t.state = 'open' THEN t.due_at END, coalesce(t.closed_at, t.answered_at) DESC, t.serial LIMIT :limit
""")
OF_CUSTOMER = text("""
    SELECT t.*, 'T' || t.serial AS number, d.name_en AS department_en, d.name_zh AS department_zh
    FROM tickets t LEFT JOIN departments d ON d.key = t.department
    WHERE t.customer_id = :customer AND (t.state = 'open' OR coalesce(t.answered_at, t.closed_at) > :since)
    ORDER BY t.serial DESC LIMIT :limit
""")
# Each of these takes effect only from the state it starts in: who comes second changes nothing.
TAKE = text("UPDATE tickets SET holder_id = :person WHERE id = :ticket AND state = 'open' AND holder_id IS NULL")
HAND_ON = text("""
    UPDATE tickets SET department = :department, category_id = NULL, holder_id = NULL
    WHERE id = :ticket AND state = 'open' AND department = :from
""")
ANSWER = text("""
    UPDATE tickets SET state = 'answered', answer = :answer, answered_at = :now, holder_id = coalesce(holder_id, :person)
    WHERE id = :ticket AND state = 'open'
""")
CLOSE = text("UPDATE tickets SET state = 'closed', closed_at = :now WHERE id = :ticket AND state = 'answered'")
# Picked once, apart from the update: a subquery with LIMIT inside it may run again for each row.
MARK_OVERDUE = text("""
    WITH late AS MATERIALIZED (
        SELECT id FROM tickets WHERE state = 'open' AND due_at <= :now AND overdue_at IS NULL ORDER BY due_at LIMIT :limit
        FOR UPDATE SKIP LOCKED)
    UPDATE tickets SET overdue_at = :now FROM late WHERE tickets.id = late.id RETURNING tickets.id
""")
COUNTS = text("""
    SELECT t.department, d.name_en, d.name_zh, count(*) AS open, count(*) FILTER (WHERE t.due_at <= :now) AS overdue
    FROM tickets t LEFT JOIN departments d ON d.key = t.department WHERE t.state = 'open'
    GROUP BY t.department, d.name_en, d.name_zh ORDER BY overdue DESC, open DESC, t.department
""")
OVERDUE = text("SELECT count(*) FROM tickets WHERE state = 'open' AND due_at <= :now AND (:department = '' OR department = :department)")
SHOWN_TO = text("SELECT DISTINCT person_id FROM interactions WHERE customer_id = :customer AND closed_at IS NULL AND person_id IS NOT NULL")
ADD_MOVE = ticket_moves.insert()
MOVES = text("""
    SELECT m.verb, m.note, m.at, coalesce(p.name, '') AS person, m.department, d.name_en AS department_en, d.name_zh AS department_zh
    FROM ticket_moves m LEFT JOIN people p ON p.id = m.person_id LEFT JOIN departments d ON d.key = m.department
    WHERE m.ticket_id = :ticket ORDER BY m.id
""")


class TicketStore:
    """The tickets of one transaction; rows are mappings, `number` is what the customer is told."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def open(self, *, request_id: UUID, **columns: Any) -> tuple[dict[str, Any], bool]:
        """Open a ticket, or find the one that this request opened before; the second value is True when it is new."""
        values = {"request_id": request_id, "created_at": self._now, **columns}
        is_new = self._connection.execute(OPEN, values).one_or_none() is not None
        made = self._connection.execute(OF_REQUEST, {"request": request_id}).mappings().one()
        return {**made, "number": f"T{made['serial']}"}, is_new

    def get(self, ticket_id: UUID) -> dict[str, Any] | None:
        """A ticket with the names of everybody in it, or None."""
        row = self._connection.execute(GET, {"ticket": ticket_id}).mappings().one_or_none()
        return dict(row) if row else None

    def listed(
        self, which: str, *, department: str, person_id: UUID, words: str = "", category_id: UUID | None = None, limit: int = 200
    ) -> list[dict[str, Any]]:
        """One of the lists (open, overdue, mine, answered, closed), of a department or (empty) of all; what is due first stands on top.

        `words` are looked for in its head; of one category, or (None) of any.
        """
        wanted = {"which": which, "department": department, "person": person_id, "words": words.lower(), "category": category_id}
        return [dict(row) for row in self._connection.execute(LIST, {**wanted, "now": self._now, "limit": limit}).mappings()]

    def of_customer(self, customer_id: UUID, since: datetime, limit: int = 5) -> list[dict[str, Any]]:
        """A customer's open tickets and those that ended after `since`, newest first."""
        rows = self._connection.execute(OF_CUSTOMER, {"customer": customer_id, "since": since, "limit": limit})
        return [dict(row) for row in rows.mappings()]

    def take(self, ticket_id: UUID, person_id: UUID) -> bool:
        """Take an open ticket that nobody has; False when somebody has it, or it is not open."""
        return self._changed(TAKE, ticket=ticket_id, person=person_id)

    def hand_on(self, ticket_id: UUID, from_: str, to: str) -> bool:
        """Give an open ticket to another department, where nobody has it yet; False when it is not there any more."""
        return self._changed(HAND_ON, ticket=ticket_id, department=to, **{"from": from_})

    def answer(self, ticket_id: UUID, person_id: UUID, answer: str) -> bool:
        """Answer an open ticket; False when it is not open."""
        return self._changed(ANSWER, ticket=ticket_id, person=person_id, answer=answer, now=self._now)

    def close(self, ticket_id: UUID) -> bool:
        """Close an answered ticket; False when it is not answered, or closed."""
        return self._changed(CLOSE, ticket=ticket_id, now=self._now)

    def mark_overdue(self, limit: int) -> list[UUID]:
        """Mark open tickets that are late and not marked yet; each is marked by one caller only."""
        return list(self._connection.execute(MARK_OVERDUE, {"now": self._now, "limit": limit}).scalars())

    def counts(self) -> list[dict[str, Any]]:
        """How many are open and late in each department that has any, the latest departments first."""
        return [dict(row) for row in self._connection.execute(COUNTS, {"now": self._now}).mappings()]

    def overdue(self, department: str = "") -> int:
        """How many are late in a department, or (empty) in all."""
        found: int = self._connection.execute(OVERDUE, {"now": self._now, "department": department}).scalar_one()
        return found

    def shown_to(self, customer_id: UUID) -> list[UUID]:
        """The agents whose desk is about this customer now."""
        return list(self._connection.execute(SHOWN_TO, {"customer": customer_id}).scalars())

    def add_move(self, ticket_id: UUID, verb: str, department: str, *, person_id: UUID | None, note: str = "") -> None:
        """Keep what happened to a ticket."""
        values = {"ticket_id": ticket_id, "verb": verb, "department": department, "person_id": person_id, "note": note, "at": self._now}
        self._connection.execute(ADD_MOVE, values)

    def moves(self, ticket_id: UUID) -> list[dict[str, Any]]:
        """What happened to a ticket, oldest first."""
        return [dict(row) for row in self._connection.execute(MOVES, {"ticket": ticket_id}).mappings()]

    def _changed(self, statement: Any, **values: object) -> bool:
        return self._connection.execute(statement, values).rowcount == 1
