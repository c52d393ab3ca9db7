"""Customers as the desk reads them: by number, by search, and whole, each in one statement."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, RowMapping, text

from flows.customers.customer import (
    Agreement,
    AttributeDefinition,
    Customer,
    CustomerOnDesk,
    CustomerReference,
    OpenOrder,
    PastInteraction,
    Subscription,
)
from flows.customers.search import number_token, term_tokens, term_words
from scripts_dsl.money import Money

MOST_HITS = 20
LAST_INTERACTIONS = 5

_REFERENCE = """
    c.id, c.account, c.name, c.title, c.surname, c.language, c.tier,
    ARRAY(SELECT n.number FROM customer_numbers n WHERE n.customer_id = c.id ORDER BY n.kind DESC, n.number) AS numbers
"""
BY_NUMBER = text(f"""
    SELECT {_REFERENCE} FROM customers c
    WHERE c.id IN (SELECT customer_id FROM customer_numbers WHERE number = :number)
    ORDER BY c.sort_key, c.account LIMIT :limit
""")  # noqa: S608 - the one part put in is a constant
BY_ACCOUNT = text(f"SELECT {_REFERENCE} FROM customers c WHERE c.account = :account")  # noqa: S608 - the one part put in is a constant
SEARCH = text(f"""
    SELECT {_REFERENCE} FROM customers c
    WHERE c.bigrams @> CAST(:tokens AS text[])
      AND (SELECT bool_and(position(word IN lower(normalize(c.name || ' ' || c.account, NFKC))) > 0)
           FROM unnest(CAST(:words AS text[])) AS word)
    ORDER BY c.sort_key, c.account LIMIT :limit
""")  # noqa: S608 - the one part put in is a constant
SEARCH_NUMBER = text(f"""
    SELECT {_REFERENCE} FROM customers c
    WHERE c.bigrams @> CAST(:tokens AS text[])
      AND EXISTS (SELECT 1 FROM customer_numbers n WHERE n.customer_id = c.id AND n.number LIKE '%' || :digits)
    ORDER BY c.sort_key, c.account LIMIT :limit
""")  # noqa: S608 - the one part put in is a constant
# One round trip: on the way of a screen pop each further one would cost more than what it asks for.
ON_DESK = text("""
    SELECT c.id, c.account, c.name, c.given_name, c.surname, c.title, c.language, c.zone, c.tier, c.email,
        c.no_personalised_marketing, c.attributes, b.balance, b.currency AS balance_currency,
        ARRAY(SELECT n.number FROM customer_numbers n WHERE n.customer_id = c.id ORDER BY n.kind DESC, n.number) AS numbers,
        (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.starts_at DESC), '[]') FROM (
            SELECT name_en, name_zh, term_months, starts_at, ends_at, monthly::text AS monthly, currency
            FROM agreements WHERE customer_id = c.id AND state = 'active') a) AS agreements,
        (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.price::numeric DESC NULLS LAST, s.product), '[]') FROM (
            SELECT product, name_en, name_zh, price::text AS price, currency, starts_at
            FROM subscriptions WHERE customer_id = c.id AND state = 'active') s) AS subscriptions,
        (SELECT coalesce(jsonb_agg(to_jsonb(o) ORDER BY o.created_at DESC), '[]') FROM (
            SELECT number, product, name_en, name_zh, state, price::text AS price, currency, created_at
            FROM bss_orders
            WHERE account = c.account AND (state IN ('accepted', 'provisioning') OR updated_at > :orders_since)) o) AS orders,
        (SELECT coalesce(jsonb_agg(to_jsonb(i) ORDER BY i.at DESC), '[]') FROM (
            SELECT i.id, i.channel, i.direction, i.offered_at AS at, i.disposition_code AS disposition, d.label_en, d.label_zh,
                   coalesce(p.name, '') AS agent, i.notes, i.source = 'generated' AS generated,
                   (SELECT np.name FROM interactions n JOIN people np ON np.id = n.person_id
                    WHERE n.call_id = i.call_id AND n.leg = i.leg + 1) AS went_to
            FROM interactions i LEFT JOIN dispositions d ON d.code = i.disposition_code LEFT JOIN people p ON p.id = i.person_id
            WHERE i.customer_id = c.id AND i.closed_at IS NOT NULL ORDER BY i.offered_at DESC LIMIT :interactions) i) AS interactions,
        (SELECT min(due_at) FROM bss_bills WHERE account = c.account AND paid_at IS NULL) AS balance_due_at,
        (SELECT count(*) FROM tickets WHERE customer_id = c.id AND state = 'open') AS open_tickets
    FROM customers c LEFT JOIN bss_accounts b ON b.account = c.account
    WHERE c.id = :customer
""")
SHOWN_TO = text("""
    SELECT DISTINCT i.person_id FROM interactions i JOIN customers c ON c.id = i.customer_id
    WHERE i.closed_at IS NULL AND i.person_id IS NOT NULL AND c.account = ANY(:accounts)
""")
DEFINITIONS = text("SELECT key, type, label_en, label_zh, options, sensitive FROM attribute_definitions ORDER BY key")
WRITE_ATTRIBUTES = text("UPDATE customers SET attributes = jsonb_strip_nulls(attributes || CAST(:values AS jsonb)) WHERE id = :customer")


SAMPLE_NUMBERS = text("""
    SELECT number, count(*) > 1 AS shared FROM customer_numbers GROUP BY number ORDER BY count(*) DESC, md5(number) LIMIT :limit
