"""The built-in `suppress` step: records the opt-out, says the agreed sentence, goes to the wrap-up."""

from dataclasses import dataclass
from typing import ClassVar

from flows.runs.events import SuppressionAsked
from flows.runs.moves import Continue
from flows.runs.run import SUPPRESS_STEP
from flows.runs.walk import Walk
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.script import LocalText, Paragraph, Step
from scripts_dsl.source.location import NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressStep(Step):
    """The opt-out, which every script has without writing it."""

    kind: ClassVar[str] = "suppress"


_SENTENCES = {
    "en": "I have noted that you do not want to be contacted again. We will not call you any more. Thank you, goodbye.",
    "zh": "已为您登记免打扰，今后我们不会再联系您。感谢您，再见。",
}
SUPPRESS = SuppressStep(
    id=SUPPRESS_STEP,
    at=NOWHERE,
    say=(Paragraph(LocalText({language: Phrase(text, (text,)) for language, text in _SENTENCES.items()}, NOWHERE)),),
)


def enter(walk: Walk, step: SuppressStep) -> str | None:
    """Record the opt-out at once, whether or not the sentence will be spoken."""
    walk.tell(SuppressionAsked)
    return walk.to_wrapup() if walk.hung_up else None


def go_on(walk: Walk, step: SuppressStep, made: Continue) -> str:
    """The sentence was spoken."""
    return walk.to_wrapup()
