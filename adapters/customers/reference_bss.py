"""The reference BSS behind the customer port: accounts, bills and orders kept in SQL, with faults that can be set."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from flows.connectors.catalogue import CATALOGUE
from flows.connectors.ports import ActionFailed, ErrorKind, refused
from flows.customers.customer import PlanRecord
from scripts_dsl.money import Money

OPEN = ("accepted", "provisioning")
SUSPENDED_AFTER = timedelta(days=30)
"""How long after its due day an unpaid bill stops the line."""
ROAMING = "data_roaming"
"""The product that a line with data roaming has."""
Answer = Callable[["Records", Mapping[str, Any], UUID], Any]


class StruckFault(Protocol):
    """A fault that an asking met."""

    @property
    def kind(self) -> str:
        """slow, down, refused or lost_reply."""

    @property
    def seconds(self) -> Decimal:
        """How long it takes to answer, or to give up."""


class Records(Protocol):
    """What the BSS keeps, in one transaction; `adapters.database.stores.bss.BssStore` is one."""

    now: datetime

    def account(self, account: str) -> Mapping[str, Any] | None: ...
    def lock(self, account: str) -> None: ...
    def plans(self) -> list[Mapping[str, Any]]: ...
    def bills(self, account: str, until: str | None) -> list[Mapping[str, Any]]: ...
    def orders(self, account: str) -> list[Mapping[str, Any]]: ...
    def order_of_request(self, request_id: UUID) -> Mapping[str, Any] | None: ...
    def add_order(self, account: str, request_id: UUID, product: PlanRecord, kind: str) -> Mapping[str, Any]: ...
    def cancel_order(self, account: str, number: str) -> bool: ...
    def strike(self, action: str) -> StruckFault | None: ...


class ReferenceBss:
    """A BSS in our own database: `flows.connectors.ports.Bss`, also for the `crm` actions.

    `records` opens one transaction of the BSS's own, `find_product` knows what an offer is called and costs (None: not on sale).
    """

    def __init__(
        self,
        records: Callable[[], AbstractContextManager[Records]],
        find_product: Callable[[str], PlanRecord | None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._records = records
        self._sleep = sleep
        self._answers: dict[str, Answer] = {
            "crm.verify_identity": _verify_identity,
            "bss.get_plan": _get_plan,
            "bss.get_plans": _get_plans,
            "bss.get_bill": _get_bill,
            "bss.get_balance": _get_balance,
            "bss.get_usage": _get_usage,
            "bss.get_line": _get_line,
            "bss.get_orders": _get_orders,
            "bss.change_plan": _change_plan,
            "bss.place_order": lambda records, parameters, request: _place_order(records, parameters, request, find_product),
            "bss.enable_roaming": _enable_roaming,
            "bss.cancel_order": _cancel_order,
        }

    @property
    def actions(self) -> frozenset[str]:
        """The names of the actions it answers."""
        return frozenset(self._answers)

    def ask(self, action: str, parameters: Mapping[str, Any], request_id: UUID, timeout: timedelta) -> Any:
        """Do the action and give its result as plain JSON; the same request again gives the same result and one effect."""
        answer = self._answers.get(action)
        if answer is None:
            raise refused("unknown_action")
        for parameter in CATALOGUE.actions[action].parameters.values():
            if parameter.required and not parameters.get(parameter.name):
                raise refused("bad_parameter", parameter.name)
        with self._records() as records:
            fault = records.strike(action)
        reply_is_lost = False
        if fault is not None:
            reply_is_lost = self._suffer(fault, timeout)
        with self._records() as records:
            result = answer(records, parameters, request_id)
        if reply_is_lost:  # the work is done and committed: only the asker does not know
            raise ActionFailed(ErrorKind.TIMEOUT, "no_reply", permanent=False)
        return result

    def _suffer(self, fault: StruckFault, timeout: timedelta) -> bool:
        """Be slow, refuse or be down as the fault says; True where the work is to be done and its reply lost."""
        seconds = float(fault.seconds)
        self._sleep(min(seconds, timeout.total_seconds()))
        if fault.kind == "refused":
            raise refused("not_allowed")
        if fault.kind == "down":
            raise ActionFailed(ErrorKind.DOWN, "no_connection", permanent=False)
        if fault.kind == "slow" and seconds >= timeout.total_seconds():
            raise ActionFailed(ErrorKind.TIMEOUT, "no_reply", permanent=False)
        return fault.kind == "lost_reply"


def _account(records: Records, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    account = records.account(str(parameters["account"]))
    if account is None:
        raise refused("unknown_account", "account")
    return account


def _verify_identity(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    """Each thing the caller said must match what is kept; two matches are a strong identity."""
    account = _account(records, parameters)
    said = {name: parameters[name] for name in ("date_of_birth", "email") if parameters.get(name)}
    if not said:
        raise refused("bad_parameter", "date_of_birth")
    for name, value in said.items():
        if str(value).strip().casefold() != str(account[name] or "").casefold():
            raise refused("identity_mismatch", name)
    return {"level": "strong" if len(said) > 1 else "basic"}


def _get_plan(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    account = _account(records, parameters)
    plan = next((each for each in records.plans() if each["code"] == account["plan"]), None)
    if plan is None:
        raise refused("no_plan")
    return _plan(plan, account["language"])


def _get_plans(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    account = _account(records, parameters)
    return [_plan(each, account["language"]) for each in records.plans()]


def _get_bill(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    account = _account(records, parameters)
    period = parameters.get("period")
    bills = records.bills(account["account"], period)
    if not bills or (period and bills[0]["period"] != period):
        raise refused("no_bill", "period" if period else "")
    bill, language = bills[0], account["language"]
    lines = [{"name": line[language], "amount": f"{line['amount']} {bill['currency']}"} for line in bill["lines"]]
    return {
        "period": bill["period"],
        "amount": _money(bill["amount"], bill["currency"]),
        "previous": _money(bills[1]["amount"], bills[1]["currency"]) if len(bills) > 1 else None,
        "due_on": _day(bill["due_at"]),
        "paid": bill["paid_at"] is not None,
        "lines": lines,
    }


def _get_balance(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    account = _account(records, parameters)
    unpaid = [bill for bill in records.bills(account["account"], None) if bill["paid_at"] is None]
    return {
        "amount": _money(account["balance"], account["currency"]),
        "due_on": _day(unpaid[-1]["due_at"]) if unpaid else None,
        "payment_method": account["payment_method"],
    }


def _get_usage(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    account = _account(records, parameters)
    usage = {"period": f"{records.now:%Y-%m}", "data_gb": 0, "minutes": 0, **account["usage"]}
    return {name: str(value) for name, value in usage.items()}


def _get_line(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    account = _account(records, parameters)["account"]
    unpaid = [bill["due_at"] for bill in records.bills(account, None) if bill["paid_at"] is None]
    suspended = any(due_at + SUSPENDED_AFTER < records.now for due_at in unpaid)
    return {
        "state": "suspended" if suspended else "active",
        "suspended_for": "unpaid_bill" if suspended else None,
        "roaming": _has_roaming(records, account),
    }


def _has_roaming(records: Records, account: str) -> bool:
    """Whether roaming was switched on, or will be in a moment."""
    return any(each["product"] == ROAMING and each["state"] in (*OPEN, "active") for each in records.orders(account))


def _get_orders(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    account = _account(records, parameters)
    return [_order(each, account["language"]) for each in records.orders(account["account"]) if each["state"] in OPEN]


def _change_plan(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    account = _account(records, parameters)
    wanted = next((each for each in records.plans() if each["code"] == parameters["plan"]), None)
    if wanted is None:
        raise refused("unknown_plan", "plan")
    plan = PlanRecord(wanted["code"], {"en": wanted["name_en"], "zh": wanted["name_zh"]}, Money(wanted["price"], wanted["currency"]))
    return _accept(records, account, request_id, plan, "plan_change")


def _enable_roaming(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    """Free of charge; what is on already is refused, so that nobody waits for it a second time."""
    account = _account(records, parameters)
    if records.order_of_request(request_id) is None and _has_roaming(records, account["account"]):
        raise refused("roaming_on")
    free = Money(Decimal(0), account["currency"])
    return _accept(records, account, request_id, PlanRecord(ROAMING, {"en": "Data roaming", "zh": "漫游流量"}, free), "order")


def _place_order(
    records: Records, parameters: Mapping[str, Any], request_id: UUID, find_product: Callable[[str], PlanRecord | None]
) -> Any:
    account = _account(records, parameters)
    product = find_product(str(parameters["offer"]))
    if product is None:
        raise refused("unknown_offer", "offer")
    return _accept(records, account, request_id, product, "order")


def _accept(records: Records, account: Mapping[str, Any], request_id: UUID, product: PlanRecord, kind: str) -> Any:
    """Accept an order once: under the account's lock, a request that was seen gives its order, and a second order is refused."""
    records.lock(account["account"])
    order = records.order_of_request(request_id)
    if order is not None and (order["account"], order["product"], order["kind"]) != (account["account"], product.code, kind):
        raise refused("bad_parameter")
    if order is None:
        if kind == "plan_change" and account["plan"] == product.code:
            raise refused("same_plan", "plan")
        if any(each["product"] == product.code and each["state"] in OPEN for each in records.orders(account["account"])):
            raise refused("order_open")
        order = records.add_order(account["account"], request_id, product, kind)
    return _order(order, account["language"])


def _cancel_order(records: Records, parameters: Mapping[str, Any], request_id: UUID) -> Any:
    """Cancelling what is cancelled already is no refusal: the reply to the first asking may have been lost."""
    account = _account(records, parameters)
    number = str(parameters["order"])
    cancelled = records.cancel_order(account["account"], number)
    order = next((each for each in records.orders(account["account"]) if each["number"] == number), None)
    if order is None:
        raise refused("unknown_order", "order")
    if not cancelled and order["state"] != "cancelled":
        raise refused("order_ended", "order")
    return _order(order, account["language"])


def _plan(plan: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        "code": plan["code"],
        "name": plan[f"name_{language}"],
        "speed": plan["speed"],
        "price": _money(plan["price"], plan["currency"]),
    }


def _order(order: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {
        "id": order["number"],
        "product": order["product"],
        "name": order[f"name_{language}"] or order["product"],
        "state": order["state"],
        "price": None if order["price"] is None else _money(order["price"], order["currency"]),
        "ordered_on": _day(order["created_at"]),
    }


def _money(amount: Decimal, currency: str) -> str:
    return str(Money(amount, currency))


def _day(moment: datetime) -> str:
    day: date = moment.astimezone(UTC).date()
    return day.isoformat()
