"""Values of a run as JSON and back, exactly: decimals, money, dates and times carry a tag that says what they are.

Beside scripts_dsl.values.to_json, which needs the type to read a value again, because a run is read without its script.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from scripts_dsl.money import Money

_NUMBER, _MONEY, _DATE, _TIME, _DATETIME, _RECORD = "$number", "$money", "$date", "$time", "$datetime", "$record"


def encode(value: object) -> object:
    """The value as JSON; TypeError for what no script value can be."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return {_NUMBER: str(value)}
    if isinstance(value, Money):
        return {_MONEY: [str(value.amount), value.currency]}
    if isinstance(value, datetime):
        return {_DATETIME: value.isoformat()}
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    if isinstance(value, time):
        return {_TIME: value.isoformat()}
    if isinstance(value, Mapping):
        encoded = {str(name): encode(item) for name, item in value.items()}
        # A record with a single field named like a tag must not be read as one.
        return {_RECORD: encoded} if len(encoded) == 1 and next(iter(encoded)).startswith("$") else encoded
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    raise TypeError(f"a {type(value).__name__} is not a value of a run")


def decode(data: object) -> object:
    """The value that encode wrote; lists become tuples."""
    if isinstance(data, Mapping):
        if len(data) == 1:
            tag, content = next(iter(data.items()))
            if tag == _RECORD:
                return decode_fields(content)
            if tag in _READERS:
                return _READERS[tag](content)
        return decode_fields(data)
    if isinstance(data, list | tuple):
        return tuple(decode(item) for item in data)
    return data


def decode_fields(data: Mapping[str, object]) -> dict[str, object]:
    """A mapping of names to decoded values; its own names are never tags."""
    return {name: decode(item) for name, item in data.items()}


def encode_fields(values: Mapping[str, object]) -> dict[str, object]:
    """A mapping of names to encoded values, to be read by decode_fields."""
    return {name: encode(item) for name, item in values.items()}


_READERS: Mapping[str, Callable[[Any], object]] = {
    _NUMBER: Decimal,
    _MONEY: lambda content: Money(Decimal(content[0]), content[1]),
    _DATE: date.fromisoformat,
    _TIME: time.fromisoformat,
    _DATETIME: datetime.fromisoformat,
}
