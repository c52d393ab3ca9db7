"""What the agent sees of a run at its present step, as values without any HTML."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flows.offers.chosen_offer import ChosenOffer
from scripts_dsl.expressions.phrase import Part

Words = tuple[Part, ...]
"""One rendered text: the author's words, values, and names of missing values."""

StepKind = Literal["say", "ask", "form", "do", "offer", "read_back", "wrapup", "return", "suppress", "fallback"]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer button; `hotkey` 1 to 9, None beyond; `chosen` when it was the answer before."""

    value: str
    label: Words
    hotkey: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option of a choice: what the form sends, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field of a form.

    `type` as authors write it · `value` typed, what stands in the field: the former answer, else the prefill; for a choice the
    option's value (a tuple of them for several) · `minimum` and `maximum` typed, None when open.
    """

    name: str
    type: str
    label: Words
    help: Words
    value: object
    options: tuple[OptionView, ...]
    minimum: object
    maximum: object
    required: bool
    sensitive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """The offer shown: its words come with the step's `say`; `why` in the agent's language; `outcomes` are the responses it takes, only
    the one that stands once it was carried out."""

    offer: ChosenOffer
    name: str
    why: str
    outcomes: tuple[str, ...]
    response: str | None
    reason: str | None
    settled: str | None


@dataclass(frozen=True, slots=True)
class LineView:
    """One line to read word for word; `ticked_at` None when it is still to be read."""

    id: str
    text: Words
    ticked_at: datetime | None


@dataclass(frozen=True, slots=True)
class ActionView:
    """The action the agent waits for: its name, its words in the agent's language, since when."""

    key: str
    action: str
    label: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """One objection of the step; `say` are its words when it is open; `leads_on` when it has its own way."""

    id: str
    label: Words
    open: bool
    say: tuple[Words, ...]
    leads_on: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """A part of the main script and where the run stands in it."""

    id: str
    state: Literal["done", "current", "ahead"]


@dataclass(frozen=True, slots=True)
class PathView:
    """A visited step the agent can jump to; `visit` is what Jump names, `answer` what was answered there, in words."""

    visit: int
    script: str
    step: str
    title: str
    answer: str
    current: bool


@dataclass(frozen=True, slots=True)
class ExitView:
    """A way out that is open now; without a label of the author's `label` is empty (hung_up, idle, do_not_call, wrong_person)."""

    name: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """The present step. Spoken words in the customer's language, labels and notes in the agent's.

    `title`: a heading for the agent · `position` of `about` steps · `visit`: the number of the present arrival · `consent_possible`: every
    line is ticked · `suggested`: the disposition the script proposes, listed first · `can_jump`: whether the entries of `path` lead there ·
    `stopped`: why the run is at its fallback · `trouble`: how the last action failed.
    """

    turn: int
    status: str
    script: str
    script_title: str
    step: str
    visit: int
    kind: StepKind
    title: str
    since: datetime
    language: str
    languages: tuple[str, ...]
    section: str | None
    sections: tuple[SectionView, ...]
    position: int
    about: int
    say: tuple[Words, ...] = ()
    note: Words = ()
    kb: str | None = None
    question: Words = ()
    answers: tuple[AnswerView, ...] = ()
    scale: tuple[int, int] | None = None
    fields: tuple[FieldView, ...] = ()
    offer: OfferView | None = None
    lines: tuple[LineView, ...] = ()
    consent_possible: bool = False
    action: ActionView | None = None
    dispositions: tuple[str, ...] = ()
    suggested: str | None = None
    objections: tuple[ObjectionView, ...] = ()
    exits: tuple[ExitView, ...] = ()
    path: tuple[PathView, ...] = ()
    can_go_back: bool = False
    can_jump: bool = False
    can_continue: bool = False
    hung_up: bool = False
    stopped: str | None = None
    trouble: str | None = None
