"""What the menus of the browser hold: names for conditions and words, steps to lead to, and what a new step begins with."""

from collections.abc import Mapping
from typing import Any

from scripts_dsl.editing import Value
from scripts_dsl.nodes import MapNode
from scripts_dsl.script import AGAIN, SUPPRESS
from workspace.publishing import LIB
from workspace.studio.forms.conditions import OPERATORS
from workspace.studio.forms.known import Known
from workspace.studio.forms.making import entries_of, plain
from workspace.studio.forms.words import KINDS
from workspace.words import SECTIONS, word

NEXT = "\u2192"
"""Stands in a new step for where it leads."""


def menus(known: Known) -> Mapping[str, Any]:
    """The menus, as the browser gets them."""
    section, targets = "", []
    for row in known.rows:
        section = row.section or section
        targets.append([row.id, row.title, word(SECTIONS, section, known.language)])
    builtins = [[SUPPRESS, known.phrase("suppress"), ""]]
    if any("each" in entries_of(body) for body in _steps(known).values()):
        builtins.append([AGAIN, known.phrase("again"), ""])
    return {
        "names": [[each.name, each.label, each.category, each.start, each.phrase, each.sample] for each in known.names],
        "declared": _declared(known),
        "targets": targets,
        "builtins": builtins,
        "operators": {each.key: [each.text, each.takes] for each in OPERATORS.values()},
        "measures": {key: known.phrase(phrase) for key, phrase in _MEASURES.items()},
        "new": {
            kind: [words[known.language], skeleton(known, kind)] for kind, words in KINDS.items() if kind != "return" or _is_lib(known)
        },
    }


_MEASURES = {"visits": "times_in", "days_until": "days_until", "size": "size_of", "hour": "hour", "weekday": "weekday"}


def _is_lib(known: Known) -> bool:
    return known.key.startswith(LIB)


def _steps(known: Known) -> Mapping[str, MapNode]:
    found = entries_of(known.root.get("steps") if known.root is not None else None)
    return {name: body for name, body in found.items() if isinstance(body, MapNode)}


def _declared(known: Known) -> list[str]:
    """The names that need no declaration any more."""
    script = known.script
    return [] if script is None else sorted({*script.scope, *script.variables})


def skeleton(known: Known, kind: str) -> Mapping[str, Value]:
    """A new step of that kind that leads to `NEXT`, its words still to be written."""
    words: Value = dict.fromkeys(known.languages, "")
    match kind:
        case "ask":
            return {"ask": words, "answers": {"yes": NEXT, "no": NEXT}}
        case "form":
            return {"form": [{"name": _free_name(known), "type": "text", "label": words}], "next": NEXT}
        case "branch":
            return {"branch": [{"when": "", "next": NEXT}, {"else": NEXT}]}
        case "do":
            return {"do": "", "next": NEXT}
        case "offer":
            return {"offer": {"slot": "best"}, "outcomes": dict.fromkeys(("accepted", "declined", "later", "none"), NEXT)}
        case "read_back":
            return {"read_back": [{"id": "line_1", "text": words}], "consent": {"given": NEXT, "refused": NEXT}}
        case "call":
            return {"call": "", "returns": {"ok": NEXT}}
        case "wrapup":
            return {"wrapup": {"dispositions": _codes(known)}}
        case "return":
            return {"return": "ok"}
    return {"say": words, "next": NEXT}


def _free_name(known: Known) -> str:
    taken = set(_declared(known))
    return next(f"field_{number}" for number in range(1, 10_000) if f"field_{number}" not in taken)


def _codes(known: Known) -> Value:
    """The codes of a wrap-up that is there already, else the first that the workspace has."""
    for body in _steps(known).values():
        wrapup = body.get("wrapup")
        listed = wrapup.get("dispositions") if isinstance(wrapup, MapNode) else None
        if listed is not None:
            return plain(listed) or []
    return [each.value for each in known.codes[:5]]
