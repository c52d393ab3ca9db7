"""A catalogue as JSON and back: how a published bundle keeps the action schemas and records that it was checked against."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from scripts_dsl.catalogue import ActionSignature, Catalogue, Parameter
from scripts_dsl.types import Choice, EnumType, Field, ListType, OptionalType, RecordType, Scalar, ValueType


def catalogue_to_json(catalogue: Catalogue) -> dict[str, Any]:
    """The whole catalogue, built-in records and actions included, as values JSON can hold; equal catalogues give equal JSON."""
    codes = catalogue.dispositions
    return {
        "records": [type_to_json(record) for _, record in sorted(catalogue.records.items())],
        "actions": [_action_to_json(action) for _, action in sorted(catalogue.actions.items())],
        "dispositions": None if codes is None else sorted(codes),
    }


def catalogue_from_json(kept: Mapping[str, Any]) -> Catalogue:
    """The catalogue as it was kept; KeyError for JSON that is no catalogue."""
    records = {each["name"]: _record_from_json(each) for each in kept["records"]}
    actions = {each["name"]: _action_from_json(each) for each in kept["actions"]}
    codes = kept["dispositions"]
    return Catalogue(MappingProxyType(records), MappingProxyType(actions), None if codes is None else frozenset(codes))


def type_to_json(type_: ValueType) -> Any:
    """A type: a plain one as its name, the others as an object that says its kind."""
    match type_:
        case Scalar(name):
            return name
        case OptionalType(of):
            return {"kind": "optional", "of": type_to_json(of)}
        case ListType(item):
            return {"kind": "list", "of": type_to_json(item)}
        case EnumType(choices):
            return {"kind": "enum", "choices": [{"value": each.value, "labels": dict(each.labels)} for each in choices]}
        case RecordType(name, fields, labels):
            return {"kind": "record", "name": name, "labels": dict(labels), "fields": [_field_to_json(each) for each in fields.values()]}


def type_from_json(kept: Any) -> ValueType:
    """The type as it was kept."""
    if isinstance(kept, str):
        return Scalar(kept)
    match kept["kind"]:
        case "optional":
            inner = type_from_json(kept["of"])
            return inner if isinstance(inner, OptionalType) else OptionalType(inner)
        case "list":
            return ListType(type_from_json(kept["of"]))
        case "enum":
            return EnumType(tuple(Choice(each["value"], each["labels"]) for each in kept["choices"]))
        case _:
            return _record_from_json(kept)


def _record_from_json(kept: Mapping[str, Any]) -> RecordType:
    return RecordType.of(kept["name"], *(_field_from_json(each) for each in kept["fields"]), labels=kept["labels"])


def _field_to_json(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": type_to_json(field.type),
        "labels": dict(field.labels),
        **_flags(sensitive=field.sensitive, private=field.private),
    }


def _field_from_json(kept: Mapping[str, Any]) -> Field:
    return Field(kept["name"], type_from_json(kept["type"]), kept["labels"], "sensitive" in kept, "private" in kept)


def _action_to_json(action: ActionSignature) -> dict[str, Any]:
    return {
        "name": action.name,
        "labels": dict(action.labels),
        "parameters": [_parameter_to_json(each) for each in action.parameters.values()],
        "result": None if action.result is None else type_to_json(action.result),
        "errors": sorted(action.errors),
        **_flags(writes=action.writes, commits=action.commits, verifies=action.verifies, built_in=action.built_in),
    }


def _action_from_json(kept: Mapping[str, Any]) -> ActionSignature:
    return ActionSignature(
        kept["name"],
        kept["labels"],
        _by_name(_parameter_from_json(each) for each in kept["parameters"]),
        None if kept["result"] is None else type_from_json(kept["result"]),
        writes="writes" in kept,
        commits="commits" in kept,
        verifies="verifies" in kept,
        errors=frozenset(kept["errors"]),
        built_in="built_in" in kept,
    )


def _parameter_to_json(parameter: Parameter) -> dict[str, Any]:
    flags = _flags(required=parameter.required, sensitive=parameter.sensitive)
    return {"name": parameter.name, "type": type_to_json(parameter.type), "labels": dict(parameter.labels), **flags}


def _parameter_from_json(kept: Mapping[str, Any]) -> Parameter:
    return Parameter(kept["name"], type_from_json(kept["type"]), kept["labels"], "required" in kept, "sensitive" in kept)


def _by_name(parameters: Iterable[Parameter]) -> Mapping[str, Parameter]:
    return MappingProxyType({each.name: each for each in parameters})


def _flags(**said: bool) -> dict[str, bool]:
    """Only what is true is written down."""
    return {name: True for name, value in said.items() if value}
