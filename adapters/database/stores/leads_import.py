"""Leads and recommendations from lists: numbers that may not be called are kept out, and the same list again adds nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from adapters.ids import new_id
from flows.customers.customer import LeadRecord, RecommendationRecord

CAMPAIGN = text("SELECT id, key, seller, purpose FROM campaigns WHERE key = :key")
SUPPRESSED = text("""
    SELECT DISTINCT number FROM suppressions
    WHERE seller = :seller AND number = ANY(:numbers) AND purpose IN (:purpose, 'all') AND lifted_at IS NULL
""")
PUT_LEADS = text("""
    INSERT INTO leads (id, campaign_id, customer_id, external_id, name, surname, title, number, language, zone, attributes, state,
                       list_obtained_on, consent_reference, created_at)
    SELECT r.id, :campaign, c.id, r.external_id, r.name, r.surname, r.title, r.number, r.language, r.zone, r.attributes, 'open',
           :obtained_on, r.consent_reference, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id uuid, account text, external_id text, name text, surname text, title text, number text, language text, zone text,
        attributes jsonb, consent_reference text)
    LEFT JOIN customers c ON c.account = r.account
    ON CONFLICT (campaign_id, external_id) DO UPDATE SET
        customer_id = excluded.customer_id, name = excluded.name, surname = excluded.surname, title = excluded.title,
        number = excluded.number, language = excluded.language, zone = excluded.zone, attributes = excluded.attributes,
        list_obtained_on = greatest(leads.list_obtained_on, excluded.list_obtained_on),
        consent_reference = coalesce(excluded.consent_reference, leads.consent_reference)
    RETURNING id, xmax = 0 AS added
""")
# The same leads each time: by the first byte of their id's digest.
MOVE_LEADS = text("""
    UPDATE leads SET zone = :zone
    WHERE campaign_id = :campaign AND language = :language AND get_byte(decode(md5(external_id), 'hex'), 0) < :share * 256
""")
MOVE_CUSTOMERS = text("""
    UPDATE customers SET zone = l.zone FROM leads l
    WHERE l.customer_id = customers.id AND l.campaign_id = :campaign AND customers.zone IS DISTINCT FROM l.zone
""")
COUNT_LEADS = text("SELECT count(*) FROM leads WHERE campaign_id = :campaign AND external_id = ANY(:ids)")
ADD_TASKS = text("""
    INSERT INTO tasks (id, campaign_id, lead_id, kind, state, priority, due_at, created_at)
    SELECT task_id, :campaign, lead_id, 'call', 'ready', 0, :now, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(task_id uuid, lead_id uuid)
""")
# Whom a campaign of the telecom customers is for, by what they have and have not; those who refuse marketing by their data are left out.
SEGMENT = text("""
    SELECT DISTINCT ON (c.account) c.account, c.name, c.surname, c.title, c.language, c.zone, n.number
    FROM customers c JOIN customer_numbers n ON n.customer_id = c.id
    WHERE c.attributes @> CAST(:attributes AS jsonb) AND NOT c.no_personalised_marketing
      AND EXISTS (SELECT 1 FROM subscriptions s WHERE s.customer_id = c.id AND s.state = 'active' AND s.product = ANY(:has))
      AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.customer_id = c.id AND s.state = 'active' AND s.product = ANY(:lacks))
    ORDER BY c.account, n.kind DESC, n.number LIMIT :limit
""")
ACCOUNTS = text("SELECT account, id FROM customers WHERE account = ANY(:accounts)")
OFFERS = text("SELECT key FROM bundles WHERE kind = 'offer' AND live")
COUNT_RECOMMENDATIONS = text("""
    SELECT count(*) FROM recommendations WHERE (customer_id, offer_key) IN (
        SELECT customer_id, offer_key FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(customer_id uuid, offer_key text))
""")
PUT_RECOMMENDATIONS = text("""
    INSERT INTO recommendations (customer_id, offer_key, propensity, model, drivers, expires_at, created_at)
    SELECT customer_id, offer_key, propensity, model, drivers, expires_at, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        customer_id uuid, offer_key text, propensity double precision, model text, drivers jsonb, expires_at timestamptz)
    ON CONFLICT (customer_id, offer_key) DO UPDATE SET
        propensity = excluded.propensity, model = excluded.model, drivers = excluded.drivers,
        expires_at = excluded.expires_at, created_at = excluded.created_at
    RETURNING xmax = 0 AS added
