"""From a run to what the agent sees of it: spoken words in the customer's language, labels and notes in the agent's."""

from datetime import datetime
from typing import Any

from flows.fields import is_shown, limits_of, options_of
from flows.offers.chosen_offer import words_in
from flows.publishing.bundle import Bundle
from flows.runs.leaving import HUNG_UP, open_exits
from flows.runs.moving_back import before, stands_at
from flows.runs.outline import about, sections, titles
from flows.runs.run import Run
from flows.runs.step_view import (
    ActionView,
    AnswerView,
    ExitView,
    FieldView,
    LineView,
    ObjectionView,
    OfferView,
    OptionView,
    StepView,
    Words,
)
from flows.runs.turn import present_step
from flows.runs.walk import Walk
from flows.steps.fallback import FallbackStep
from flows.steps.offer import is_final
from flows.steps.read_back import ticked_line
from flows.steps.wrapup import suggested
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.phrase import Part, Phrase
from scripts_dsl.script import (
    AskStep,
    DoStep,
    FormField,
    FormStep,
    LocalText,
    OfferStep,
    Paragraph,
    ReadBackStep,
    Step,
    WrapupStep,
)

_HOTKEYS = 9


def view(run: Run, bundle: Bundle, *, now: datetime, language: str) -> StepView:
    """The present step in words; `language` is the agent's."""
    walk = Walk(run, bundle, now)
    step = present_step(walk)
    open_now = run.status != "done"
    return StepView(
        turn=run.turn,
        status=run.status,
        script=walk.frame.script,
        script_title=words_in(bundle.script.title, language),
        step=step.id,
        visit=run.trail[-1],
        kind=step.kind,  # type: ignore[arg-type]  # the kinds of steps are the kinds of views
        title=next(iter(titles(walk, [run.trail[-1]], language))).title,
        since=run.since,
        language=run.language,
        languages=bundle.script.languages,
        section=step.section,
        sections=sections(walk),
        position=len([visit for visit in run.trail if stands_at(walk, visit)]) or 1,
        about=about(walk),
        say=_said(walk, step),
        note=_label(walk, step.note, language),
        kb=step.kb,
        objections=_objections(walk, step, language) if open_now else (),
        exits=_exits(walk, language) if open_now and run.stopped is None else (),
        path=titles(walk, [visit for visit in range(len(run.path)) if stands_at(walk, visit)], language),
        can_go_back=open_now and before(walk) is not None,
        can_jump=open_now and run.stopped is None,
        can_continue=open_now and _can_continue(walk, step),
        hung_up=run.hung_up,
        stopped=run.stopped,
        trouble=run.trouble,
        **_of_kind(walk, step, language),
    )


def _of_kind(walk: Walk, step: Step, language: str) -> dict[str, Any]:
    """What only steps of this kind show."""
    match step:
        case AskStep():
            scale = None if step.scale is None else (step.scale.first, step.scale.last)
            return {"question": _spoken(walk, step.question), "answers": _answers(walk, step, language), "scale": scale}
        case FormStep():
            return {"fields": _fields(walk, step.id, step.fields, language)}
        case OfferStep():
            return {"offer": _offer(walk, step, language)}
        case ReadBackStep():
            lines = _lines(walk, step)
            return {"lines": lines, "consent_possible": all(line.ticked_at is not None for line in lines)}
        case DoStep():
            return {"action": _action(walk, language)}
        case WrapupStep():
            first = suggested(step, walk.environment)
            codes = tuple(dict.fromkeys((*((first,) if first in step.dispositions else ()), *step.dispositions)))
            fields = _fields(walk, step.id, step.fields, language)
            return {"dispositions": codes, "suggested": first, "fields": fields}
        case FallbackStep():
            return {"dispositions": walk.bundle.dispositions}
    return {}


def _spoken(walk: Walk, text: LocalText) -> Words:
    """Words for the customer."""
    return text.phrase(walk.language).render(walk.environment, walk.language)


def _label(walk: Walk, text: LocalText | None, language: str) -> Words:
    """Words for the agent."""
    return () if text is None else text.phrase(language).render(walk.environment, language)


def _paragraphs(walk: Walk, paragraphs: tuple[Paragraph, ...]) -> tuple[Words, ...]:
    """The paragraphs whose condition holds."""
    return tuple(_spoken(walk, each.text) for each in paragraphs if each.when is None or each.when.test(walk.environment) is True)


def _said(walk: Walk, step: Step) -> tuple[Words, ...]:
    """What the agent says here: the step's own words, else for an offer the treatment's."""
    shown = walk.presentation if isinstance(step, OfferStep) and not step.say else None
    if shown is None:
        return _paragraphs(walk, step.say)
    treatment = words_in(shown.offer.treatment, walk.language)
    return ((Part("text", treatment),),) if treatment else ()


