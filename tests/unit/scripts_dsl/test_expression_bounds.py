"""No expression loops, calls out or grows memory: every part of the language is tried at its widest."""

import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from scripts_dsl.expressions.condition import Expression, Scope, compile_expression
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.functions import FUNCTIONS
from scripts_dsl.expressions.logic import MAX_TEXT
from scripts_dsl.expressions.syntax import MAX_LENGTH
from scripts_dsl.money import Money
from scripts_dsl.types import MONEY, NUMBER, TEXT, ListType
from scripts_dsl.values import BadValueError, read_value, to_json

SCOPE = Scope({"n": NUMBER, "price": MONEY, "s": TEXT, "many": ListType(TEXT)})
MOMENT = Environment(
    {"n": Decimal(9) * 10**14, "price": Money(Decimal(9) * 10**14, "CNY"), "s": "字" * MAX_TEXT, "many": ("字",) * 1000},
    datetime(2026, 11, 22, tzinfo=UTC),
    UTC,
)


def compiled(source: str, scope: Scope = SCOPE) -> Expression:
    expression, problems = compile_expression(source, scope)
    assert expression is not None, problems
    return expression


@pytest.mark.parametrize(
    "source", ["9e999999", "1e5", "1.", ".5", "0x10", "1_000", "9" * 25, "infinity", "nan", "__import__", "s.__class__"]
)
def test_numbers_and_names_beyond_the_language_are_refused(source: str) -> None:
    expression, problems = compile_expression(source, SCOPE)
    assert expression is None
    assert problems


@pytest.mark.parametrize("part", ["n", "999999999999999999999999", "price"])
def test_a_chain_of_products_stays_a_small_number_or_becomes_missing(part: str) -> None:
    for count in range(1, 60):
        value = compiled(" * ".join([part, *["n"] * count])).evaluate(MOMENT)
        amount = value.amount if isinstance(value, Money) else value
        assert amount is None or (isinstance(amount, Decimal) and len(amount.as_tuple().digits) <= 34 and amount.adjusted() <= 99)


@pytest.mark.parametrize(
    "source", ["n / 3", "1 / (n * n * n * n * n * n * n)", "round(n / 7, 10)", "floor(n * n * n * n)", "-n % 0.0000001"]
)
def test_small_fractions_keep_34_digits(source: str) -> None:
    value = compiled(source).evaluate(MOMENT)
    assert value is None or (isinstance(value, Decimal) and len(value.as_tuple().digits) <= 34)


def test_texts_joined_over_and_over_stay_short() -> None:
    joined = compiled(" + ".join(["s"] * 100)).evaluate(MOMENT)
    assert isinstance(joined, str)
    assert len(joined) <= MAX_TEXT


def test_formulas_that_double_each_other_are_refused_before_they_cost_anything() -> None:
    formulas: dict[str, Expression] = {"f0": compiled("s + s")}
    refused = ""
    for depth in range(1, 40):
        previous = f"f{depth - 1}"
        expression, problems = compile_expression(" + ".join([previous] * 20), Scope(SCOPE.names, dict(formulas)))
        if expression is None:
            refused = problems[0].code
            break
        formulas[f"f{depth}"] = expression
    assert refused == "X001"
    assert max(each.parts for each in formulas.values()) <= 2_000


def test_a_long_chain_of_formulas_is_refused_before_it_nests_too_deeply() -> None:
    formulas: dict[str, Expression] = {"f0": compiled("n > 1")}
    for depth in range(1, 100):
        expression, problems = compile_expression(f"f{depth - 1}", Scope(SCOPE.names, dict(formulas)))
        if expression is None:
            assert problems[0].code == "X001"
            return
        formulas[f"f{depth}"] = expression
    raise AssertionError("a chain of a hundred formulas was taken")


def test_the_longest_expressions_take_little_memory_and_give_a_value() -> None:
    widest = [
        " + ".join(["s"] * 100),
        " && ".join(["contains(s, s)"] * 45),
        "size(many) in [" + ", ".join(["1"] * 190) + "]",
        "max(" + ", ".join(["n"] * 20) + ")",
        " || ".join(["lower(s) == s"] * 30),
    ]
    tracemalloc.start()
    for source in widest:
        assert len(source) <= MAX_LENGTH
        compiled(source).evaluate(MOMENT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_the_list_of_functions_is_closed() -> None:
    assert set(FUNCTIONS) == {
        *("has", "size", "lower", "contains", "starts_with", "min", "max", "floor", "round", "days_until", "today", "now"),
        *("hour", "weekday", "add_days", "add_months", "visits"),
    }


BEYOND = {"huge": Decimal("9e999999"), "tiny": Decimal("1e-999999"), "nan": Decimal("nan"), "infinite": float("inf"), "whole": 10**5000}


@pytest.mark.parametrize("name", BEYOND)
def test_numbers_from_outside_are_never_written_out_at_length(name: str) -> None:
    tracemalloc.start()
    with pytest.raises(BadValueError):
        read_value(BEYOND[name], NUMBER)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_what_is_stored_is_as_short_as_what_was_read() -> None:
    assert to_json(read_value("99.90 CNY", MONEY)) == "99.90 CNY"
    assert to_json(read_value(0.1, NUMBER)) == "0.1"
