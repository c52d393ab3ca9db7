"""An attempt: one try to reach a lead, from the intention that is committed before the dial to its result.

    intended ──> dialling ──> ended
        │            │          ^
        └────────────┴──> unknown   (settled by the switch's answer or by a person, never by dialling again)

Intended, dialling and unknown count as open: there is at most one open attempt per seller and number.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flows.errors import ConflictError, StaleError


class AttemptState(StrEnum):
    """Where an attempt stands; `refused` is one that the gate stopped, kept for its reasons."""

    REFUSED = "refused"
    INTENDED = "intended"
    DIALLING = "dialling"
    ENDED = "ended"
    UNKNOWN = "unknown"

    @property
    def is_open(self) -> bool:
        """Whether the number may be ringing for all we know; nobody else dials it then."""
        return self in (AttemptState.INTENDED, AttemptState.DIALLING, AttemptState.UNKNOWN)


class AttemptResult(StrEnum):
    """How a try ended. `abandoned`: a person answered and found no agent."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    INVALID = "invalid"
    ABANDONED = "abandoned"
    UNKNOWN = "unknown"


class RightParty(StrEnum):
    """What the right-party check found: the person the lead names, somebody else there, or a number of somebody else."""

    RIGHT = "right"
    WRONG_PERSON = "wrong_person"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. `gate` is the verdict's JSON with the facts that allowed it; `claim_no` the claim under which it was made."""

    id: UUID
    task_id: UUID
    lead_id: UUID
    seller: str
    number: str
    claim_no: int
    state: AttemptState
    gate: dict[str, Any]
    intended_at: datetime
    agent_id: UUID | None = None
    vendor_id: UUID | None = None
    dialled_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    result: AttemptResult | None = None
    right_party: RightParty | None = None

    @property
    def may_disclose(self) -> bool:
        """Whether anything about the customer may be said: only to the person the lead names."""
        return self.right_party is RightParty.RIGHT

    def dialling(self, now: datetime) -> "Attempt":
        """The switch was told; StaleError where it was before, for a number is dialled once per attempt."""
        if self.state is not AttemptState.INTENDED:
            raise StaleError("attempt_already_dialled", str(self.id))
        return replace(self, state=AttemptState.DIALLING, dialled_at=now)

    def answered(self, now: datetime) -> "Attempt":
        """Somebody or something took the call; told again, or told late, it changes nothing."""
        if self.answered_at is not None or not self.state.is_open:
            return self
        return replace(self, answered_at=now)

    def ended(self, result: AttemptResult, now: datetime) -> "Attempt":
        """The try is over; a repeated end changes nothing, and an `unknown` fate is only learnt, never forgotten."""
        if not self.state.is_open:
            return self
        if result is AttemptResult.UNKNOWN:
            return replace(self, state=AttemptState.UNKNOWN, result=result)
        return replace(self, state=AttemptState.ENDED, result=result, ended_at=now)

    def checked(self, party: RightParty) -> "Attempt":
        """The right-party check was made; ConflictError where nobody has answered."""
        if self.answered_at is None:
            raise ConflictError("attempt_not_answered", str(self.id))
        return replace(self, right_party=party)
