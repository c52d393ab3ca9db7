"""Fields of a form: what was typed becomes a typed value, or is told as wrong by a code."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.customers.card_numbers import has_card_number
from flows.fields import options_of, read_fields
from flows.runs.refusals import FieldError, FieldsWrongError
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.script import FormField
from scripts_dsl.types import (
    ADDRESS,
    DATE,
    DATETIME,
    DIGITS,
    EMAIL,
    FILES,
    MONEY,
    NUMBER,
    PHONE,
    TEXT,
    TIME,
    YESNO,
    Field,
    ListType,
    RecordType,
    ValueType,
)
from tests.unit.flows.small_scripts import NOW, Maker, enum

PLAN = RecordType.of("bss.plan", Field("name", TEXT), Field("id", TEXT))
ENVIRONMENT = Environment(
    {"plans": ({"name": "Small", "id": "S"}, {"name": "Large", "id": "L"}), "names": ("Ana", "Bruno"), "floor": None}, NOW, UTC
)
MAKER = Maker(plans=ListType(PLAN), names=ListType(TEXT), floor=NUMBER, item=PLAN)
ALL_KINDS = [TEXT, NUMBER, MONEY, YESNO, DATE, TIME, DATETIME, PHONE, EMAIL, ADDRESS, DIGITS, FILES]


def field(type_: ValueType, kind: str | None = None, **more: Any) -> FormField:
    return MAKER.field("it", type_, kind, **more)


def read(made: FormField, raw: object) -> object:
    """The value of the field, or the error."""
    try:
        return read_fields((made,), {"it": raw}, ENVIRONMENT, "CNY")["it"]
    except FieldsWrongError as wrong:
        return wrong.errors["it"]


@pytest.mark.parametrize(
    ("type_", "raw", "value"),
    [
        (TEXT, "  hello ", "hello"),
        (NUMBER, "3.50", Decimal("3.50")),
        (YESNO, "no", False),
        (DATETIME, "2026-11-23T15:00", datetime(2026, 11, 23, 15, tzinfo=UTC)),
        (DIGITS, "0755123", "0755123"),
        (FILES, ["a", "b"], ("a", "b")),
        (TEXT, "", None),
        (TEXT, "   ", None),
        (NUMBER, None, None),
    ],
)
def test_what_fits_becomes_a_typed_value(type_: ValueType, raw: object, value: object) -> None:
    assert read(field(type_), raw) == value


@pytest.mark.parametrize(
    ("type_", "raw"),
    [
        (NUMBER, "many"),
        (MONEY, "12 apples"),
        (DATE, "2026-02-30"),
        (DATE, "0001-01-01"),
        (DATETIME, "9999-12-31T23:59"),
        (EMAIL, "nobody"),
        (PHONE, "call me"),
        (DIGITS, "12a"),
        (TEXT, "nul\x00"),
        (TEXT, "\ud800"),
        (TEXT, {"a": "b"}),
    ],
)
def test_what_does_not_fit_is_told(type_: ValueType, raw: object) -> None:
    assert read(field(type_), raw) == FieldError("format")


def test_what_is_required_must_be_there() -> None:
    for raw in ("", None, " ", [], ()):
        assert read(field(TEXT, required=True), raw) == FieldError("required")


def test_limits_name_what_was_passed() -> None:
    assert read(field(NUMBER, minimum="5"), "4") == FieldError("too_small", Decimal(5))
    assert read(field(NUMBER, maximum="5"), "6") == FieldError("too_big", Decimal(5))
    assert read(field(MONEY, minimum="5"), "4.99") == FieldError("too_small", Decimal(5))
    assert read(field(DATE, minimum="today()"), "2026-11-21") == FieldError("too_small", NOW.date())
    assert read(field(DATETIME, minimum="now()"), "2026-11-22T09:59") == FieldError("too_small", NOW)
    assert read(field(TEXT, maximum="3"), "four") == FieldError("too_long", Decimal(3))
    assert read(field(TEXT), "x" * 2001) == FieldError("too_long", Decimal(2000))
    assert read(field(NUMBER, minimum="5", maximum="5"), "5") == Decimal(5)


def test_an_unknown_limit_limits_nothing() -> None:
    assert read(field(NUMBER, minimum="floor"), "-1") == Decimal(-1)


def test_a_field_that_is_not_shown_is_not_read() -> None:
    hidden = field(NUMBER, when="floor > 1")
    assert read_fields((hidden,), {"it": "nonsense"}, ENVIRONMENT, "CNY") == {}


def test_a_choice_takes_what_it_offers() -> None:
    made = field(enum("a", "b"), "choice")
    assert read(made, "a") == "a"
    for raw in ("c", ["a", "b"], 5, {"a": 1}, [["a"]]):
        assert read(made, raw) == FieldError("not_listed")


def test_a_choice_from_a_list_of_records_gives_the_record() -> None:
    made = field(PLAN, "choice", choices_from="plans", show="${item.name}")
    assert [(key, label) for key, label, _ in options_of(made, ENVIRONMENT, "en")] == [("S", "Small"), ("L", "Large")]
    assert read(made, "L") == {"name": "Large", "id": "L"}
    assert read(made, "XL") == FieldError("not_listed")


@pytest.mark.parametrize(
    ("plans", "keys"),
    [
        (({"code": "S"}, {"code": "L"}), ["S", "L"]),
        (({"code": "S", "id": "1"}, {"code": "S", "id": "2"}), ["1", "2"]),
        (({"code": "S"}, {"code": "S"}), ["0", "1"]),
        (({"code": "S"}, {}), ["0", "1"]),
    ],
)
def test_a_record_is_chosen_by_its_id_else_its_code_else_its_place(plans: tuple[dict[str, str], ...], keys: list[str]) -> None:
    made = field(PLAN, "choice", choices_from="plans")
    here = Environment({"plans": plans}, NOW, UTC)
    assert [key for key, _, _ in options_of(made, here, "en")] == keys


def test_several_choices_give_a_list_without_doubles() -> None:
    made = field(ListType(TEXT), "multichoice", choices_from="names")
    assert read(made, ["Bruno", "Ana", "Bruno"]) == ("Bruno", "Ana")
    assert read(made, "Ana") == ("Ana",)


@pytest.mark.parametrize("number", ["4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009", "6011000000000004"])
def test_card_numbers_are_not_taken_in_free_text(number: str) -> None:
    assert has_card_number(f"card {number}, thanks")
    assert read(field(TEXT), f"it is {number}") == FieldError("card_number")
    assert read(field(ADDRESS), number) == FieldError("card_number")


@pytest.mark.parametrize("text", ["4111 1111 1111 1112", "order 12345678", "0086 138 0013 8000", "9999999999999995", "2026-11-22 10:00:00"])
def test_other_numbers_are(text: str) -> None:
    assert not has_card_number(text)


def test_phone_numbers_and_accounts_are_not_taken_for_cards() -> None:
    assert read(field(DIGITS), "4111111111111111") == "4111111111111111"


RAW = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.dates(), st.decimals()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


@given(st.sampled_from(ALL_KINDS), RAW)
def test_nothing_that_is_sent_breaks_a_form(type_: ValueType, raw: object) -> None:
    read(field(type_), raw)
    read(field(enum("a", "b"), "choice"), raw)
    read(field(ListType(TEXT), "multichoice", choices_from="names"), raw)
