"""The contact policy for offers: how soon a customer may be proposed what they answered, over all channels, campaigns and vendors."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Until when an accepted offer rests: nobody is sold twice what they have."""


class OfferResponse(StrEnum):
    """What happened to an offer: the customer's answer, or what became of an acceptance."""

    PRESENTED = "presented"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    FAILED = "failed"
    PENDING_CONFIRMATION = "pending_confirmation"


class RestCause(StrEnum):
    """Why an offer rests for a customer."""

    DECLINED = "declined"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Rest:
    """An offer that is not made to a customer before `until`."""

    cause: RestCause
    until: datetime

    def holds(self, now: datetime) -> bool:
        """Whether the offer still rests at that moment."""
        return now < self.until


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """The limits of one installation; an admin may change them, with an audit entry."""

    version: str = "1"
    decline_rests_for: timedelta = timedelta(days=30)
    deferral_rests_for: timedelta = timedelta(days=7)
    """After `later` without a date."""
    failure_rests_for: timedelta = timedelta(days=7)
    """After an order that the BSS refused: it would refuse it again tomorrow."""
    attempts_per_run: int = 2
    """Presentations of one offer in one run."""


POLICY = ContactPolicy()
"""The policy where nothing else was set."""


def rest_after(response: OfferResponse, at: datetime, until: datetime | None = None, policy: ContactPolicy = POLICY) -> Rest | None:
    """The rest that a response begins; `until` is the date a customer named with `later`. None: it begins none."""
    match response:
        case OfferResponse.DECLINED:
            return Rest(RestCause.DECLINED, at + policy.decline_rests_for)
        case OfferResponse.ACCEPTED | OfferResponse.DELIVERED | OfferResponse.PENDING_CONFIRMATION:
            return Rest(RestCause.ACCEPTED, FOREVER)
        case OfferResponse.DEFERRED:
            return Rest(RestCause.DEFERRED, until if until is not None and until > at else at + policy.deferral_rests_for)
        case OfferResponse.FAILED:
            return Rest(RestCause.DEFERRED, at + policy.failure_rests_for)
        case OfferResponse.PRESENTED:
            return None


def merged(standing: Rest | None, new: Rest | None) -> Rest | None:
    """The rest that holds when a further response came.

    An acceptance ends every other rest, and what follows an acceptance (refused consent, a failed order) replaces it. Otherwise the
    longer one holds: a `later` in one call does not shorten the decline of another.
    """
    if new is None or standing is None:
        return new or standing
    if RestCause.ACCEPTED in (new.cause, standing.cause):
        return new
    return max(standing, new, key=lambda rest: rest.until)