def _answers(walk: Walk, step: AskStep, language: str) -> tuple[AnswerView, ...]:
    """The answers open to this customer; a scale gives its numbers."""
    former = walk.frame.answers.get(step.id)
    if step.scale is not None:
        numbers = [str(number) for number in range(step.scale.first, step.scale.last + 1)]
        keys = {number: int(number) if 1 <= int(number) <= _HOTKEYS else None for number in numbers}
        return tuple(AnswerView(number, (Part("text", number),), keys[number], number == former) for number in numbers)
    shown = [each for each in step.answers if each.when is None or each.when.test(walk.environment) is True]
    return tuple(
        AnswerView(each.value, _label(walk, each.label, language), place if place <= _HOTKEYS else None, each.value == former)
        for place, each in enumerate(shown, 1)
    )


def _fields(walk: Walk, step: str, fields: tuple[FormField, ...], language: str) -> tuple[FieldView, ...]:
    """The fields asked of this customer, with what stands in them."""
    former = walk.frame.answers.get(step)
    kept = former if isinstance(former, dict) else {}
    return tuple(_field(walk, each, kept, language) for each in fields if is_shown(each, walk.environment))


def _field(walk: Walk, field: FormField, kept: dict[str, object], language: str) -> FieldView:
    """One field, with the former answer or the prefill."""
    options = options_of(field, walk.environment, language)
    value = kept[field.name] if field.name in kept else _prefill(walk, field.value)
    if options:
        chosen = value if field.kind == "multichoice" and isinstance(value, tuple) else (value,)
        keys = tuple(key for key, _, item in options if item in chosen)
        value = keys if field.kind == "multichoice" else next(iter(keys), None)
    least, greatest = limits_of(field, walk.environment)
    return FieldView(
        name=field.name,
        type=field.kind,
        label=_label(walk, field.label, language),
        help=_label(walk, field.help, language),
        value=value,
        options=tuple(OptionView(key, label) for key, label, _ in options),
        minimum=least,
        maximum=greatest,
        required=field.required,
        sensitive=field.sensitive,
    )


def _prefill(walk: Walk, value: Expression | Phrase | None) -> object:
    return None if value is None else walk.passed(value)


def _offer(walk: Walk, step: OfferStep, language: str) -> OfferView | None:
    """The offer of this arrival."""
    shown = walk.presentation
    if shown is None:
        return None
    return OfferView(
        offer=shown.offer,
        name=words_in(shown.offer.names, language) or shown.offer.key,
        why=words_in(shown.offer.why, language),
        outcomes=(shown.response,) if is_final(shown) and shown.response else tuple(name for name in step.outcomes if name != "none"),
        response=shown.response,
        reason=shown.reason,
        settled=shown.settled,
    )


def _lines(walk: Walk, step: ReadBackStep) -> tuple[LineView, ...]:
    """The lines to be read; one that was read stays in the language it was read in."""
    found = []
    for line in step.lines:
        if line.when is None or line.when.test(walk.environment) is True:
            ticked = ticked_line(line, walk.ticks, walk.arrival, walk.shown, walk.environment)
            spoken = walk.language if ticked is None else ticked.language
            words = line.text.phrase(spoken).render(walk.environment, spoken)
            found.append(LineView(line.id, words, None if ticked is None else ticked.at))
    return tuple(found)


def _action(walk: Walk, language: str) -> ActionView | None:
    """The action that is waited for."""
    asked = walk.awaited
    if asked is None:
        return None
    signature = walk.bundle.catalogue.actions.get(asked.action)
    label = asked.action if signature is None else words_in(signature.labels, language) or asked.action
    return ActionView(asked.key, asked.action, label, asked.at)


def _objections(walk: Walk, step: Step, language: str) -> tuple[ObjectionView, ...]:
    """The objections of the step, the open one with its words."""
    listed = (walk.script.objections[name] for name in step.objections if name in walk.script.objections)
    return tuple(
        ObjectionView(
            each.id,
            _label(walk, each.label, language),
            each.id == walk.objection,
            _paragraphs(walk, each.say) if each.id == walk.objection else (),
            each.next is not None,
        )
        for each in listed
    )


def _exits(walk: Walk, language: str) -> tuple[ExitView, ...]:
    """The ways out that are open; hanging up is open until it has happened."""
    return tuple(
        ExitView(name, _label(walk, exit_.label, language))
        for name, (_, exit_) in open_exits(walk).items()
        if not (name == HUNG_UP and walk.hung_up)
    )


def _can_continue(walk: Walk, step: Step) -> bool:
    """Whether the agent goes on by a plain Continue."""
    return step.kind in ("say", "return", "suppress") or walk.objection is not None
