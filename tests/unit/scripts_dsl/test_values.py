"""Values on their way in and out: what fits a type, what does not, and that storage keeps them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from scripts_dsl.money import Money
from scripts_dsl.types import (
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
    Choice,
    EnumType,
    Field,
    ListType,
    RecordType,
    ValueType,
    optional,
)
from scripts_dsl.values import BadValueError, read_value, to_json

PAIN = EnumType((Choice("slow"), Choice("price")))
PLAN = RecordType.of("bss.plan", Field("speed", NUMBER), Field("price", MONEY))


@pytest.mark.parametrize(
    ("raw", "type_", "value"),
    [
        ("12.50", NUMBER, Decimal("12.50")),
        (12, NUMBER, Decimal(12)),
        ("99 CNY", MONEY, Money(Decimal(99), "CNY")),
        ("99", MONEY, Money(Decimal(99), "EUR")),
        ("yes", YESNO, True),
        ("否", YESNO, False),
        ("2026-11-22", DATE, date(2026, 11, 22)),
        ("09:30", TIME, time(9, 30)),
        ("2026-11-22T10:00:00+00:00", DATETIME, datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("0755", DIGITS, "0755"),
        ("+86 755 1234", PHONE, "+86 755 1234"),
        ("ana@example.com", EMAIL, "ana@example.com"),
        ("slow", PAIN, "slow"),
        (["a.jpg"], FILES, ("a.jpg",)),
        (["slow", "price"], ListType(PAIN), ("slow", "price")),
        ({"speed": "100", "other": 1}, PLAN, {"speed": Decimal(100)}),
        ("", TEXT, None),
        (None, optional(NUMBER), None),
    ],
)
def test_what_fits_is_typed(raw: object, type_: ValueType, value: object) -> None:
    assert read_value(raw, type_, currency="EUR") == value


@pytest.mark.parametrize(
    ("raw", "type_"),
    [
        ("1e9999", NUMBER),
        (True, NUMBER),
        ("NaN", NUMBER),
        ("99 yuan", MONEY),
        ("maybe", YESNO),
        ("2026-02-30", DATE),
        ("25:00", TIME),
        ("12a", DIGITS),
        ("ana", EMAIL),
        ("call me", PHONE),
        ("fast", PAIN),
        (5, TEXT),
        ("slow", ListType(PAIN)),
        ("100", PLAN),
    ],
)
def test_what_does_not_fit_is_refused(raw: object, type_: ValueType) -> None:
    with pytest.raises(BadValueError):
        read_value(raw, type_)


def test_a_time_without_a_zone_is_the_customers() -> None:
    moment = read_value("2026-11-22T10:00", DATETIME, ZoneInfo("Asia/Shanghai"))
    assert moment == datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (Decimal("1.50"), NUMBER),
        (Money(Decimal("99.90"), "CNY"), MONEY),
        (date(2026, 1, 2), DATE),
        (datetime(2026, 1, 2, 3, tzinfo=UTC), DATETIME),
        ({"speed": Decimal(3), "price": Money(Decimal(1), "CNY")}, PLAN),
        ((True, False), ListType(YESNO)),
        (None, optional(TEXT)),
    ],
)
def test_storage_keeps_a_value(value: object, type_: ValueType) -> None:
    assert read_value(to_json(value), type_) == value


def test_a_record_takes_custom_attributes() -> None:
    wider = PLAN.extended([Field("colour", TEXT)])
    assert read_value({"colour": "red"}, wider) == {"colour": "red"}
    assert "colour" not in PLAN.fields
