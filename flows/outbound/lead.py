"""A lead: a customer record in a campaign's list, open until something closes it for good."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID


class LeadState(StrEnum):
    """Whether a lead is still worked."""

    OPEN = "open"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a lead is worked no more."""

    REACHED = "reached"
    WRONG_NUMBER = "wrong_number"
    INVALID_NUMBER = "invalid_number"
    DO_NOT_CALL = "do_not_call"
    EXHAUSTED = "exhausted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Lead:
    """One person to be called for one campaign; `zone` is an IANA name, None where only the number tells."""

    id: UUID
    campaign_id: UUID
    external_id: str
    name: str
    number: str
    list_obtained_on: date
    language: str = "en"
    zone: str | None = None
    customer_id: UUID | None = None
    consent_reference: str | None = None
    state: LeadState = LeadState.OPEN
    closed_reason: CloseReason | None = None

    def closed(self, reason: CloseReason) -> "Lead":
        """The lead, worked no more; the first reason stays, except that an opt-out outranks every other."""
        if self.state is LeadState.CLOSED and reason is not CloseReason.DO_NOT_CALL:
            return self
        return replace(self, state=LeadState.CLOSED, closed_reason=reason)