""")


@dataclass(frozen=True, slots=True)
class CampaignReference:
    """A campaign that leads are brought into, with what decides whom it may call."""

    id: UUID
    key: str
    seller: str
    purpose: str


class LeadImportStore:
    """Writes batches of leads and recommendations in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def campaign(self, key: str) -> CampaignReference | None:
        """The campaign of a key."""
        row = self._connection.execute(CAMPAIGN, {"key": key}).mappings().one_or_none()
        return None if row is None else CampaignReference(**row)

    def suppressed(self, campaign: CampaignReference, numbers: Sequence[str]) -> frozenset[str]:
        """Those of the numbers that the campaign's seller may not call for its purpose."""
        values = {"seller": campaign.seller, "purpose": campaign.purpose, "numbers": list(numbers)}
        return frozenset(self._connection.scalars(SUPPRESSED, values))

    def put_leads(self, campaign: CampaignReference, records: Sequence[LeadRecord], obtained_on: date) -> int:
        """Store a batch by external id, with a ready task for each new lead; returns how many were new."""
        rows = [_lead_row(record) for record in records]
        values = {"campaign": campaign.id, "obtained_on": obtained_on, "rows": _json(rows), "now": self._now}
        added = [lead_id for lead_id, is_added in self._connection.execute(PUT_LEADS, values).all() if is_added]
        tasks = [{"task_id": new_id(), "lead_id": lead_id} for lead_id in added]
        self._connection.execute(ADD_TASKS, {"campaign": campaign.id, "now": self._now, "rows": _json(tasks)})
        return len(added)

    def move(self, campaign: CampaignReference, language: str, zone: str, share: float) -> None:
        """Let a share of a campaign's leads of a language, and the customers they are, live in another zone."""
        self._connection.execute(MOVE_LEADS, {"campaign": campaign.id, "language": language, "zone": zone, "share": share})
        self._connection.execute(MOVE_CUSTOMERS, {"campaign": campaign.id})

    def count_known(self, campaign: CampaignReference, records: Sequence[LeadRecord]) -> int:
        """How many of these leads the campaign has already."""
        ids = [record.external_id for record in records]
        return int(self._connection.scalar(COUNT_LEADS, {"campaign": campaign.id, "ids": ids}) or 0)

    def segment(self, attributes: Mapping[str, object], has: Sequence[str], lacks: Sequence[str], limit: int) -> list[LeadRecord]:
        """Customers with these attributes who have one of the products `has` and none of `lacks`, as leads."""
        values = {"attributes": orjson.dumps(dict(attributes)).decode(), "has": list(has), "lacks": list(lacks), "limit": limit}
        return [
            LeadRecord(
                external_id=row["account"],
                name=row["name"],
                surname=row["surname"],
                title=row["title"],
                number=row["number"],
                language=row["language"],
                zone=row["zone"],
                account=row["account"],
            )
            for row in self._connection.execute(SEGMENT, values).mappings()
        ]

    def customer_ids(self, accounts: Sequence[str]) -> dict[str, UUID]:
        """The ids of those accounts that are customers."""
        return {row.account: row.id for row in self._connection.execute(ACCOUNTS, {"accounts": list(accounts)})}

    def offer_keys(self) -> frozenset[str]:
        """The keys of all published offers."""
        return frozenset(key.removeprefix("offers/") for key in self._connection.scalars(OFFERS))

    def count_new(self, records: Sequence[tuple[UUID, RecommendationRecord]]) -> int:
        """How many of these recommendations are for an offer that the customer has none for."""
        rows = [{"customer_id": customer_id, "offer_key": each.offer_key} for customer_id, each in records]
        return len(rows) - int(self._connection.scalar(COUNT_RECOMMENDATIONS, {"rows": _json(rows)}) or 0)

    def put_recommendations(self, records: Sequence[tuple[UUID, RecommendationRecord]]) -> int:
        """Store recommendations by customer and offer, the newest wins; returns how many were new."""
        rows = [
            {
                "customer_id": customer_id,
                "offer_key": each.offer_key,
                "propensity": each.propensity,
                "model": each.model,
                "drivers": {language: list(words) for language, words in each.drivers.items()},
                "expires_at": each.expires_at,
            }
            for customer_id, each in records
        ]
        return sum(self._connection.scalars(PUT_RECOMMENDATIONS, {"rows": _json(rows), "now": self._now}))


def _lead_row(record: LeadRecord) -> dict[str, Any]:
    return {
        "id": new_id(),
        "account": record.account,
        "external_id": record.external_id,
        "name": record.name,
        "surname": record.surname,
        "title": record.title,
        "number": record.number,
        "language": record.language,
        "zone": record.zone,
        "attributes": dict(record.attributes),
        "consent_reference": record.consent_reference,
    }


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows, default=str).decode()
