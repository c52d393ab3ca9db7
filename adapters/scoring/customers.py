"""Customers as numbers: one row of features per customer, read from whatever columns a list or an export has.

Gender, age, partner and children are left out on purpose: nobody is offered less for who they are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_PRODUCTS_BY_COLUMN = {
    "phone": ("phone_service", ("yes",)),
    "multiple_lines": ("multiple_lines", ("yes",)),
    "dsl": ("internet_service", ("dsl",)),
    "fibre": ("internet_service", ("fiber_optic",)),
    "online_security": ("online_security", ("yes",)),
    "online_backup": ("online_backup", ("yes",)),
    "device_protection": ("device_protection", ("yes",)),
    "tech_support": ("tech_support", ("yes",)),
    "streaming_tv": ("streaming_tv", ("yes",)),
    "streaming_movies": ("streaming_movies", ("yes",)),
}
"""Where a list has a column per product instead of `products`: the column, and what it says of who has it."""

PRODUCTS = tuple(_PRODUCTS_BY_COLUMN)
OTHERS = ("month_to_month", "two_years", "paperless", "pays_automatically", "tenure", "monthly")
FEATURES = (*PRODUCTS, *OTHERS)
"""The features in the order of the matrix: 1 or 0, but tenure (share of six years) and monthly (share of 120)."""


@dataclass(frozen=True)
class Customers:
    """Customers and their features; `churned` is NaN where it is not known. `ids` are other names of theirs in outcomes."""

    accounts: tuple[str, ...]
    ids: tuple[str, ...]
    products: tuple[frozenset[str], ...]
    features: Numbers
    churned: Numbers

    def column(self, feature: str) -> Numbers:
        """One feature of all customers."""
        column: Numbers = self.features[:, FEATURES.index(feature)]
        return column

    def index(self) -> Mapping[str, int]:
        """The row of each customer by account and by id."""
        return {
            **dict(zip(self.ids, range(len(self.ids)), strict=True)),
            **dict(zip(self.accounts, range(len(self.accounts)), strict=True)),
        }


def customers_of(rows: Iterable[Mapping[str, Any]]) -> Customers:
    """The customers of a list: an export of ours (account, customer_id, products, attributes), or the telecom data set's own columns.

    ValueError where a row has no account. An account that comes twice counts once, the last one.
    """
    read = {}
    for number, row in enumerate(rows, 1):
        values = {_snake(name): value for name, value in row.items()}
        account = str(values.get("account") or (values.get("customer_id") if "products" not in values else "") or "")
        if not account:
            raise ValueError(f"row {number} has no account")
        read[account] = (str(values.get("customer_id") or account), _products(values), values)
    features = np.array([_features(products, values) for _, products, values in read.values()], dtype=np.float64)
    return Customers(
        accounts=tuple(read),
        ids=tuple(each for each, _, _ in read.values()),
        products=tuple(products for _, products, _ in read.values()),
        features=features.reshape(len(read), len(FEATURES)),
        churned=np.array([_truth(values.get("churned", values.get("churn"))) for _, _, values in read.values()], dtype=np.float64),
    )


@lru_cache(maxsize=1_000)
def _snake(name: str) -> str:
    """customerID, MonthlyCharges, monthly_charges: all of them in one way."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip()).lower()


@lru_cache(maxsize=10_000)
def _word(value: object) -> str:
    return re.sub(r"[^a-z0-9]+", "_", str(value or "").lower()).strip("_")


def _products(values: Mapping[str, Any]) -> frozenset[str]:
    listed = values.get("products")
    if listed is None:
        return frozenset(product for product, (column, yes) in _PRODUCTS_BY_COLUMN.items() if _word(values.get(column)) in yes)
    words = re.findall(r"[a-z0-9_]+", listed) if isinstance(listed, str) else listed
    return frozenset(words)


def _features(products: frozenset[str], values: Mapping[str, Any]) -> list[float]:
    contract, payment = _word(values.get("contract")), _word(values.get("payment_method"))
    others = (
        contract == "month_to_month" or values.get("agreement_months") in (1, "1"),
        contract in ("two_year", "two_years"),
        _truth(values.get("paperless_billing")) == 1,
        payment.endswith("automatic") or payment in ("bank_transfer", "credit_card"),
        _number(values.get("tenure_months", values.get("tenure"))) / 72,
        _number(values.get("monthly", values.get("monthly_charges"))) / 120,
    )
    return [float(product in products) for product in PRODUCTS] + [float(value) for value in others]


def _truth(value: object) -> float:
    word = _word(value)
    return 1.0 if word in ("yes", "true", "1") else 0.0 if word in ("no", "false", "0") else float("nan")


def _number(value: object) -> float:
    """The first number in a value ("29.85 USD"), 0 where there is none."""
    found = re.search(r"-?[0-9]+(?:\.[0-9]+)?", str(value if value is not None else ""))
    return float(found[0]) if found else 0.0
