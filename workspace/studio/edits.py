"""Edits as the studio's page sends them: JSON objects, each one call of `scripts_dsl.editing`, checked before they are made.

An edit is `{"op": NAME, ...}`. Its fields, with `?` behind those that may be left out:

    set_field         path, value, was?                     a value at a place, whether something stood there or not
    remove_field      path, was?                            a field, an entry or an item less
    set_text          path, language, text, was?            the words of one language at a place
    insert_item       path, value, index?                   an item into the list at `path`, last without `index`
    move_item         path, index                           the item or entry at `path` becomes number `index`
    insert_entry      path, name, value, index?             a name into the map at `path` (vars, objections, exits, an enum)
    rename_entry      path, name                            another name for the entry at `path`
    add_step          id, step, section?, before?, after?   `step` is the map of its fields; instead of it `kind` and `next?`:
                                                            what a step of that kind begins with, see workspace.studio.new_steps
    delete_step       step, reroute_to?                     what led to it leads to `reroute_to`, else it is left and reported
    duplicate_step    step, id                              right behind, as `id`
    move_step         step, before?, after?, section?       at least one of the three
    rename_step       step, id                              everywhere, in the stored tests too
    change_kind       step, kind, fields?                   `fields`: what a step of that kind begins with, as in add_step
    add_answer        step, answer, next, label?, when?, index?
    remove_answer     step, answer
    move_answer       step, answer, index
    rename_answer     step, answer, name
    set_answer        step, answer, field, value?, was?     `field` is label, when or next; without `value` it is taken away
    rename_objection  objection, name                       in the steps that list it and in the stored tests too
    rename_variable   variable, name, step?                 everywhere, in the stored tests too; `step`: at which step it was asked for
    batch             ops, label?                           1 to 200 edits, all or none, one entry of the history; none inside another

`path` is a list of keys and positions, as ["steps", "greet", "say", 0]. `value` is a text, or a map or list of values down to texts:
numbers and `true` are sent as the texts that shall be written. `was` is what the page saw there, null for nothing: it stands in for a
text that the history no longer has.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.errors import InvalidError
from scripts_dsl import editing
from scripts_dsl.editing import Edited, Source
from scripts_dsl.editing.splices import narrowed
from scripts_dsl.outside_steps import KINDS

LONGEST_EDIT = 512 * 1024
"""Characters of an edit as JSON."""
LONGEST_NAME = 200
"""Characters of a step, an answer, a key of a path."""
DEEPEST = 24
"""Parts of a path, and maps and lists within each other in a value."""
MOST_AT_ONCE = 200
"""Edits of a batch."""
LARGEST_INDEX = 100_000


@dataclass(frozen=True, slots=True)
class Edit:
    """One checked edit: its name and its fields; those of a batch stand in `parts`."""

    op: str
    fields: Mapping[str, Any]
    parts: tuple["Edit", ...] = ()

    def __getitem__(self, name: str) -> Any:
        """A field, None where it was left out."""
        return self.fields.get(name)

    @property
    def each(self) -> tuple["Edit", ...]:
        """The single edits it consists of."""
        return self.parts or (self,)

    def as_json(self) -> dict[str, Any]:
        """The edit as it was sent."""
        if self.op != "batch":
            return {"op": self.op, **self.fields}
        return {"op": self.op, **self.fields, "ops": [each.as_json() for each in self.parts]}


def read_edit(text: str) -> Edit:
    """The edit that a page sent as JSON. Raises InvalidError with the field that is wrong: `required`, `format`, `unknown`, `too_long`."""
    if len(text) > LONGEST_EDIT:
        raise InvalidError(fields={"edit": "too_long"})
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidError(fields={"edit": "format"}) from None
    return edit_of(found)


def edit_of(found: object, within: str = "") -> Edit:
    """An edit from plain data; `within` is put before the names of fields. Raises InvalidError."""
    if not isinstance(found, dict):
        raise _wrong(within or "edit", "format")
    op = found.get("op")
    if not isinstance(op, str) or op not in _SHAPES:
        raise _wrong(f"{within}op", "required" if op is None else "unknown")
    fields: dict[str, Any] = {}
    shape = _SHAPES[op]
    for name in found:
        if name != "op" and name not in shape:
            raise _wrong(f"{within}{str(name)[:LONGEST_NAME]}", "unknown")
    if op == "batch":
        return Edit(op, {"label": _name(found["label"], "label")} if found.get("label") else {}, _parts(found.get("ops"), within))
    for name, (check, is_required) in shape.items():
        if name not in found or (found[name] is None and name not in _NULLABLE):
            if is_required:
                raise _wrong(f"{within}{name}", "required")
            continue
        fields[name] = check(found[name], f"{within}{name}")
    if op == "add_step" and not fields.keys() & {"step", "kind"}:
        raise _wrong(f"{within}step", "required")
    if op == "move_step" and not fields.keys() & {"before", "after", "section"}:
        raise _wrong(f"{within}after", "required")
    return Edit(op, fields)


def _parts(found: object, within: str) -> tuple[Edit, ...]:
    if within:
        raise _wrong(f"{within}op", "unknown")
    if not isinstance(found, list) or not found:
        raise _wrong("ops", "required" if found is None or found == [] else "format")
    if len(found) > MOST_AT_ONCE:
        raise _wrong("ops", "too_long")
    return tuple(edit_of(each, f"ops.{number}.") for number, each in enumerate(found))


def apply(source: Source, edit: Edit) -> Edited:
    """Make an edit to a text; of a batch every one, or none. Raises EditRefusedError."""
    if not edit.parts:
        return _CALLS[edit.op](source, edit)
    first = source.text if isinstance(source, Edited) else source if isinstance(source, str) else source.source.text
    for each in edit.parts:
        source = _CALLS[each.op](source, each)
    if not isinstance(source, Edited):
        raise AssertionError("a batch without edits was let in")
    return Edited(source.text, narrowed(first, [editing.Splice(0, len(first), source.text)]), source.document)


def renames_of(edit: Edit) -> list[tuple[str, str, str]]:
    """What an edit calls otherwise in the stored tests: (what, the old name, the new one); of each kind in the order made."""
    found = [("step", each["step"], each["id"]) for each in edit.each if each.op == "rename_step"]
    found += [("objection", each["objection"], each["name"]) for each in edit.each if each.op == "rename_objection"]
    return found + [("variable", each["variable"], each["name"]) for each in edit.each if each.op == "rename_variable"]


def step_after(edit: Edit, before: Sequence[str], after: Sequence[str]) -> str:
    """The step to select once an edit was made, empty for the settings of the script.

    `before` and `after` are the steps there were and are: for a deleted one the next that is left is selected, else the last.
    """
    last = edit.each[-1]
    if last.op == "delete_step":
        later = before[before.index(last["step"]) :] if last["step"] in before else ()
        return next((step for step in later if step in after), after[-1] if after else "")
    if last.op in ("add_step", "duplicate_step", "rename_step"):
        return str(last["id"])
    if last["path"] is not None:
        path = last["path"]
        return str(path[1]) if len(path) > 1 and path[0] == "steps" else ""
    return str(last["step"] or "")


def _wrong(field: str, why: str) -> InvalidError:
    return InvalidError(fields={field: why})


def _text(value: object, field: str) -> str:
    """A text that SQL can hold and a script may."""
    if not isinstance(value, str):
        raise _wrong(field, "format")
    if "\x00" in value or any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
        raise _wrong(field, "format")
    return value


def _name(value: object, field: str) -> str:
    text = _text(value, field)
    if not text:
        raise _wrong(field, "required")
    if len(text) > LONGEST_NAME:
        raise _wrong(field, "too_long")
    return text


def _language(value: object, field: str) -> str:
    if value not in ("en", "zh"):
        raise _wrong(field, "not_listed")
    return str(value)


def _answer_field(value: object, field: str) -> str:
    if value not in ("label", "when", "next"):
        raise _wrong(field, "not_listed")
    return str(value)


def _kind(value: object, field: str) -> str:
    if not isinstance(value, str) or value not in KINDS:
        raise _wrong(field, "not_listed")
    return value


def _index(value: object, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_INDEX:
        raise _wrong(field, "format")
    return value


def _path(value: object, field: str) -> tuple[str | int, ...]:
    if not isinstance(value, list) or not value:
        raise _wrong(field, "required" if value == [] else "format")
    if len(value) > DEEPEST:
        raise _wrong(field, "too_long")
    return tuple(_index(part, field) if isinstance(part, int) else _name(part, field) for part in value)


def _value(value: object, field: str, depth: int = 0) -> editing.Value:
    """A text, or a map or list of values; a number would have to be written somehow, and only the page knows how."""
    if depth > DEEPEST:
        raise _wrong(field, "too_long")
    if isinstance(value, dict):
        return {_name(key, field): _value(each, field, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_value(each, field, depth + 1) for each in value]
    return _text(value, field)


def _optional_value(value: object, field: str) -> editing.Value | None:
    return None if value is None else _value(value, field)


def _fields(value: object, field: str) -> Mapping[str, editing.Value]:
    if not isinstance(value, dict):
        raise _wrong(field, "format")
    return {_name(key, field): _value(each, field, 1) for key, each in value.items()}


_Check = Callable[[Any, str], Any]
_NULLABLE = frozenset({"was"})
"""Fields whose null says something."""
_PATH: Mapping[str, tuple[_Check, bool]] = {"path": (_path, True)}
_STEP: Mapping[str, tuple[_Check, bool]] = {"step": (_name, True)}
_ANSWER: Mapping[str, tuple[_Check, bool]] = {**_STEP, "answer": (_name, True)}
_WAS: Mapping[str, tuple[_Check, bool]] = {"was": (_optional_value, False)}
_PLACE: Mapping[str, tuple[_Check, bool]] = {"before": (_name, False), "after": (_name, False), "section": (_text, False)}
_SHAPES: Mapping[str, Mapping[str, tuple[_Check, bool]]] = {
    "set_field": {**_PATH, "value": (_value, True), **_WAS},
    "remove_field": {**_PATH, **_WAS},
    "set_text": {**_PATH, "language": (_language, True), "text": (_text, True), **_WAS},
    "insert_item": {**_PATH, "value": (_value, True), "index": (_index, False)},
    "move_item": {**_PATH, "index": (_index, True)},
    "insert_entry": {**_PATH, "name": (_name, True), "value": (_value, True), "index": (_index, False)},
    "rename_entry": {**_PATH, "name": (_name, True)},
    "add_step": {"id": (_name, True), "step": (_fields, False), "kind": (_kind, False), "next": (_name, False), **_PLACE},
    "delete_step": {**_STEP, "reroute_to": (_name, False)},
    "duplicate_step": {**_STEP, "id": (_name, True)},
    "move_step": {**_STEP, **_PLACE},
    "rename_step": {**_STEP, "id": (_name, True)},
    "change_kind": {**_STEP, "kind": (_kind, True), "fields": (_fields, False)},
    "add_answer": {**_ANSWER, "next": (_name, True), "label": (_value, False), "when": (_text, False), "index": (_index, False)},
    "remove_answer": _ANSWER,
    "move_answer": {**_ANSWER, "index": (_index, True)},
    "rename_answer": {**_ANSWER, "name": (_name, True)},
    "set_answer": {**_ANSWER, "field": (_answer_field, True), "value": (_value, False), **_WAS},
    "rename_objection": {"objection": (_name, True), "name": (_name, True)},
    "rename_variable": {"variable": (_name, True), "name": (_name, True), "step": (_name, False)},
    "batch": {"label": (_name, False), "ops": (_value, True)},
}
_CALLS: Mapping[str, Callable[[Source, Edit], Edited]] = {
    "set_field": lambda source, edit: editing.set_field(source, edit["path"], edit["value"]),
    "remove_field": lambda source, edit: editing.remove_field(source, edit["path"]),
    "set_text": lambda source, edit: editing.set_text(source, edit["path"], edit["language"], edit["text"]),
    "insert_item": lambda source, edit: editing.insert_item(source, edit["path"], edit["value"], edit["index"]),
    "move_item": lambda source, edit: editing.move_item(source, edit["path"], edit["index"]),
    "insert_entry": lambda source, edit: editing.insert_entry(source, edit["path"], edit["name"], edit["value"], edit["index"]),
    "rename_entry": lambda source, edit: editing.rename_entry(source, edit["path"], edit["name"]),
    "add_step": lambda source, edit: editing.add_step(
        source, edit["id"], edit["step"], before=edit["before"], after=edit["after"], section=edit["section"]
    ),
    "delete_step": lambda source, edit: editing.delete_step(source, edit["step"], reroute_to=edit["reroute_to"]),
    "duplicate_step": lambda source, edit: editing.duplicate_step(source, edit["step"], edit["id"]),
    "move_step": lambda source, edit: editing.move_step(
        source, edit["step"], before=edit["before"], after=edit["after"], section=edit["section"]
    ),
    "rename_step": lambda source, edit: editing.rename_step(source, edit["step"], edit["id"]),
    "change_kind": lambda source, edit: editing.change_kind(source, edit["step"], edit["fields"] or {}),
    "add_answer": lambda source, edit: editing.add_answer(
        source, edit["step"], edit["answer"], edit["next"], label=edit["label"], when=edit["when"], index=edit["index"]
    ),
    "remove_answer": lambda source, edit: editing.remove_answer(source, edit["step"], edit["answer"]),
    "move_answer": lambda source, edit: editing.move_answer(source, edit["step"], edit["answer"], edit["index"]),
    "rename_answer": lambda source, edit: editing.rename_answer(source, edit["step"], edit["answer"], edit["name"]),
    "set_answer": lambda source, edit: editing.set_answer(source, edit["step"], edit["answer"], edit["field"], edit["value"]),
    "rename_objection": lambda source, edit: editing.rename_objection(source, edit["objection"], edit["name"]),
    "rename_variable": lambda source, edit: editing.rename_variable(source, edit["variable"], edit["name"]),
}
