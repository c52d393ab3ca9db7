"""What a new step of each kind begins with, and the edits of a page made whole with it: a page says which kind, the text tells the rest."""

from collections.abc import Mapping
from dataclasses import replace

from scripts_dsl.editing import Value
from scripts_dsl.steps import YES_NO
from workspace.studio.edits import Edit
from workspace.studio.forms.known import Known, known_of
from workspace.studio.forms.making import entries_of, plain
from workspace.wiring.parts import Unit

_FEW = 5
"""Disposition codes that a wrap-up begins with where the script has none yet."""


def completed(unit: Unit, key: str, source: str, edit: Edit) -> Edit:
    """An edit whose new steps have their fields; what needs none is the edit itself."""
    if not any(_is_bare(each) for each in edit.each):
        return edit
    known = known_of(unit, key, source, "en")
    if not edit.parts:
        return _with_fields(known, edit)
    return replace(edit, parts=tuple(_with_fields(known, each) if _is_bare(each) else each for each in edit.parts))


def _is_bare(edit: Edit) -> bool:
    return (edit.op == "add_step" and edit["step"] is None) or (edit.op == "change_kind" and edit["fields"] is None)


def _with_fields(known: Known, edit: Edit) -> Edit:
    if edit.op == "change_kind":
        return Edit(edit.op, {**edit.fields, "fields": instead(known, edit["step"], edit["kind"])})
    fields = {name: value for name, value in edit.fields.items() if name not in ("kind", "next")}
    return Edit(edit.op, {**fields, "step": beginning(known, edit["kind"], edit["next"] or edit["id"])})


def instead(known: Known, step: str, kind: str) -> Mapping[str, Value]:
    """What a step begins with that becomes one of this kind: its ways lead where the first of its ways led, else to the next step."""
    steps = [row.id for row in known.rows]
    row = next((row for row in known.rows if row.id == step), None)
    ways = [way for way in row.leads_to if way != step] if row is not None else []
    following = steps[steps.index(step) + 1 :] if step in steps else []
    return beginning(known, kind, next(iter((*ways, *following)), step))


def beginning(known: Known, kind: str, to: str) -> Mapping[str, Value]:
    """The fields of a new step of that kind: its words still to be written, all its ways leading to the step `to`."""
    words: Value = dict.fromkeys(known.languages, "")
    match kind:
        case "ask":
            return {"ask": words, "answers": {answer: _answer(known, answer, to) for answer in YES_NO}}
        case "form":
            return {"form": [{"name": _free_name(known), "type": "text", "label": words}], "next": to}
        case "branch":
            return {"branch": [{"when": "", "next": to}, {"else": to}]}
        case "do":
            return {"do": "", "next": to}  # where a failure leads is for a person to say: never on as if it were done
        case "offer":
            return {"offer": {"slot": "best"}, "outcomes": dict.fromkeys(("accepted", "declined", "later", "none"), to)}
        case "read_back":
            return {"read_back": [{"id": "line_1", "text": words}], "consent": {"given": to, "refused": to}}
        case "call":
            return {"call": "", "returns": {"ok": to}}
        case "wrapup":
            return {"wrapup": {"dispositions": _codes(known)}}
        case "return":
            return {"return": "ok"}
    return {"say": words, "next": to}


def _answer(known: Known, answer: str, to: str) -> Value:
    """Yes or no, its label written out so that it can be worded otherwise."""
    return {"label": {language: YES_NO[answer].get(language, answer) for language in known.languages}, "next": to}


def _free_name(known: Known) -> str:
    taken = known.declared | known.named
    return next(f"field_{number}" for number in range(1, 10_000) if f"field_{number}" not in taken)


def _codes(known: Known) -> Value:
    """The codes of a wrap-up that is there already, else the first that the workspace has."""
    for body in known.steps.values():
        listed = entries_of(body.get("wrapup")).get("dispositions")
        if listed is not None:
            return plain(listed) or []
    return [each.value for each in known.codes[:_FEW]]
