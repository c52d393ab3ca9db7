"""The `ask` step: a question with answers as buttons, or with a scale of numbers."""

import re
from decimal import Decimal

from flows.runs.events import StepAnswered
from flows.runs.moves import Answer
from flows.runs.refusals import AnswerNotAvailableError
from flows.runs.variables import typed
from flows.runs.walk import Walk
from scripts_dsl.script import AskStep, Scale, Way
from scripts_dsl.values import BadValueError

_WHOLE = re.compile(r"-?[0-9]{1,6}", re.ASCII)


def enter(walk: Walk, step: AskStep) -> None:
    """Wait for the customer's answer; tell of answers whose condition is unknown."""
    for answer in step.answers:
        walk.holds(answer.when)


def answer(walk: Walk, step: AskStep, made: Answer) -> str:
    """Record the answer and take its way."""
    if step.scale is not None and step.next is not None:
        return _record(walk, step, _on_scale(step.scale, made.value), step.next)
    chosen = next((each for each in step.answers if each.value == made.value), None)
    if chosen is None or not walk.holds(chosen.when):
        raise AnswerNotAvailableError(detail=made.value[:60])
    return _record(walk, step, chosen.value, chosen.way)


def _on_scale(scale: Scale, raw: str) -> Decimal:
    """The number, if it is on the scale."""
    if _WHOLE.fullmatch(raw) is None or not scale.first <= int(raw) <= scale.last:
        raise AnswerNotAvailableError(detail=raw[:60])
    return Decimal(int(raw))


def _record(walk: Walk, step: AskStep, value: object, way: Way) -> str:
    """Save the answer where the step says, typed as that variable, and go that way."""
    saved: dict[str, object] = {}
    if step.save_as is not None:
        try:
            saved[step.save_as] = typed(value, walk.script.scope[step.save_as], walk.zone, walk.before.currency)
        except BadValueError:
            walk.ignored([step.save_as])
    walk.answer(step.id, str(value), saved)
    walk.tell(StepAnswered, value=saved.get(step.save_as or "", value), name=step.save_as)
    return walk.take(way)
