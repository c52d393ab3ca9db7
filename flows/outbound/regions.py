"""Regional profiles: the calling rules of each country as a table, with where each came from.

Engineering defaults, not legal advice: TO BE CHECKED BY A LAWYER before use. Where a country's law gives no number, the number is
ours (the widest default of the trade) and the source says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from flows.outbound import holidays as calendars
from flows.outbound.calling_window import CallingWindow, Week, between, daily
from flows.outbound.suppression import Purpose

NOTICE: Mapping[str, str] = MappingProxyType(
    {
        "en": "Engineering defaults, to be checked by a lawyer before use.",
        "zh": "以下为工程默认值，使用前须经律师审核。",
    }
)
"""What every screen that shows a profile says."""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `limit` attempts on one number within any stretch of `within`; a rolling stretch has no midnight to double it."""

    limit: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Source:
    """Where one rule of a profile comes from, and the day its text was in force as read."""

    rule: str
    text: str
    date: date


@dataclass(frozen=True, slots=True)
class Profile:
    """The calling rules of one country (ISO 3166 code).

    `marketing_consent_since`: from this day on marketing needs consent on record, None: it does not. `refusal_is_final`: only a new
    consent ends the rest after a refusal. `needs_list`: marketing must be held against a suppression list (a national register, or
    our own) that is not older than `list_age`. `abandonment_over_a_day`: the abandonment limit also holds over 24 hours.
    """

    country: str
    version: str
    marketing: Week
    sources: tuple[Source, ...]
    other: Week = field(default_factory=lambda: daily("08:00", "21:00"))
    holidays: calendars.HolidaysOf = calendars.none
    caps: tuple[Cap, ...] = (Cap(3, timedelta(days=1)), Cap(7, timedelta(days=7)))
    marketing_caps: tuple[Cap, ...] = ()
    marketing_consent_since: date | None = None
    rest_after_refusal: timedelta = timedelta(days=30)
    refusal_is_final: bool = False
    needs_list: bool = True
    list_age: timedelta = timedelta(days=31)
    abandonment_over_a_day: bool = False

    def window(self, purpose: Purpose, zones: tuple[ZoneInfo, ...], now: datetime) -> CallingWindow:
        """The calling window of the purpose in those zones, holidays of this and the neighbouring years counted."""
        week = self.marketing if purpose is Purpose.MARKETING else self.other
        days = frozenset[date]().union(*(self.holidays(now.year + offset) for offset in (-1, 0, 1)))
        return CallingWindow(week, zones, days)

    def caps_for(self, purpose: Purpose) -> tuple[Cap, ...]:
        """Every cap that holds for the purpose."""
        return self.caps + self.marketing_caps if purpose is Purpose.MARKETING else self.caps

    def demands_consent(self, purpose: Purpose, day: date) -> bool:
        """Whether a call for the purpose needs consent on record that day."""
        since = self.marketing_consent_since
        return purpose is Purpose.MARKETING and since is not None and day >= since


_OURS = date(2026, 11, 22)
_CAPS = Source(
    "caps", "Ours, all countries: at most 3 attempts a day and 7 in 7 days per number (the latter after 12 CFR 1006.14(b)).", _OURS
)
_CLOSED: Week = Week(((),) * 7, ())


def _weekdays(weekday: Week, saturday: Week = _CLOSED, sunday: Week = _CLOSED, *, holiday: Week | None = None) -> Week:
    days = (*weekday.days[:5], saturday.days[5], sunday.days[6])
    return Week(days, None if holiday is None else holiday.days[6])


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        profile.country: profile
        for profile in (
            Profile(
                "US",
                "US 2026-11-22",
                marketing=daily("08:00", "21:00"),
                sources=(
                    Source("window", "16 CFR 310.4(c) and 47 CFR 64.1200(c)(1): 8 a.m. to 9 p.m. at the called person's location.", _OURS),
                    Source("list", "16 CFR 310.4(b)(3)(iv): a do-not-call registry not older than 31 days.", _OURS),
                    Source("abandonment", "16 CFR 310.4(b)(4): at most 3 % of live answers over 30 days per campaign.", _OURS),
                    Source("consent", "None for a call dialled by hand; states may ask for more (Florida, Oklahoma, ...).", _OURS),
                    Source("rest", "Ours: 30 days after a refusal.", _OURS),
                    _CAPS,
                ),
            ),
            Profile(
                "GB",
                "GB 2026-11-22",
                marketing=_weekdays(daily("08:00", "21:00"), daily("08:00", "21:00"), daily("09:00", "21:00")),
                abandonment_over_a_day=True,
                sources=(
                    Source("window", "Trade practice (DMA code): 8 to 21, Sundays from 9; the law names no hours.", _OURS),
                    Source("list", "PECR 2003 reg. 21: the TPS register, at most 28 to 31 days old.", _OURS),
                    Source("abandonment", "Ofcom's statement on persistent misuse: 3 % of live calls over 24 hours.", date(2016, 12, 20)),
                    Source("rest", "Ours: 30 days after a refusal.", _OURS),
                    _CAPS,
                ),
            ),
            Profile(
                "FR",
                "FR 2026-11-22",
                marketing=_weekdays(Week((between("10:00", "13:00") + between("14:00", "20:00"),) * 7), holiday=_CLOSED),
                holidays=calendars.french,
                marketing_caps=(Cap(4, timedelta(days=30)),),
                marketing_consent_since=date(2026, 8, 11),
                rest_after_refusal=timedelta(days=60),
                sources=(
                    Source("window", "Décret 2022-1313: Monday to Friday 10 to 13 and 14 to 20, no public holidays.", date(2022, 10, 13)),
                    Source("caps", "Décret 2022-1313: at most 4 solicitations in 30 days.", date(2022, 10, 13)),
                    Source("rest", "Décret 2022-1313: 60 days after a refusal.", date(2022, 10, 13)),
                    Source("consent", "Loi 2025-594: prior consent from 11 August 2026.", date(2025, 6, 30)),
                    _CAPS,
                ),
            ),
            Profile(
                "DE",
                "DE 2026-11-22",
                marketing=_weekdays(daily("08:00", "21:00"), daily("10:00", "18:00"), holiday=_CLOSED),
                holidays=calendars.german,
                marketing_consent_since=date(2009, 8, 4),
                needs_list=False,
                sources=(
                    Source("consent", "UWG § 7 (2) and § 7a: prior express consent of consumers, kept for 5 years.", date(2021, 10, 1)),
                    Source("window", "Trade practice: weekdays 8 to 21, Saturday 10 to 18; the law names no hours.", _OURS),
                    Source("list", "There is no national register; consent takes its place.", _OURS),
                    Source("rest", "Ours: 30 days after a refusal.", _OURS),
                    _CAPS,
                ),
            ),
            Profile(
                "CN",
                "CN 2026-11-22",
                marketing=daily("08:00", "21:00"),
                marketing_consent_since=date(2021, 11, 1),
                refusal_is_final=True,
                needs_list=False,
                sources=(
                    Source(
                        "consent",
                        "PIPL art. 13, ministry rules on nuisance calls: consent on record.",
                        date(2021, 11, 1),
                    ),
                    Source("refusal", "Advertising Law art. 43 and PIPL art. 24: a refusal ends it.", date(2021, 11, 1)),
                    Source("window", "Ours: 8 to 21.", _OURS),
                    _CAPS,
                ),
            ),
        )
    }
)
"""The profiles by country; a country that is not here is not dialled until an admin adds its table."""


def profile_of(country: str | None) -> Profile | None:
    """The profile of a number's country, None when there is none: the gate then stays closed."""
    return PROFILES.get((country or "").upper())
