"""The `form` step: fields to fill in, each of them a variable."""

from collections.abc import Mapping

from flows.fields import read_fields
from flows.runs.events import FormSubmitted
from flows.runs.moves import SubmitForm
from flows.runs.walk import Walk
from scripts_dsl.script import FormField, FormStep


def enter(walk: Walk, step: FormStep) -> None:
    """Wait for the fields."""


def submit(walk: Walk, step: FormStep, made: SubmitForm) -> str:
    """Record the fields; FieldsWrongError when one does not hold."""
    save_fields(walk, step.id, step.fields, made.fields)
    return walk.take(step.next)


def save_fields(walk: Walk, step: str, fields: tuple[FormField, ...], raw: Mapping[str, object]) -> None:
    """Read the fields, set their variables, and tell."""
    values = read_fields(fields, raw, walk.environment, walk.before.currency)
    walk.answer(step, values, values)
    sensitive = tuple(field.name for field in fields if field.sensitive and field.name in values)
    walk.tell(FormSubmitted, values={name: None if name in sensitive else value for name, value in values.items()}, sensitive=sensitive)
