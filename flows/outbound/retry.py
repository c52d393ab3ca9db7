"""Retry rules: when a lead is tried again after each result, and when it is given up, as one table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flows.outbound.attempt import AttemptResult, RightParty
from flows.outbound.calling_window import CallingWindow
from flows.outbound.lead import CloseReason

PARTS_OF_DAY = (time(8), time(12), time(17))
"""When morning, afternoon and evening begin on the customer's wall: who is out in one is often in at the next."""


class Not(StrEnum):
    """How soon a next try must not be: any time will do, not in the same part of the day, not on the same day."""

    WHENEVER = "whenever"
    SAME_PART_OF_DAY = "same_part_of_day"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class RetryRule:
    """Try again `after` so long, and not sooner than `avoid` allows, at most `at_most` times for this result."""

    after: timedelta
    avoid: Not = Not.WHENEVER
    at_most: int = 6


RETRY_RULES: Mapping[AttemptResult, RetryRule] = MappingProxyType(
    {
        AttemptResult.BUSY: RetryRule(timedelta(minutes=15)),
        AttemptResult.NO_ANSWER: RetryRule(timedelta(hours=2), Not.SAME_PART_OF_DAY),
        AttemptResult.MACHINE: RetryRule(timedelta(hours=4), Not.SAME_DAY, at_most=3),
        # Somebody was called and met silence: they are left alone for three days.
        AttemptResult.ABANDONED: RetryRule(timedelta(hours=72), Not.SAME_DAY, at_most=1),
    }
)
"""The rules by result; what is not here is not tried again by the machine."""

MAX_ATTEMPTS = 7
"""Tries per lead, all results together."""

CLOSES: Mapping[AttemptResult, CloseReason] = MappingProxyType(
    {AttemptResult.INVALID: CloseReason.INVALID_NUMBER, AttemptResult.ANSWERED: CloseReason.REACHED}
)
"""Results that end the work on a lead."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows a try: another one at `due_at` (UTC), or the lead closed, or neither: a person must decide."""

    due_at: datetime | None = None
    closes: CloseReason | None = None

    @property
    def needs_a_person(self) -> bool:
        """Whether the machine may neither try again nor give up: the fate of the call is unknown."""
        return self.due_at is None and self.closes is None


def after_attempt(
    results: Sequence[AttemptResult],
    ended_at: datetime,
    window: CallingWindow,
    *,
    right_party: RightParty | None = None,
    rules: Mapping[AttemptResult, RetryRule] = RETRY_RULES,
    max_attempts: int = MAX_ATTEMPTS,
) -> NextStep:
    """What follows the last of the lead's `results` (oldest first); a time is never outside the calling window."""
    last = results[-1]
    if last is AttemptResult.UNKNOWN:
        return NextStep()
    if right_party is RightParty.WRONG_NUMBER:
        return NextStep(closes=CloseReason.WRONG_NUMBER)
    if last is AttemptResult.ANSWERED and right_party is RightParty.WRONG_PERSON:
        rule: RetryRule | None = rules.get(AttemptResult.NO_ANSWER)  # somebody else is at home: the lead was not reached
    elif last in CLOSES:
        return NextStep(closes=CLOSES[last])
    else:
        rule = rules.get(last)
    if rule is None or len(results) >= max_attempts or Counter(results)[last] > rule.at_most:
        return NextStep(closes=CloseReason.EXHAUSTED)
    due_at = window.next_open(_earliest(rule, ended_at, window.zones))
    return NextStep(closes=CloseReason.EXHAUSTED) if due_at is None else NextStep(due_at=due_at)


def _earliest(rule: RetryRule, ended_at: datetime, zones: Sequence[ZoneInfo]) -> datetime:
    """The earliest moment that the rule allows, in every zone the customer could be in."""
    waited = ended_at.astimezone(UTC) + rule.after
    return max((waited, *(_later_part(rule.avoid, ended_at, zone) for zone in zones)))


def _later_part(avoid: Not, ended_at: datetime, zone: ZoneInfo) -> datetime:
    local = ended_at.astimezone(zone)
    if avoid is Not.WHENEVER:
        return ended_at.astimezone(UTC)
    parts = PARTS_OF_DAY if avoid is Not.SAME_PART_OF_DAY else ()
    coming = next((part for part in parts if part > local.time()), None)
    day = local.date() if coming is not None else local.date() + timedelta(days=1)
    return datetime.combine(day, coming or PARTS_OF_DAY[0], zone).astimezone(UTC)
