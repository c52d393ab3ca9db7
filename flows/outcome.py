"""Outcomes: what the analytics side receives about one interaction, as flat rows of JSON values.

One row when an interaction closes, keyed by its id, and one row for each response to an offer. Times are ISO 8601 with offset,
durations seconds. What the analytics side does not know as a column it keeps, so fields may be added here first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from flows.offers.decision import Decision
from flows.offers.policy import OfferResponse

Flat: TypeAlias = str | int | float | bool | None
"""A value that a column can hold."""

SEGMENT = "segment_"
"""Prefix of the columns that say what kind of customer it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who dealt with whom, where: the part that all rows of an interaction share. `queue` and `campaign` are their keys."""

    interaction_id: UUID
    channel: str
    direction: str
    language: str
    queue: str | None = None
    campaign: str | None = None
    person_id: UUID | None = None
    team_id: UUID | None = None
    vendor_id: UUID | None = None
    customer_id: UUID | None = None
    source: str = "live"

    def to_row(self) -> dict[str, Flat]:
        """The shared columns."""
        return {name: _flat(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one interaction ended. `result` is what came of its part of the call (a CallResult), `transferred_from` and `transferred_to` the
    interactions before and after it in the same call. `disposition_kind` is what the code counts as; `satisfaction` is the
    customer's, 1 to 5; `segments` are facts about the customer to count by.

    `offers` has what was answered to each offer in the end, and why; the rows of OfferAnswer have every single response.
    """

    who: Who
    offered_at: datetime
    ended_at: datetime
    closed_at: datetime
    disposition: str | None
    disposition_kind: str | None = None
    answered_at: datetime | None = None
    answer_within: timedelta | None = None
    wait: timedelta = timedelta(0)
    talk: timedelta = timedelta(0)
    hold: timedelta = timedelta(0)
    wrap_up: timedelta = timedelta(0)
    abandoned: bool = False
    script_key: str | None = None
    script_version: int | None = None
    right_party: str | None = None
    satisfaction: int | None = None
    result: str | None = None
    transferred_from: UUID | None = None
    transferred_to: UUID | None = None
    offers: Mapping[str, tuple[OfferResponse, str | None]] = field(default_factory=dict)
    segments: Mapping[str, Flat] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes the row one, however often it is sent."""
        return str(self.who.interaction_id)

    def to_row(self) -> dict[str, Flat]:
        """The row of the topic `outcomes`."""
        return {
            **self.who.to_row(),
            "happened_at": _flat(self.closed_at),
            "offered_at": _flat(self.offered_at),
            "answered_at": _flat(self.answered_at),
            "ended_at": _flat(self.ended_at),
            "script_key": self.script_key,
            "script_version": self.script_version,
            "disposition": self.disposition,
            "disposition_kind": self.disposition_kind,
            "right_party": self.right_party,
            "satisfaction": self.satisfaction,
            "result": _flat(self.result),
            "transferred_from": _flat(self.transferred_from),
            "transferred_to": _flat(self.transferred_to),
            "answer_within_seconds": None if self.answer_within is None else round(self.answer_within.total_seconds()),
            "wait_seconds": self.wait.total_seconds(),
            "talk_seconds": self.talk.total_seconds(),
            "hold_seconds": self.hold.total_seconds(),
            "wrap_up_seconds": self.wrap_up.total_seconds(),
            "abandoned": self.abandoned,
            "offers_shown": _joined(self.offers),
            "offers_accepted": _joined(self._answered(OfferResponse.ACCEPTED)),
            "offers_declined": _joined(self._answered(OfferResponse.DECLINED)),
            "decline_reasons": _joined(f"{key}={reason}" for key, (_, reason) in self.offers.items() if reason),
            **{SEGMENT + name: value for name, value in self.segments.items()},
        }

    def _answered(self, response: OfferResponse) -> list[str]:
        return [key for key, (given, _) in self.offers.items() if given is response]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswer:
    """One response to one offer, with the decision that put it there: what a model learns from.

    `response_id` is the stored response's id; `decision` None where a script's author named the offer.
    """

    who: Who
    response_id: UUID
    offer_key: str
    offer_version: int
    response: OfferResponse
    at: datetime
    reason: str | None = None
    run_id: UUID | None = None
    decision_id: UUID | None = None
    decision: Decision | None = None
    script_key: str | None = None
    script_version: int | None = None
    step_key: str | None = None
    segments: Mapping[str, Flat] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes the row one, however often it is sent."""
        return str(self.response_id)

    def to_row(self) -> dict[str, Flat]:
        """The row of the topic `offer_responses`."""
        candidate = self.decision.candidate(self.offer_key) if self.decision else None
        return {
            **self.who.to_row(),
            "happened_at": _flat(self.at),
            "offer_key": self.offer_key,
            "offer_version": self.offer_version,
            "response": self.response.value,
            "reason": self.reason,
            "run_id": _flat(self.run_id),
            "decision_id": _flat(self.decision_id),
            "slot": self.decision.slot if self.decision else None,
            "script_key": self.script_key,
            "script_version": self.script_version,
            "step_key": self.step_key,
            "model": candidate.model if candidate else None,
            "position": candidate.position if candidate else None,
            "propensity": candidate.propensity if candidate else None,
            "priority": candidate.priority if candidate else None,
            "probability": candidate.probability if candidate else None,
            **{SEGMENT + name: value for name, value in self.segments.items()},
        }


def _joined(keys: Iterable[str]) -> str | None:
    return ",".join(sorted(keys)) or None


def _flat(value: object) -> Flat:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"not flat: {type(value).__name__}")
