"""What may be typed where in a script's text: keys from the language's schema, words of closed lists, and the names of this script."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from flows.connectors.catalogue import CATALOGUE
from scripts_dsl.expressions.functions import FUNCTIONS
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.schema import Schema, script_schema
from scripts_dsl.script import SUPPRESS
from workspace.studio.forms.known import Known
from workspace.words import SECTIONS, in_language

Word = dict[str, str]
"""`label`: what is typed; `detail`: what it is, where that helps."""
LONGEST_DETAIL = 80
_WAY = ("The id of the step that follows", "The id of the first step")
"""How the schema's description of every way on begins; its words are English, so that others see the keys alone."""


def completions(known: Known) -> dict[str, Any]:
    """Everything that the editor of the text offers, as JSON; see static/js/studio/complete.js."""
    return {
        **_of_language(known.language),
        "values": {**_of_language(known.language)["values"], **_of_script(known)},
        "steps": [*({"label": row.id, "detail": row.title[:LONGEST_DETAIL]} for row in known.rows), {"label": SUPPRESS}],
        "variables": [{"label": each.name, "detail": each.label[:LONGEST_DETAIL]} for each in known.names],
    }


def _of_script(known: Known) -> dict[str, list[Word]]:
    """The values of fields that name something beside the text, or of the text."""
    sections = dict.fromkeys([each.section for each in known.rows if each.section] + list(SECTIONS))
    script = known.script
    return {
        "offer": [{"label": each.value, "detail": each.label} for each in known.offers],
        "dispositions": [{"label": each.value, "detail": each.label} for each in known.codes],
        "code": [{"label": each.value, "detail": each.label} for each in known.codes],
        "kb": [{"label": each.value, "detail": each.label} for each in known.cards],
        "call": [{"label": each.value, "detail": each.label} for each in known.libraries],
        "section": [{"label": each} for each in sections],
        "save_as": [{"label": each} for each in (script.variables if script else ())],
        "objections": [{"label": each} for each in (script.objections if script else ())],
    }


@cache
def _of_language(language: str) -> dict[str, Any]:
    """The part that is the same for every script."""
    schema = script_schema(CATALOGUE)
    definitions: Mapping[str, Schema] = schema["$defs"]
    kinds = {kind: definitions[f"{kind}_step"] for kind in KINDS}
    inside: dict[str, dict[str, Schema]] = {}
    values: dict[str, dict[str, None]] = {}
    ways: dict[str, None] = {}
    holders: dict[str, None] = {}
    for key, field in [each for part in (schema, definitions["field"], *kinds.values()) for each in part["properties"].items()]:
        _look(key, field, definitions, inside, values, ways, holders)
    told = language == "en"
    actions = [{"label": each.name, "detail": in_language(each.labels, language)} for each in CATALOGUE.actions.values()]
    return {
        "script": _words(schema["properties"], told=told),
        "kinds": {kind: _words({kind: part["properties"][kind], **part["properties"]}, told=told) for kind, part in kinds.items()},
        "field": _words(definitions["field"]["properties"], told=told),
        "inside": {key: _words(words, told=told) for key, words in inside.items() if words},
        "values": {**{key: [{"label": each} for each in words] for key, words in values.items()}, "do": actions},
        "ways": list(ways),
        "wayHolders": list(holders),
        "functions": [{"label": each} for each in FUNCTIONS],
    }


def _look(
    key: str,
    field: Schema,
    definitions: Mapping[str, Schema],
    inside: dict[str, dict[str, Schema]],
    values: dict[str, dict[str, None]],
    ways: dict[str, None],
    holders: dict[str, None],
) -> None:
    """Note what stands under a key: the keys of its map, the words of its list, ways on; and of the keys below it."""
    for each in _forms(field, definitions):
        if _is_way(each):
            ways[key] = None
        for word in each.get("enum", ()):
            values.setdefault(key, {})[str(word).lower() if isinstance(word, bool) else str(word)] = None
        below = each.get("properties", {})
        if below and all(_is_way(part) for part in below.values()):
            holders[key] = None
            inside.setdefault(key, {}).update(below)
            continue
        inside.setdefault(key, {}).update(below)
        for name, part in below.items():
            if (name, part) != (key, field):
                _look(name, part, definitions, inside, values, ways, holders)
        more = each.get("additionalProperties")
        for part in _forms(more, definitions) if isinstance(more, dict) else ():
            if _is_way(part):
                holders[key] = None
            if part.get("properties"):
                _look(key, part, definitions, inside, values, ways, holders)


def _forms(field: Schema, definitions: Mapping[str, Schema]) -> Iterator[Schema]:
    """A schema, and those that it refers to or offers instead, down to the items of lists."""
    yield field
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        if name != "step":
            yield from _forms(definitions[name], definitions)
    for each in field.get("anyOf", ()):
        yield from _forms(each, definitions)
    if isinstance(field.get("items"), dict):
        yield from _forms(field["items"], definitions)


def _is_way(field: Schema) -> bool:
    return str(field.get("description", "")).startswith(_WAY)


def _words(properties: Mapping[str, Schema], *, told: bool) -> list[Word]:
    """Keys with what they are."""
    return [{"label": key, **(_detail(field) if told else {})} for key, field in properties.items()]


def _detail(field: Schema) -> Word:
    about = str(field.get("description", ""))
    return {"detail": about[:LONGEST_DETAIL]} if about else {}
