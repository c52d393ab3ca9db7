"""Where a run stands in its script: sections, the path with headings, and about how many steps there will be."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from flows.offers.chosen_offer import words_in
from flows.runs.moving_back import stands_at
from flows.runs.step_view import PathView, SectionView
from flows.runs.walk import Walk
from scripts_dsl.script import AskStep, DoStep, LocalText, OfferStep, Script, Step
from scripts_dsl.types import EnumType, present

_HEADING_LENGTH = 60


def sections(walk: Walk) -> tuple[SectionView, ...]:
    """The sections of the main script: those passed through, the present one, those ahead."""
    script = walk.bundle.script
    passed = [_section(walk, visit) for visit in walk.trail]
    present_one = next((each for each in reversed(passed) if each is not None), None)
    return tuple(SectionView(name, "current" if name == present_one else "done" if name in passed else "ahead") for name in script.sections)


def titles(walk: Walk, visits: Iterable[int], language: str) -> tuple[PathView, ...]:
    """Arrivals with a heading and the answer given there; of several at the same step the last one."""
    latest: dict[tuple[int, str], int] = {}
    for visit in visits:
        arrival = walk.path[visit]
        latest[arrival.frame, arrival.step] = visit
    return tuple(_path_entry(walk, visit, language) for visit in sorted(latest.values()))


def about(walk: Walk) -> int:
    """About how many steps the agent will have stood at in the end: those so far and the shortest way from here to a wrap-up."""
    so_far = sum(1 for visit in walk.trail if stands_at(walk, visit)) or 1
    return so_far + walk.bundle.steps_ahead.get(_main_step(walk, walk.number), 0)


def _main_step(walk: Walk, visit: int) -> str:
    """The step of the main script that an arrival is at, or that called the sub-script it is in."""
    at, step = walk.path[visit].frame, walk.path[visit].step
    while (parent := walk.frames[at].parent) is not None:
        step, at = walk.frames[at].call_step, parent
    return step


def _section(walk: Walk, visit: int) -> str | None:
    """The section of the main script that an arrival belongs to."""
    found = walk.bundle.script.steps.get(_main_step(walk, visit))
    return None if found is None else found.section


def _path_entry(walk: Walk, visit: int, language: str) -> PathView:
    """One arrival with its heading."""
    arrival = walk.path[visit]
    frame = walk.frames[arrival.frame]
    script = walk.bundle.script_named(frame.script)
    step = script.steps.get(arrival.step)
    return PathView(
        visit=visit,
        script=frame.script,
        step=arrival.step,
        title=arrival.step if step is None else _heading(walk, visit, step, language),
        answer="" if step is None else _answered(script, step, frame.answers.get(step.id), language),
        current=visit == walk.number,
    )


def _heading(walk: Walk, visit: int, step: Step, language: str) -> str:
    """What names a step to the agent: its question, the offer, the action, else the first words said there, else its section."""
    if isinstance(step, OfferStep):
        shown = next((each for each in walk.offers if each.arrival == visit), None)
        if shown is not None:
            return words_in(shown.offer.names, language) or shown.offer.key
    if isinstance(step, AskStep):
        return _short(walk, visit, step.question, language)
    if isinstance(step, DoStep):
        signature = walk.bundle.catalogue.actions.get(step.action)
        return step.action if signature is None else words_in(signature.labels, language) or step.action
    if step.say:
        environment = walk.environment_at(visit)
        said = (each for each in step.say if each.when is None or each.when.test(environment) is True)
        return _short(walk, visit, next(said, step.say[0]).text, language)
    return step.section or step.id


def _short(walk: Walk, visit: int, text: LocalText, language: str) -> str:
    """A text as a heading."""
    words = text.phrase(language).text(walk.environment_at(visit), language)
    return words if len(words) <= _HEADING_LENGTH else words[: _HEADING_LENGTH - 1] + "…"


def _answered(script: Script, step: Step, answer: object, language: str) -> str:
    """What was answered at a step, in words; nothing for sensitive fields."""
    if isinstance(step, AskStep):
        return _label_of(script, step, str(answer), language) if answer is not None else ""
    if isinstance(answer, Mapping):
        hidden = {field.name for field in getattr(step, "fields", ()) if field.sensitive}
        return ", ".join(_plain(value) for name, value in answer.items() if value is not None and name not in hidden)
    return ""


def _label_of(script: Script, step: AskStep, answer: str, language: str) -> str:
    """The label of an answer where the variable's type knows one, else the author's words where they hold no values."""
    type_ = None if step.save_as is None else present(script.scope.get(step.save_as, EnumType(())))
    if isinstance(type_, EnumType) and answer in type_.values:
        return type_.label(answer, language)
    chosen = next((each for each in step.answers if each.value == answer), None)
    return "".join(part for part in chosen.label.phrase(language).parts if isinstance(part, str)) if chosen else answer


def _plain(value: object) -> str:
    """A value in few words."""
    if isinstance(value, tuple):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, Mapping):
        return str(value.get("name") or value.get("id") or "")
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value)
