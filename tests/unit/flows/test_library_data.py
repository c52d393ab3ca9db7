"""The shipped data: the originals unchanged, the people invented, and both made again byte for byte."""

import csv
import gzip
import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from workspace.seeding.customers import CUSTOMERS, DATA, LEADS

TELCO = DATA / "telco_churn" / "Telco-Customer-Churn.csv.gz"
BANK = DATA / "bank_marketing" / "bank-additional-sample.csv.gz"
RESERVED = re.compile(r"\(\d{3}\) 555-01\d\d")


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_people", DATA / "make_people.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_people"] = module
    spec.loader.exec_module(module)
    return module


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def test_the_generator_makes_the_shipped_files_again(generator: ModuleType, tmp_path: Path) -> None:
    generator.main(tmp_path)
    assert (tmp_path / "telco_churn" / CUSTOMERS.name).read_bytes() == CUSTOMERS.read_bytes()
    assert (tmp_path / "bank_marketing" / LEADS.name).read_bytes() == LEADS.read_bytes()


@pytest.mark.parametrize(("original", "combined", "delimiter"), [(TELCO, CUSTOMERS, ","), (BANK, LEADS, ";")])
def test_the_original_columns_are_passed_on_unchanged(original: Path, combined: Path, delimiter: str) -> None:
    for before, after in zip(rows_of(original, delimiter), rows_of(combined), strict=True):
        assert {name: after[name] for name in before} == before
        assert all(name.startswith("invented_") for name in after.keys() - before.keys())


def test_every_number_is_of_the_reserved_range() -> None:
    numbers = [row[name] for row in rows_of(CUSTOMERS) for name in ("invented_phone", "invented_second_phone")]
    numbers += [row["invented_phone"] for row in rows_of(LEADS)]
    assert all(RESERVED.fullmatch(number) for number in numbers if number)


def test_most_customers_have_their_own_number_some_share_one_and_some_have_none() -> None:
    holders = Counter(row["invented_phone"] for row in rows_of(CUSTOMERS))
    assert 10 < holders.pop("") < 80
    assert sum(1 for number in holders if holders[number] == 1) > 6_700
    assert 40 < sum(1 for number in holders if holders[number] > 1) < 120


def test_leads_and_customers_share_no_number() -> None:
    assert not {row["invented_phone"] for row in rows_of(LEADS)} & {row["invented_phone"] for row in rows_of(CUSTOMERS)}


def test_mail_goes_to_nobody() -> None:
    assert all(row["invented_email"].endswith("@example.com") for row in rows_of(CUSTOMERS) + rows_of(LEADS))
