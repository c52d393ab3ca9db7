"""Values on their way in and out: typed from what a person or a connector wrote, and plain for storage as JSON."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation

from scripts_dsl.money import Money
from scripts_dsl.types import EnumType, ListType, OptionalType, RecordType, Scalar, ValueType

_TRUE = frozenset({"yes", "true", "1", "on", "是"})
_FALSE = frozenset({"no", "false", "0", "off", "否"})
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,10})?")
_MAX_DIGITS, _MAX_BITS = 40, 128
_DIGITS = re.compile(r"[0-9]{1,64}")
_EMAIL = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,190}\.[^@\s<>.]{2,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{1,30}")


class BadValueError(ValueError):
    """A raw value is not of the type it should be; `wanted` is that type as written by authors."""

    def __init__(self, wanted: ValueType, raw: object) -> None:
        shown = "a huge number" if isinstance(raw, int) and raw.bit_length() > _MAX_BITS else str(raw)[:60]
        super().__init__(f"not a {wanted}: {shown!r}")
        self.wanted = wanted


def read_value(raw: object, type_: ValueType, zone: tzinfo = UTC, currency: str = "CNY") -> object:
    """The typed value of what was stored as JSON, typed in a form, or given by a connector; None and "" are missing.

    A time without a zone is the customer's `zone`; an amount without a currency is in `currency`. BadValueError when it does not fit.
    """
    if raw is None or raw == "":
        return None
    if isinstance(type_, OptionalType):
        return read_value(raw, type_.of, zone, currency)
    if isinstance(type_, RecordType):
        if not isinstance(raw, Mapping):
            raise BadValueError(type_, raw)
        return {name: read_value(raw.get(name), each.type, zone, currency) for name, each in type_.fields.items() if name in raw}
    if isinstance(type_, ListType):
        if not isinstance(raw, list | tuple):
            raise BadValueError(type_, raw)
        return tuple(read_value(item, type_.item, zone, currency) for item in raw)
    if isinstance(type_, EnumType):
        if not isinstance(raw, str) or raw not in type_.values:
            raise BadValueError(type_, raw)
        return raw
    try:
        return _read_scalar(raw, type_, zone, currency)
    except (ValueError, TypeError, InvalidOperation, OverflowError) as error:
        raise BadValueError(type_, raw) from error


def _read_scalar(raw: object, type_: Scalar, zone: tzinfo, currency: str) -> object:
    """The value of a plain type; ValueError and its like when it does not fit."""
    match type_.name:
        case "number":
            return _decimal(raw)
        case "money":
            return _money(raw, currency)
        case "yesno":
            return _yesno(raw)
        case "date":
            return raw if type(raw) is date else date.fromisoformat(_text(raw))
        case "time":
            return raw if isinstance(raw, time) else time.fromisoformat(_text(raw))
        case "datetime":
            moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(_text(raw))
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
        case "files":
            return tuple(_text(item) for item in (raw if isinstance(raw, list | tuple) else (raw,)))
        case "digits":
            return _matching(_DIGITS, raw)
        case "email":
            return _matching(_EMAIL, raw)
        case "phone":
            return _matching(_PHONE, raw)
    return _text(raw)


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise TypeError("text expected")
    return raw


def _matching(pattern: re.Pattern[str], raw: object) -> str:
    text = _text(raw).strip()
    if pattern.fullmatch(text) is None:
        raise ValueError("not in the expected form")
    return text


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, bool):
        raise TypeError("a number expected")
    if isinstance(raw, int) and raw.bit_length() > _MAX_BITS:
        raise ValueError("a number expected")
    if isinstance(raw, Decimal) and not (raw.is_finite() and abs(raw.adjusted()) <= _MAX_DIGITS):
        raise ValueError("a number expected")  # written out, 1e999999 would fill the memory
    text = f"{raw:f}" if isinstance(raw, Decimal) else str(raw).strip()
    if _NUMBER.fullmatch(text) is None:
        raise ValueError("a number expected")
    return Decimal(text)


def _money(raw: object, currency: str) -> Money:
    if isinstance(raw, Money):
        return raw
    if isinstance(raw, str) and raw.strip()[-1:].isalpha():
        return Money.parse(raw)
    return Money(_decimal(raw), currency)


def _yesno(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError("yes or no expected")


def to_json(value: object) -> object:
    """The value as plain JSON that read_value with its type turns back into the same value."""
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value
