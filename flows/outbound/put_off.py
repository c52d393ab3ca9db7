"""Putting off: what becomes of a task that the gate did not let through, by the reasons it gave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.outbound.calling_window import zones_named
from flows.outbound.dial_facts import DialFacts
from flows.outbound.gate import GateReason, GateVerdict
from flows.outbound.lead import CloseReason
from flows.outbound.regions import Profile

SOON = timedelta(minutes=15)
"""How long something that passes by itself takes: a call that goes on, a pause."""
A_DAY = timedelta(days=1)
"""How long something takes that a person must mend: a list, a consent, a zone."""

_CLOSES = {GateReason.SUPPRESSED: CloseReason.DO_NOT_CALL, GateReason.NUMBER_INVALID: CloseReason.INVALID_NUMBER}
_SOON = (GateReason.OPEN_ATTEMPT, GateReason.DIALLING_OFF, GateReason.CAMPAIGN_NOT_RUNNING)


@dataclass(frozen=True, slots=True)
class PutOff:
    """What becomes of the task: it is due again then (UTC), or its lead is closed; exactly one of the two."""

    due_at: datetime | None = None
    closes: CloseReason | None = None


def put_off(verdict: GateVerdict, profile: Profile | None, now: datetime) -> PutOff:
    """When a refused task is worth another look. The latest of all reasons counts, and never a time outside the calling window.

    A time at which it is still forbidden does no harm: the gate is asked again at the dial.
    """
    for reason, closes in _CLOSES.items():
        if reason in verdict.reasons:
            return PutOff(closes=closes)
    if GateReason.RESTING_AFTER_REFUSAL in verdict.reasons and profile is not None and profile.refusal_is_final:
        return PutOff(closes=CloseReason.REACHED)
    due_at = max((_until(reason, verdict.facts, profile, now) for reason in verdict.reasons), default=now)
    if profile is None:
        return PutOff(due_at)
    window = profile.window(verdict.facts.purpose, zones_named(verdict.facts.customer_zone, verdict.facts.number_zones), now)
    return PutOff(window.next_open(due_at) or due_at + A_DAY)


def _until(reason: GateReason, facts: DialFacts, profile: Profile | None, now: datetime) -> datetime:
    """When one reason may have passed."""
    if reason is GateReason.OUTSIDE_WINDOW:
        return now  # the window itself says when
    if reason in _SOON:
        return now + SOON
    if profile is not None and reason is GateReason.TOO_OFTEN:
        return _cap_frees(facts, profile, now)
    if profile is not None and reason is GateReason.RESTING_AFTER_REFUSAL and facts.refused_at is not None:
        return facts.refused_at + profile.rest_after_refusal
    return now + A_DAY


def _cap_frees(facts: DialFacts, profile: Profile, now: datetime) -> datetime:
    """When every cap has room again: the oldest attempt that fills one has left its stretch."""
    latest_first = sorted(facts.attempts, reverse=True)
    frees = [latest_first[cap.limit - 1] + cap.within for cap in profile.caps_for(facts.purpose) if len(latest_first) >= cap.limit]
    return max([now, *frees])
