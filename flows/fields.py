"""Fields of a form: what may be chosen, what stands in them, and what was typed turned into values or told as wrong."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flows.customers.card_numbers import has_card_number
from flows.runs.limits import TEXT_LENGTH
from flows.runs.refusals import FieldError, FieldsWrongError
from flows.runs.variables import typed
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.money import Money
from scripts_dsl.script import FormField
from scripts_dsl.types import EnumType, ListType, present
from scripts_dsl.values import BadValueError

_FREE_TEXT = frozenset({"text", "address"})
_COUNTED = frozenset({"text", "address", "digits"})
"""Kinds whose `min` and `max` count characters."""
_CHOICES = frozenset({"choice", "multichoice"})
_YEARS = range(1900, 2200)


def read_fields(fields: tuple[FormField, ...], raw: Mapping[str, object], environment: Environment, currency: str) -> dict[str, object]:
    """The values of the fields that are shown, None where empty; FieldsWrongError tells of every one that does not hold."""
    values: dict[str, object] = {}
    errors: dict[str, FieldError] = {}
    for field in fields:
        if is_shown(field, environment):
            outcome = _read(field, raw.get(field.name), environment, currency)
            if isinstance(outcome, FieldError):
                errors[field.name] = outcome
            else:
                values[field.name] = outcome
    if errors:
        raise FieldsWrongError(errors)
    return values


def is_shown(field: FormField, environment: Environment) -> bool:
    """Whether the field is asked of this customer."""
    return field.when is None or field.when.test(environment) is True


def options_of(field: FormField, environment: Environment, language: str) -> tuple[tuple[str, str, object], ...]:
    """What a choice offers: the text a form sends, how it reads, the value it stands for."""
    if field.kind not in _CHOICES:
        return ()
    type_ = present(field.type)
    item = present(type_.item) if isinstance(type_, ListType) else type_
    if field.choices_from is None:
        return tuple((each.value, each.label(language), each.value) for each in item.choices) if isinstance(item, EnumType) else ()
    found = field.choices_from.evaluate(environment)
    items = found if isinstance(found, tuple) else ()
    keys = _keys(items)
    return tuple((key, _reads(field, value, environment, language), value) for key, value in zip(keys, items, strict=True))


def limits_of(field: FormField, environment: Environment) -> tuple[object, object]:
    """The least and the greatest value, None where open or unknown."""
    return _limit(field.minimum, environment), _limit(field.maximum, environment)


def _keys(items: tuple[object, ...]) -> list[str]:
    """A text for each item of a list: itself, its id or code where all have one of their own, else its place."""
    if all(isinstance(item, str) for item in items):
        return [str(item) for item in items]
    for name in ("id", "code"):
        found = [item.get(name) if isinstance(item, Mapping) else None for item in items]
        texts = [each for each in found if isinstance(each, str)]
        if len(set(texts)) == len(items):
            return texts
    return [str(place) for place in range(len(items))]


def _reads(field: FormField, item: object, environment: Environment, language: str) -> str:
    """How one item of a list reads."""
    if field.show is None:
        return str(item.get("name") or item.get("id") or "") if isinstance(item, Mapping) else str(item)
    inner = Environment({**environment.variables, "item": item}, environment.now, environment.zone, environment.visits)
    return field.show.text(inner, language)


def _read(field: FormField, raw: object, environment: Environment, currency: str) -> object:
    """The value of one field, or what is wrong with it."""
    if isinstance(raw, str):
        raw = raw.strip()
    if raw is None or raw in ("", [], ()):
        return FieldError("required") if field.required else None
    if field.kind in _CHOICES:
        return _chosen(field, raw, environment)
    if not _is_plain(raw):
        return FieldError("format")
    try:
        value = typed(raw, present(field.type), environment.zone, currency)
    except BadValueError:
        return FieldError("format")
    if isinstance(value, str) and len(value) > TEXT_LENGTH:
        return FieldError("too_long", Decimal(TEXT_LENGTH))
    if isinstance(value, date) and value.year not in _YEARS:
        return FieldError("format")
    if field.kind in _FREE_TEXT and isinstance(value, str) and has_card_number(value):
        return FieldError("card_number")
    return _within(field, value, environment) or value


def _chosen(field: FormField, raw: object, environment: Environment) -> object:
    """The value, or the values, that were picked from the options."""
    picked = raw if isinstance(raw, list | tuple) else (raw,)
    options = {key: value for key, _, value in options_of(field, environment, "")}
    if not all(isinstance(each, str) and each in options for each in picked):
        return FieldError("not_listed")
    if field.kind == "multichoice":
        return tuple(options[str(each)] for each in dict.fromkeys(picked))
    return options[str(picked[0])] if len(picked) == 1 else FieldError("not_listed")


def _within(field: FormField, value: object, environment: Environment) -> FieldError | None:
    """What is wrong when the value passes a limit; a limit that is unknown or cannot be compared is none."""
    least, greatest = limits_of(field, environment)
    if _exceeds(field, least, value):
        return FieldError("too_small", least)
    if _exceeds(field, value, greatest):
        return FieldError("too_long" if field.kind in _COUNTED else "too_big", greatest)
    return None


def _exceeds(field: FormField, one: object, other: object) -> bool:
    """Whether the one is more than the other; texts are counted."""
    left, right = _measure(field, one), _measure(field, other)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left > right
    return type(left) is type(right) and left is not None and bool(left > right)  # type: ignore[operator]


def _measure(field: FormField, value: object) -> object:
    """What of a value is compared."""
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, str):
        return Decimal(len(value)) if field.kind in _COUNTED else None
    if isinstance(value, datetime) and field.kind == "date":
        return value.date()
    return value if isinstance(value, Decimal | date) or hasattr(value, "hour") else None


def _limit(expression: Expression | None, environment: Environment) -> object:
    return None if expression is None else expression.evaluate(environment)


def _is_plain(raw: object) -> bool:
    """Whether it is what a form can send and a database can store: no NUL, no lone surrogate."""
    if isinstance(raw, list | tuple):
        return all(isinstance(each, str) and _is_plain(each) for each in raw)
    if not isinstance(raw, str):
        return True
    return "\x00" not in raw and not any("\ud800" <= sign <= "\udfff" for sign in raw)
