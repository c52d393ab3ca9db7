"""The shift report as a frozen value: who worked how long, and what came of it."""

from dataclasses import dataclass

from workspace.screens.forms import Option


@dataclass(frozen=True)
class Away:
    """Time not ready for one reason, in words."""

    reason: str
    time: str


@dataclass(frozen=True)
class Ended:
    """How often calls ended this way."""

    name: str
    times: int


@dataclass(frozen=True)
class ShiftRow:
    """One agent's shift, or that of all. Times are hours and minutes, handle times minutes and seconds; a dash where there is none."""

    agent: str
    team: str
    signed_in: str
    ready: str
    engaged: str
    wrapping_up: str
    not_ready: str
    away: tuple[Away, ...]
    occupancy: str
    inbound: int
    outbound: int
    handle_time: str
    presented: int
    accepted: int
    ended: tuple[Ended, ...]


@dataclass(frozen=True)
class ShiftsScreen:
    """The report of a day or a shift of it; `begins` and `ends` are empty for the whole day, `query` repeats the choice in links."""

    title: str
    day: str
    begins: str
    ends: str
    zone: str
    teams: tuple[Option, ...]
    is_running: bool
    rows: tuple[ShiftRow, ...]
    total: ShiftRow | None
    query: str
