"""T003: nothing that is read aloud is so long that the customer stops listening; read-backs excepted."""

from collections.abc import Iterable, Iterator

from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.problem import Problem, Words, make_problem
from scripts_dsl.rules.said import said_against, said_at
from scripts_dsl.script import Script
from scripts_dsl.speech import seconds_aloud

LONGEST = 30.0
"""Seconds that one text may take."""
_SHORT = 110
"""Characters below which no text can be too long."""
_HINT: Words = {
    "en": "split it into two steps, so that the customer can answer",
    "zh": "请拆成两个步骤，让客户有机会回应",
}


def check_lengths(script: Script) -> Iterator[Problem]:
    """T003: every text that is spoken freely can be said in one go."""
    for step in script.steps.values():
        for said in said_at(step):
            if said.is_spoken:
                yield from _judge(said.text.phrases.values())
    for objection in script.objections.values():
        for said in said_against(objection):
            if said.is_spoken:
                yield from _judge(said.text.phrases.values())


def _judge(phrases: Iterable[Phrase]) -> Iterator[Problem]:
    for phrase in phrases:
        if len(phrase.source) > _SHORT and (seconds := seconds_aloud(phrase)) > LONGEST:
            yield make_problem("T003", phrase.at, hint=_HINT, seconds=round(seconds))
