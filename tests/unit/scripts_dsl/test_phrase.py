"""Text with slots: how values read in each language, what is missing, and what is told about mistakes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts_dsl.expressions.condition import Scope
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.phrase import Part, Phrase, compile_phrase, sole_slot
from scripts_dsl.money import Money
from scripts_dsl.types import DATE, DATETIME, MONEY, NUMBER, TEXT, TIME, YESNO, Choice, EnumType, ListType, optional

PAIN = EnumType((Choice("slow", {"zh": "网速慢", "en": "Slow"}), Choice("price", {"zh": "贵", "en": "Price"})))
SCOPE = Scope(
    {
        "name": TEXT,
        "price": MONEY,
        "count": NUMBER,
        "due": DATE,
        "at": DATETIME,
        "clock": TIME,
        "pain": PAIN,
        "pains": ListType(PAIN),
        "done": YESNO,
        "lost": optional(TEXT),
    }
)
MOMENT = Environment(
    {
        "name": "欧阳小明",
        "price": Money(Decimal("1234.50"), "CNY"),
        "count": Decimal("1234.50"),
        "due": date(2026, 12, 31),
        "at": datetime(2026, 11, 22, 17, 30, tzinfo=UTC),
        "clock": time(9, 5),
        "pain": "slow",
        "pains": ("slow", "price"),
        "done": True,
    },
    datetime(2026, 11, 22, 10, tzinfo=UTC),
    ZoneInfo("Asia/Shanghai"),
)


def compiled(source: str) -> Phrase:
    phrase, problems = compile_phrase(source, SCOPE)
    assert phrase is not None, problems
    return phrase


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        ("${price | money}", "1,234.50元", "CNY 1,234.50"),
        ("${price * 0 + price | money}", "1,234.50元", "CNY 1,234.50"),
        ("${count}", "1234.5", "1234.5"),
        ("${count | number}", "1,234.5", "1,234.5"),
        ("${due | date}", "2026年12月31日", "31 December 2026"),
        ("${at}", "2026年11月23日 01:30", "23 November 2026, 01:30"),
        ("${at | time}", "01:30", "01:30"),
        ("${clock}", "09:05", "09:05"),
        ("${pain}", "网速慢", "Slow"),
        ("${pains | label}", "网速慢、贵", "Slow, Price"),
        ("${done}", "是", "yes"),
        ("${name | surname}", "欧阳", "欧阳"),
        ("${name | mask}", "••••", "••••"),
        ('${"6222021234" | mask}', "••••••1234", "••••••1234"),
        ('${"abc" | upper}', "ABC", "ABC"),
        ('${1 | plural("day", "days")} ${2 | plural("day", "days")}', "1day 2days", "1 day 2 days"),
        ('${lost | default("百")}兆', "百兆", "百兆"),
        ('${name == "}" ? "a" : "b"}', "b", "b"),
        ("$${name} costs $5", "${name} costs $5", "${name} costs $5"),
    ],
)
def test_values_read_naturally(source: str, zh: str, en: str) -> None:
    assert compiled(source).text(MOMENT, "zh") == zh
    assert compiled(source).text(MOMENT, "en") == en


def test_dollars_read_as_dollars() -> None:
    environment = Environment({"price": Money(Decimal("-89.00"), "USD")}, MOMENT.now, UTC)
    assert compiled("${price | money}").text(environment, "en") == "-$89"
    assert compiled("${price | money}").text(environment, "zh") == "-89美元"


def test_a_missing_value_is_marked_and_never_said_as_none() -> None:
    parts = compiled("您好${lost}，${name}").render(MOMENT, "zh")
    assert parts == (Part("text", "您好"), Part("missing", "lost"), Part("text", "，"), Part("value", "欧阳小明"))
    assert compiled("您好${lost}").text(MOMENT, "zh") == "您好…"


def test_a_list_is_said_without_what_is_missing_in_it() -> None:
    moment = replace(MOMENT, variables={"pains": ("slow", None, "price")})
    assert compiled("${pains | label}").text(moment, "zh") == "网速慢、贵"
    assert compiled("${pains}").text(moment, "en") == "Slow, Price"


def test_values_stay_apart_from_the_authors_text_so_that_they_can_be_escaped() -> None:
    environment = Environment({"name": "<b>${price}</b>"}, MOMENT.now, UTC)
    assert compiled("<i>${name}").render(environment, "en") == (Part("text", "<i>"), Part("value", "<b>${price}</b>"))


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("您好${nane}", "X010", 5),
        ("${price | mony}", "X011", 11),
        ("${name", "X003", 1),
        ("${}", "X005", 3),
        ("${name | money}", "X015", 10),
        ("${lost | default}", "X015", 10),
        ("${lost | default(name)}", "X015", 10),
        ("${name == 1}", "X013", 8),
        ("${name | upper}${price | mony}", "X011", 26),
    ],
)
def test_tells_what_is_wrong_and_where(source: str, code: str, column: int) -> None:
    phrase, problems = compile_phrase(source, SCOPE)
    assert phrase is None
    assert [(each.code, each.column) for each in problems] == [(code, column)]


@pytest.mark.parametrize(
    ("source", "inside"),
    [("${a.b}", "a.b"), (" ${a} ", "a"), ("${a}${b}", None), ("x${a}", None), ('${"}"}', '"}"'), ("plain", None)],
)
def test_a_value_that_is_one_slot_is_recognised(source: str, inside: str | None) -> None:
    assert sole_slot(source) == inside


@given(st.text(alphabet='${}|"\\ab (),.中\n', max_size=60))
def test_random_text_never_raises(source: str) -> None:
    phrase, problems = compile_phrase(source, SCOPE)
    assert (phrase is None) == bool(problems)
    if phrase is not None:
        phrase.render(MOMENT, "zh")
