"""Interactions of the time before the workspace: brought in once, closed, and marked by their source."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

import orjson
from sqlalchemy import Connection, text

from flows.customers.history import GeneratedInteraction

GENERATED = UUID("a9f1a6a0-8c53-4a56-9a6e-3b7b0c3e2f41")

CUSTOMERS = text("""
    SELECT c.id, c.account, c.language, coalesce((c.attributes ->> 'tenure_months')::numeric, 12)::integer AS tenure_months,
        (SELECT min(number) FROM customer_numbers WHERE customer_id = c.id) AS number,
        ARRAY(SELECT product FROM subscriptions WHERE customer_id = c.id AND state = 'active') AS products
    FROM customers c WHERE c.source = :source ORDER BY c.account
""")
PUT = text("""
    INSERT INTO interactions (id, channel, direction, state, customer_id, customer_match, caller_number, language, notes, disposition_code,
                              source, offered_at, ringing_at, answered_at, ended_at, closed_at, created_at)
    SELECT id, channel, direction, 'closed', customer_id, 'matched', caller_number, language, notes, disposition_code,
           'generated', offered_at, offered_at, answered_at, ended_at, closed_at, offered_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id uuid, channel text, direction text, customer_id uuid, caller_number text, language text, notes text, disposition_code text,
        offered_at timestamptz, answered_at timestamptz, ended_at timestamptz, closed_at timestamptz)
    ON CONFLICT (id) DO NOTHING
""")


class HistoryImportStore:
    """Writes made-up history in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def customers_of(self, source: str) -> list[dict[str, Any]]:
        """The customers that came from a source, with what their past depends on."""
        return [dict(row) for row in self._connection.execute(CUSTOMERS, {"source": source}).mappings()]

    def put(self, pasts: Sequence[tuple[dict[str, Any], Sequence[GeneratedInteraction]]]) -> int:
        """Store customers' pasts; what was stored before stays as it is. Returns how many are new."""
        rows = [_row(customer, place, each) for customer, past in pasts for place, each in enumerate(past)]
        return self._connection.execute(PUT, {"rows": orjson.dumps(rows, default=str).decode()}).rowcount


def _row(customer: dict[str, Any], place: int, each: GeneratedInteraction) -> dict[str, Any]:
    ended_at = each.at + each.talked_for
    return {
        "id": uuid5(GENERATED, f"{customer['account']} {place}"),
        "channel": each.channel,
        "direction": each.direction,
        "customer_id": customer["id"],
        "caller_number": customer["number"],
        "language": customer["language"],
        "notes": each.notes,
        "disposition_code": each.disposition,
        "offered_at": each.at,
        "answered_at": each.at,
        "ended_at": ended_at,
        "closed_at": ended_at + each.wrapped_up_for,
    }
