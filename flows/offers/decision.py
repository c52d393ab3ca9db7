"""A decision: what was weighed when an offer was chosen for a customer, kept whole so that "why this one" can be answered for years."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scripts_dsl.types import Words


class Verdict(StrEnum):
    """Why an offer could, or could not, be made."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    RESTING = "resting"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    PRESENTED_ENOUGH = "presented_enough"


class PropensitySource(StrEnum):
    """Where a propensity came from: the customer's recommendation, the offer's prior, or, not personal, how it does with everybody."""

    RECOMMENDATION = "recommendation"
    PRIOR = "prior"
    POPULARITY = "popularity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One offer as it was weighed.

    `position` counts the eligible ones from 1 as they are shown; `probability` is the chance this one had to be the first. `why` is
    the reason an agent can give; `against` says in words what an ineligible one lacked; `until` is when a resting one may return.
    """

    offer_key: str
    offer_version: int
    verdict: Verdict
    propensity: float = 0.0
    source: PropensitySource = PropensitySource.PRIOR
    model: str = ""
    priority: float = 0.0
    position: int | None = None
    probability: float = 0.0
    why: Words = field(default_factory=dict)
    against: Words = field(default_factory=dict)
    until: datetime | None = None

    def to_json(self) -> dict[str, object]:
        """The candidate as JSON values."""
        return {
            "offer": self.offer_key,
            "version": self.offer_version,
            "verdict": self.verdict.value,
            "propensity": self.propensity,
            "source": self.source.value,
            "model": self.model,
            "priority": self.priority,
            "position": self.position,
            "probability": self.probability,
            "why": dict(self.why),
            "against": dict(self.against),
            "until": None if self.until is None else self.until.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The choice for one slot: the eligible candidates in the order shown, the chosen one first, then all the others.

    `probability` is the chance that the chosen one had; `explored` says that dice chose. `versions` has catalogue, policy and models.
    """

    slot: str
    candidates: tuple[Candidate, ...]
    chosen: str | None
    probability: float
    explored: bool
    personalised: bool
    versions: Mapping[str, str]
    decided_at: datetime

    @property
    def eligible(self) -> tuple[Candidate, ...]:
        """The candidates that may be made, in the order shown."""
        return tuple(each for each in self.candidates if each.verdict is Verdict.ELIGIBLE)

    @property
    def reason(self) -> Words:
        """Why the chosen one, in each language, sayable; empty where nothing was chosen."""
        return self.candidates[0].why if self.chosen is not None else {}

    def candidate(self, offer_key: str) -> Candidate | None:
        """The candidate of that offer, None where it was not in the slot."""
        return next((each for each in self.candidates if each.offer_key == offer_key), None)

    def to_json(self) -> dict[str, object]:
        """The decision as JSON values."""
        return {
            "slot": self.slot,
            "candidates": [each.to_json() for each in self.candidates],
            "chosen": self.chosen,
            "probability": self.probability,
            "explored": self.explored,
            "personalised": self.personalised,
            "versions": dict(self.versions),
            "decided_at": self.decided_at.isoformat(),
        }
