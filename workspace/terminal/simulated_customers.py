"""The customers of a simulation, read from a CSV file: by a mapping as imports use it, else by columns named like the customer's fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows.connectors.catalogue_records import CUSTOMER
from flows.customers.customer import CustomerRecord, salutation
from flows.publishing.frozen import attribute_fields
from flows.runs.variables import known_zone, typed_from_outside
from flows.simulation.plan import SimulatedCustomer
from scripts_dsl.types import Field, ListType, RecordType, present
from workspace.wiring.simulation import CsvRows, CustomerMapping, attributes_of, customer_converter, definitions_of, mapping_at

CURRENCY = "USD"
"""Of amounts that have none, where no mapping names one."""
_ALWAYS_READ = frozenset({"no_personalised_marketing"})
"""What the ranking reads beside the offers' own conditions."""
BETWEEN = ";"
"""What parts the items of a list in one cell."""


@dataclass(frozen=True)
class CustomerList:
    """The customers of a file.

    `fields` are custom attributes that it has beside the known fields · `bad`: for each row that was left out its number and why.
    """

    customers: tuple[SimulatedCustomer, ...] = ()
    currency: str = CURRENCY
    fields: tuple[Field, ...] = ()
    bad: tuple[tuple[int, str], ...] = ()


def mapping_beside(file: Path) -> Path | None:
    """The mapping that stands beside a list by its name: customers.mapping.yaml beside customers.csv or customers.csv.gz."""
    path = file.parent / f"{file.name.partition('.')[0]}.mapping.yaml"
    return path if path.is_file() else None


def customers_of(file: Path, mapping: Path | None, now: datetime, most: int) -> CustomerList:
    """The first customers of a list, `most` at most. Raises FileRefused when the list or its mapping cannot be read."""
    with CsvRows(file) as rows:
        return _mapped(rows, mapping, now, most) if mapping is not None else _named(rows, most)


def _mapped(rows: CsvRows, mapping: Path, now: datetime, most: int) -> CustomerList:
    described = mapping_at(mapping)
    wanted = described.parsed(CustomerMapping)
    described.check_columns(rows.header)
    attributes = attributes_of(wanted, rows.header)
    fields = attribute_fields([asdict(each) for each in definitions_of(wanted, attributes)])
    type_ = CUSTOMER.extended(fields)
    converter = customer_converter(wanted, rows.header, attributes, now)
    records = (record for _, record in islice(converter.records(iter(rows)), most))
    found = tuple(_typed(_given(each), type_, wanted.currency)[0] for each in records)
    bad = tuple((each.row, f"{each.column} {each.sentence()}".strip()) for each in converter.report.bad)
    return CustomerList(found, wanted.currency, tuple(fields), bad)


def _given(record: CustomerRecord) -> dict[str, Any]:
    """A customer of an import as scripts read them."""
    return {
        **record.attributes,
        "account": record.account,
        "name": record.name,
        "surname": record.surname,
        "title": record.title,
        "salutation": salutation(record.language, record.title, record.surname, record.name),
        "language": record.language,
        "tier": record.tier,
        "zone": record.zone,
        "phone": record.numbers[0].number if record.numbers else None,
        "email": record.email,
        "monthly": record.agreement.monthly if record.agreement else None,
        "agreement_months": record.agreement.term_months if record.agreement else None,
        "no_personalised_marketing": record.no_personalised_marketing,
        "products": [each.product for each in record.subscriptions if each.taken],
    }


def _named(rows: CsvRows, most: int) -> CustomerList:
    found: list[SimulatedCustomer] = []
    bad: list[tuple[int, str]] = []
    for number, raw in islice(_cells(rows), most):
        customer, wrong = _typed(raw, CUSTOMER, CURRENCY) if raw is not None else (None, ["the row has another number of columns"])
        if customer is None or wrong:
            bad.append((number, ", ".join(wrong)))
        else:
            found.append(customer)
    return CustomerList(tuple(found), bad=tuple(bad))


def _cells(rows: CsvRows) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Each row's number with what it says of the customer's fields; None where its columns are not those of the header."""
    names = [name.removeprefix("customer.") for name in rows.header]
    for row in rows:
        if row.values is None:
            yield row.number, None
            continue
        said = {name: _cell(name, text) for name, text in zip(names, row.values, strict=True) if name in CUSTOMER.fields and text.strip()}
        called = [str(said.get(each, "")) for each in ("language", "title", "surname", "name")]
        yield row.number, {"no_personalised_marketing": False, "products": [], "salutation": salutation(*called) or None, **said}


def _cell(name: str, text: str) -> object:
    is_list = isinstance(present(CUSTOMER.fields[name].type), ListType)
    return [part.strip() for part in text.split(BETWEEN) if part.strip()] if is_list else text.strip()


def _typed(raw: Mapping[str, Any], type_: RecordType, currency: str) -> tuple[SimulatedCustomer, list[str]]:
    """The customer typed, and what of the row did not fit, in words."""
    zone = known_zone(str(raw.get("zone") or "UTC"))
    typed, misfits = typed_from_outside("", raw, type_, zone or ZoneInfo("UTC"), currency)
    record = typed if isinstance(typed, Mapping) else {}
    names = [name.removeprefix(".") for name in misfits]
    wrong = [f"{name} is no {type_.fields[name].type} ({raw[name]})" for name in names]
    if zone is None:
        wrong.append(f"zone is no time zone ({raw['zone']})")
    return SimulatedCustomer(record, str(record.get("language") or ""), zone.key if zone else "UTC"), wrong


def lean(customers: Sequence[SimulatedCustomer], texts: Sequence[str]) -> tuple[SimulatedCustomer, ...]:
    """The customers with only those fields that a text may read: each call types all it is given, and a list has many more."""
    whole = "\n".join(texts)
    read = {name for name in {name for each in customers for name in each.record} if f".{name}" in whole} | _ALWAYS_READ
    return tuple(replace(each, record={name: value for name, value in each.record.items() if name in read}) for each in customers)


def told(file: Path, bad: Sequence[tuple[int, str]], most: int = 20) -> Iterator[str]:
    """The rows that were left out, one a line, those past `most` counted."""
    yield from (f"{file}:{row}: {why}; the row is left out" for row, why in bad[:most])
    if len(bad) > most:
        yield f"{file}: {len(bad) - most} more rows are left out"
