"""Customers from a list: each batch is one statement a table, and the same list again changes nothing but what it corrects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import orjson
from sqlalchemy import Connection, text

from adapters.ids import new_id
from flows.customers.customer import AttributeDefinition, CustomerRecord
from flows.customers.search import customer_tokens, sort_key

# Rows that have no key of their own get an id made of their account and name, so that importing twice finds them again.
IMPORTED = UUID("6f3c1d0e-5f0a-4b63-9b1c-6a8f0c1b7a55")

PUT_CUSTOMERS = text("""
    INSERT INTO customers (id, account, name, given_name, surname, title, language, zone, tier, email,
                           no_personalised_marketing, attributes, bigrams, sort_key, source, created_at)
    SELECT id, account, name, given_name, surname, title, language, zone, tier, email,
           no_personalised_marketing, attributes, bigrams, sort_key, :source, :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id uuid, account text, name text, given_name text, surname text, title text, language text, zone text, tier text, email text,
        no_personalised_marketing boolean, attributes jsonb, bigrams text[], sort_key text)
    ON CONFLICT (account) DO UPDATE SET
        name = excluded.name, given_name = excluded.given_name, surname = excluded.surname, title = excluded.title,
        language = excluded.language, zone = excluded.zone, tier = excluded.tier, email = excluded.email,
        no_personalised_marketing = customers.no_personalised_marketing OR excluded.no_personalised_marketing,
        attributes = customers.attributes || excluded.attributes, bigrams = excluded.bigrams, sort_key = excluded.sort_key
    RETURNING id, account, xmax = 0 AS added
""")
# The list is the truth for the kinds of number it brings: a corrected number must not keep ringing the old customer's screen.
DROP_NUMBERS = text("""
    DELETE FROM customer_numbers AS n
    WHERE n.customer_id = ANY(:customers) AND n.kind = ANY(:kinds)
      AND NOT EXISTS (SELECT 1 FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(customer_id uuid, number text)
                      WHERE r.customer_id = n.customer_id AND r.number = n.number)
""")
PUT_NUMBERS = text("""
    INSERT INTO customer_numbers (customer_id, number, kind)
    SELECT customer_id, number, kind FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(customer_id uuid, number text, kind text)
    ON CONFLICT (customer_id, number) DO UPDATE SET kind = excluded.kind
""")
PUT_AGREEMENTS = text("""
    INSERT INTO agreements (id, customer_id, name_en, name_zh, term_months, starts_at, ends_at, monthly, currency, state)
    SELECT id, customer_id, name_en, name_zh, term_months, starts_at, ends_at, monthly, currency, 'active'
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id uuid, customer_id uuid, name_en text, name_zh text, term_months integer,
        starts_at timestamptz, ends_at timestamptz, monthly numeric, currency text)
    ON CONFLICT (id) DO UPDATE SET
        name_en = excluded.name_en, name_zh = excluded.name_zh, term_months = excluded.term_months, starts_at = excluded.starts_at,
        ends_at = excluded.ends_at, monthly = excluded.monthly, currency = excluded.currency
""")
PUT_SUBSCRIPTIONS = text("""
    INSERT INTO subscriptions (id, customer_id, product, name_en, name_zh, price, currency, state, starts_at)
    SELECT id, customer_id, product, name_en, name_zh, price, currency, 'active', :now
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id uuid, customer_id uuid, product text, name_en text, name_zh text, price numeric, currency text)
    ON CONFLICT (id) DO UPDATE SET
        name_en = excluded.name_en, name_zh = excluded.name_zh, price = excluded.price, currency = excluded.currency, state = 'active'
""")
END_SUBSCRIPTIONS = text("UPDATE subscriptions SET state = 'ended' WHERE id = ANY(:ids) AND state = 'active'")
KNOWN_DEFINITIONS = text("SELECT key, type FROM attribute_definitions WHERE key = ANY(:keys)")
PUT_DEFINITIONS = text("""
    INSERT INTO attribute_definitions (key, type, label_en, label_zh, options, sensitive, source)
    SELECT key, type, label_en, label_zh, options, sensitive, :source
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(key text, type text, label_en text, label_zh text, options jsonb, sensitive boolean)
    ON CONFLICT (key) DO UPDATE SET
        label_en = excluded.label_en, label_zh = excluded.label_zh, options = excluded.options,
        sensitive = attribute_definitions.sensitive OR excluded.sensitive
""")


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows of a batch were new, and how many were there already."""

    added: int
    known: int


