"""The JSON Schema for editors: every shipped script is valid by it, and what people mistype is not."""

import re

import pytest
from jsonschema import Draft202012Validator

from flows.connectors.catalogue import CATALOGUE
from scripts_dsl.form_fields import FIELD_KEYS
from scripts_dsl.loader import SCRIPT_KEYS
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.schema import script_schema
from scripts_dsl.source.nodes import ListNode, MapNode, Node
from scripts_dsl.source.reader import read
from tests.unit.scripts_dsl.conftest import SMALL
from tests.unit.scripts_dsl.test_library import SOURCES

SCHEMA = script_schema(CATALOGUE)
VALIDATOR = Draft202012Validator(SCHEMA)


def as_editors_read(node: Node) -> object:
    """A source as YAML 1.2 types it, which editors go by."""
    if isinstance(node, MapNode):
        return {entry.key.text: as_editors_read(entry.value) for entry in node}
    if isinstance(node, ListNode):
        return [as_editors_read(item) for item in node]
    if node.style:
        return node.text
    if node.text in ("true", "false"):
        return node.text == "true"
    if node.text in ("", "~", "null"):
        return None
    return int(node.text) if re.fullmatch(r"-?[0-9]+", node.text) else node.text


def complaints(source: str) -> list[str]:
    root = read(source).root
    assert root is not None
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(as_editors_read(root))]


def test_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", SOURCES)
def test_shipped_scripts_are_valid(name: str) -> None:
    assert complaints(SOURCES[name]) == []


def test_the_script_of_these_tests_is_valid_with_actions_of_its_own() -> None:
    assert complaints(SMALL.replace("bss.", "shop.").replace("shop.plan?", "bss.plan?")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    next: mood\n", "    nxet: mood\n"),
        ("    save_as: mood\n", "    save: mood\n"),
        ("channel: inbound", "channel: inbuond"),
        ("    ask: {zh: 您好吗, en: How are you}\n", "    aks: {zh: 您好吗, en: How are you}\n"),
        ("    outcomes: {accepted: read_back, declined: wrap,", "    outcomes: {accepted: read_back,"),
        ("    consent: {given: order, refused: wrap}", "    consent: {given: order}"),
        ("    once: true", "    once: maybe"),
        ("type: datetime", "type: datetmie"),
        ("    with: {account: ", "    with: {acount: "),
        ("    next: fast\n", ""),
        ("start: greet\n", ""),
        ("      - else: offer", "      - otherwise: offer"),
        ('en: "Hello', 'eng: "Hello'),
        ("  hung_up: {next: wrap}", "  hung_up: {nxt: wrap}"),
    ],
)
def test_what_is_mistyped_is_marked(old: str, new: str) -> None:
    assert old in SMALL
    assert complaints(SMALL.replace(old, new, 1))


def test_offers_every_field_that_the_loader_takes() -> None:
    definitions = SCHEMA["$defs"]
    assert set(SCHEMA["properties"]) == set(SCRIPT_KEYS)
    assert set(definitions["field"]["properties"]) == set(FIELD_KEYS)
    for kind, table in KINDS.items():
        assert {kind, *table.keys, "section", "lint"} <= set(definitions[f"{kind}_step"]["properties"])


def test_every_field_is_explained_in_english() -> None:
    definitions = SCHEMA["$defs"]
    for owner in (SCHEMA, definitions["field"], *(definitions[f"{kind}_step"] for kind in KINDS)):
        for key, field in owner["properties"].items():
            described = field if "$ref" not in field else {**definitions[field["$ref"].rpartition("/")[2]], **field}
            assert described.get("description"), key


def test_completes_actions_with_their_parameters() -> None:
    step = SCHEMA["$defs"]["do_step"]
    assert "ticket.open" in step["properties"]["do"]["anyOf"][0]["enum"]
    ticket = next(each["then"] for each in step["allOf"] if each["if"]["properties"]["do"]["const"] == "ticket.open")
    assert set(ticket["properties"]["with"]["properties"]) == {"department", "subject", "details", "priority", "category"}
