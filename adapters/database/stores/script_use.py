"""Script use: which queue, dialled number or campaign opens with which script, and which vendors work with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, text

from adapters.database.tables.outbound import campaigns
from adapters.database.tables.routing import dialled_numbers, queues

# What is called in comes first, in the order in which it is looked at last: a number wins over its queue.
ALL = text("""
    SELECT 'queue' AS kind, key AS id, name_en, name_zh, script_key, 0 AS place FROM queues WHERE active
    UNION ALL
    SELECT 'number', n.number, n.name || ' · ' || q.name_en, n.name || ' · ' || q.name_zh, n.script_key, 1
    FROM dialled_numbers n JOIN queues q ON q.id = n.queue_id
    UNION ALL
    SELECT 'campaign', key, name_en, name_zh, script_key, 2 FROM campaigns WHERE state NOT IN ('stopped', 'finished')
    ORDER BY place, id
""")
VENDORS_OF = text("""
    SELECT DISTINCT s.vendor_id FROM campaign_shares s JOIN campaigns c ON c.id = s.campaign_id
    WHERE c.script_key = :script AND s.revoked_at IS NULL AND s.expires_at > :now
""")
RESPONSES = text("""
    SELECT offer_key, count(*) FILTER (WHERE response = 'presented') AS presented, count(*) FILTER (WHERE response = 'accepted') AS accepted
    FROM offer_responses GROUP BY offer_key
""")
ASSIGN = {
    "queue": queues.update().where(queues.c.key == bindparam("wanted")).values(script_key=bindparam("script")),
    "number": dialled_numbers.update().where(dialled_numbers.c.number == bindparam("wanted")).values(script_key=bindparam("script")),
    "campaign": campaigns.update().where(campaigns.c.key == bindparam("wanted")).values(script_key=bindparam("script")),
}

SCRIPT_OF = {
    "queue": select(queues.c.script_key).where(queues.c.key == bindparam("wanted")),
    "number": select(dialled_numbers.c.script_key).where(dialled_numbers.c.number == bindparam("wanted")),
    "campaign": select(campaigns.c.script_key).where(campaigns.c.key == bindparam("wanted")),
}


class ScriptUseStore:
    """What each script serves, in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def all(self) -> list[dict[str, Any]]:
        """Every queue, dialled number and campaign (kind, id, name_en, name_zh) with its script_key, which may be None or empty."""
        return [dict(row) for row in self._connection.execute(ALL).mappings()]

    def script_of(self, kind: str, wanted: str) -> str | None:
        """The script that a queue (by its key), number or campaign opens with, empty for none; None when there is no such one."""
        row = self._connection.execute(SCRIPT_OF[kind], {"wanted": wanted}).one_or_none() if kind in SCRIPT_OF else None
        return None if row is None else row[0] or ""

    def assign(self, kind: str, wanted: str, script: str | None) -> bool:
        """Let a queue, number or campaign open with a script (None: with none); False when there is no such one."""
        return self._connection.execute(ASSIGN[kind], {"wanted": wanted, "script": script}).rowcount == 1

    def vendors_of(self, script: str) -> list[UUID]:
        """The vendors with a valid share of a campaign that opens with this script."""
        return list(self._connection.execute(VENDORS_OF, {"script": script, "now": self._now}).scalars())

    def offer_counts(self) -> dict[str, tuple[int, int]]:
        """How often each offer was presented and accepted, by its key."""
        return {row.offer_key: (row.presented, row.accepted) for row in self._connection.execute(RESPONSES)}
