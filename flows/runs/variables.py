"""The variables a script starts with: the outside's records and the caller's parameters, typed as the script declares them."""

from collections.abc import Mapping
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.publishing.bundle import Bundle
from scripts_dsl.script import Script
from scripts_dsl.types import RecordType, ValueType, present
from scripts_dsl.values import BadValueError, read_value


def known_zone(name: str) -> ZoneInfo | None:
    """The zone of that IANA name, None when there is none: customers' lists hold anything."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def typed(value: object, type_: ValueType, zone: tzinfo, currency: str) -> object:
    """The value as that type; BadValueError when it does not fit, whatever it is."""
    try:
        return read_value(value, type_, zone, currency)
    except (ArithmeticError, AttributeError, RecursionError) as error:  # the outside may send anything at all
        raise BadValueError(type_, value) from error


def typed_from_outside(name: str, value: object, type_: ValueType, zone: tzinfo, currency: str) -> tuple[object, list[str]]:
    """The value as that type, and the names of what did not fit and is missing therefore; one bad field does not cost the record."""
    kind = present(type_)
    if isinstance(kind, RecordType) and isinstance(value, Mapping):
        record: dict[str, object] = {}
        misfits: list[str] = []
        for field in kind.fields.values():
            if field.name in value:
                record[field.name], wrong = typed_from_outside(f"{name}.{field.name}", value[field.name], field.type, zone, currency)
                misfits += wrong
        return record, misfits
    try:
        return typed(value, type_, zone, currency), []
    except BadValueError:
        return None, [name]


def given_by_record(bundle: Bundle, given: Mapping[str, object], zone: tzinfo, currency: str) -> tuple[dict[str, object], list[str]]:
    """What was given, typed, by record name, and the names that did not fit.

    A record is known by its own name or by that of the main script's variable; what is no record stays under the variable's name.
    """
    kept: dict[str, object] = {}
    refused: list[str] = []
    for name, raw in given.items():
        if name in bundle.catalogue.records:
            _put(kept, refused, name, raw, bundle.catalogue.records[name], zone, currency)
    for variable in bundle.script.variables.values():
        if variable.formula is None and given.get(variable.name) is not None:
            type_ = present(variable.type)
            name = type_.name if isinstance(type_, RecordType) else variable.name
            _put(kept, refused, name, given[variable.name], type_, zone, currency)
    return kept, refused


def starting_values(
    script: Script, given: Mapping[str, object], parameters: Mapping[str, object], zone: tzinfo, currency: str, *, main: bool
) -> tuple[dict[str, object], list[str]]:
    """The variables of a fresh call, and the names whose value did not fit; a sub-script sees given records only."""
    values: dict[str, object] = {}
    refused: list[str] = []
    for variable in script.variables.values():
        type_ = present(variable.type)
        name = type_.name if isinstance(type_, RecordType) else (variable.name if main else "")
        if variable.formula is None and name in given:
            _put(values, refused, variable.name, given[name], type_, zone, currency)
    for parameter in script.parameters.values():
        if parameters.get(parameter.name) is not None:
            _put(values, refused, parameter.name, parameters[parameter.name], parameter.type, zone, currency)
    return values, refused


def _put(values: dict[str, object], refused: list[str], name: str, raw: object, type_: ValueType, zone: tzinfo, currency: str) -> None:
    """Put the typed value under the name, and what did not fit among those refused."""
    value, misfits = typed_from_outside(name, raw, type_, zone, currency)
    refused += misfits
    if value is not None:
        values[name] = value


def record_variables(script: Script, record: str) -> list[str]:
    """The variables of a script that hold that record."""
    return [each.name for each in script.variables.values() if isinstance(kind := present(each.type), RecordType) and kind.name == record]