class CustomerImportStore:
    """Writes batches of customers in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def clashing_types(self, definitions: Sequence[AttributeDefinition]) -> dict[str, str]:
        """Attributes that exist with another type: key → the type they have."""
        wanted = {each.key: each.type for each in definitions}
        rows = self._connection.execute(KNOWN_DEFINITIONS, {"keys": list(wanted)})
        return {key: type_ for key, type_ in rows if wanted[key] != type_}

    def define(self, definitions: Sequence[AttributeDefinition], source: str) -> None:
        """Make these attributes known; one that exists takes the new labels and options."""
        rows = [
            {
                "key": each.key,
                "type": each.type,
                "label_en": each.label["en"],
                "label_zh": each.label["zh"],
                "options": [dict(option) for option in each.options],
                "sensitive": each.sensitive,
            }
            for each in definitions
        ]
        self._put(PUT_DEFINITIONS, rows, source=source)

    def put(self, records: Sequence[CustomerRecord], source: str, kinds: Sequence[str]) -> Stored:
        """Store a batch by account; `kinds` are the kinds of number that the list brings."""
        rows = [_customer_row(record) for record in records]
        stored = self._connection.execute(PUT_CUSTOMERS, {"rows": _json(rows), "source": source, "now": self._now}).all()
        ids = {account: customer_id for customer_id, account, _ in stored}
        added = sum(is_added for *_, is_added in stored)
        self._put_numbers(records, ids, kinds)
        self._put(PUT_AGREEMENTS, [_agreement_row(each, ids[each.account]) for each in records if each.agreement])
        taken, ended = _subscription_rows(records, ids)
        self._put(PUT_SUBSCRIPTIONS, taken, now=self._now)
        if ended:
            self._connection.execute(END_SUBSCRIPTIONS, {"ids": ended})
        return Stored(added, len(records) - added)

    def _put_numbers(self, records: Sequence[CustomerRecord], ids: dict[str, UUID], kinds: Sequence[str]) -> None:
        rows = [
            {"customer_id": ids[record.account], "number": each.number, "kind": each.kind} for record in records for each in record.numbers
        ]
        self._connection.execute(DROP_NUMBERS, {"customers": list(ids.values()), "kinds": list(kinds), "rows": _json(rows)})
        self._put(PUT_NUMBERS, rows)

    def _put(self, statement: Any, rows: list[dict[str, Any]], **more: Any) -> None:
        if rows:
            self._connection.execute(statement, {"rows": _json(rows), **more})


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows, default=str).decode()


def _customer_row(record: CustomerRecord) -> dict[str, Any]:
    return {
        "id": new_id(),
        "account": record.account,
        "name": record.name,
        "given_name": record.given_name,
        "surname": record.surname,
        "title": record.title,
        "language": record.language,
        "zone": record.zone,
        "tier": record.tier,
        "email": record.email,
        "no_personalised_marketing": record.no_personalised_marketing,
        "attributes": dict(record.attributes),
        "bigrams": customer_tokens(record.name, record.account, tuple(each.number for each in record.numbers)),
        "sort_key": sort_key(record.name),
    }


def _agreement_row(record: CustomerRecord, customer_id: UUID) -> dict[str, Any]:
    agreement = record.agreement
    if agreement is None:
        raise AssertionError(f"no agreement for {record.account}")
    return {
        "id": uuid5(IMPORTED, f"agreement {record.account}"),
        "customer_id": customer_id,
        "name_en": agreement.name["en"],
        "name_zh": agreement.name["zh"],
        "term_months": agreement.term_months,
        "starts_at": agreement.starts_at,
        "ends_at": agreement.ends_at,
        "monthly": agreement.monthly.amount,
        "currency": agreement.monthly.currency,
    }


def _subscription_rows(records: Sequence[CustomerRecord], ids: dict[str, UUID]) -> tuple[list[dict[str, Any]], list[UUID]]:
    """The products that customers have, and the ids of those that they do not have (any more)."""
    taken: list[dict[str, Any]] = []
    ended: list[UUID] = []
    for record in records:
        for each in record.subscriptions:
            row_id = uuid5(IMPORTED, f"subscription {record.account} {each.product}")
            if not each.taken:
                ended.append(row_id)
                continue
            taken.append(
                {
                    "id": row_id,
                    "customer_id": ids[record.account],
                    "product": each.product,
                    "name_en": each.name["en"],
                    "name_zh": each.name["zh"],
                    "price": each.price and each.price.amount,
                    "currency": each.price.currency if each.price else "USD",
                }
            )
    return taken, ended
