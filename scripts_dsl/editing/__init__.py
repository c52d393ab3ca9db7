"""Editing scripts by splices: text in, edited text out; what was not edited stays byte for byte."""

from scripts_dsl.editing.answers import add_answer, move_answer, remove_answer, rename_answer, set_answer
from scripts_dsl.editing.edited import Edited, Source
from scripts_dsl.editing.fields import insert_entry, insert_item, move_item, remove_field, rename_entry, set_field, set_text
from scripts_dsl.editing.kinds import change_kind, lost_fields
from scripts_dsl.editing.objections import rename_objection, rename_objection_in_tests
from scripts_dsl.editing.references import Reference, ways_in
from scripts_dsl.editing.refusal import MESSAGES, EditRefusedError
from scripts_dsl.editing.splices import Splice
from scripts_dsl.editing.steps import (
    add_step,
    delete_step,
    duplicate_step,
    move_step,
    references_to,
    rename_step,
    rename_step_in_tests,
)
from scripts_dsl.editing.values import FieldPath, Value
from scripts_dsl.editing.variables import rename_variable, rename_variable_in_tests

__all__ = [
    "MESSAGES",
    "EditRefusedError",
    "Edited",
    "FieldPath",
    "Reference",
    "Source",
    "Splice",
    "Value",
    "add_answer",
    "add_step",
    "change_kind",
    "delete_step",
    "duplicate_step",
    "insert_entry",
    "insert_item",
    "lost_fields",
    "move_answer",
    "move_item",
    "move_step",
    "references_to",
    "remove_answer",
    "remove_field",
    "rename_answer",
    "rename_entry",
    "rename_objection",
    "rename_objection_in_tests",
    "rename_step",
    "rename_step_in_tests",
    "rename_variable",
    "rename_variable_in_tests",
    "set_answer",
    "set_field",
    "set_text",
    "ways_in",
]
