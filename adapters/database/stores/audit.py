"""The audit: append-only rows of who did what to which thing, sealed into a chain after the commit."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, RowMapping, bindparam, func, select

from adapters.database.tables.ledger import audit

ADD = audit.insert()
# The sealer is alone until its transaction ends; whoever comes meanwhile leaves the work to it.
BE_THE_SEALER = select(func.pg_try_advisory_xact_lock(func.hashtext("cuecard.seal")))
UNSEALED = select(audit).where(audit.c.seal_no.is_(None)).order_by(audit.c.id).limit(bindparam("limit"))
LAST_SEALED = select(audit.c.seal_no, audit.c.chain).where(audit.c.seal_no.is_not(None)).order_by(audit.c.seal_no.desc()).limit(1)
SEAL = audit.update().where(audit.c.id == bindparam("row_id")).values(seal_no=bindparam("number"), chain=bindparam("link"))
OF_SUBJECT = select(audit).where(audit.c.subject == bindparam("subject")).order_by(audit.c.id)


def digest_of(payload: dict[str, Any]) -> str:
    """The sha256 of a payload's canonical JSON; the chain is made of digests so that erasure may blank payloads."""
    return hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def link_after(link: str, row: RowMapping) -> str:
    """The chain's next link: the sha256 over the link before it (empty for the first row) and everything the row says."""
    said = (row["id"], row["at"].astimezone(UTC).isoformat(), row["person_id"], row["verb"], row["subject"], row["digest"])
    return hashlib.sha256("|".join([link, *map(str, said)]).encode()).hexdigest()


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
        """Chain the next unsealed rows behind the one that was sealed last; returns how many, 0 also while another sealer is at it."""
        if not self._connection.execute(BE_THE_SEALER).scalar():
            return 0
        last = self._connection.execute(LAST_SEALED).one_or_none()
        number, link = last or (0, "")
        links = []
        for row in self._connection.execute(UNSEALED, {"limit": limit}).mappings():
            number, link = number + 1, link_after(link, row)
            links.append({"row_id": row["id"], "number": number, "link": link})
        if links:
            self._connection.execute(SEAL, links)
        return len(links)
