"""What is going to happen, by time: happenings of one instant keep the order in which they were planned."""

import heapq
from collections.abc import Callable
from datetime import datetime

from flows.telephony.call_event import CallEvent

Happening = Callable[[datetime], list[CallEvent]]


class Agenda:
    """A queue of happenings, each told its own time when it happens."""

    def __init__(self) -> None:
        self._planned: list[tuple[datetime, int, Happening]] = []
        self._count = 0

    def plan(self, at: datetime, happening: Happening) -> None:
        """Let that happen then."""
        self._count += 1
        heapq.heappush(self._planned, (at, self._count, happening))

    def next_at(self) -> datetime | None:
        """When the next thing happens."""
        return self._planned[0][0] if self._planned else None

    def play(self, now: datetime) -> list[CallEvent]:
        """Everything that happens until now, in order, with what follows from it in the same time."""
        events: list[CallEvent] = []
        while self._planned and self._planned[0][0] <= now:
            at, _, happening = heapq.heappop(self._planned)
            events += happening(at)
        return events
