"""What a lookup answers: the shape that a supervisor declared, and an answer read by it, every value typed and small."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args

from flows.customers.card_numbers import has_card_number
from flows.errors import InvalidError

FieldType = Literal["text", "number", "money", "date", "bool"]
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)
MOST_FIELDS = 12
LONGEST_PATH = 100
LONGEST_LABEL = 60
LONGEST_TEXT = 300
LARGEST_EXPONENT = 15
"""Numbers beyond a quadrillion, or finer than that part, are no figures for an agent's eyes."""
HIDDEN = "•••"
PATH = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class LookupField:
    """One line of the table: where its value stands in the answer, how it is called, and its type; `private` is not for vendors."""

    path: str
    label_en: str
    label_zh: str
    type: FieldType
    private: bool = False

    def as_json(self) -> dict[str, Any]:
        """The field as it is stored."""
        return asdict(self)


class ShapeError(Exception):
    """An answer that is not as declared; `code` says how, `path` names the field."""

    def __init__(self, code: str, path: str = "") -> None:
        super().__init__(code, path)
        self.code = code
        self.path = path


def check_fields(fields: Sequence[LookupField]) -> None:
    """Refuse a shape that cannot be read. Raises InvalidError at `NAME-NUMBER`, as `path-0`, or at `fields`."""
    if not fields:
        raise InvalidError(fields={"path-0": "required"})
    if len(fields) > MOST_FIELDS:
        raise InvalidError(fields={"fields": "too_many"})
    wrong: dict[str, str] = {}
    for number, each in enumerate(fields):
        if len(each.path) > LONGEST_PATH or not PATH.fullmatch(each.path):
            wrong[f"path-{number}"] = "path"
        elif each.path in {other.path for other in fields[:number]}:
            wrong[f"path-{number}"] = "taken"
        for name, label in (("label_en", each.label_en), ("label_zh", each.label_zh)):
            if not label or len(label) > LONGEST_LABEL:
                wrong[f"{name}-{number}"] = "too_long" if label else "required"
        if each.type not in FIELD_TYPES:
            wrong[f"type-{number}"] = "not_listed"
    if wrong:
        raise InvalidError(fields=wrong)


def fields_from(stored: Iterable[Mapping[str, Any]]) -> tuple[LookupField, ...]:
    """The fields as they were stored."""
    return tuple(LookupField(**each) for each in stored)


def read_answer(body: bytes, fields: Sequence[LookupField]) -> list[Any]:
    """The values of the fields as plain JSON, None for those the answer has as null. Raises ShapeError for the first that is wrong.

    A text is a text, a number and a money's amount are decimal texts, money is {"amount", "currency"}, a date is ISO, a bool a bool.
    """
    try:
        answer = json.loads(body, parse_float=Decimal, parse_constant=_refused)
    except (ValueError, RecursionError, InvalidOperation):
        raise ShapeError("not_json") from None
    return [_read(answer, each) for each in fields]


def _read(answer: Any, field: LookupField) -> Any:
    value, beside = answer, None
    for name in field.path.split("."):
        beside = value
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isascii() and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            raise ShapeError("missing", field.path)
    return None if value is None else _READ[field.type](value, beside, field.path)


def _text(value: Any, _beside: Any, path: str) -> str:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return _text(_decimal(value, path), None, path)
    if not isinstance(value, str):
        raise ShapeError("wrong_type", path)
    # A lone surrogate or a NUL cannot be stored, and a card's number may not be (P15).
    clean = value.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_TEXT]
    return HIDDEN if has_card_number(value) or has_card_number(clean) else clean


def _number(value: Any, _beside: Any, path: str) -> str:
    return _decimal(value, path)


def _money(value: Any, beside: Any, path: str) -> dict[str, str]:
    """An object with amount and currency, or an amount with its currency beside it."""
    holder = value if isinstance(value, dict) else beside
    currency = holder.get("currency") if isinstance(holder, dict) else None
    if not isinstance(currency, str) or not CURRENCY.fullmatch(currency):
        raise ShapeError("currency", path)
    if isinstance(value, dict) and "amount" not in value:
        raise ShapeError("missing", f"{path}.amount")
    return {"amount": _decimal(value["amount"] if isinstance(value, dict) else value, path), "currency": currency}


def _date(value: Any, _beside: Any, path: str) -> str:
    if not isinstance(value, str):
        raise ShapeError("wrong_type", path)
    try:
        return (date.fromisoformat(value) if len(value) <= len("2026-11-22") else datetime.fromisoformat(value).date()).isoformat()
    except ValueError:
        raise ShapeError("wrong_type", path) from None


def _bool(value: Any, _beside: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise ShapeError("wrong_type", path)
    return value


def _decimal(value: Any, path: str) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)) or (isinstance(value, str) and len(value) > LONGEST_PATH):
        raise ShapeError("wrong_type", path)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ShapeError("wrong_type", path) from None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -LARGEST_EXPONENT or abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ShapeError("wrong_type", path)
    if has_card_number(f"{number:f}"):
        raise ShapeError("card_number", path)
    return f"{number:f}"


def _refused(constant: str) -> Any:
    raise ValueError(constant)


_READ: Mapping[FieldType, Callable[[Any, Any, str], Any]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "bool": _bool,
}
