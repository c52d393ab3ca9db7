"""The reference BSS's own tables: accounts, plans, bills, orders, and the faults that tests and trainers may set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from adapters.ids import new_id
from flows.customers.customer import PlanRecord

PROVISIONING_AFTER = timedelta(seconds=60)
ACTIVE_AFTER = timedelta(minutes=3)
FAILED_SHARE = 13
"""Of 256 orders so many turn out impossible at the line: some must, or nobody would see the state."""

ACCOUNT = text("""
    SELECT b.account, b.balance, b.currency, b.payment_method, b.plan, b.usage, c.id AS customer_id, coalesce(c.language, 'en') AS language,
           c.email, c.attributes ->> 'date_of_birth' AS date_of_birth
    FROM bss_accounts b LEFT JOIN customers c ON c.account = b.account WHERE b.account = :account
""")
LOCK_ACCOUNT = text("SELECT 1 FROM bss_accounts WHERE account = :account FOR UPDATE")
PLANS = text("SELECT code, name_en, name_zh, speed, price, currency FROM bss_plans ORDER BY price, code")
BILLS = text("""
    SELECT period, amount, currency, due_at, paid_at, lines FROM bss_bills
    WHERE account = :account AND (CAST(:until AS text) IS NULL OR period <= :until) ORDER BY period DESC LIMIT 2
""")
_ORDER_COLUMNS = "id, number, account, request_id, product, name_en, name_zh, kind, state, price, currency, created_at"
ORDERS = text(f"SELECT {_ORDER_COLUMNS} FROM bss_orders WHERE account = :account ORDER BY created_at DESC LIMIT 20")  # noqa: S608 - constant
ORDER_OF_REQUEST = text(f"SELECT {_ORDER_COLUMNS} FROM bss_orders WHERE request_id = :request")  # noqa: S608 - constant
ADD_ORDER = text("""
    INSERT INTO bss_orders (id, number, account, request_id, product, name_en, name_zh, kind, state, price, currency,
                            created_at, updated_at)
    VALUES (:id, :number, :account, :request, :product, :name_en, :name_zh, :kind, 'accepted', :price, :currency, :now, :now)
    ON CONFLICT DO NOTHING
""")
CANCEL_ORDER = text("""
    UPDATE bss_orders SET state = 'cancelled', updated_at = :now
    WHERE account = :account AND number = :number AND state IN ('accepted', 'provisioning')
""")
PROVISION = text("""
    UPDATE bss_orders SET state = 'provisioning', updated_at = :now WHERE state = 'accepted' AND created_at <= :before RETURNING account
""")
FINISH = text("""
    UPDATE bss_orders SET updated_at = :now,
        state = CASE WHEN get_byte(uuid_send(id), 15) < :failed_share THEN 'failed' ELSE 'active' END
    WHERE state = 'provisioning' AND updated_at <= :before
    RETURNING id, account, product, name_en, name_zh, kind, state, price, currency
""")
TAKE_PLAN = text("UPDATE bss_accounts SET plan = :product WHERE account = :account")
TAKE_PRODUCT = text("""
    INSERT INTO subscriptions (id, customer_id, product, name_en, name_zh, price, currency, state, starts_at)
    SELECT :id, c.id, :product, :name_en, :name_zh, :price, :currency, 'active', :now FROM customers c WHERE c.account = :account
    ON CONFLICT (id) DO NOTHING
""")
# The fault of this very action goes before the one of all actions; one that has struck often enough is gone.
STRIKE = text("""
    UPDATE bss_faults SET times = times - 1
    WHERE action = (SELECT action FROM bss_faults WHERE action IN (:action, '*') AND (times IS NULL OR times > 0)
                    ORDER BY action = '*' LIMIT 1 FOR UPDATE)
    RETURNING kind, seconds
""")
FAULTS = text("SELECT action, kind, seconds, times FROM bss_faults ORDER BY action")
SET_FAULT = text("""
    INSERT INTO bss_faults (action, kind, seconds, times) VALUES (:action, :kind, :seconds, :times)
    ON CONFLICT (action) DO UPDATE SET kind = excluded.kind, seconds = excluded.seconds, times = excluded.times
