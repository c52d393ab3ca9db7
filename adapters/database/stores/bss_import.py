"""What the reference BSS is told by an import: plans, accounts, and bills for accounts that have none."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

import orjson
from sqlalchemy import Connection, text

from flows.customers.billing import Bill, owed
from flows.customers.customer import CustomerRecord, PlanRecord

BILLS = UUID("0c9be9d6-5a20-4f4c-8f6a-1d6f2a5cbb10")

PUT_PLANS = text("""
    INSERT INTO bss_plans (code, name_en, name_zh, speed, price, currency)
    SELECT code, name_en, name_zh, speed, price, currency
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        code text, name_en text, name_zh text, speed integer, price numeric, currency text)
    ON CONFLICT (code) DO UPDATE SET
        name_en = excluded.name_en, name_zh = excluded.name_zh, speed = excluded.speed,
        price = excluded.price, currency = excluded.currency
""")
# An account that is there keeps its plan and balance: an order may have changed them since the list was made.
PUT_ACCOUNTS = text("""
    INSERT INTO bss_accounts (account, balance, currency, payment_method, plan, usage)
    SELECT account, balance, currency, payment_method, plan, usage
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        account text, balance numeric, currency text, payment_method text, plan text, usage jsonb)
    ON CONFLICT (account) DO UPDATE SET payment_method = excluded.payment_method
    RETURNING account, xmax = 0 AS added
""")
PUT_BILLS = text("""
    INSERT INTO bss_bills (id, account, period, amount, currency, due_at, paid_at, lines)
    SELECT id, account, period, amount, currency, due_at, paid_at, lines
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
        id uuid, account text, period text, amount numeric, currency text, due_at timestamptz, paid_at timestamptz, lines jsonb)
    ON CONFLICT (id) DO NOTHING
""")


class BssImportStore:
    """Fills the reference BSS in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put_plans(self, plans: Sequence[PlanRecord]) -> None:
        """Store the plans that are on sale, by code."""
        rows = [
            {
                "code": each.code,
                "name_en": each.name["en"],
                "name_zh": each.name["zh"],
                "speed": each.speed,
                "price": each.price.amount,
                "currency": each.price.currency,
            }
            for each in plans
        ]
        self._connection.execute(PUT_PLANS, {"rows": _json(rows)})

    def put_accounts(self, accounts: Sequence[tuple[CustomerRecord, tuple[Bill, ...], dict[str, Any]]]) -> None:
        """Open accounts, each with its bills and its usage; one that is open already keeps what it has."""
        rows = [
            {
                "account": record.account,
                "balance": owed(bills),
                "currency": record.billing.monthly.currency,
                "payment_method": record.billing.payment_method,
                "plan": record.billing.plan,
                "usage": usage,
            }
            for record, bills, usage in accounts
            if record.billing is not None
        ]
        stored = self._connection.execute(PUT_ACCOUNTS, {"rows": _json(rows)})
        opened = {account for account, added in stored if added}
        bill_rows = [_bill_row(record.account, bill) for record, bills, _ in accounts if record.account in opened for bill in bills]
        self._connection.execute(PUT_BILLS, {"rows": _json(bill_rows)})


def _bill_row(account: str, bill: Bill) -> dict[str, Any]:
    return {
        "id": uuid5(BILLS, f"{account} {bill.period}"),
        "account": account,
        "period": bill.period,
        "amount": bill.amount.amount,
        "currency": bill.amount.currency,
        "due_at": bill.due_at,
        "paid_at": bill.paid_at,
        "lines": [{**line.name, "amount": f"{line.amount:f}"} for line in bill.lines],
    }


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows, default=str).decode()
