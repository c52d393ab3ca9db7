"""A mapping is checked whole before a row is read, and each mistake names its line."""

from pathlib import Path

import pytest

from adapters.customers.errors import FileRefused
from adapters.customers.mapping import CustomerMapping, LeadMapping
from adapters.customers.mapping_file import MappingFile, attributes_of, definitions_of, key_of, mapping_at
from workspace.seeding.customers import CUSTOMERS_MAPPING, LEADS_MAPPING

SMALL = """\
mapping: customers
source: mine
customer:
  account: Konto
  name: Name
numbers:
  - {column: Tel, kind: mobile}
attributes:
  age: {column: Alter, type: number, label: {en: Age, zh: 年龄}}
ignore: [Rest]
"""


def refusal_of(text: str, kind: type = CustomerMapping) -> FileRefused:
    with pytest.raises(FileRefused) as refusal:
        MappingFile(text.encode()).parsed(kind)
    return refusal.value


def test_the_shipped_mappings_are_read() -> None:
    assert mapping_at(CUSTOMERS_MAPPING).parsed(CustomerMapping).subscriptions[0].product == "phone"
    assert mapping_at(LEADS_MAPPING).parsed(LeadMapping).lead.external_id == "invented_reference"


@pytest.mark.parametrize(
    ("old", "new", "line", "named"),
    [
        ("name: Name", "nmae: Name", 5, "customer.nmae"),
        ("kind: mobile", "knid: mobile", 7, "numbers.0.knid"),
        ("type: number", "type: numbre", 9, "attributes.age.type"),
        ("en: Age, ", "", 9, "attributes.age.label.en"),
        ("source: mine", "source: Not A Key", 2, "source"),
        ("mapping: customers", "mapping: leads", 1, "mapping"),
        ("ignore: [Rest]", "ignore: [Rest]\nfurther: perhaps", 11, "further"),
    ],
)
def test_a_mistake_names_its_line(old: str, new: str, line: int, named: str) -> None:
    refusal = refusal_of(SMALL.replace(old, new))
    assert refusal.details["line"] == line
    assert named in refusal.sentence()


@pytest.mark.parametrize("text", ["a: [", "a: &x 1\nb: *x", "- a", "", "a: 1\na: 2"])
def test_what_the_script_reader_refuses_is_refused_here(text: str) -> None:
    assert refusal_of(text).code == "mapping"


@pytest.mark.parametrize(("column", "line"), [("Konto", 4), ("Tel", 7), ("Alter", 9), ("Rest", 10)])
def test_a_column_that_the_file_has_not_names_its_line(column: str, line: int) -> None:
    header = [each for each in ("Konto", "Name", "Tel", "Alter", "Rest") if each != column]
    with pytest.raises(FileRefused) as refusal:
        MappingFile(SMALL.encode()).check_columns(header)
    assert refusal.value.sentence() == f"line {line} of the mapping: the file has no column {column}"
    assert refusal.value.sentence("zh") == f"映射文件第 {line} 行：文件中没有 {column} 列"


def test_columns_that_the_mapping_does_not_name_become_attributes() -> None:
    mapping = MappingFile(SMALL.encode()).parsed(CustomerMapping)
    attributes = attributes_of(mapping, ["Konto", "Name", "Tel", "Alter", "Rest", "Shoe size"])
    assert list(attributes) == ["age", "shoe_size"]
    definition = definitions_of(mapping, attributes)[1]
    assert (definition.key, definition.type, definition.label) == ("shoe_size", "text", {"en": "Shoe size", "zh": "Shoe size"})


def test_columns_that_the_mapping_does_not_name_can_be_refused_or_ignored() -> None:
    header = ["Konto", "Name", "Tel", "Alter", "Rest", "Shoe size"]
    ignoring = MappingFile((SMALL + "further: ignore\n").encode()).parsed(CustomerMapping)
    assert list(attributes_of(ignoring, header)) == ["age"]
    refusing = MappingFile((SMALL + "further: refuse\n").encode()).parsed(CustomerMapping)
    with pytest.raises(FileRefused, match="Shoe size"):
        attributes_of(refusing, header)


def test_a_key_is_made_of_any_column_name() -> None:
    assert key_of("Shoe size (EU)", 3) == "shoe_size__eu"
    assert key_of("2nd", 3) == "column_2nd"
    assert key_of("年龄", 3) == "column_3"


def test_columns_of_like_names_keep_apart() -> None:
    mapping = MappingFile(SMALL.encode()).parsed(CustomerMapping)
    attributes = attributes_of(mapping, ["Konto", "Name", "Tel", "Alter", "Rest", "Age", "age!", "年龄", "性别"])
    assert {key: each.column for key, each in attributes.items()} == {
        "age": "Alter",
        "age_6": "Age",
        "age_7": "age!",
        "column_8": "年龄",
        "column_9": "性别",
    }


def test_a_missing_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"none\.yaml cannot be read"):
        mapping_at(tmp_path / "none.yaml")
