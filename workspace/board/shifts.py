"""The shift report: from a day, a span of its hours and a team to rows, a total and CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workspace.board.csv_tables import safe_cell
from workspace.board.view import minutes, percent
from workspace.screens.shifts import Away, Ended, ShiftRow
from workspace.translations import Language
from workspace.wiring.board import AgentShift
from workspace.wiring.parts import new_id
from workspace.words import PRESENCE_REASONS, word

STATES = ("ready", "engaged", "wrapping_up", "not_ready")
COLUMNS = ("agent", "team", *(f"{state}_seconds" for state in STATES), *["inbound", "outbound", "talk_seconds", "wrap_up_seconds"])
OFFER_COLUMNS = ("offers_presented", "offers_accepted", "dispositions")


@dataclass(frozen=True)
class Span:
    """A shift: a day of the centre, or some hours that begin in it; a shift that ends before it begins ends on the next day."""

    day: date
    begins: time | None
    ends: time | None
    zone: ZoneInfo

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.day, self.begins or time.min, self.zone)

    @property
    def until(self) -> datetime:
        """The moment it is over."""
        if self.ends is None:
            return datetime.combine(self.day + timedelta(days=1), time.min, self.zone)
        overnight = self.ends <= (self.begins or time.min)
        return datetime.combine(self.day + timedelta(days=1) if overnight else self.day, self.ends, self.zone)


def total_of(shifts: Sequence[AgentShift]) -> AgentShift:
    """All of them together."""
    total = AgentShift(new_id(), "", "")
    for shift in shifts:
        total.add(shift)
    return total


def show_shift(shift: AgentShift, language: Language, labels: Mapping[str, str]) -> ShiftRow:
    """One row in words; `labels` name the dispositions."""
    seconds = {state: shift.seconds(state) for state in STATES}
    signed_in, busy = sum(seconds.values()), seconds["engaged"] + seconds["wrapping_up"]
    handled = shift.inbound + shift.outbound
    working = signed_in - seconds["not_ready"]
    return ShiftRow(
        agent=shift.name,
        team=shift.team,
        signed_in=hours(signed_in),
        **{state: hours(seconds[state]) for state in STATES},
        away=tuple(
            Away(word(PRESENCE_REASONS, reason, language), hours(spent))
            for (state, reason), spent in sorted(shift.presences.items(), key=lambda each: (-each[1], each[0]))
            if state == "not_ready" and reason and spent >= 60
        ),
        occupancy=percent(busy / working if working else None),
        inbound=shift.inbound,
        outbound=shift.outbound,
        handle_time=minutes((shift.talk + shift.wrap_up) / handled) if handled else "–",
        presented=shift.presented,
        accepted=shift.accepted,
        ended=tuple(
            Ended(labels.get(code, code), times) for code, times in sorted(shift.dispositions.items(), key=lambda each: (-each[1], each[0]))
        ),
    )


def hours(seconds: int) -> str:
    """Seconds as hours and minutes, a dash for none."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}" if seconds else "–"


def shifts_csv(shifts: Sequence[AgentShift]) -> str:
    """The report as CSV text, one line an agent, times in seconds; with a byte order mark so that spreadsheets read Chinese."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, *OFFER_COLUMNS])
    for shift in shifts:
        ended = "; ".join(f"{code} {times}" for code, times in sorted(shift.dispositions.items()))
        numbers: list[Any] = [*(shift.seconds(state) for state in STATES), shift.inbound, shift.outbound, shift.talk, shift.wrap_up]
        writer.writerow([safe_cell(each) for each in (shift.name, shift.team, *numbers, shift.presented, shift.accepted, ended)])
    return out.getvalue()
