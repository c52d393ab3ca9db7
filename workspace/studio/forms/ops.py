"""The edits behind the controls, in the shapes that `workspace.studio.edits` takes; what a person fills in is left out."""

from collections.abc import Sequence

from scripts_dsl.editing import FieldPath, Value
from workspace.studio.forms.controls import Op


def set_field(path: FieldPath, was: Value | None, value: Value | None = None) -> Op:
    """A value at a place; without `value` the browser puts it in."""
    made = {"op": "set_field", "path": list(path), "was": was}
    return made if value is None else {**made, "value": value}


def remove_field(path: FieldPath, was: Value | None) -> Op:
    """A field, an entry or an item less."""
    return {"op": "remove_field", "path": list(path), "was": was}


def set_text(path: FieldPath, language: str, was: Value | None) -> Op:
    """The words of one language."""
    return {"op": "set_text", "path": list(path), "language": language, "was": was}


def insert_item(path: FieldPath, value: Value | None = None, index: int | None = None) -> Op:
    """A new item of a list."""
    made = {"op": "insert_item", "path": list(path)}
    return {**made, **({} if value is None else {"value": value}), **({} if index is None else {"index": index})}


def move_item(path: FieldPath) -> Op:
    """An item or entry elsewhere; the browser says where."""
    return {"op": "move_item", "path": list(path)}


def insert_entry(path: FieldPath, value: Value | None = None, name: str = "") -> Op:
    """A new name in a map."""
    made = {"op": "insert_entry", "path": list(path)}
    return {**made, **({} if value is None else {"value": value}), **({"name": name} if name else {})}


def rename_entry(path: FieldPath) -> Op:
    """Another name for an entry."""
    return {"op": "rename_entry", "path": list(path)}


def change_kind(step: str, kind: str) -> Op:
    """A step made one of another kind."""
    return {"op": "change_kind", "step": step, "kind": kind}


def rename_variable(variable: str, step: str = "") -> Op:
    """Another name for a variable, everywhere; asked for at a step, which stays the chosen one."""
    return {"op": "rename_variable", "variable": variable, **({"step": step} if step else {})}


def batch(ops: Sequence[Op]) -> Op:
    """Several edits as one."""
    return {"op": "batch", "ops": [dict(each) for each in ops]}
