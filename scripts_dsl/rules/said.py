"""What a script says and shows: each of its texts, with the step it stands in and the conditions under which it appears."""

from collections.abc import Iterator
from typing import NamedTuple

from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.script import AnyStep, AskStep, FormField, FormStep, LocalText, Objection, ReadBackStep, Script, WrapupStep


class Said(NamedTuple):
    """One text, the condition under which it appears, and whether it is spoken freely: neither read back nor only shown."""

    text: LocalText
    when: Expression | None = None
    is_spoken: bool = False


def said_at(step: AnyStep) -> Iterator[Said]:
    """The texts of a step."""
    for paragraph in step.say:
        yield Said(paragraph.text, paragraph.when, True)
    if step.note is not None:
        yield Said(step.note)
    if isinstance(step, AskStep):
        yield Said(step.question, None, True)
        for answer in step.answers:
            yield Said(answer.label, answer.when)
    elif isinstance(step, ReadBackStep):
        for line in step.lines:
            yield Said(line.text, line.when)
    elif isinstance(step, FormStep | WrapupStep):
        yield from _said_in(step.fields)


def said_against(objection: Objection) -> Iterator[Said]:
    """The texts of an objection."""
    yield Said(objection.label)
    for paragraph in objection.say:
        yield Said(paragraph.text, paragraph.when, True)


def _said_in(fields: tuple[FormField, ...]) -> Iterator[Said]:
    for field in fields:
        yield Said(field.label, field.when)
        if field.help is not None:
            yield Said(field.help, field.when)


def phrases_of(script: Script) -> Iterator[Phrase]:
    """Every text of a script in every language, in the order of its steps."""
    for step in script.steps.values():
        for said in said_at(step):
            yield from said.text.phrases.values()
    for objection in script.objections.values():
        for said in said_against(objection):
            yield from said.text.phrases.values()
    for each in script.exits.values():
        if each.label is not None:
            yield from each.label.phrases.values()
