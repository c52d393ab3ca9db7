"""Whom customers may be sent on to: the queues a vendor's contract names, and vendors as a whole."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, text

from adapters.database.tables.interactions import interaction_changes
from adapters.database.tables.transfers import vendor_queues

SENT_TO_VENDOR = "sent_to_vendor"
"""The note of a transfer that is meant for one vendor's agents."""
ALLOWED = select(vendor_queues.c.queue_id).where(vendor_queues.c.vendor_id == bindparam("vendor"))
FORGET = vendor_queues.delete().where(vendor_queues.c.vendor_id == bindparam("vendor"))
ALLOW = vendor_queues.insert()
# Vendors whose contract holds, and who have agents at all.
VENDORS = text("""
    SELECT v.id, v.name, count(*) FILTER (WHERE x.state = 'ready') AS free,
           (SELECT q.key FROM queues q WHERE q.vendor_id = v.id AND q.active ORDER BY q.priority DESC, q.key LIMIT 1) AS queue
    FROM vendors v JOIN people p ON p.vendor_id = v.id AND p.role = 'agent' AND p.disabled_at IS NULL
    LEFT JOIN presence x ON x.person_id = p.id
    WHERE v.revoked_at IS NULL AND (v.expires_at IS NULL OR v.expires_at > :now)
    GROUP BY v.id ORDER BY v.name
""")
# Whatever was asked of the switch last counts: a transfer that failed and another one after it may have gone elsewhere.
LAST_ASKED = (
    select(interaction_changes.c.kind, interaction_changes.c.payload)
    .where(
        interaction_changes.c.interaction_id == bindparam("interaction"),
        interaction_changes.c.kind.in_((SENT_TO_VENDOR, "transfer_requested", "hand_over_requested")),
    )
    .order_by(interaction_changes.c.id.desc())
    .limit(1)
)


class TransferStore:
    """Targets of transfers, in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def queues_of(self, vendor_id: UUID) -> frozenset[UUID]:
        """The queues of ours that a vendor's agents may send customers to."""
        return frozenset(self._connection.execute(ALLOWED, {"vendor": vendor_id}).scalars())

    def allow(self, vendor_id: UUID, queue_ids: Iterable[UUID]) -> None:
        """Let a vendor's agents send customers to these queues, and to no others of ours."""
        self._connection.execute(FORGET, {"vendor": vendor_id})
        rows = [{"vendor_id": vendor_id, "queue_id": queue_id} for queue_id in sorted(set(queue_ids))]
        if rows:
            self._connection.execute(ALLOW, rows)

    def vendors(self) -> list[dict[str, Any]]:
        """The vendors that customers may be sent to: id, name, how many agents are `free`, and the key of their own `queue` or None."""
        return [dict(row) for row in self._connection.execute(VENDORS, {"now": self._now}).mappings()]

    def vendor_meant(self, interaction_id: UUID) -> UUID | None:
        """The vendor for whose agents the last transfer of this interaction is meant; None for every other one."""
        row = self._connection.execute(LAST_ASKED, {"interaction": interaction_id}).one_or_none()
        return UUID(row.payload["vendor"]) if row is not None and row.kind == SENT_TO_VENDOR else None