""")
CLEAR_FAULT = text("DELETE FROM bss_faults WHERE action = :action")


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault set for an action, or for all by `*`: slow, down, refused or lost_reply; `times` None strikes until it is cleared."""

    action: str
    kind: str
    seconds: Decimal = Decimal(0)
    times: int | None = None


class BssStore:
    """The reference BSS in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self.now = now

    def account(self, account: str) -> Mapping[str, Any] | None:
        """An account with its balance, plan and usage, and the customer's language and identity marks."""
        return self._one(ACCOUNT, {"account": account})

    def lock(self, account: str) -> None:
        """Let changes of one account wait for each other until this transaction ends."""
        self._connection.execute(LOCK_ACCOUNT, {"account": account})

    def plans(self) -> list[Mapping[str, Any]]:
        """Every plan on sale, the cheapest first."""
        return self._all(PLANS, {})

    def bills(self, account: str, until: str | None) -> list[Mapping[str, Any]]:
        """The bill of the month `until` (2026-10), or the latest, and the one before it."""
        return self._all(BILLS, {"account": account, "until": until})

    def orders(self, account: str) -> list[Mapping[str, Any]]:
        """The last orders of an account, newest first."""
        return self._all(ORDERS, {"account": account})

    def order_of_request(self, request_id: UUID) -> Mapping[str, Any] | None:
        """The order that a request made."""
        return self._one(ORDER_OF_REQUEST, {"request": request_id})

    def add_order(self, account: str, request_id: UUID, product: PlanRecord, kind: str) -> Mapping[str, Any]:
        """Accept an order; the same request again gives the same order."""
        values = {
            "account": account,
            "request": request_id,
            "product": product.code,
            "name_en": product.name["en"],
            "name_zh": product.name["zh"],
            "kind": kind,
            "price": product.price.amount,
            "currency": product.price.currency,
            "now": self.now,
        }
        order = None
        while order is None:  # a number that is taken already is drawn again
            order_id = new_id()
            self._connection.execute(ADD_ORDER, values | {"id": order_id, "number": f"A{order_id.int % 10**8:08d}"})
            order = self.order_of_request(request_id)
        return order

    def cancel_order(self, account: str, number: str) -> bool:
        """Stop an order that is not yet carried out; False when there is none such."""
        return self._connection.execute(CANCEL_ORDER, {"account": account, "number": number, "now": self.now}).rowcount == 1

    def advance_orders(self) -> set[str]:
        """Move open orders on: accepted → provisioning → active (the account gets what it ordered) or failed. Returns their accounts."""
        finished = self._all(FINISH, {"now": self.now, "before": self.now - ACTIVE_AFTER, "failed_share": FAILED_SHARE})
        for order in finished:
            if order["state"] == "active":
                take = TAKE_PLAN if order["kind"] == "plan_change" else TAKE_PRODUCT
                self._connection.execute(take, {**order, "now": self.now})
        begun = self._connection.scalars(PROVISION, {"now": self.now, "before": self.now - PROVISIONING_AFTER})
        return {order["account"] for order in finished} | set(begun)

    def strike(self, action: str) -> Fault | None:
        """The fault that this asking meets, counted; None when all is well."""
        row = self._connection.execute(STRIKE, {"action": action}).one_or_none()
        return None if row is None else Fault(action, row.kind, row.seconds)

    def faults(self) -> list[Fault]:
        """Every fault that is set."""
        return [Fault(row.action, row.kind, row.seconds, row.times) for row in self._connection.execute(FAULTS)]

    def set_fault(self, fault: Fault) -> None:
        """Set the fault of an action, in place of the one it had."""
        values = {"action": fault.action, "kind": fault.kind, "seconds": fault.seconds, "times": fault.times}
        self._connection.execute(SET_FAULT, values)

    def clear_fault(self, action: str) -> None:
        """Heal an action."""
        self._connection.execute(CLEAR_FAULT, {"action": action})

    def _one(self, statement: Any, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return None if row is None else dict(row)

    def _all(self, statement: Any, values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return [dict(row) for row in self._connection.execute(statement, values).mappings()]
