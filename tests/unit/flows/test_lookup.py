"""An answer read by its declared shape: typed and small, or refused with the field named."""

import json
from typing import Any

import pytest

from flows.connectors.lookup import HIDDEN, FieldType, LookupField, ShapeError, check_fields, fields_from, read_answer
from flows.errors import InvalidError
from tests.hostile import NAMES


def read(answer: Any, path: str, type: FieldType) -> Any:
    """One field of an answer."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return read_answer(body, [LookupField(path, "Field", "字段", type)])[0]


def wrong(answer: Any, path: str, type: FieldType) -> tuple[str, str]:
    """What is wrong with an answer."""
    with pytest.raises(ShapeError) as error:
        read(answer, path, type)
    return error.value.code, error.value.path


@pytest.mark.parametrize(
    ("answer", "path", "type", "value"),
    [
        ({"a": {"b": "yes"}}, "a.b", "text", "yes"),
        ({"a": [{"b": 1}, {"b": 2}]}, "a.1.b", "number", "2"),
        (b'{"a": 1e3}', "a", "number", "1000"),
        ({"a": "12.50"}, "a", "number", "12.50"),
        ({"a": 5}, "a", "text", "5"),
        (b'{"a": 0.1}', "a", "number", "0.1"),
        ({"balance": {"amount": 12.5, "currency": "EUR"}}, "balance", "money", {"amount": "12.5", "currency": "EUR"}),
        ({"balance": {"amount": "12.50", "currency": "EUR"}}, "balance.amount", "money", {"amount": "12.50", "currency": "EUR"}),
        ({"a": "2026-12-01"}, "a", "date", "2026-12-01"),
        ({"a": "2026-12-01T10:00:00Z"}, "a", "date", "2026-12-01"),
        ({"a": False}, "a", "bool", False),
        ({"a": None}, "a", "money", None),
    ],
)
def test_a_value_is_read_as_its_type(answer: Any, path: str, type: FieldType, value: Any) -> None:
    assert read(answer, path, type) == value


@pytest.mark.parametrize(
    ("answer", "path", "type", "problem"),
    [
        ({"balance": {}}, "balance.amount", "number", ("missing", "balance.amount")),
        ({"balance": 5}, "balance.amount", "number", ("missing", "balance.amount")),
        ([], "0", "text", ("missing", "0")),
        ({"a": []}, "a", "text", ("wrong_type", "a")),
        ({"a": True}, "a", "number", ("wrong_type", "a")),
        ({"a": "many"}, "a", "number", ("wrong_type", "a")),
        ({"a": "Infinity"}, "a", "number", ("wrong_type", "a")),
        (b'{"a": 1e999999}', "a", "number", ("wrong_type", "a")),
        ({"a": 1}, "a", "bool", ("wrong_type", "a")),
        ({"a": "soon"}, "a", "date", ("wrong_type", "a")),
        ({"a": 1764547200}, "a", "date", ("wrong_type", "a")),
        ({"a": 5}, "a", "money", ("currency", "a")),
        ({"a": {"amount": 5, "currency": "dollars"}}, "a", "money", ("currency", "a")),
        ({"a": {"currency": "USD"}}, "a", "money", ("missing", "a.amount")),
        ({"a": 4111111111111111}, "a", "number", ("card_number", "a")),
        (b"<html>", "a", "text", ("not_json", "")),
        (b'{"a": NaN}', "a", "number", ("not_json", "")),
        (b"[" * 60_000, "a", "text", ("not_json", "")),
        (b"\xff\xfe", "a", "text", ("not_json", "")),
        (b"1" * 5000, "a", "text", ("not_json", "")),
    ],
)
def test_what_is_not_as_declared_is_refused_by_name(answer: Any, path: str, type: FieldType, problem: tuple[str, str]) -> None:
    assert wrong(answer, path, type) == problem


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_stays_text_and_short(name: str) -> None:
    assert read({"a": name}, "a", "text") == name[:300]


def test_a_text_is_stored_without_card_numbers_and_what_sql_cannot_hold() -> None:
    assert read({"a": "card 4111 1111 1111 1111"}, "a", "text") == HIDDEN
    assert read(b'{"a": "x\\u0000y\\ud800"}', "a", "text") == "xy?"


def test_a_shape_that_cannot_be_read_is_refused_at_its_field() -> None:
    good = LookupField("balance.amount", "Balance", "余额", "money")
    check_fields([good])
    assert fields_from([good.as_json()]) == (good,)
    with pytest.raises(InvalidError) as error:
        check_fields([good, LookupField("a b", "", "长" * 61, "text"), good])
    assert error.value.fields == {"path-1": "path", "label_en-1": "required", "label_zh-1": "too_long", "path-2": "taken"}
    for fields, code in (([], {"path-0": "required"}), ([good] * 13, {"fields": "too_many"})):
        with pytest.raises(InvalidError) as error:
            check_fields(fields)
        assert error.value.fields == code
