"""An action catalogue written beside scripts: what it adds can be named by them, and its mistakes are told with their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts_dsl.catalogue.text import load_catalogue
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.types import EnumType, ListType, present
from tests.unit.scripts_dsl.conftest import SMALL_CATALOGUE

TEXT = """\
catalogue: 1
records:
  crm.customer:
    fields:
      contract: {enum?: {monthly: {en: Monthly, zh: 按月}, yearly: {en: Yearly, zh: 按年}}, label: {en: Contract, zh: 合约}}
      birthday: {type: date?, private: true, sensitive: true, label: {en: Birthday, zh: 生日}}
  erp.line: {label: {en: Line, zh: 明细}, fields: {name: text, amount: money}}
  erp.invoice:
    label: {en: Invoice, zh: 发票}
    fields: {id: text, lines: [erp.line]}
actions:
  erp.get_invoice:
    label: {en: Look up an invoice, zh: 查询发票}
    with: {account: text, period: {type: text?, label: {en: Month, zh: 账期}}}
    result: erp.invoice
    errors: [refused]
  erp.cancel:
    label: {en: Cancel, zh: 取消}
    with: {invoice: text}
    commits: true
dispositions: [sold, info_only]
"""
SCRIPT = """\
script: own
spec: 1
languages: [en]
channel: inbound
start: look
vars:
  customer: crm.customer
  invoice: erp.invoice?
steps:
  look:
    do: erp.get_invoice
    with: {account: "${customer.account}"}
    save_as: invoice
    next: said
    on_error: wrap
  said: {say: {en: "Invoice ${invoice.id | default('unknown')}"}, next: wrap}
  wrap: {wrapup: {dispositions: [sold]}}
exits:
  hung_up: {next: wrap}
"""


def problems_of(old: str, new: str) -> list[tuple[str, int]]:
    """The problems of the text with one passage replaced, each with its line."""
    assert TEXT.count(old) == 1
    return [(each.code, each.line) for each in load_catalogue(TEXT.replace(old, new), SMALL_CATALOGUE)[1]]


def test_it_adds_to_what_is_there() -> None:
    found, problems = load_catalogue(TEXT, SMALL_CATALOGUE)
    assert problems == ()
    assert found is not None
    customer = found.records["crm.customer"]
    assert {"name", "tier", "contract", "birthday"} <= customer.fields.keys()
    assert (customer.fields["birthday"].private, customer.fields["birthday"].sensitive) == (True, True)
    contract = present(customer.fields["contract"].type)
    assert isinstance(contract, EnumType)
    assert [each.label("zh") for each in contract.choices] == ["按月", "按年"]
    assert found.records["erp.invoice"].fields["lines"].type == ListType(found.records["erp.line"])
    assert {"bss.get_plan", "ticket.open", "erp.get_invoice", "erp.cancel"} <= found.actions.keys()
    assert found.dispositions == {"sold", "info_only"}


def test_actions_say_what_they_take_give_and_do() -> None:
    found, _ = load_catalogue(TEXT, SMALL_CATALOGUE)
    assert found is not None
    look, cancel = found.actions["erp.get_invoice"], found.actions["erp.cancel"]
    assert [(each.name, each.required) for each in look.parameters.values()] == [("account", True), ("period", False)]
    assert look.parameters["period"].labels == {"en": "Month", "zh": "账期"}
    assert look.result == found.records["erp.invoice"]
    assert look.error_kinds == {"refused", "timeout", "cancelled"}
    assert (look.writes, look.commits) == (False, False)
    # what binds the customer changes something outside too
    assert (cancel.writes, cancel.commits) == (True, True)


def test_a_script_may_name_what_it_adds() -> None:
    found, _ = load_catalogue(TEXT, SMALL_CATALOGUE)
    assert found is not None
    without = load_script(SCRIPT, name="own", catalogue=SMALL_CATALOGUE, library=MappedLibrary())
    assert {each.code for each in without.errors} >= {"S003", "S031"}
    assert load_script(SCRIPT, name="own", catalogue=found, library=MappedLibrary()).errors == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("catalogue: 1\n", "", "S003", 1),
        ("catalogue: 1", "catalogue: 2", "S003", 1),
        ("amount: money", "amount: mony", "S003", 7),
        ("  erp.invoice:\n    label", "  invoice:\n    label", "S003", 8),
        ("    errors: [refused]", "    erors: [refused]", "S001", 16),
        ("result: erp.invoice", "result: erp.invioce", "S003", 15),
        ("  erp.cancel:", "  ticket.open:", "S003", 17),
        ("    label: {en: Cancel, zh: 取消}\n", "", "S003", 18),
        ("with: {invoice: text}", "with: [invoice]", "S003", 19),
        ("commits: true", "commits: perhaps", "S003", 20),
        ("{type: date?, private", "{private", "S003", 6),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, code: str, line: int) -> None:
    assert (code, line) in problems_of(old, new)
    assert load_catalogue(TEXT.replace(old, new), SMALL_CATALOGUE)[0] is None


def test_a_missing_translation_stops_nothing() -> None:
    assert problems_of("{en: Line, zh: 明细}", "{en: Line}") == [("T001", 7)]
    assert load_catalogue(TEXT.replace("{en: Line, zh: 明细}", "{en: Line}"), SMALL_CATALOGUE)[0] is not None


@given(st.one_of(st.text(max_size=80), st.binary(max_size=80)))
def test_no_text_breaks_it(text: str | bytes) -> None:
    found, problems = load_catalogue(text, SMALL_CATALOGUE)
    assert (found is None) == any(each.severity == "E" for each in problems)


@given(st.data())
def test_no_mutation_breaks_it(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start, min(start + 12, len(TEXT))))
    text = TEXT[:start] + data.draw(st.sampled_from(["", "[", "{", ": ", "\n", "text?", "- ", "1", "！"])) + TEXT[end:]
    found, problems = load_catalogue(text, SMALL_CATALOGUE)
    assert (found is None) == any(each.severity == "E" for each in problems)
