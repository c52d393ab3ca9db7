"""The variables a script starts with: the outside's records and the caller's parameters, typed as the script declares them."""

from collections.abc import Mapping
from datetime import tzinfo

from scripts_dsl.script import Script
from scripts_dsl.types import RecordType, ValueType, present
from scripts_dsl.values import BadValueError, read_value


def typed(value: object, type_: ValueType, zone: tzinfo, currency: str) -> object:
    """The value as that type; BadValueError when it does not fit, whatever it is."""
    try:
        return read_value(value, type_, zone, currency)
    except (ArithmeticError, AttributeError, RecursionError) as error:  # the outside may send anything at all
        raise BadValueError(type_, value) from error


def given_by_record(script: Script, given: Mapping[str, object], zone: tzinfo, currency: str) -> tuple[dict[str, object], list[str]]:
    """What was given, by record name where a variable of the main script is such a record, and the names that did not fit.

    What is no record is kept under the variable's own name.
    """
    kept: dict[str, object] = {}
    refused: list[str] = []
    for variable in script.variables.values():
        type_ = present(variable.type)
        name = type_.name if isinstance(type_, RecordType) else variable.name
        raw = given.get(variable.name, given.get(name))
        if raw is None or variable.formula is not None:
            continue
        try:
            kept[name] = typed(raw, type_, zone, currency)
        except BadValueError:
            refused.append(variable.name)
    # A record that only a sub-script declares is typed when that sub-script is called.
    return {**{name: value for name, value in given.items() if "." in name and name not in kept and name not in refused}, **kept}, refused


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
    """Put the typed value under the name, or the name among those refused."""
    try:
        values[name] = typed(raw, type_, zone, currency)
    except BadValueError:
        refused.append(name)


def record_variables(script: Script, record: str) -> list[str]:
    """The variables of a script that hold that record."""
    return [each.name for each in script.variables.values() if isinstance(kind := present(each.type), RecordType) and kind.name == record]
