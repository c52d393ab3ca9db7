"""A wire that misbehaves as real ones do: events come twice, late and in another order, but they all come."""

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.telephony.simulator.times import Chance, happens
from flows.call_event import CallEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What the wire does: the share of events that come twice, the share that come `late_by` late, and whether batches are reversed."""

    duplicated: float = 0.0
    late: float = 0.0
    late_by: timedelta = timedelta(seconds=5)
    reversed: bool = False


class Wire:
    """The way of events from the switch to us."""

    def __init__(self, trouble: Trouble, chance: Chance) -> None:
        self._trouble = trouble
        self._chance = chance
        self._late: list[tuple[datetime, int, CallEvent]] = []
        self._count = 0

    def carry(self, events: list[CallEvent], now: datetime) -> list[CallEvent]:
        """What arrives now, of these events and of those kept back before."""
        arrived: list[CallEvent] = []
        for event in events:
            copies = 2 if happens(self._chance, self._trouble.duplicated) else 1
            for _ in range(copies):
                if happens(self._chance, self._trouble.late):
                    self._count += 1
                    heapq.heappush(self._late, (now + self._trouble.late_by, self._count, event))
                else:
                    arrived.append(event)
        while self._late and self._late[0][0] <= now:
            arrived.append(heapq.heappop(self._late)[2])
        return arrived[::-1] if self._trouble.reversed else arrived

    def next_at(self) -> datetime | None:
        """When the next late event arrives."""
        return self._late[0][0] if self._late else None
