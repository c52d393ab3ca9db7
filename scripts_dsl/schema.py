"""A JSON Schema (draft 2020-12) of scripts, for completion in editors.

It is made from the very tables that the loader reads by: a field without an entry here fails the build of the schema, so it cannot
go stale. It only helps while typing; what is right and wrong is told by the rules.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts_dsl.catalogue import ActionSignature, Catalogue
from scripts_dsl.declarations import FORM_KINDS
from scripts_dsl.form_fields import FIELD_KEYS
from scripts_dsl.loader import CHANNELS, SCRIPT_KEYS
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.reading import LANGUAGES
from scripts_dsl.rules.table import RULES
from scripts_dsl.script import BUILT_IN_EXITS, SUPPRESS
from scripts_dsl.steps import SHARED_KEYS
from scripts_dsl.types import SCALARS

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def script_schema(catalogue: Catalogue) -> Schema:
    """The schema of a script whose actions and records are those of a catalogue; others may be named as well."""
    return {
        "$schema": DIALECT,
        "title": "Cuecard script",
        "description": "What agents say and ask, step by step, and where each answer leads.",
        **_map({key: _SCRIPT[key] for key in SCRIPT_KEYS}, required=("script", "start", "steps")),
        "$defs": {
            **_shared_definitions(),
            "type": _types(catalogue),
            "variable": _variable(),
            "field": _map({key: _FORM_FIELD[key] for key in FIELD_KEYS}, required=("name", "type", "label")),
            "step": _step(),
            **{f"{kind}_step": _step_of(kind, catalogue) for kind in KINDS},
        },
    }


def _ref(name: str, description: str = "") -> Schema:
    return {"$ref": f"#/$defs/{name}", **({"description": description} if description else {})}


def _map(properties: Mapping[str, Schema], *, required: Sequence[str] = (), about: str = "") -> Schema:
    """A map with these keys and no others."""
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return {**found, **({"required": list(required)} if required else {}), **({"description": about} if about else {})}


def _named(values: Schema, about: str) -> Schema:
    """A map from names of the author's to values."""
    return {"type": "object", "additionalProperties": values, "description": about}


