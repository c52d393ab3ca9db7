"""A whole script as the checker leaves it: frozen, typed, compiled, every part with its place in the source.

A model that exists has no problem of severity E that would leave a name unresolved: every way on names a step of the same
script or one of the built-in targets, every expression is compiled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Literal

from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.source.location import Location
from scripts_dsl.types import ValueType, Words

SUPPRESS = "suppress"
"""Built-in step: records the opt-out, says the agreed sentence, goes to the wrap-up."""
AGAIN = "again"
"""Target of a way out of a repeated call: take the next item."""
BUILT_IN_EXITS = ("hung_up", "idle", "do_not_call", "wrong_person")
DEFAULT_TIMEOUT = timedelta(seconds=5)

Once = Literal["never", "interaction", "visit"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a step: its name ("next", "slow", "declined", "ok", "else", "on_error.refused") and the step it leads to."""

    name: str
    target: str
    at: Location


@dataclass(frozen=True, slots=True)
class LocalText:
    """The same words in each of the script's languages."""

    phrases: Mapping[str, Phrase]
    at: Location

    def phrase(self, language: str) -> Phrase:
        """The phrase in that language, else in the script's first one that has it."""
        return self.phrases.get(language) or next(iter(self.phrases.values()))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words to speak, shown when the condition holds."""

    text: LocalText
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """One value passed on: an expression that keeps its type, or a phrase whose text is passed."""

    name: str
    value: Expression | Phrase
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What every step has; `kind` names the class in YAML."""

    kind: ClassVar[str] = ""
    id: str
    at: Location
    section: str | None = None
    say: tuple[Paragraph, ...] = ()
    note: LocalText | None = None
    kb: str | None = None
    objections: tuple[str, ...] = ()
    ignored_rules: tuple[str, ...] = ()
    ignored_why: str = ""

    def ways(self) -> tuple[Way, ...]:
        """Every way on, in the order written."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SayStep(Step):
    """Words to speak, then on."""

    kind: ClassVar[str] = "say"
    next: Way

    def ways(self) -> tuple[Way, ...]:
        return (self.next,)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer button: its value is what `save_as` gets and the name of its way."""

    value: str
    label: LocalText
    way: Way
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `first` to `last`, offered instead of answers."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskStep(Step):
    """A question with answers as buttons, or with a scale and a single way on."""

    kind: ClassVar[str] = "ask"
    question: LocalText
    answers: tuple[Answer, ...] = ()
    scale: Scale | None = None
    save_as: str | None = None
    next: Way | None = None

    def ways(self) -> tuple[Way, ...]:
        return tuple(each.way for each in self.answers) + ((self.next,) if self.next else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form; it declares the variable of its name.

    `kind` is the type as written (text ... digits files choice multichoice) · `type` the type of the variable · `choices_from`
    and `show`: the list a choice is taken from and how one item reads · `sensitive`: masked everywhere.
    """

    name: str
    kind: str
    type: ValueType
    at: Location
    label: LocalText
    help: LocalText | None = None
    required: bool = False
    minimum: Expression | None = None
    maximum: Expression | None = None
    value: Expression | Phrase | None = None
    when: Expression | None = None
    choices_from: Expression | None = None
    show: Phrase | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormStep(Step):
    """Fields to fill in, then on."""

    kind: ClassVar[str] = "form"
    fields: tuple[FormField, ...]
    next: Way

    def ways(self) -> tuple[Way, ...]:
        return (self.next,)


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a branch."""

    when: Expression
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchStep(Step):
    """The first true case wins, else `otherwise`; the agent sees nothing."""

    kind: ClassVar[str] = "branch"
    cases: tuple[Case, ...]
    otherwise: Way

    def ways(self) -> tuple[Way, ...]:
        return (*(case.way for case in self.cases), self.otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoStep(Step):
    """Asks the outside world for data or an action.

    `errors` maps an error kind to its way, "else" to the way of all others; a plain `on_error: step` is {"else": way}, and the
    map may be empty where the author wrote none (then every error takes `next`).
    """

    kind: ClassVar[str] = "do"
    action: str
    arguments: tuple[Argument, ...] = ()
    save_as: str | None = None
    timeout: timedelta = DEFAULT_TIMEOUT
    once: Once = "never"
    fulfils: bool = False
    next: Way
    errors: Mapping[str, Way] = field(default_factory=dict)

    def ways(self) -> tuple[Way, ...]:
        return (self.next, *self.errors.values())

    def way_of_error(self, kind: str) -> Way:
        """The way taken when the action failed in that manner."""
        return self.errors.get(kind) or self.errors.get("else") or self.next


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStep(Step):
    """A named offer, or the best of a slot; outcomes are accepted, declined, later and, for a slot, none."""

    kind: ClassVar[str] = "offer"
    offer: str | None = None
    slot: str | None = None
    attempts: int | None = None
    outcomes: Mapping[str, Way]

    def ways(self) -> tuple[Way, ...]:
        return tuple(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class ReadBackLine:
    """One line to be read word for word and ticked."""

    id: str
    text: LocalText
    at: Location
    when: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBackStep(Step):
    """Lines to be read word for word; consent is given or refused."""

    kind: ClassVar[str] = "read_back"
    lines: tuple[ReadBackLine, ...]
    given: Way
    refused: Way

    def ways(self) -> tuple[Way, ...]:
        return (self.given, self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStep(Step):
    """Runs a sub-script, once or per item of a list; `save_as` maps our variable to what the sub-script gives."""

    kind: ClassVar[str] = "call"
    script: str
    arguments: tuple[Argument, ...] = ()
    returns: Mapping[str, Way]
    save_as: Mapping[str, str] = field(default_factory=dict)
    each: Expression | None = None
    at_most: int | None = None
    next: Way | None = None

    def ways(self) -> tuple[Way, ...]:
        return tuple(self.returns.values()) + ((self.next,) if self.next else ())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A disposition code proposed when the condition holds."""

    when: Expression
    code: str
    at: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapupStep(Step):
    """Dispositions, the suggested one first, and optional fields; ends the run."""

    kind: ClassVar[str] = "wrapup"
    dispositions: tuple[str, ...]
    suggestions: tuple[Suggestion, ...] = ()
    fields: tuple[FormField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStep(Step):
    """Leaves a sub-script by one of its ways out; with `say` the agent speaks first."""

    kind: ClassVar[str] = "return"
    way_out: str


AnyStep = SayStep | AskStep | FormStep | BranchStep | DoStep | OfferStep | ReadBackStep | CallStep | WrapupStep | ReturnStep


@dataclass(frozen=True, slots=True)
class Exit:
    """A way to leave that is open at every step; the target may be the built-in `suppress`."""

    name: str
    label: LocalText | None
    way: Way
    at: Location


@dataclass(frozen=True, slots=True)
class Objection:
    """Something customers say, with the answer; returns to the step unless it has its own way on."""

    id: str
    label: LocalText
    say: tuple[Paragraph, ...]
    next: Way | None
    at: Location


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared name: typed, perhaps private or sensitive, perhaps a formula that is never assigned."""

    name: str
    type: ValueType
    at: Location
    formula: Expression | None = None
    private: bool = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A checked script.

    `scope` types every name an expression may use: variables, parameters, form fields, `offer`; formulas are compiled into the
    expressions that use them · `subscripts` holds every sub-script reachable from here, by name.
    """

    name: str
    spec: int
    title: Words
    languages: tuple[str, ...]
    channel: str
    start: str
    variables: Mapping[str, Variable]
    parameters: Mapping[str, Variable]
    gives: tuple[str, ...]
    steps: Mapping[str, AnyStep]
    exits: Mapping[str, Exit]
    objections: Mapping[str, Objection]
    scope: Mapping[str, ValueType]
    subscripts: Mapping[str, "Script"]
    source: str
    at: Location

    @property
    def ways_out(self) -> frozenset[str]:
        """The ways a sub-script can return."""
        return frozenset(step.way_out for step in self.steps.values() if isinstance(step, ReturnStep))

    @property
    def is_subscript(self) -> bool:
        """Whether other scripts call it; what holds for whole calls is judged in those.

        One that takes and gives nothing and closes the call itself is whole, though a step of it says `return` by mistake.
        """
        if self.parameters or self.gives or self.name.startswith("lib/"):
            return True
        return bool(self.ways_out) and self.wrapup is None

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections, in the order they first appear."""
        return tuple(dict.fromkeys(step.section for step in self.steps.values() if step.section))

    @property
    def wrapup(self) -> WrapupStep | None:
        """The first wrap-up, where `suppress` and limits lead."""
        return next((step for step in self.steps.values() if isinstance(step, WrapupStep)), None)

    def form_fields(self) -> Iterator[FormField]:
        """Every form field of every step."""
        for step in self.steps.values():
            if isinstance(step, FormStep | WrapupStep):
                yield from step.fields
