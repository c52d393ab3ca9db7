"""From a row of a list to a record: what the mapping says each column means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from adapters.customers.cells import Cells
from adapters.customers.csv_rows import Row
from adapters.customers.errors import BadField, RowReport
from adapters.customers.mapping import AgreementColumns, Attribute, Billing, CustomerMapping, LeadMapping, Subscription
from flows.customers.customer import (
    CUSTOMER_SINCE,
    AgreementRecord,
    BillingRecord,
    CustomerRecord,
    LeadRecord,
    NumberRecord,
    SubscriptionRecord,
)
from scripts_dsl.money import Money

Record = TypeVar("Record")


class Converter(Generic[Record]):
    """Turns rows into records, one at a time, and reports those it refuses; a key that was seen before is refused too."""

    def __init__(self, header: Sequence[str], read: Callable[[Cells], Record], key_of: Callable[[Record], str], key_column: str) -> None:
        self._columns = {name: place for place, name in enumerate(header)}
        self._read = read
        self._key_of = key_of
        self._key_column = key_column
        self._seen: set[str] = set()
        self.report = RowReport()

    def records(self, rows: Iterator[Row]) -> Iterator[tuple[int, Record]]:
        """The records of the good rows, each with its row number."""
        for row in rows:
            self.report.rows += 1
            if row.values is None:
                self.report.bad.append(BadField(row.number, "", "columns"))
                continue
            cells = Cells(row.number, self._columns, row.values)
            record = self._read(cells)
            key = self._key_of(record)
            if not cells.bad and key in self._seen:
                cells.refuse(self._key_column, "repeated", key)
            if cells.bad:
                self.report.bad.extend(cells.bad)
                continue
            self._seen.add(key)
            yield row.number, record


def customer_converter(
    mapping: CustomerMapping, header: Sequence[str], attributes: Mapping[str, Attribute], now: datetime
) -> Converter[CustomerRecord]:
    """A converter of customers; tenures are counted back from `now`."""
    products = [_Product(each, mapping.currency) for each in mapping.subscriptions]
    return Converter(
        header,
        lambda cells: read_customer(cells, mapping, attributes, products, now),
        lambda record: record.account,
        mapping.customer.account,
    )


def lead_converter(mapping: LeadMapping, header: Sequence[str], attributes: Mapping[str, Attribute]) -> Converter[LeadRecord]:
    """A converter of leads."""
    return Converter(
        header, lambda cells: read_lead(cells, mapping, attributes), lambda record: record.external_id, mapping.lead.external_id
    )


class _Product:
    """One product of a mapping; both its records are made once, for they are the same in every row."""

    def __init__(self, product: Subscription, currency: str) -> None:
        price = None if product.price is None else Money(product.price, currency)
        self._column = product.column
        self._says_yes = frozenset(product.taken)
        self._taken, self._not = (SubscriptionRecord(product.product, product.name.words, price, taken=taken) for taken in (True, False))

    def read(self, cells: Cells) -> SubscriptionRecord:
        return self._taken if cells.raw(self._column).strip() in self._says_yes else self._not


def read_customer(
    cells: Cells, mapping: CustomerMapping, attributes: Mapping[str, Attribute], products: Sequence[_Product], now: datetime
) -> CustomerRecord:
    """The customer of a row; what is wrong gathers in the cells."""
    columns = mapping.customer
    agreement, since = _agreement(cells, mapping.agreement, mapping.currency, now)
    came = {CUSTOMER_SINCE.key: since.date().isoformat()} if since else {}
    return CustomerRecord(
        account=cells.text(columns.account, required=True, longest=60),
        name=cells.text(columns.name, required=True, longest=200),
        given_name=cells.text(columns.given_name),
        surname=cells.text(columns.surname),
        title=cells.text(columns.title, longest=40),
        language=cells.language(columns.language),
        zone=cells.zone(columns.zone),
        tier=(columns.tier and cells.translated(columns.tier)) or "standard",
        email=cells.email(columns.email),
        no_personalised_marketing=bool(columns.no_personalised_marketing and cells.yes_no(columns.no_personalised_marketing)),
        attributes=came | read_attributes(cells, attributes, mapping.currency),
        numbers=_numbers(cells, mapping),
        agreement=agreement,
        subscriptions=tuple(each.read(cells) for each in products),
        billing=_billing(cells, mapping.billing, mapping.currency),
        since=since,
    )


def read_lead(cells: Cells, mapping: LeadMapping, attributes: Mapping[str, Attribute]) -> LeadRecord:
    """The lead of a row; what is wrong gathers in the cells."""
    columns = mapping.lead
    return LeadRecord(
        external_id=cells.text(columns.external_id, required=True, longest=60),
        name=cells.text(columns.name, required=True, longest=200),
        surname=cells.text(columns.surname),
        title=cells.text(columns.title, longest=40),
        number=cells.phone(columns.number, mapping.region, required=True) or "",
        language=cells.language(columns.language),
        zone=cells.zone(columns.zone),
        attributes=read_attributes(cells, attributes, mapping.currency),
        account=cells.text(columns.account, longest=60) or None,
        consent_reference=cells.text(columns.consent_reference) or None,
    )


def read_attributes(cells: Cells, attributes: Mapping[str, Attribute], currency: str) -> dict[str, Any]:
    """The custom attributes that the row says something about, as plain JSON."""
    values = {key: cells.attribute(attribute, currency) for key, attribute in attributes.items()}
    return {key: value for key, value in values.items() if value is not None}


def _numbers(cells: Cells, mapping: CustomerMapping) -> tuple[NumberRecord, ...]:
    found: dict[str, NumberRecord] = {}
    for column in mapping.numbers:
        number = cells.phone(column.column, mapping.region, required=column.required)
        if number and number not in found:
            found[number] = NumberRecord(number, column.kind)
    return tuple(found.values())


def _billing(cells: Cells, columns: Billing | None, currency: str) -> BillingRecord | None:
    if columns is None:
        return None
    monthly = Money(cells.amount(columns.monthly), currency)
    return BillingRecord(cells.translated(columns.plan), cells.text(columns.payment_method), monthly)


def _agreement(
    cells: Cells, columns: AgreementColumns | None, currency: str, now: datetime
) -> tuple[AgreementRecord | None, datetime | None]:
    """The agreement in force, and since when they are a customer."""
    if columns is None:
        return None, None
    name = cells.translated(columns.name)
    term = cells.translated(columns.term_months)
    tenure = cells.whole(columns.tenure_months)
    monthly = Money(cells.amount(columns.monthly), currency)
    if name is None or term is None:
        return None, None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = months_after(today, -tenure)
    if term == 1:  # from month to month: nobody knows when it ends
        return AgreementRecord(name.words, term, since, None, monthly), since
    starts_at = months_after(today, -(tenure % term))  # terms follow each other: this is the present one
    return AgreementRecord(name.words, term, starts_at, months_after(starts_at, term), monthly), since


def months_after(moment: datetime, months: int) -> datetime:
    """The same day some months later (or earlier), the 28th at the latest so that each month has it."""
    years, month = divmod(moment.month - 1 + months, 12)
    return moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, 28))
