"""Who is calling, and about what: what a number alone can tell, and never more than it can."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

RINGS_BACK_WITHIN = timedelta(minutes=15)


class MatchKind(StrEnum):
    """How sure we are of the customer."""

    MATCHED = "matched"  # one customer has this number
    PICKED = "picked"  # the agent found out and said so
    SHARED = "shared"  # several customers have it: the agent asks and picks
    UNKNOWN = "unknown"  # nobody has it
    WITHHELD = "withheld"  # there is no number


@dataclass(frozen=True, slots=True)
class CustomerMatch:
    """The customer of an interaction, and how that is known; a customer that is only possible stands in `candidates`, never in
    `customer_id`."""

    kind: MatchKind
    customer_id: UUID | None = None
    candidates: tuple[UUID, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the desk may show this customer as the caller."""
        return self.customer_id is not None


def match_customer(number: str | None, owners: Iterable[UUID]) -> CustomerMatch:
    """The customer behind a number, given all customers who have it; one match is a fact, several are candidates."""
    if number is None:
        return CustomerMatch(MatchKind.WITHHELD)
    found = tuple(dict.fromkeys(owners))
    if len(found) == 1:
        return CustomerMatch(MatchKind.MATCHED, found[0])
    return CustomerMatch(MatchKind.SHARED, candidates=found) if found else CustomerMatch(MatchKind.UNKNOWN)


def pick_customer(customer_id: UUID) -> CustomerMatch:
    """The customer the agent picked, which replaces any earlier match: also a wrong one, and also a pick."""
    return CustomerMatch(MatchKind.PICKED, customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedInteraction:
    """An interaction whose talk broke off while its run was still on the way."""

    interaction_id: UUID
    run_id: UUID
    number: str
    ended_at: datetime
    customer_id: UUID | None = None


def interaction_to_resume(
    number: str | None, customer: CustomerMatch, dropped: Iterable[DroppedInteraction], now: datetime, within: timedelta = RINGS_BACK_WITHIN
) -> DroppedInteraction | None:
    """The broken-off interaction to offer a caller who rings back: of the same number, the latest, not older than `within`.

    None for a withheld number, and when the caller is known to be another customer than the one who was cut off. It is an offer to the
    agent: the run goes on only when the agent says so.
    """
    if number is None:
        return None
    found = [
        each
        for each in dropped
        if each.number == number
        and timedelta() <= now - each.ended_at <= within
        and (customer.customer_id is None or each.customer_id in (None, customer.customer_id))
    ]
    return max(found, key=lambda each: (each.ended_at, each.interaction_id), default=None)


def script_for(*, campaign: str | None = None, dialled_number: str | None = None, queue: str | None = None) -> str | None:
    """The key of the script an interaction opens with: the campaign's, the dialled number's or the queue's; None: the agent picks."""
    choices: Sequence[str | None] = (campaign, dialled_number, queue)
    return next((key for key in choices if key), None)
