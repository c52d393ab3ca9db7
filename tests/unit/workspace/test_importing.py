"""Customers come in by their mapping: once, whole, and with a reason for each row that stays out."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from adapters.clock import FixedClock
from workspace.imports.customers import import_customers
from workspace.imports.report import ImportReport, write_bad_rows
from workspace.seeding.customers import CUSTOMERS, CUSTOMERS_MAPPING
from workspace.settings import load
from workspace.terminal.complaint import Complaint
from workspace.terminal.importing import customers as import_command
from workspace.wiring.customers import BadField, FileRefused
from workspace.wiring.parts import Parts, assemble

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=FixedClock(NOW), pool_size=2)
    yield made
    made.engine.dispose()


def sample(folder: Path, rows: int = 30, **changes: dict[int, str]) -> Path:
    """The first rows of the shipped list; `changes` gives a column's new value by row."""
    with gzip.open(CUSTOMERS, "rt", encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        found = [row for _, row in zip(range(rows), reader, strict=False)]
    for column, values in changes.items():
        for row, value in values.items():
            found[row - 2][column] = value
    path = folder / "sample.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return path


def count(parts: Parts, table: str) -> Any:
    with parts.units.read() as unit:
        return unit.connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608


TABLES = ("customers", "customer_numbers", "agreements", "subscriptions", "bss_accounts", "bss_bills", "bss_plans", "attribute_definitions")


def test_the_shipped_list_comes_in_whole(parts: Parts) -> None:
    report = import_customers(parts, CUSTOMERS, CUSTOMERS_MAPPING)
    assert (report.rows, report.added, report.known, report.refused) == (7043, 7043, 0, 0)
    with parts.units.read() as unit:
        products = dict(
            unit.connection.execute(text("SELECT product, count(*) FROM subscriptions WHERE state = 'active' GROUP BY product")).all()
        )
        terms = dict(unit.connection.execute(text("SELECT term_months, count(*) FROM agreements GROUP BY term_months")).all())
        paid = unit.connection.execute(text("SELECT sum(monthly) FROM agreements")).scalar()
    assert products["fibre"] == 3096
    assert products["phone"] == 6361
    assert terms == {1: 3875, 12: 1473, 24: 1695}
    assert str(paid) == "456116.60"


def test_the_same_list_again_adds_nothing(parts: Parts, tmp_path: Path) -> None:
    path = sample(tmp_path)
    import_customers(parts, path, CUSTOMERS_MAPPING)
    before = {table: count(parts, table) for table in TABLES}
    report = import_customers(parts, path, CUSTOMERS_MAPPING)
    assert (report.added, report.known) == (0, 30)
    assert {table: count(parts, table) for table in TABLES} == before


def test_an_import_that_was_killed_is_finished_by_the_same_list(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workspace.imports.rows.batches.__defaults__", (10,))

    def die(rows: int) -> None:
        if rows >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING, tell=die)
    assert count(parts, "customers") == 20
    report = import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING)
    assert (report.added, report.known) == (10, 20)
    assert (count(parts, "customers"), count(parts, "agreements")) == (30, 30)


def test_a_dry_run_changes_nothing_and_tells_the_same(parts: Parts, tmp_path: Path) -> None:
    path = sample(tmp_path, tenure={5: "x"})
    report = import_customers(parts, path, CUSTOMERS_MAPPING, dry_run=True)
    assert (report.rows, report.added, report.known, report.refused) == (30, 29, 0, 1)
    assert {table: count(parts, table) for table in TABLES} == dict.fromkeys(TABLES, 0)
    assert count(parts, "audit") == 0
    assert report.lines()[-1] == "30 rows: would be 29 added, 0 known before, 1 refused."


def test_a_bad_row_stays_out_and_the_others_come_in(parts: Parts, tmp_path: Path) -> None:
    report = import_customers(parts, sample(tmp_path, tenure={5: "x"}, invented_phone={7: "12"}), CUSTOMERS_MAPPING)
    assert (report.added, report.refused) == (28, 2)
    assert count(parts, "customers") == 28
    assert report.lines()[0] == "row 5: tenure is not a number (x)"


def test_a_corrected_list_corrects_what_is_stored(parts: Parts, tmp_path: Path) -> None:
    import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING)
    changes = {"invented_name": {2: "Bruno"}, "invented_phone": {2: "(415) 555-0199"}, "OnlineBackup": {2: "No"}}
    import_customers(parts, sample(tmp_path, **changes), CUSTOMERS_MAPPING)
    with parts.units.read() as unit:
        customer = unit.customers.with_account("7590-VHVEG")
        assert customer is not None
        assert (customer.name, customer.numbers) == ("Bruno", ("+14155550199",))
        assert unit.customers.search("Bruno") == [customer]
        assert unit.customers.search("Brandy") == []
        desk = unit.customers.on_desk(customer.id, NOW)
        assert desk is not None
        assert [each.product for each in desk.subscriptions] == ["dsl"]


def test_a_refusal_of_marketing_outlives_the_next_list(parts: Parts, tmp_path: Path) -> None:
    import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING)
    import_customers(parts, sample(tmp_path, invented_no_personalised_marketing={2: "no"}), CUSTOMERS_MAPPING)
    with parts.units.read() as unit:
        customer = unit.customers.with_account("7590-VHVEG")
        assert customer is not None
        desk = unit.customers.on_desk(customer.id, NOW)
    assert desk is not None
    assert desk.customer.no_personalised_marketing


