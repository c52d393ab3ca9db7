"""Bills made up from what a customer pays: the last months' sums with their lines, for the reference BSS."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random  # noqa: TID251 - the type of the dice that are handed in

from flows.customers.customer import CustomerRecord
from scripts_dsl.money import Money
from scripts_dsl.types import Words

BILLS = 3
"""How many months back there are bills."""
DUE_AFTER = timedelta(days=20)
EXTRA_SHARE = 0.2
"""Share of customers whose latest bill has something extra on it: the classic reason for a call."""
UNPAID_SHARE = 0.25
LIMITED_SHARE = 0.3
"""Share of data lines whose plan includes only so much."""
_LIMITS_GB = ("100", "200", "400")
_EXTRA: Words = {"en": "Calls outside the plan", "zh": "套餐外通话"}
_REST: Words = {"en": "Discount and rounding", "zh": "优惠及尾差"}


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of a bill; a discount is below zero."""

    name: Words
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """One month's bill; `paid_at` is None while it is owed."""

    period: str
    amount: Money
    due_at: datetime
    paid_at: datetime | None
    lines: tuple[BillLine, ...]


def bills_of(record: CustomerRecord, now: datetime, dice: Random) -> tuple[Bill, ...]:
    """The bills of a customer's last months, newest first; none where the list says nothing of charges.

    Their products' prices come first, then what makes the sum the one that the list gives.
    """
    if record.billing is None:
        return ()
    monthly = record.billing.monthly
    extra = Decimal(dice.randint(300, 1500)) / 100 if dice.random() < EXTRA_SHARE else Decimal(0)
    unpaid = dice.random() < UNPAID_SHARE
    first_of_month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    made: list[Bill] = []
    for age in range(BILLS):
        issued_at = first_of_month
        first_of_month = (first_of_month - timedelta(days=1)).replace(day=1)
        if record.since is not None and first_of_month < record.since.replace(day=1) and age > 0:
            break
        lines = _lines(record, monthly.amount, extra if age == 0 else Decimal(0))
        amount = Money(sum((line.amount for line in lines), Decimal(0)), monthly.currency)
        due_at = issued_at + DUE_AFTER
        paid_at = None if age == 0 and (unpaid or due_at > now) else due_at - timedelta(days=2)
        made.append(Bill(f"{first_of_month:%Y-%m}", amount, due_at, paid_at, lines))
    return tuple(made)


def owed(bills: Sequence[Bill]) -> Decimal:
    """What is still to be paid of these bills."""
    return sum((bill.amount.amount for bill in bills if bill.paid_at is None), Decimal(0))


def usage_of(online: bool, dice: Random) -> dict[str, str]:
    """This month's usage of a customer, made up: gigabytes where they have a line for data, what their plan includes, minutes spoken."""
    data = f"{dice.lognormvariate(4.5, 0.8):.1f}" if online else "0"
    usage = {"data_gb": data, "minutes": str(dice.randint(0, 900))}
    if online and dice.random() < LIMITED_SHARE:
        usage["data_limit_gb"] = dice.choice(_LIMITS_GB)
    return usage


def _lines(record: CustomerRecord, monthly: Decimal, extra: Decimal) -> tuple[BillLine, ...]:
    lines = [BillLine(each.name, each.price.amount) for each in record.subscriptions if each.taken and each.price is not None]
    rest = monthly - sum((line.amount for line in lines), Decimal(0))
    if rest:
        lines.append(BillLine(_REST, rest))
    if extra:
        lines.append(BillLine(_EXTRA, extra))
    return tuple(lines)
