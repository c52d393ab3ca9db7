"""The audit: append-only rows of who did what to which thing, sealed into a chain after the commit."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, bindparam, select

from adapters.database.tables.ledger import audit

ADD = audit.insert()
UNSEALED = select(audit).where(audit.c.chain.is_(None)).order_by(audit.c.id).limit(bindparam("limit")).with_for_update(skip_locked=True)
LAST_SEALED = select(audit.c.chain).where(audit.c.chain.is_not(None)).order_by(audit.c.id.desc()).limit(1)
SEAL = audit.update().where(audit.c.id == bindparam("row_id")).values(chain=bindparam("link"))
OF_SUBJECT = select(audit).where(audit.c.subject == bindparam("subject")).order_by(audit.c.id)


def digest_of(payload: dict[str, Any]) -> str:
    """The sha256 of a payload's canonical JSON; the chain is made of digests so that erasure may blank payloads."""
    return hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


class AuditStore:
    """The audit of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, verb: str, subject: str, payload: dict[str, Any] | None = None, *, person_id: UUID | None = None) -> None:
        """Append: `verb` in the past tense (`script_published`), `subject` as `noun:id`."""
        body = payload or {}
        row = {"at": self._now, "person_id": person_id, "verb": verb, "subject": subject, "payload": body, "digest": digest_of(body)}
        self._connection.execute(ADD, row)

    def of(self, subject: str) -> list[dict[str, Any]]:
        """All rows about one thing, oldest first."""
        return [dict(row) for row in self._connection.execute(OF_SUBJECT, {"subject": subject}).mappings()]

    def seal(self, limit: int = 500) -> int:
        """Chain the next unsealed rows; one sealer at a time. Returns how many were sealed."""
        rows = self._connection.execute(UNSEALED, {"limit": limit}).mappings().all()
        link = self._connection.execute(LAST_SEALED).scalar() or ""
        links = []
        for row in rows:
            text = f"{link}|{row['id']}|{row['at'].isoformat()}|{row['person_id']}|{row['verb']}|{row['subject']}|{row['digest']}"
            link = hashlib.sha256(text.encode()).hexdigest()
            links.append({"row_id": row["id"], "link": link})
        if links:
            self._connection.execute(SEAL, links)
        return len(links)
