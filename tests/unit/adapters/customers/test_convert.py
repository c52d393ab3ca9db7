"""A row becomes a record by its mapping, or is kept out with the field and the reason."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.customers.cells import Cells
from adapters.customers.convert import customer_converter, months_after
from adapters.customers.csv_rows import CsvRows, Row
from adapters.customers.errors import BadField
from adapters.customers.mapping import Attribute, CustomerMapping, Labels
from adapters.customers.mapping_file import attributes_of, mapping_at
from adapters.customers.recommendation_rows import read_recommendation
from flows.customers.customer import CustomerRecord
from scripts_dsl.money import Money
from workspace.seeding.customers import CUSTOMERS, CUSTOMERS_MAPPING

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MAPPING = mapping_at(CUSTOMERS_MAPPING).parsed(CustomerMapping)


def first_row() -> dict[str, str]:
    with CsvRows(CUSTOMERS) as rows:
        values = next(iter(rows)).values
        assert values is not None
        return dict(zip(rows.header, values, strict=True))


def converted(*changes: dict[str, str]) -> tuple[list[CustomerRecord], list[BadField]]:
    rows = [first_row() | change for change in changes]
    header = list(rows[0])
    converter = customer_converter(MAPPING, header, attributes_of(MAPPING, header), NOW)
    numbered = (Row(number, list(row.values())) for number, row in enumerate(rows, start=2))
    return [record for _, record in converter.records(numbered)], converter.report.bad


def test_a_row_of_the_shipped_list_becomes_a_customer() -> None:
    (record,), bad = converted({})
    assert not bad
    assert (record.account, record.name, record.surname, record.title) == ("7590-VHVEG", "Brandy Taylor", "Taylor", "Ms.")
    assert (record.language, record.tier, record.no_personalised_marketing) == ("en", "standard", True)
    assert [number.number for number in record.numbers] == ["+12205550160"]
    assert {each.product for each in record.subscriptions if each.taken} == {"dsl", "online_backup"}
    assert record.agreement is not None
    assert (record.agreement.term_months, record.agreement.ends_at) == (1, None)
    assert record.agreement.monthly == Money(Decimal("29.85"), "USD")
    assert record.attributes["partner"] is True
    assert record.attributes["gender"] == "female"
    assert record.attributes["total_charges"] == "29.85 USD"
    assert record.attributes["customer_since"] == "2026-10-22"


def test_a_term_that_ran_out_was_followed_by_the_next() -> None:
    (record,), _ = converted({"Contract": "One year", "tenure": "34"})
    assert record.agreement is not None
    assert record.agreement.starts_at == datetime(2026, 1, 22, tzinfo=UTC)
    assert record.agreement.ends_at == datetime(2027, 1, 22, tzinfo=UTC)
    assert record.since == datetime(2024, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("customerID", " ", "missing"),
        ("invented_name", "", "missing"),
        ("invented_name", "x" * 201, "too_long"),
        ("invented_name", "An\x00a", "control_character"),
        ("invented_phone", "555-0123", "not_a_phone"),
        ("invented_phone", "1\r\nAction: Hangup", "not_a_phone"),
        ("invented_email", "nobody", "not_an_email"),
        ("invented_zone", "America/Nowhere", "not_a_zone"),
        ("invented_zone", "../../etc/passwd", "not_a_zone"),
        ("invented_language", "fr", "not_a_choice"),
        ("invented_tier", "diamond", "not_a_choice"),
        ("Contract", "Forever", "not_a_choice"),
        ("tenure", "-1", "not_a_number"),
        ("tenure", "many", "not_a_number"),
        ("MonthlyCharges", "", "missing"),
        ("MonthlyCharges", "-3", "negative"),
        ("MonthlyCharges", "NaN", "not_a_number"),
        ("MonthlyCharges", "1e12", "not_a_number"),
        ("Partner", "perhaps", "not_yes_or_no"),
        ("gender", "X", "not_a_choice"),
        ("invented_date_of_birth", "1990-02-30", "not_of_type"),
        ("TotalCharges", "much", "not_of_type"),
    ],
)
def test_a_bad_field_keeps_its_row_out_and_says_why(column: str, value: str, code: str) -> None:
    records, bad = converted({"customerID": "A-1"}, {column: value})
    assert [record.account for record in records] == ["A-1"]
    assert (3, column, code) in {(each.row, each.column, each.code) for each in bad}
    assert all(each.sentence("zh") != each.sentence("en") for each in bad)


def test_every_wrong_field_of_a_row_is_told_at_once() -> None:
    _, bad = converted({"tenure": "x", "Partner": "x", "invented_phone": "x"})
    assert {each.column for each in bad} >= {"tenure", "Partner", "invented_phone"}


def test_an_account_that_stands_twice_is_taken_once() -> None:
    records, bad = converted({}, {})
    assert len(records) == 1
    assert [(each.row, each.column, each.code) for each in bad] == [(3, "customerID", "repeated")]


def test_formulas_and_markup_stay_text() -> None:
    (record,), _ = converted({"invented_name": "=cmd|'/c calc'!A0 <script>{{7*7}}${x}"})
    assert record.name == "=cmd|'/c calc'!A0 <script>{{7*7}}${x}"


def test_a_number_that_stands_twice_in_a_row_counts_once() -> None:
    (record,), _ = converted({"invented_second_phone": first_row()["invented_phone"]})
    assert len(record.numbers) == 1


@given(st.text(max_size=60))
def test_whatever_stands_in_a_cell_is_text_or_refused(text: str) -> None:
    cells = Cells(2, {"x": 0}, [text])
    for kind in ("text", "number", "money", "yesno", "date", "time", "datetime", "phone", "email", "digits"):
        cells.attribute(Attribute(column="x", type=kind, label=Labels(en="x", zh="x")), "USD")
    cells.phone("x", "US", required=False)
    cells.amount("x")
    cells.moment("x")
    cells.zone("x")
    assert all(each.column == "x" for each in cells.bad)


@pytest.mark.parametrize("text", ["1.01", "-0.1", "nan", "inf", "half", ""])
def test_a_propensity_is_a_probability(text: str) -> None:
    values = ["A-1", "cloud_disk", text, "m1", "2026-12-01T00:00+00:00"]
    cells = Cells(2, {name: at for at, name in enumerate(("account", "offer", "propensity", "model", "expires_at"))}, values)
    read_recommendation(cells)
    assert {each.code for each in cells.bad} <= {"not_a_propensity", "missing"}
    assert cells.bad


def test_months_keep_the_day_where_every_month_has_it() -> None:
    assert months_after(datetime(2026, 1, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert months_after(datetime(2026, 1, 15, tzinfo=UTC), -13) == datetime(2024, 12, 15, tzinfo=UTC)


def test_the_whole_shipped_list_is_good() -> None:
    with CsvRows(CUSTOMERS) as rows:
        converter = customer_converter(MAPPING, rows.header, attributes_of(MAPPING, rows.header), NOW)
        assert sum(1 for _ in converter.records(iter(rows))) == 7043
    assert converter.report.bad == []
