"""A wire that misbehaves as real ones do: events come twice, late and in another order, but they all come."""

import heapq
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.telephony.simulator.times import Chance, happens
from flows.telephony.call import Call
from flows.telephony.call_event import CallEvent
from flows.telephony.port import Switch, SwitchCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What the wire does: the share of events that come twice, the share that come `late_by` late, and whether batches are reversed."""

    duplicated: float = 0.0
    late: float = 0.0
    late_by: timedelta = timedelta(seconds=5)
    is_reversed: bool = False


class TroubledSwitch:
    """A switch behind a wire in trouble: orders get through, what comes back is late, doubled and mixed up.

    Its dice are its own, so that the calls on the switch are the same as on a good wire.
    """

    def __init__(self, switch: Switch, trouble: Trouble, chance: Chance) -> None:
        self._switch = switch
        self._trouble = trouble
        self._chance = chance
        self._late: list[tuple[datetime, int, CallEvent]] = []
        self._counted = 0

    @property
    def name(self) -> str:
        """The name of the switch behind the wire."""
        return self._switch.name

    def send(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        """Have the order carried out; returns what of it arrives at once."""
        return self._carry(self._switch.send(command, now), now)

    def advance(self, now: datetime) -> list[CallEvent]:
        """What arrives now, of what happened and of what was kept back before."""
        return self._carry(self._switch.advance(now), now)

    def next_at(self) -> datetime | None:
        """When something happens, or something late arrives, next."""
        late = self._late[0][0] if self._late else None
        return min((at for at in (self._switch.next_at(), late) if at is not None), default=None)

    def live_calls(self) -> frozenset[str]:
        """The ids of the calls on the switch, whatever of them has arrived here."""
        return self._switch.live_calls()

    def adopt(self, call: Call, now: datetime) -> list[CallEvent]:
        """Have the switch take up a call."""
        return self._carry(self._switch.adopt(call, now), now)

    def _carry(self, events: list[CallEvent], now: datetime) -> list[CallEvent]:
        arrived: list[CallEvent] = []
        for event in events:
            copies = 2 if happens(self._chance, self._trouble.duplicated) else 1
            for _ in range(copies):
                if happens(self._chance, self._trouble.late):
                    self._counted += 1
                    heapq.heappush(self._late, (now + self._trouble.late_by, self._counted, event))
                else:
                    arrived.append(event)
        while self._late and self._late[0][0] <= now:
            arrived.append(heapq.heappop(self._late)[2])
        return arrived[::-1] if self._trouble.is_reversed else arrived