def test_what_an_order_changed_at_the_bss_outlives_the_next_list(parts: Parts, tmp_path: Path) -> None:
    import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING)
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE bss_accounts SET plan = 'fibre_1000', balance = 7 WHERE account = '7590-VHVEG'"))
    import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING)
    with parts.units.read() as unit:
        account = unit.bss.account("7590-VHVEG")
    assert account is not None
    assert (account["plan"], str(account["balance"])) == ("fibre_1000", "7.00")


def mapping_with(folder: Path, old: str, new: str) -> Path:
    path = folder / "mapping.yaml"
    text_ = CUSTOMERS_MAPPING.read_text(encoding="utf-8")
    assert old in text_
    path.write_text(text_.replace(old, new), encoding="utf-8")
    return path


def test_a_wrong_mapping_refuses_the_whole_file_with_its_line(parts: Parts, tmp_path: Path) -> None:
    mapping = mapping_with(tmp_path, "account: customerID", "account: customerId")
    line = mapping.read_text(encoding="utf-8").splitlines().index("  account: customerId") + 1
    with pytest.raises(FileRefused, match=f"line {line} of the mapping: the file has no column customerId"):
        import_customers(parts, sample(tmp_path), mapping)
    assert {table: count(parts, table) for table in TABLES} == dict.fromkeys(TABLES, 0)


def test_an_attribute_keeps_its_type(parts: Parts, tmp_path: Path) -> None:
    path = sample(tmp_path)
    import_customers(parts, path, CUSTOMERS_MAPPING)
    mapping = mapping_with(tmp_path, "{column: tenure, type: number", "{column: tenure, type: text")
    with pytest.raises(FileRefused, match="the attribute tenure_months exists already, and is of type number"):
        import_customers(parts, path, mapping)


def test_a_file_that_breaks_in_its_middle_is_refused_whole(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(CUSTOMERS.read_bytes()[:-5_000])
    with pytest.raises(FileRefused, match="damaged gzip"):
        import_customers(parts, path, CUSTOMERS_MAPPING)
    assert count(parts, "customers") == 0


def test_attributes_are_read_by_scripts_and_written_by_answers(parts: Parts, tmp_path: Path) -> None:
    import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING)
    with parts.units.begin() as unit:
        customer = unit.customers.with_account("7590-VHVEG")
        assert customer is not None
        assert unit.customers.write_attributes(customer.id, {"street": "1 New Street", "partner": None})
        definitions = {each.key: each for each in unit.customers.attribute_definitions()}
        desk = unit.customers.on_desk(customer.id, NOW)
    assert desk is not None
    assert desk.for_script()["street"] == "1 New Street"
    assert "partner" not in desk.for_script()
    assert (definitions["date_of_birth"].type, definitions["date_of_birth"].sensitive) == ("date", True)
    assert definitions["gender"].options[0] == {"value": "male", "en": "Male", "zh": "男"}
    assert definitions["senior_citizen"].label["zh"] == "老年客户"


def test_an_import_is_audited(parts: Parts, tmp_path: Path) -> None:
    import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING)
    with parts.units.read() as unit:
        (row,) = unit.audit.of("list:customers")
    assert (row["verb"], row["payload"]["added"]) == ("list_imported", 30)


def test_the_command_reports_and_writes_the_bad_rows(
    parts: Parts, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load({}, home=tmp_path, database_url=database_url)
    bad = tmp_path / "bad.csv"
    path = sample(tmp_path, tenure={5: '=HYPERLINK("http://x")'})
    import_command(settings, file=path, mapping=CUSTOMERS_MAPPING, bad_rows=bad)
    assert capsys.readouterr().out.splitlines()[-1] == "30 rows: 29 added, 0 known before, 1 refused."
    rows = list(csv.reader(bad.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][:3] == ["5", "tenure", '\'=HYPERLINK("http://x")']
    assert "不是数字" in rows[1][4]
    with pytest.raises(Complaint, match=r"Nothing was imported: none\.csv cannot be read"):
        import_command(settings, file=tmp_path / "none.csv", mapping=CUSTOMERS_MAPPING)


def test_a_long_report_is_cut_at_the_terminal_and_whole_in_the_file(tmp_path: Path) -> None:
    report = ImportReport(50, 20, 0, 30, tuple(BadField(row, "x", "missing") for row in range(2, 32)))
    assert len(report.lines()) == 22
    assert "and 10 more" in report.lines()[20]
    write_bad_rows(tmp_path / "bad.csv", report.bad)
    assert len((tmp_path / "bad.csv").read_text(encoding="utf-8-sig").splitlines()) == 31


def test_reading_the_desk_of_a_customer_takes_one_statement(parts: Parts, tmp_path: Path) -> None:
    import_customers(parts, sample(tmp_path), CUSTOMERS_MAPPING)
    with parts.units.read() as unit:
        customer = unit.customers.with_account("7590-VHVEG")
        assert customer is not None
        asked: list[str] = []
        event.listen(unit.connection, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
        unit.customers.on_desk(customer.id, NOW - timedelta(days=7))
        assert len(asked) == 1
