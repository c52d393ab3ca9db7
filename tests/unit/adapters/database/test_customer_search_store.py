"""Customers are found by any part of their name, in English and Chinese, and ordered as people expect."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from adapters.clock import FixedClock
from adapters.database.stores.customers import CustomerStore
from adapters.database.unit import Units
from flows.customers.customer import CustomerRecord, NumberRecord

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE = (
    ("A-1", "Ana Delgado", "en", ("+14155550111",)),
    ("A-2", "Charlie Brown-Delacroix", "en", ("+14155550122", "+12125550122")),
    ("A-3", "王芳", "zh", ("+12125550122",)),
    ("A-4", "陈小芳", "zh", ()),
    ("A-5", "安德烈", "zh", ("+13125550133",)),
    ("A-6", "100%_wild", "en", ()),
)


@pytest.fixture
def customers(database: Engine) -> Iterator[CustomerStore]:
    units = Units(database, FixedClock(NOW), lambda changes: None)
    with units.begin() as unit:
        records = [
            CustomerRecord(account, name, language=language, numbers=tuple(NumberRecord(number, "mobile") for number in numbers))
            for account, name, language, numbers in PEOPLE
        ]
        unit.customer_import.put(records, "test", ["mobile"])
    with units.read() as unit:
        yield unit.customers


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("Ana", ["A-1"]),
        ("del", ["A-1", "A-2"]),
        ("ANA delgado", ["A-1"]),
        ("Ａｎａ", ["A-1"]),
        ("王", ["A-3"]),
        ("芳", ["A-4", "A-3"]),
        ("小芳", ["A-4"]),
        ("芳小", []),
        ("A-5", ["A-5"]),
        ("0122", ["A-2", "A-3"]),
        ("(212) 555-0122", ["A-2", "A-3"]),
        ("+1 415 555 0111", ["A-1"]),
        ("9999", []),
        ("a", []),
        ("", []),
        ("%", []),
        ("__", []),
        ("100%", ["A-6"]),
        ("' OR 1=1 --", []),
        ("x" * 5000, []),
    ],
)
def test_a_search_finds_whoever_has_every_word(customers: CustomerStore, term: str, found: list[str]) -> None:
    assert [each.account for each in customers.search(term)] == found


def test_a_number_has_no_customer_one_or_several(customers: CustomerStore) -> None:
    assert customers.with_number("+19995550100") == []
    assert [each.account for each in customers.with_number("+14155550111")] == ["A-1"]
    assert {each.account for each in customers.with_number("+12125550122")} == {"A-2", "A-3"}
