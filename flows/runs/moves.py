"""Moves: what an agent, the customer's phone or the outside did to a run, as values that are stored and can be replayed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, get_args

from flows.offers.chosen_offer import ChosenOffer
from flows.runs.plain import decode_fields, encode

Response = Literal["accepted", "declined", "later"]


@dataclass(frozen=True, slots=True)
class Continue:
    """The agent has spoken and goes on: from `say`, a spoken `return`, the opt-out sentence, or an objection with its own way."""

    kind: ClassVar[str] = "continue"


@dataclass(frozen=True, slots=True)
class Answer:
    """The customer's answer at `ask`: the value of an answer, or a number of the scale as text."""

    kind: ClassVar[str] = "answer"
    value: str


@dataclass(frozen=True, slots=True)
class SubmitForm:
    """The fields of a `form` as typed: text per field name, a list of texts for several choices or files."""

    kind: ClassVar[str] = "submit_form"
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RespondToOffer:
    """The customer's response to the offer shown; `reason` is one of DECLINE_REASONS, for a decline."""

    kind: ClassVar[str] = "respond_to_offer"
    response: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """The agent has read a line of a `read_back` word for word."""

    kind: ClassVar[str] = "tick"
    line: str


@dataclass(frozen=True, slots=True)
class Consent:
    """The customer agreed, or not, to what was read back."""

    kind: ClassVar[str] = "consent"
    given: bool


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """The customer objects; the agent opens the words to answer with."""

    kind: ClassVar[str] = "open_objection"
    objection: str


@dataclass(frozen=True, slots=True)
class LeaveObjection:
    """Back from an objection to the step it was raised at."""

    kind: ClassVar[str] = "leave_objection"


@dataclass(frozen=True, slots=True)
class Back:
    """To the step before; answers are kept, actions stay done."""

    kind: ClassVar[str] = "back"


@dataclass(frozen=True, slots=True)
class Jump:
    """To a visited step, by the number of its visit in the path."""

    kind: ClassVar[str] = "jump"
    visit: int


@dataclass(frozen=True, slots=True)
class TakeExit:
    """Out by an exit of the script: do_not_call, wrong_person, idle or one of the author's."""

    kind: ClassVar[str] = "take_exit"
    exit: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The customer hung up."""

    kind: ClassVar[str] = "hung_up"


@dataclass(frozen=True, slots=True)
class GoToWrapUp:
    """The agent closes before the script has come to its end."""

    kind: ClassVar[str] = "go_to_wrap_up"


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The outside answered an AskAction, or failed to.

    `error` is None or an error kind (refused, timeout, down, ...) · `result` as JSON or typed values · `confirmation_needed`: it is
    done once the customer has confirmed it themselves.
    """

    kind: ClassVar[str] = "action_result"
    key: str
    result: object = None
    error: str | None = None
    confirmation_needed: bool = False


@dataclass(frozen=True, slots=True)
class CancelAction:
    """The agent no longer waits for the action; its result is still kept when it comes."""

    kind: ClassVar[str] = "cancel_action"


@dataclass(frozen=True, slots=True)
class OfferChosen:
    """The answer to ChooseOffer; None: there is no offer for this customer."""

    kind: ClassVar[str] = "offer_chosen"
    offer: ChosenOffer | None


@dataclass(frozen=True, slots=True)
class ChangeLanguage:
    """The customer is spoken to in another language of the script."""

    kind: ClassVar[str] = "change_language"
    language: str


@dataclass(frozen=True, slots=True)
class LinkCustomer:
    """It is known now who the customer is: the records that scripts read, by variable or record name, and the zone they live in."""

    kind: ClassVar[str] = "link_customer"
    given: Mapping[str, object]
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The agent closes with a disposition and the fields of the wrap-up; ends the run."""

    kind: ClassVar[str] = "wrap_up"
    disposition: str
    fields: Mapping[str, object] = field(default_factory=dict)


Move = (
    Continue
    | Answer
    | SubmitForm
    | RespondToOffer
    | Tick
    | Consent
    | OpenObjection
    | LeaveObjection
    | Back
    | Jump
    | TakeExit
    | HungUp
    | GoToWrapUp
    | ActionResult
    | CancelAction
    | OfferChosen
    | ChangeLanguage
    | LinkCustomer
    | WrapUp
)

_CLASSES: Mapping[str, Callable[..., Move]] = {each.kind: each for each in get_args(Move)}


def move_to_json(move: Move) -> dict[str, Any]:
    """The move as JSON, without its kind (which has its own column)."""
    return {name: _encode(getattr(move, name)) for name in move.__dataclass_fields__ if name != "kind"}


def move_from_json(kind: str, data: Mapping[str, Any]) -> Move:
    """The move that move_to_json wrote; KeyError for an unknown kind."""
    if kind == OfferChosen.kind:
        return OfferChosen(None if data["offer"] is None else ChosenOffer.from_json(data["offer"]))
    return _CLASSES[kind](**decode_fields(data))


def _encode(value: object) -> object:
    return value.to_json() if isinstance(value, ChosenOffer) else encode(value)
