"""The gate: may this number be dialled now, and why (promises P4, P5, P6).

Asked at the dial with facts just read from SQL. It closes when in doubt, names every reason at once, and its verdict keeps the facts,
so that "why was this number (not) called" can be answered years later.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from flows.outbound.abandonment import Abandonment
from flows.outbound.calling_window import CallingWindow, zones_named
from flows.outbound.dial_facts import DialFacts, iso
from flows.outbound.regions import Profile
from flows.outbound.suppression import Purpose, standing

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class GateReason(StrEnum):
    """Why a number may not be dialled now; words for people are the screens'."""

    DIALLING_OFF = "dialling_off"
    CAMPAIGN_NOT_RUNNING = "campaign_not_running"
    NUMBER_INVALID = "number_invalid"
    NO_PROFILE = "no_profile"
    ZONE_UNKNOWN = "zone_unknown"
    OUTSIDE_WINDOW = "outside_window"
    SUPPRESSED = "suppressed"
    LIST_NOT_CURRENT = "list_not_current"
    NO_CONSENT = "no_consent"
    TOO_OFTEN = "too_often"
    RESTING_AFTER_REFUSAL = "resting_after_refusal"
    OPEN_ATTEMPT = "open_attempt"
    ABANDONMENT = "abandonment"


class GateWarning(StrEnum):
    """What still allows the dial but should be seen."""

    ABANDONMENT_NEAR_LIMIT = "abandonment_near_limit"


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """Whether the number may be dialled, with every reason against it and the facts it was judged by.

    `opens_at`: where only the hour is wrong, the next moment that the calling window is open.
    """

    allowed: bool
    reasons: tuple[GateReason, ...]
    warnings: tuple[GateWarning, ...]
    facts: DialFacts
    profile: str
    judged_at: datetime
    opens_at: datetime | None = None

    def to_json(self) -> dict[str, object]:
        """The verdict as JSON values, for the attempt's row; secrets it has none, the number is the row's own."""
        return {
            "allowed": self.allowed,
            "reasons": [reason.value for reason in self.reasons],
            "warnings": [warning.value for warning in self.warnings],
            "profile": self.profile,
            "judged_at": self.judged_at.isoformat(),
            "opens_at": iso(self.opens_at),
            "facts": self.facts.to_json(),
        }


def may_dial(facts: DialFacts, profile: Profile | None, now: datetime) -> GateVerdict:
    """Whether the number may be dialled now under the profile of its country; no profile, no dial."""
    if profile is None:
        return GateVerdict(False, (*_reasons_anywhere(facts), GateReason.NO_PROFILE), (), facts, "", now)
    window = profile.window(facts.purpose, zones_named(facts.customer_zone, facts.number_zones), now)
    reasons = (
        _reasons_anywhere(facts) + tuple(reason for reason, holds in _RULES if holds(facts, profile, now)) + _against_window(window, now)
    )
    return GateVerdict(
        not reasons,
        reasons,
        _warnings(facts, profile),
        facts,
        profile.version,
        now,
        window.next_open(now) if reasons == (GateReason.OUTSIDE_WINDOW,) else None,
    )


def _reasons_anywhere(facts: DialFacts) -> tuple[GateReason, ...]:
    """What forbids the dial in every country."""
    against = (
        (GateReason.DIALLING_OFF, not facts.is_dialling_on),
        (GateReason.CAMPAIGN_NOT_RUNNING, not facts.is_campaign_running),
        (GateReason.NUMBER_INVALID, _E164.fullmatch(facts.number) is None),
        (GateReason.OPEN_ATTEMPT, facts.open_attempt_id is not None),
    )
    return tuple(reason for reason, holds in against if holds)


def _against_window(window: CallingWindow, now: datetime) -> tuple[GateReason, ...]:
    if not window.zones:
        return (GateReason.ZONE_UNKNOWN,)
    return () if window.is_open(now) else (GateReason.OUTSIDE_WINDOW,)


def _is_suppressed(facts: DialFacts, profile: Profile, now: datetime) -> bool:
    return bool(standing(facts.suppressions, facts.consents, facts.purpose, now))


def _has_no_current_list(facts: DialFacts, profile: Profile, now: datetime) -> bool:
    """Only marketing rests on lists. A list from the future has a wrong date, unless it is the date of a zone further east."""
    if facts.purpose is not Purpose.MARKETING:
        return False
    if facts.list_obtained_at is None:
        return profile.needs_list
    return not -timedelta(days=1) < now - facts.list_obtained_at <= profile.list_age


def _lacks_consent(facts: DialFacts, profile: Profile, now: datetime) -> bool:
    if not profile.demands_consent(facts.purpose, now.date()):
        return False
    return not any(consent.holds(facts.purpose, now) for consent in facts.consents)


def _was_tried_too_often(facts: DialFacts, profile: Profile, now: datetime) -> bool:
    """An attempt in the future counts too: with a clock that jumped back, only that keeps the cap."""
    return any(sum(at > now - cap.within for at in facts.attempts) >= cap.limit for cap in profile.caps_for(facts.purpose))


def _rests_after_refusal(facts: DialFacts, profile: Profile, now: datetime) -> bool:
    """A refusal is of one purpose: a service callback is still made to somebody who refused marketing."""
    refused_at = facts.refused_at
    if refused_at is None:
        return False
    if any(consent.holds(facts.purpose, now) and consent.given_at > refused_at for consent in facts.consents):
        return False
    return profile.refusal_is_final or now < refused_at + profile.rest_after_refusal


def _abandons_too_many(facts: DialFacts, profile: Profile, now: datetime) -> bool:
    return facts.mode.can_abandon and any(each.must_stop for each in _abandonments(facts, profile))


def _abandonments(facts: DialFacts, profile: Profile) -> tuple[Abandonment, ...]:
    return (facts.abandonment, facts.abandonment_24h) if profile.abandonment_over_a_day else (facts.abandonment,)


def _warnings(facts: DialFacts, profile: Profile) -> tuple[GateWarning, ...]:
    near = any(each.is_near_limit for each in _abandonments(facts, profile))
    return (GateWarning.ABANDONMENT_NEAR_LIMIT,) if near else ()


_RULES: tuple[tuple[GateReason, Callable[[DialFacts, Profile, datetime], bool]], ...] = (
    (GateReason.SUPPRESSED, _is_suppressed),
    (GateReason.LIST_NOT_CURRENT, _has_no_current_list),
    (GateReason.NO_CONSENT, _lacks_consent),
    (GateReason.TOO_OFTEN, _was_tried_too_often),
    (GateReason.RESTING_AFTER_REFUSAL, _rests_after_refusal),
    (GateReason.ABANDONMENT, _abandons_too_many),
)
