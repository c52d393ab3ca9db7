"""The script panel, from the desk's state: one step of the run, everything said in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from flows.runs import step_view as seen
from flows.runs.refusals import FieldError as WrongField
from flows.runs.refusals import FieldsWrongError
from flows.runs.run import SUPPRESS_STEP
from scripts_dsl.catalogue.builtins import DECLINE_REASONS
from scripts_dsl.expressions.phrase import Part as RenderedPart
from scripts_dsl.money import Money
from workspace.desk.state import DeskState, OpenRun, went_to
from workspace.screens.desk_call import Choice
from workspace.screens.desk_caller import Fact
from workspace.screens.desk_script import (
    Answer,
    AskBody,
    Body,
    DoBody,
    Exit,
    FallbackBody,
    FieldError,
    FieldType,
    FormBody,
    FormField,
    Objection,
    OfferBody,
    OfferResponse,
    Part,
    PathItem,
    Phrase,
    ReadBackBody,
    ReadLine,
    Resumption,
    RunView,
    SayBody,
    ScriptPanel,
    Section,
    Step,
    WrapUpBody,
)
from workspace.words import EXITS, LANGUAGES, SECTIONS, STEP_KINDS, clock_words, date_words, in_language, money_words, word

WORDS = {
    "price": {"en": "{price} a month", "zh": "每月{price}"},
    "term": {"en": "Term", "zh": "合约期"},
    "months": {"en": "{n} months", "zh": "{n}个月"},
    "cooling_off": {"en": "May cancel within", "zh": "无条件取消期"},
    "days": {"en": "{n} days", "zh": "{n}天"},
    "valid": {"en": "Valid until", "zh": "有效期至"},
    "version": {"en": "version {n}", "zh": "第{n}版"},
}
RESPONSES: tuple[OfferResponse, ...] = ("accepted", "declined", "later")


def show_script(
    state: DeskState,
    scripts: Sequence[Choice],
    resumption: Resumption | None,
    errors: FieldsWrongError | None = None,
    typed: Mapping[str, object] | None = None,
) -> ScriptPanel:
    """The script panel; `errors` are those of the form just sent, `typed` what was in it."""
    if state.row is None:
        return ScriptPanel()
    if state.row.interaction.is_transferred and state.run is None:
        return ScriptPanel(str(state.row.id), went_to=went_to(state.passing, state.language))
    run = show_run(state.run, state, errors, typed) if state.run else None
    return ScriptPanel(str(state.row.id), run, tuple(scripts), resumption, simulated=_simulated(state))


def _simulated(state: DeskState) -> str:
    """What the simulated customer says: its first words, and what they answer when a step asks who they are."""
    said = state.call.said if state.call else None
    if said is None or state.call is None or state.call.answered_at is None:
        return ""
    asked = {field.name for field in state.run.view.fields} if state.run else set()
    if state.customer and asked & {"date_of_birth", "email"}:
        known = {"date_of_birth": state.customer.customer.attributes.get("date_of_birth"), "email": state.customer.customer.email}
        return " · ".join(str(known[name]) for name in ("date_of_birth", "email") if name in asked and known[name])
    return said.zh if state.language == "zh" else said.en


def show_run(
    open_run: OpenRun, state: DeskState, errors: FieldsWrongError | None = None, typed: Mapping[str, object] | None = None
) -> RunView:
    """A run at its present step."""
    view, language = open_run.view, state.language
    return RunView(
        id=str(open_run.row["id"]),
        turn=view.turn,
        script=view.script_title,
        version=WORDS["version"][language].format(n=open_run.script.version),
        step=Step(
            id=view.step,
            title=_title(view, language),
            body=_body(open_run, state, errors, typed),
            say=tuple(phrase(each) for each in view.say),
            is_told=_is_told(view, language),
            note=plain(view.note),
            objections=tuple(
                Objection(each.id, plain(each.label), tuple(phrase(words) for words in each.say), each.open) for each in view.objections
            ),
        ),
        sections=tuple(Section(word(SECTIONS, each.id, language), each.state) for each in view.sections),
        position=view.position,
        about=view.about,
        languages=tuple(Choice(each, word(LANGUAGES, each, language), each == view.language) for each in view.languages),
        path=tuple(PathItem(str(each.visit), each.title, each.answer, each.current) for each in view.path),
        can_go_back=view.can_go_back,
        exits=tuple(
            Exit(each.name, plain(each.label) or word(EXITS, each.name, language)) for each in view.exits if each.name != "hung_up"
        ),
        trouble=view.trouble or "",
        withdrawn=open_run.withdrawn,
    )


def phrase(parts: Sequence[RenderedPart]) -> Phrase:
    """Rendered words as the template takes them."""
    return tuple(Part(part.text, part.kind) for part in parts)


def plain(parts: Sequence[RenderedPart]) -> str:
    """Rendered words as one text."""
    return "".join(part.text if part.kind != "missing" else "…" for part in parts)


def _title(view: seen.StepView, language: str) -> str:
    if view.step == SUPPRESS_STEP and view.kind == "suppress":
        return STEP_KINDS["suppress"][language]
    if view.kind == "fallback":
        return STEP_KINDS["fallback"][language]
    if view.kind in ("read_back", "wrapup"):
        return STEP_KINDS[view.kind][language]
    return view.title


def _is_told(view: seen.StepView, language: str) -> bool:
    """Whether the heading is only how the words begin that stand below it."""
    heading = _title(view, language).removesuffix("…")
    return any(plain(words).startswith(heading) for words in (*view.say[:1], view.question))


def _body(open_run: OpenRun, state: DeskState, errors: FieldsWrongError | None, typed: Mapping[str, object] | None) -> Body:
    view, language = open_run.view, state.language
    match view.kind:
        case "ask":
            answers = tuple(
                Answer(each.value, plain(each.label), str(each.hotkey) if each.hotkey else "", each.chosen) for each in view.answers
            )
            return AskBody(phrase(view.question), answers, view.scale is not None)
        case "form":
            return FormBody(show_fields(open_run, state, errors, typed))
        case "offer" if view.offer is not None:
            return _offer(view.offer, language)
        case "read_back":
            lines = tuple(
                ReadLine(each.id, phrase(each.text), clock_words(each.ticked_at, state.zone, language) if each.ticked_at else "")
                for each in view.lines
            )
            return ReadBackBody(lines, view.consent_possible)
        case "do" if view.action is not None:
            return DoBody(view.action.label, view.action.since.isoformat())
        case "wrapup":
            return WrapUpBody()
        case "fallback":
            return FallbackBody(view.stopped or "broken")
        case _:
            return SayBody()


def _offer(shown: seen.OfferView, language: str) -> OfferBody:
    offer, terms = shown.offer, []
    if offer.term:
        terms.append(Fact(WORDS["term"][language], WORDS["months"][language].format(n=offer.term)))
    if offer.cooling_off:
        terms.append(Fact(WORDS["cooling_off"][language], WORDS["days"][language].format(n=offer.cooling_off)))
    if offer.valid_until:
        terms.append(Fact(WORDS["valid"][language], date_words(offer.valid_until, language)))
    return OfferBody(
        name=shown.name,
        price=WORDS["price"][language].format(price=money_words(offer.price, language)) if offer.price and offer.price.amount else "",
        reason=shown.why,
        terms=tuple(terms),
        responses=tuple(each for each in RESPONSES if each in shown.outcomes),
        decline_reasons=decline_reasons(language),
    )


def decline_reasons(language: str) -> tuple[Choice, ...]:
    """Why an offer may be declined."""
    return tuple(Choice(each.value, in_language(each.labels, language)) for each in DECLINE_REASONS.choices)


def show_fields(
    open_run: OpenRun, state: DeskState, errors: FieldsWrongError | None = None, typed: Mapping[str, object] | None = None
) -> tuple[FormField, ...]:
    """The fields of the present step: what was just sent, else what was typed and kept, else the stored value."""
    zone, language = ZoneInfo(open_run.run.zone), state.language
    kept = {**open_run.draft, **(typed or {})}
    wrong = errors.errors if errors else {}
    return tuple(_field(each, kept.get(each.name), wrong.get(each.name), zone, language) for each in open_run.view.fields)


def _field(field: seen.FieldView, kept: object, wrong: WrongField | None, zone: ZoneInfo, language: str) -> FormField:
    value = field.value if kept is None else kept
    several = tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()
    kind: FieldType = field.type  # type: ignore[assignment]  # the reader lets only these through
    return FormField(
        name=field.name,
        type=kind,
        label=plain(field.label),
        value="" if several else _typed(value, zone),
        values=several,
        help=plain(field.help),
        required=field.required,
        min=_typed(field.minimum, zone),
        max=_typed(field.maximum, zone),
        options=tuple(Choice(each.value, each.label, each.value == value or each.value in several) for each in field.options),
        sensitive=field.sensitive,
        unit=zone.key.replace("_", " ") if field.type == "datetime" else "",
        error=FieldError(wrong.code, _limit(wrong.limit, zone, language)) if wrong else None,
    )


def _typed(value: object, zone: ZoneInfo) -> str:
    """A value as a form's input takes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return str(value.amount)
    return str(value)


def _limit(limit: object, zone: ZoneInfo, language: str) -> str:
    if isinstance(limit, datetime):
        return _typed(limit, zone).replace("T", " ")
    if isinstance(limit, date):
        return date_words(limit, language)
    if isinstance(limit, Money):
        return money_words(limit, language)
    return str(limit) if isinstance(limit, Decimal | int | str) else _typed(limit, zone)