""")


class CustomerStore:
    """The customers of one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def with_number(self, number: str, limit: int = MOST_HITS) -> list[CustomerReference]:
        """Who has this E.164 number: nobody, one, or several who share it."""
        return self._references(BY_NUMBER, {"number": number, "limit": limit})

    def with_account(self, account: str) -> CustomerReference | None:
        """The customer of an account."""
        return next(iter(self._references(BY_ACCOUNT, {"account": account})), None)

    def search(self, term: str, limit: int = MOST_HITS) -> list[CustomerReference]:
        """Customers whose name or account has every word of the term, or whose number ends in its digits; Chinese names by pinyin.

        The one whose account it is comes first. A term of one Latin letter, or without any letter or digit, finds nobody.
        """
        tokens, digits = term_tokens(term)
        exact = self.with_account(term.strip()) if term.strip().isprintable() else None
        hits = [] if exact is None else [exact]
        if digits:
            hits += self._references(SEARCH_NUMBER, {"tokens": [number_token(digits)], "digits": digits, "limit": limit})
        if tokens and len(hits) < limit:
            hits += self._references(SEARCH, {"tokens": tokens, "words": term_words(term), "limit": limit})
        return list(dict.fromkeys(hits))[:limit]

    def on_desk(self, customer_id: UUID, orders_since: datetime) -> CustomerOnDesk | None:
        """All that the desk shows of a customer; orders that ended are shown when they did so after `orders_since`."""
        values = {"customer": customer_id, "orders_since": orders_since, "interactions": LAST_INTERACTIONS}
        row = self._connection.execute(ON_DESK, values).mappings().one_or_none()
        return None if row is None else _on_desk(row)

    def shown_to(self, accounts: Collection[str]) -> list[UUID]:
        """The agents whose desk is about one of these accounts now."""
        return list(self._connection.scalars(SHOWN_TO, {"accounts": list(accounts)}))

    def attribute_definitions(self) -> list[AttributeDefinition]:
        """Every custom attribute, by key."""
        return [
            AttributeDefinition(
                row["key"], row["type"], {"en": row["label_en"], "zh": row["label_zh"]}, tuple(row["options"]), row["sensitive"]
            )
            for row in self._connection.execute(DEFINITIONS).mappings()
        ]

    def write_attributes(self, customer_id: UUID, values: Mapping[str, object]) -> bool:
        """Set custom attributes to plain JSON values, None removes one; False when there is no such customer."""
        return self._connection.execute(WRITE_ATTRIBUTES, {"customer": customer_id, "values": _json(values)}).rowcount == 1

    def sample_numbers(self, limit: int) -> dict[str, tuple[str, ...]]:
        """Numbers to simulate callers with: of one customer each (`known`), of several (`shared`), and of nobody (`unknown`)."""
        rows = self._connection.execute(SAMPLE_NUMBERS, {"limit": limit}).all()
        return {
            "known": tuple(row.number for row in rows if not row.shared),
            "shared": tuple(row.number for row in rows if row.shared),
            "unknown": tuple(f"+1907555{line:04}" for line in range(190, 200)),
        }

    def _references(self, statement: Any, values: Mapping[str, object]) -> list[CustomerReference]:
        rows = self._connection.execute(statement, values).mappings()
        return [CustomerReference(**{**row, "numbers": tuple(row["numbers"])}) for row in rows]


def _json(values: Mapping[str, object]) -> str:
    return orjson.dumps(dict(values)).decode()


def _on_desk(row: RowMapping) -> CustomerOnDesk:
    balance = None if row["balance"] is None else Money(row["balance"], row["balance_currency"])
    return CustomerOnDesk(
        customer=_customer(row),
        agreements=tuple(_agreement(each) for each in row["agreements"]),
        subscriptions=tuple(
            Subscription(each["product"], _words(each), _money(each), _moment(each["starts_at"])) for each in row["subscriptions"]
        ),
        orders=tuple(
            OpenOrder(
                each["number"], each["product"], _words(each), each["state"], _money(each), datetime.fromisoformat(each["created_at"])
            )
            for each in row["orders"]
        ),
        interactions=tuple(_interaction(each) for each in row["interactions"]),
        balance=balance,
        balance_due_on=row["balance_due_at"] and row["balance_due_at"].date(),
        open_tickets=row["open_tickets"],
    )


def _customer(row: RowMapping) -> Customer:
    return Customer(
        id=row["id"],
        account=row["account"],
        name=row["name"],
        given_name=row["given_name"],
        surname=row["surname"],
        title=row["title"],
        language=row["language"],
        zone=row["zone"],
        tier=row["tier"],
        email=row["email"],
        no_personalised_marketing=row["no_personalised_marketing"],
        attributes=row["attributes"],
        numbers=tuple(row["numbers"]),
    )


def _agreement(each: Mapping[str, Any]) -> Agreement:
    return Agreement(
        _words(each),
        each["term_months"],
        datetime.fromisoformat(each["starts_at"]),
        _moment(each["ends_at"]),
        Money(Decimal(each["monthly"]), each["currency"]),
    )


def _interaction(each: Mapping[str, Any]) -> PastInteraction:
    code = each["disposition"]
    label = {"en": each["label_en"] or code or "", "zh": each["label_zh"] or code or ""}
    at = datetime.fromisoformat(each["at"])
    return PastInteraction(
        UUID(each["id"]),
        each["channel"],
        each["direction"],
        at,
        code,
        label,
        each["agent"],
        each["notes"],
        each["generated"],
        each["went_to"] or "",
    )


def _words(each: Mapping[str, Any]) -> dict[str, str]:
    return {"en": each["name_en"], "zh": each["name_zh"]}


def _money(each: Mapping[str, Any]) -> Money | None:
    return None if each["price"] is None else Money(Decimal(each["price"]), each["currency"])


def _moment(text_or_none: str | None) -> datetime | None:
    return None if text_or_none is None else datetime.fromisoformat(text_or_none)
