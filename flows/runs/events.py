"""Facts of a run, in the past tense: what a move made happen, for the history, the outbox and the analytics.

`script` and `step` say where; values are typed as scripts have them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from flows.runs.plain import encode

Settlement = Literal["delivered", "failed", "pending_confirmation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What every event has: the script and step it happened at."""

    kind: ClassVar[str] = ""
    script: str
    step: str

    def to_json(self) -> dict[str, Any]:
        """The event as JSON, its kind included."""
        return {"kind": self.kind, **{name: encode(getattr(self, name)) for name in self.__dataclass_fields__ if name != "kind"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntered(Happened):
    """A step was reached going forward; `visit` counts its visits in this call of the script."""

    kind: ClassVar[str] = "step_entered"
    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswered(Happened):
    """A question was answered; `name` is the variable it was saved as, if any."""

    kind: ClassVar[str] = "step_answered"
    value: object
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted(Happened):
    """A form was filled in; the values of `sensitive` fields are replaced by None."""

    kind: ClassVar[str] = "form_submitted"
    values: Mapping[str, object]
    sensitive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeAnswered(Happened):
    """An answer belongs to a field of a record, like `customer.pet`, and is to be written back there."""

    kind: ClassVar[str] = "attribute_answered"
    record: str
    attribute: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAsked(Happened):
    """The outside was asked for something."""

    kind: ClassVar[str] = "action_asked"
    key: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone(Happened):
    """The outside did it; `late`: the run had gone on without it."""

    kind: ClassVar[str] = "action_done"
    key: str
    action: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFailed(Happened):
    """The outside did not do it, or nobody knows (`timeout`)."""

    kind: ClassVar[str] = "action_failed"
    key: str
    action: str
    error: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCancelled(Happened):
    """The agent stopped waiting."""

    kind: ClassVar[str] = "action_cancelled"
    key: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReused(Happened):
    """The step was reached again and its earlier asking was used instead of a new one."""

    kind: ClassVar[str] = "action_reused"
    key: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionNotSent(Happened):
    """A parameter was missing or did not fit, so nothing was asked."""

    kind: ClassVar[str] = "action_not_sent"
    action: str
    parameter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityVerified(Happened):
    """An action proved who the customer is."""

    kind: ClassVar[str] = "identity_verified"
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPresented(Happened):
    """An offer was put to the customer: one attempt."""

    kind: ClassVar[str] = "offer_presented"
    offer: str
    version: int
    decision: str
    slot: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferNotFound(Happened):
    """There was no offer to present; `cause`: none, answered (chosen twice in a run) or attempts (presented often enough)."""

    kind: ClassVar[str] = "offer_not_found"
    offer: str | None
    slot: str | None
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferResponded(Happened):
    """The customer responded: accepted (provisional), declined or later; `by_consent` when what was read back decided."""

    kind: ClassVar[str] = "offer_responded"
    offer: str
    version: int
    decision: str
    response: str
    reason: str | None = None
    by_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSettled(Happened):
    """An accepted offer was carried out, failed, or waits for the customer's own confirmation."""

    kind: ClassVar[str] = "offer_settled"
    offer: str
    version: int
    decision: str
    settlement: Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTicked(Happened):
    """A line was read word for word: its exact words, and the offer they were about."""

    kind: ClassVar[str] = "line_ticked"
    line: str
    language: str
    text: str
    at: datetime
    offer: str | None
    offer_version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Happened):
    """The customer agreed, or not, to the lines read."""

    kind: ClassVar[str] = "consent_recorded"
    given: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRaised(Happened):
    """The customer objected."""

    kind: ClassVar[str] = "objection_raised"
    objection: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WentBack(Happened):
    """The agent went back or jumped; `script` and `step` are where to, `from_step` where from."""

    kind: ClassVar[str] = "went_back"
    from_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitTaken(Happened):
    """The run left by an exit; `step` is where it stood."""

    kind: ClassVar[str] = "exit_taken"
    exit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerHungUp(Happened):
    """The customer hung up; `step` is where the run stood."""

    kind: ClassVar[str] = "customer_hung_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionAsked(Happened):
    """The customer wants never to be contacted again: to be obeyed from this commit on."""

    kind: ClassVar[str] = "suppression_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChanged(Happened):
    """The customer is spoken to in another language."""

    kind: ClassVar[str] = "language_changed"
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLinked(Happened):
    """The records of the customer were given anew."""

    kind: ClassVar[str] = "customer_linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionUnknown(Happened):
    """A condition met a missing value and counted as not taken; `line` is its place in the script."""

    kind: ClassVar[str] = "condition_unknown"
    condition: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueIgnored(Happened):
    """A value from outside was not of its declared type and counts as missing."""

    kind: ClassVar[str] = "value_ignored"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStopped(Happened):
    """The script could not go on and the run stands at its fallback: the supervisor is to be told.

    `code`: automatic_steps, visits, depth, rounds, no_wrapup or broken.
    """

    kind: ClassVar[str] = "run_stopped"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedUp(Happened):
    """The run ended with a disposition; `suggested` is what the script had proposed."""

    kind: ClassVar[str] = "wrapped_up"
    disposition: str
    suggested: str | None


Event = Happened
