"""What a step of a script is called where no run is at hand: for boards, which say nothing of the customer."""

from flows.offers.chosen_offer import words_in
from flows.publishing.bundle import Bundle
from scripts_dsl.script import AskStep, DoStep, LocalText, Step

GAP = "…"
"""Stands for a value in the author's words."""
LONGEST = 60


def find_step(bundle: Bundle, key: str) -> Step | None:
    """The step of that key: the main script's, else that of the first sub-script that has one."""
    scripts = (bundle.script, *bundle.script.subscripts.values())
    return next((script.steps[key] for script in scripts if key in script.steps), None)


def step_title(bundle: Bundle, step: Step, language: str) -> str:
    """What names a step to people, values left out: its question, the action, else its first words, else its section or key."""
    if isinstance(step, AskStep):
        return _short(step.question, language)
    if isinstance(step, DoStep):
        signature = bundle.catalogue.actions.get(step.action)
        return step.action if signature is None else words_in(signature.labels, language) or step.action
    if step.say:
        return _short(step.say[0].text, language)
    return step.section or step.id


def _short(text: LocalText, language: str) -> str:
    words = "".join(part if isinstance(part, str) else GAP for part in text.phrase(language).parts)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + GAP
