"""Edits as pages send them: what is none is refused with the field that is wrong, and nothing crashes."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import InvalidError
from workspace.studio.edits import read_edit

NAMES = ("op", "path", "value", "was", "language", "text", "index", "name", "id", "step", "before", "answer", "next", "field", "ops")
OPS = (
    "set_field",
    "set_text",
    "insert_item",
    "add_step",
    "move_step",
    "add_answer",
    "set_answer",
    "rename_objection",
    "rename_variable",
    "batch",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("edit", "code", "field"),
    [
        ("", "required", "edit"),
        ("{", "format", "edit"),
        ("[" * 50_000, "format", "edit"),
        ("[]", "format", "edit"),
        ({}, "required", "op"),
        ({"op": "format_disk"}, "unknown", "op"),
        ({"op": ["set_field"]}, "unknown", "op"),
        ({"op": "set_field", "value": "x"}, "required", "path"),
        ({"op": "set_field", "path": [], "value": "x"}, "required", "path"),
        ({"op": "set_field", "path": "steps", "value": "x"}, "format", "path"),
        ({"op": "set_field", "path": ["steps", True], "value": "x"}, "format", "path"),
        ({"op": "set_field", "path": ["steps", -1], "value": "x"}, "format", "path"),
        ({"op": "set_field", "path": ["a"] * 99, "value": "x"}, "too_long", "path"),
        ({"op": "set_field", "path": ["title"], "value": 7}, "format", "value"),
        ({"op": "set_field", "path": ["title"], "value": "\x00"}, "format", "value"),
        ({"op": "set_field", "path": ["title"], "value": "\ud800"}, "format", "value"),
        ({"op": "set_field", "path": ["title"], "value": "x", "force": "yes"}, "unknown", "force"),
        ({"op": "set_text", "path": ["title"], "language": "fr", "text": "x"}, "not_listed", "language"),
        ({"op": "add_step", "id": "a", "step": "b"}, "format", "step"),
        ({"op": "add_step", "id": "a"}, "required", "step"),
        ({"op": "add_step", "id": "a", "kind": "shout"}, "not_listed", "kind"),
        ({"op": "change_kind", "step": "a", "kind": "shout"}, "not_listed", "kind"),
        ({"op": "add_step", "id": "x" * 300, "step": {}}, "too_long", "id"),
        ({"op": "move_step", "step": "greet"}, "required", "after"),
        ({"op": "move_answer", "step": "greet", "answer": "yes", "index": "1"}, "format", "index"),
        ({"op": "set_answer", "step": "greet", "answer": "yes", "field": "colour", "value": "x"}, "not_listed", "field"),
        ({"op": "batch", "ops": []}, "required", "ops"),
        ({"op": "batch", "ops": [{"op": "batch", "ops": []}]}, "unknown", "ops.0.op"),
        ({"op": "batch", "ops": [{"op": "delete_step"}]}, "required", "ops.0.step"),
        ({"op": "set_field", "path": ["title"], "value": "x" * 600_000}, "too_long", "edit"),
    ],
)
def test_what_is_no_edit_is_refused_with_its_field(edit: object, code: str, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read_edit(edit if isinstance(edit, str) else json.dumps(edit))
    # An empty field never comes this far.
    assert refused.value.fields == {field: "format" if edit == "" else code}


@settings(max_examples=60)
@given(op=st.sampled_from(OPS), fields=st.dictionaries(st.sampled_from(NAMES[1:]), JSON, max_size=4))
def test_anything_at_all_is_an_edit_or_refused(op: str, fields: dict[str, Any]) -> None:
    try:
        edit = read_edit(json.dumps({"op": op, **fields}))
    except InvalidError as refused:
        assert refused.fields
    else:
        assert read_edit(json.dumps(edit.as_json())) == edit
