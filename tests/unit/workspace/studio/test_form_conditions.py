"""Conditions as rows: what rows can show comes back as the very text, what they cannot stays text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts_dsl.expressions.syntax import parse
from workspace.studio.forms.conditions import OPERATORS, Combine, Group, Row, model, quoted, rows_of, shown, write

NAMES = st.sampled_from(
    ["vip", "plan.speed", "pain", "customer.tier", "days_until(bill.due_on)", "size(orders)", "visits(greet)", "hour()"]
)
VALUES = st.one_of(
    st.integers(-999, 999).map(str),
    st.decimals(0, 99, places=2).map(str),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(quoted),
)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A row with an operator of the menu, as if somebody had chosen it."""
    operator = draw(st.sampled_from(sorted(OPERATORS)))
    takes = OPERATORS[operator].takes
    is_named = takes == "nothing" or operator in ("contains", "lacks", "starts")
    left = draw(NAMES.filter(lambda name: "(" not in name)) if is_named else draw(NAMES)
    match takes:
        case "value":
            return Row(left, operator, (draw(VALUES),))
        case "values":
            return Row(left, operator, tuple(draw(st.lists(VALUES, min_size=1, max_size=3))))
        case "name":
            return Row(left, operator, (draw(NAMES.filter(lambda name: "(" not in name)),))
    return Row(left, operator)


@st.composite
def groups(draw: st.DrawFn) -> Group:
    """Rows, some of them in a group of the other kind."""
    combines: list[Combine] = ["all", "any", "none"]
    combine = draw(st.sampled_from(combines))
    inner = draw(st.lists(rows(), min_size=2, max_size=3))
    other: Combine = "all" if combine != "all" else draw(st.sampled_from(combines[1:]))
    nested = draw(st.booleans())
    parts: list[Row | Group] = list(draw(st.lists(rows(), min_size=2 if not nested else 1, max_size=3)))
    if nested:
        parts.insert(draw(st.integers(0, len(parts))), Group(other, tuple(inner)))
    return Group(combine, tuple(parts))


def untold(part: Row | Group) -> Row | Group:
    """The same without the words it was written in."""
    if isinstance(part, Row):
        return replace(part, source="")
    return replace(part, parts=tuple(untold(each) for each in part.parts), source="", sign="")


def shape(value: object) -> object:
    """A tree without its places."""
    if isinstance(value, tuple):
        return tuple(map(shape, value))
    slots = getattr(type(value), "__slots__", None)
    if slots is None or isinstance(value, str):
        return value
    places = ("start", "end", "operator_start", "operator_end")
    return type(value).__name__, tuple(shape(getattr(value, name)) for name in slots if name not in places)


@given(groups())
def test_rows_come_back_as_the_very_text(group: Group) -> None:
    text = write(group)
    found = model(text)
    assert found is not None
    assert write(found) == text
    assert untold(found) == group
    assert shape(parse(write(untold(found)))) == shape(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        'has(plan.speed) && plan.speed < 300 && pain == "slow"',
        "not vip",
        "a and not has(b)",
        "a && b || c",
        "(a || b) && c",
        "not (a or b)",
        "!(visits(a) > 0 || has(x.y))",
        'method in ["gift_card", "cheque"]',
        'contains(customer.products, "tv") and size(orders) > -1',
        "due < today()",
        "  vip  ",
    ],
)
def test_what_people_write_keeps_its_words(text: str) -> None:
    found = model(text)
    assert found is not None
    assert write(found) == text.strip()


def test_only_the_touched_row_is_written_anew() -> None:
    found = model('not has(plan.name)  and pain=="slow"')
    assert found is not None
    first, second = found.parts
    assert isinstance(second, Row)
    touched = replace(found, parts=(first, replace(second, operator="!=", source="")), source="")
    assert write(touched) == 'not has(plan.name) and pain != "slow"'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a &&",
        "1 + size(x) > 2",
        "plan.price * 2 > 10",
        "a ? b : c",
        "!(a && b)",
        "true",
        "(a && (b || (c && d)))",
        'lower(name) == "x"',
        "round(x, 2) > 1",
        "x == (y)+1",
    ],
)
def test_what_rows_cannot_say_stays_text(text: str) -> None:
    assert model(text) is None


def test_values_read_as_people_write_them() -> None:
    assert [shown(value) for value in ('"a \\"b\\""', "-1.50", "plan.name")] == ['a "b"', "-1.50", "plan.name"]
    found = model('a == "1" && b in ["x", 2]')
    assert found is not None
    assert [row.values for row in rows_of(found)] == [('"1"',), ('"x"', "2")]
