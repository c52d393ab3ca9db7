"""What the analytics side may know of customers to learn from: numbers of the account, and nothing of who the person is."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, true

from adapters.database.tables.customers import agreements, customers, subscriptions
from adapters.database.tables.offers import offer_responses

ATTRIBUTES = ("contract", "payment_method", "paperless_billing", "tenure_months", "churned")
"""The custom attributes that are learnt from, where an installation has them."""

_agreement = (
    select(agreements.c.monthly, agreements.c.term_months)
    .where(agreements.c.customer_id == customers.c.id, agreements.c.state == "active")
    .order_by(agreements.c.starts_at.desc())
    .limit(1)
    .lateral("agreement")
)
_products = (
    select(subscriptions.c.customer_id, func.string_agg(subscriptions.c.product, " ").label("products"))
    .where(subscriptions.c.state == "active")
    .group_by(subscriptions.c.customer_id)
    .subquery()
)
CUSTOMERS = (
    select(
        customers.c.account,
        customers.c.id.label("customer_id"),
        func.coalesce(_products.c.products, "").label("products"),
        _agreement.c.monthly,
        _agreement.c.term_months.label("agreement_months"),
        *(customers.c.attributes[name].astext.label(name) for name in ATTRIBUTES),
    )
    .outerjoin(_products, _products.c.customer_id == customers.c.id)
    .outerjoin(_agreement, true())
    .order_by(customers.c.account)
)
ANY_CUSTOMER = select(select(customers.c.id).exists())
ANSWERS_SINCE = (
    select(func.count())
    .select_from(offer_responses)
    .where(offer_responses.c.response.in_(("accepted", "declined")), offer_responses.c.at > bindparam("since"))
)


class LearningStore:
    """What one transaction reads for learning."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def columns(self) -> list[str]:
        """The names of the columns of `customers`."""
        return [column.name for column in CUSTOMERS.selected_columns]

    def has_customers(self) -> bool:
        """If there is anybody to recommend something to."""
        return bool(self._connection.execute(ANY_CUSTOMER).scalar())

    def customers(self) -> Iterator[tuple[Any, ...]]:
        """A row per customer, streamed."""
        for row in self._connection.execution_options(yield_per=2000).execute(CUSTOMERS):
            yield tuple(row)

    def answers_since(self, since: datetime) -> int:
        """How many offers were accepted or declined since."""
        return self._connection.execute(ANSWERS_SINCE, {"since": since}).scalar_one()
