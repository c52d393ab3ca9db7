"""The script panel: one step of a run, everything said in words."""

from dataclasses import dataclass
from typing import Literal

from workspace.screens.desk_call import Choice
from workspace.screens.desk_caller import Fact

FieldType = Literal[
    "text",
    "number",
    "money",
    "yesno",
    "date",
    "time",
    "datetime",
    "phone",
    "email",
    "address",
    "digits",
    "files",
    "choice",
    "multichoice",
]
OfferResponse = Literal["accepted", "declined", "later"]


@dataclass(frozen=True)
class Part:
    """A piece of spoken text: plain words, a filled-in value, or a value that is missing (`text` then names it)."""

    text: str
    kind: Literal["text", "value", "missing"] = "text"


Phrase = tuple[Part, ...]
"""A sentence to speak."""


@dataclass(frozen=True)
class Answer:
    """One answer to a question. `hotkey` is "1" to "9" or empty."""

    value: str
    label: str
    hotkey: str = ""
    chosen: bool = False
    """True when the agent came back and this was the answer before."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with a field; `limit` in words. Codes: required, format, too_small, too_big, too_long, not_listed, card_number."""

    code: str
    limit: str = ""


@dataclass(frozen=True)
class FormField:
    """One field of a form. `value` is what the input shows (ISO for dates and times); `values` the ticked ones of a multichoice."""

    name: str
    type: FieldType
    label: str
    value: str = ""
    values: tuple[str, ...] = ()
    help: str = ""
    required: bool = False
    min: str = ""
    max: str = ""
    options: tuple[Choice, ...] = ()
    sensitive: bool = False
    unit: str = ""
    """The currency of money, the zone of a datetime."""
    error: FieldError | None = None


@dataclass(frozen=True)
class SayBody:
    """Nothing is asked: the agent speaks and goes on."""

    kind: Literal["say"] = "say"


@dataclass(frozen=True)
class AskBody:
    """A question with its answers; `scale` when the answers are numbers in a row."""

    question: Phrase
    answers: tuple[Answer, ...]
    scale: bool = False
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True)
class FormBody:
    """Fields to fill in; what is typed is saved as a draft by itself."""

    fields: tuple[FormField, ...]
    kind: Literal["form"] = "form"


@dataclass(frozen=True)
class OfferBody:
    """An offer, with the reason why this customer gets it. The treatment's words are the step's `say`."""

    name: str
    price: str
    reason: str = ""
    terms: tuple[Fact, ...] = ()
    responses: tuple[OfferResponse, ...] = ("accepted", "declined", "later")
    decline_reasons: tuple[Choice, ...] = ()
    kind: Literal["offer"] = "offer"


@dataclass(frozen=True)
class ReadLine:
    """A sentence to read word for word; `ticked_at` is the clock time of its tick, or empty."""

    id: str
    words: Phrase
    ticked_at: str = ""


@dataclass(frozen=True)
class ReadBackBody:
    """Lines to read and tick, then the customer's consent; `complete` when every line is ticked."""

    lines: tuple[ReadLine, ...]
    complete: bool
    kind: Literal["read_back"] = "read_back"


@dataclass(frozen=True)
class DoBody:
    """An action the outside world is working on; `label` names it in words, `since` is when it was asked."""

    label: str
    since: str
    can_cancel: bool = True
    kind: Literal["do"] = "do"


@dataclass(frozen=True)
class WrapUpBody:
    """The last step: the wrap-up panel takes the disposition and the fields the script wants beside it."""

    kind: Literal["wrapup"] = "wrapup"


@dataclass(frozen=True)
class FallbackBody:
    """The script could not go on; the supervisor knows, and the call can be closed. `code` says why."""

    code: str
    kind: Literal["fallback"] = "fallback"


Body = SayBody | AskBody | FormBody | OfferBody | ReadBackBody | DoBody | WrapUpBody | FallbackBody


@dataclass(frozen=True)
class Objection:
    """What the customer may object, and the words to answer with; `open` while it is being answered."""

    id: str
    label: str
    words: tuple[Phrase, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Step:
    """The step the run stands at. `title` is the agent's heading, `say` the customer's words, paragraph by paragraph.

    `is_told`: the heading only repeats how the words begin, so eyes need it once.
    """

    id: str
    title: str
    body: Body
    say: tuple[Phrase, ...] = ()
    is_told: bool = False
    note: str = ""
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the script and where the run stands in it."""

    title: str
    state: Literal["done", "current", "ahead"]


@dataclass(frozen=True)
class PathItem:
    """A visited step: its title and what was answered there, if anything. `visit` is posted to jump to it."""

    visit: str
    title: str
    answer: str = ""
    current: bool = False


@dataclass(frozen=True)
class Exit:
    """A way out that is open at every step: do_not_call, wrong_person, hung_up or one of the author's."""

    id: str
    label: str


@dataclass(frozen=True)
class RunView:
    """A run at its present turn. `trouble` is the code of an action that just failed (timeout, refused, down, cancelled) or empty."""

    id: str
    turn: int
    script: str
    version: str
    step: Step
    sections: tuple[Section, ...] = ()
    position: int = 1
    about: int = 1
    """Steps so far, and about how many there will be."""
    languages: tuple[Choice, ...] = ()
    """The languages of the words to say; empty or one hides the switch."""
    path: tuple[PathItem, ...] = ()
    can_go_back: bool = False
    exits: tuple[Exit, ...] = ()
    trouble: str = ""
    withdrawn: str = ""
    """Why this version or step was withdrawn; empty while it is in use."""


@dataclass(frozen=True)
class Resumption:
    """A dropped run of this customer that can go on where it stopped."""

    run_id: str
    script: str
    step: str
    stopped: str
    agent: str = ""


@dataclass(frozen=True)
class ScriptPanel:
    """The script panel: no run yet (`run` None), or one step of it, with the other scripts that may be opened here."""

    interaction_id: str = ""
    run: RunView | None = None
    scripts: tuple[Choice, ...] = ()
    resumption: Resumption | None = None
    training: bool = False
    went_to: str = ""
    """Who has the customer now, and the script with them; nothing is left to open here."""
    simulated: str = ""
    """What the simulated customer of a demo says; real switches send none."""
