"""Follow-ups: the tickets and messages that back what an agent promised."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.customers import messages, tickets

# Asked again with the same id: the same ticket (P2).
OPEN_TICKET = insert(tickets).on_conflict_do_nothing(index_elements=["request_id"])
TICKET_OF = select(tickets).where(tickets.c.request_id == bindparam("request"))
SEND = insert(messages).on_conflict_do_nothing(index_elements=["request_id"])


class FollowUpStore:
    """The tickets and messages of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def open_ticket(self, *, ticket_id: UUID, request_id: UUID, **columns: Any) -> dict[str, Any]:
        """Open a ticket, or give the one that this request opened before; `number` is what the customer is told."""
        self._connection.execute(OPEN_TICKET, {"id": ticket_id, "request_id": request_id, **columns})
        made = self._connection.execute(TICKET_OF, {"request": request_id}).mappings().one()
        return {**made, "number": f"T{made['serial']}"}

    def send_message(self, *, message_id: UUID, request_id: UUID, **columns: Any) -> None:
        """Hand a message over to be sent; once for a request."""
        self._connection.execute(SEND, {"id": message_id, "request_id": request_id, "sent_at": self._now, **columns})