def _list(items: Schema, about: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": about} if about else {})}


def _some_of(values: Sequence[str], about: str) -> Schema:
    """One of these words, or another."""
    return {"anyOf": [{"enum": list(values)}, {"type": "string"}], "description": about}


def _ways(words: Sequence[str], required: Sequence[str], about: str) -> Schema:
    return _map(dict.fromkeys(words, _WAY), required=required, about=about)


# A scalar stays what was written, but an editor reads 99 as a number and true as a truth value.
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_TRUTH: Schema = {"enum": [True, False, "yes", "no"]}
_WAY: Schema = {"type": "string", "description": f"The id of the step that follows; {SUPPRESS} records that the customer wants no calls."}
_CONDITION: Schema = _ref("expression", 'A condition, like: has(plan.speed) && plan.speed < 300 && pain == "slow"')
_NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"}
_WORDS: Schema = _ref("words")


def _shared_definitions() -> Schema:
    languages = {code: {**_TEXT, "description": f"The words in {names['en']}."} for code, names in LANGUAGES.items()}
    # other languages are two letters; a word of one language may stand alone where a script has only one
    words: Schema = {"type": "object", "properties": languages, "patternProperties": {"^[a-z]{2}$": _TEXT}, "additionalProperties": False}
    paragraph = {**words, "properties": {**languages, "when": _CONDITION}}
    return {
        "expression": {"type": ["string", "number", "boolean"]},
        "words": {"anyOf": [words, {"type": "string"}], "description": "Words in each language; ${...} puts a value in."},
        "say": {
            "anyOf": [words, {"type": "string"}, _list(paragraph)],
            "description": "Words to speak: a text per language, or a list of paragraphs, each perhaps with a condition (when).",
        },
    }


def _types(catalogue: Catalogue) -> Schema:
    plain = [*SCALARS, *catalogue.records]
    listed = _list({"type": "string"}, "A list of values of one type.")
    about = "A type; a ? after it means that the value may be missing."
    return {"anyOf": [{"enum": [*plain, *(f"{name}?" for name in plain)]}, {"type": "string"}, listed], "description": about}


def _enum() -> Schema:
    return {
        "anyOf": [_list(_SCALAR), _named({"anyOf": [_WORDS, _SCALAR]}, "Values with their labels.")],
        "description": "A closed list of values, with or without labels.",
    }


def _variable() -> Schema:
    keys: dict[str, Schema] = {
        "enum": _enum(),
        "enum?": _enum(),
        "is": _ref("expression", "A named formula; it is never assigned."),
        "type": _ref("type"),
        "private": {**_TRUTH, "description": "Not to be said before identity is verified."},
        "sensitive": {**_TRUTH, "description": "Masked everywhere."},
    }
    return {"anyOf": [_ref("type"), _map(keys)]}


_EXIT = _map({"label": _WORDS, "next": _WAY}, required=("next",))
_SCRIPT: Mapping[str, Schema] = {
    "script": {**_NAME, "description": "The stable id of the script; never shown, never renamed."},
    "spec": {"const": 1, "description": "The version of the script language."},
    "title": _ref("words", "What people see as the script's name."),
    "languages": _list({"type": "string", "pattern": "^[a-z]{2}$"}, "The languages of its words; the first is the fallback."),
    "channel": {"enum": list(CHANNELS), "description": "Where it is used; an outbound script needs its exits."},
    "start": {**_WAY, "description": "The id of the first step."},
    "params": _named(_ref("variable"), "Of a sub-script: what its caller passes."),
    "gives": _list(_NAME, "Of a sub-script: what its caller may take."),
    "vars": _named(_ref("variable"), "Names with their types."),
    "steps": _named(_ref("step"), "The steps by their ids."),
    "exits": {
        "type": "object",
        "properties": dict.fromkeys(BUILT_IN_EXITS, _EXIT),
        "additionalProperties": _EXIT,
        "description": "Ways out that are open at every step.",
    },
    "objections": _named(
        _map({"label": _WORDS, "say": _ref("say"), "next": _WAY}, required=("label", "say")), "Objections; a step lists those open there."
    ),
}

_FORM_FIELD: Mapping[str, Schema] = {
    "name": {**_NAME, "description": "The variable that the field fills."},
    "type": {"enum": list(FORM_KINDS), "description": "What can be entered."},
    "of": {
        "anyOf": [{"type": "string"}, *_enum()["anyOf"]],
        "description": "The choices: an enum, or a variable that has one.",
    },
    "from": _ref("expression", "The choices: a list."),
    "show": {"type": "string", "description": "How one item of the list reads, like ${item.name}."},
    "required": {**_TRUTH, "description": "Whether the step can be left without it."},
    "min": _ref("expression", "The least value, or the least length."),
    "max": _ref("expression", "The greatest value, or the greatest length."),
    "value": _ref("expression", "What stands in the field at first."),
    "label": _ref("words", "What the agent sees beside the field."),
    "help": _ref("words", "A line below the field."),
    "when": _ref("expression", "When the field is shown."),
    "sensitive": {**_TRUTH, "description": "Masked everywhere."},
}

_ANSWER: Schema = {"anyOf": [_WAY, _map({"label": _WORDS, "when": _CONDITION, "next": _WAY}, required=("next",))]}
_ERRORS = ("refused", "timeout", "cancelled", "else")
_STEP: Mapping[str, Schema] = {
    "say": _ref("say"),
    "ask": _ref("words", "A question; its answers are buttons."),
    "form": _list(_ref("field"), "Fields to fill in."),
    "branch": _list(
        {"anyOf": [_map({"when": _CONDITION, "next": _WAY}, required=("when", "next")), _map({"else": _WAY}, required=("else",))]},
        "Lines with conditions: the first that is true is taken, else is the last.",
    ),
    "do": {"type": "string", "description": "An action of the catalogue."},
    "offer": {
        "anyOf": [{"type": "string"}, _map({"slot": {"type": "string"}}, required=("slot",))],
        "description": "An offer by its id, or {slot: ...}: then the best one for this customer.",
    },
    "read_back": _list(
        _map({"id": _NAME, "text": _WORDS, "when": _CONDITION}, required=("id", "text")), "Lines read word for word and ticked."
    ),
    "call": {"type": "string", "description": "A sub-script, like lib/verify_identity."},
    "wrapup": _map(
        {
            "dispositions": _list({"type": "string"}, "The codes to choose from."),
            "suggest": _list(
                _map({"when": _CONDITION, "code": {"type": "string"}}, required=("when", "code")), "Which code is suggested when."
            ),
            "form": _list(_ref("field"), "Fields to fill in."),
        },
        required=("dispositions",),
        about="The end: the agent chooses a code.",
    ),
    "return": {"type": "string", "description": "Leaves a sub-script by this way out."},
    "next": _WAY,
    "answers": _named(_ANSWER, "Each answer and the step it leads to."),
    "scale": _map({"from": {"type": "integer"}, "to": {"type": "integer"}}, required=("from", "to"), about="Numbers instead of answers."),
    "save_as": {**_NAME, "description": "The variable that keeps the answer or result."},
    "with": _named({}, "What the action or sub-script is given; one ${...} alone keeps its type."),
    "timeout": {"type": ["string", "integer"], "pattern": "^[0-9]{1,4}(ms|s|m)?$", "description": "How long to wait, like 5s."},
    "once": {"enum": [True, False, "visit"], "description": "true: never sent twice in an interaction; visit: once for each arrival."},
    "fulfils": {"const": "offer", "description": "Its success makes the accepted offer delivered."},
    "on_error": {
        "anyOf": [_WAY, _map(dict.fromkeys(_ERRORS, _WAY)), _named(_WAY, "")],
        "description": "Where to go when it fails, for all errors or for each kind.",
    },
    "attempts": {"type": "integer", "minimum": 1, "maximum": 20, "description": "How often the offer is presented at most."},
    "outcomes": _ways(
        ("accepted", "declined", "later", "none"), ("accepted", "declined", "later"), "Where each response leads; none is for a slot."
    ),
    "consent": _ways(("given", "refused"), ("given", "refused"), "Where consent and its refusal lead."),
    "returns": _named(_WAY, "Where each way out of the sub-script leads; again takes the next of each."),
    "each": _ref("expression", "A list: the sub-script is called for each ${item}."),
    "at_most": {"type": "integer", "minimum": 1, "maximum": 100, "description": "How many items at most."},
    "section": {"type": "string", "description": "The part of the call, for the outline."},
    "note": _ref("words", "Words for the agent alone."),
    "kb": {"type": "string", "description": "The id of a knowledge article."},
    "objections": _list({"type": "string"}, "The objections open here."),
    "lint": _map(
        {"ignore": _list({"enum": sorted(code for code, rule in RULES.items() if rule.severity != "E")}), "why": {"type": "string"}},
        required=("ignore", "why"),
        about="Warnings that are silenced here, and why.",
    ),
}
_GIFTS = _named({"type": "string"}, "Which of our variables takes which gift of the sub-script.")


def _step() -> Schema:
    """Any step: which kind it is decides what else it may have."""
    subjects = [kind for kind in KINDS if kind != "say"]
    choices = [{"if": {"required": [kind]}, "then": _ref(f"{kind}_step")} for kind in subjects]
    others: Schema = {"not": {"anyOf": [{"required": [kind]} for kind in subjects]}}
    return {
        "type": "object",
        "description": f"A step of exactly one kind: {', '.join(KINDS)}.",
        "anyOf": [{"required": [kind]} for kind in KINDS],
        "allOf": [*choices, {"if": others, "then": _ref("say_step")}],
    }


def _step_of(kind: str, catalogue: Catalogue) -> Schema:
    """A step of one kind, with the fields that the loader takes."""
    table = KINDS[kind]
    keys = dict.fromkeys((kind, *(("say",) if table.with_say else ()), *table.keys, *SHARED_KEYS))
    properties = {key: _STEP[key] for key in keys}
    found = _map(properties, required=(kind,))
    if kind == "call":
        properties["save_as"] = _GIFTS
        return _map(properties, required=(kind, "returns"))
    if kind == "do":
        properties["do"] = _some_of(sorted(catalogue.actions), "An action of the catalogue.")
        arguments = [_arguments(action) for action in catalogue.actions.values()]
        return {**_map(properties, required=(kind, "next")), "allOf": arguments}
    return {**found, "required": [kind, *_REQUIRED.get(kind, ())]}


_REQUIRED: Mapping[str, Sequence[str]] = {"say": ("next",), "form": ("next",), "offer": ("outcomes",), "read_back": ("consent",)}


def _arguments(action: ActionSignature) -> Schema:
    """What the action is given, when a step asks for this one."""
    parameters = {
        each.name: {**_SCALAR, "description": f"{each.labels.get('en', each.name)} ({each.type})"} for each in action.parameters.values()
    }
    required = [each.name for each in action.parameters.values() if each.required]
    needs = {"required": ["with"]} if required else {}
    given = {"properties": {"with": _map(parameters, required=required, about=action.labels.get("en", action.name))}, **needs}
    return {"if": {"properties": {"do": {"const": action.name}}, "required": ["do"]}, "then": given}
