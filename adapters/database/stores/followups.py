"""Follow-ups: the messages that back what an agent promised."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.customers import messages

# Asked again with the same id: the same message (P2).
SEND = insert(messages).on_conflict_do_nothing(index_elements=["request_id"])


class FollowUpStore:
    """The messages of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def send_message(self, *, message_id: UUID, request_id: UUID, **columns: Any) -> None:
        """Hand a message over to be sent; once for a request."""
        self._connection.execute(SEND, {"id": message_id, "request_id": request_id, "sent_at": self._now, **columns})
