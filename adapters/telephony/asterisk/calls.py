"""All calls of a switch: AMI events in any order and with repetitions, sorted into calls, and what is new to tell of each.

A call is the set of events whose channel ids and linked ids hang together. Adding to a set is idempotent, commutative and associative:
that, and nothing else, is why the order of arrival cannot matter (see `flows.telephony.call`, which does the same one floor up).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from adapters.telephony.asterisk.channel import device
from adapters.telephony.asterisk.heard import SHOWN, Heard, ids_of, is_telling
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.telling import tell
from flows.telephony.call_event import CallEvent, CallEventKind

MEMBER_EVENTS = frozenset({"QueueMember", "QueueMemberAdded", "QueueMemberStatus", "QueueMemberPause", "AgentCalled", "AgentConnect"})


@dataclass(slots=True)
class Tangle:
    """What hangs together, one call as a rule: ids, the events that name them, and the facts told of them."""

    ids: set[str] = field(default_factory=set)
    heard: dict[Heard, None] = field(default_factory=dict)
    told: dict[str, CallEvent] = field(default_factory=dict)


class Calls:
    """The calls of one switch."""

    def __init__(self) -> None:
        self._by_id: dict[str, Tangle] = {}
        self._changed: dict[int, Tangle] = {}
        self._members: set[str] = set()
        self._heard = 0

    @property
    def members(self) -> frozenset[str]:
        """The devices of agents, as far as queues named them."""
        return frozenset(self._members)

    def hear(self, message: Message, heard_at: datetime) -> None:
        """Take one event. `heard_at` stands in for its time where the switch sends none: then the order of arrival is all there is."""
        if message.event in MEMBER_EVENTS:
            self._note_member(message)
        if is_telling(message):
            self._keep(message, heard_at)

    def see(self, shown: Message, now: datetime) -> None:
        """Take one line of what the switch shows to be there now, for a link that begins in the middle of calls."""
        if shown.event in MEMBER_EVENTS:
            self._note_member(shown)
        if shown.event in SHOWN:
            self._keep(shown, now)

    def _keep(self, message: Message, heard_at: datetime) -> None:
        ids = ids_of(message)
        if not ids:
            return
        self._heard += 1
        at = message.at
        heard = Heard(at, 0, message) if at else Heard(heard_at, self._heard, message)
        tangle = self._tangle(ids)
        if heard not in tangle.heard:
            tangle.heard[heard] = None
            self._changed[id(tangle)] = tangle

    def tell(self) -> list[CallEvent]:
        """The facts that are new since it was last asked."""
        news: list[CallEvent] = []
        changed, self._changed = self._changed, {}
        for tangle in changed.values():
            for event in tell(list(tangle.heard), self.members):
                if event.event_id not in tangle.told:
                    tangle.told[event.event_id] = event
                    news.append(event)
        return news

    def stories(self) -> Iterator[list[CallEvent]]:
        """Every call from its beginning to where it stands, told afresh with all that is known now."""
        for tangle in self._tangles():
            stories: dict[str, list[CallEvent]] = {}
            for event in tell(list(tangle.heard), self.members):
                stories.setdefault(event.call_id, []).append(event)
            yield from stories.values()

    def forget(self, before: datetime) -> None:
        """Drop calls that were over by then, and what never became a call."""
        for tangle in list(self._tangles()):
            if max(each.at for each in tangle.heard) < before and (_is_over(tangle) or not tangle.told):
                for each in tangle.ids:
                    self._by_id.pop(each, None)

    def ids_of(self, call_id: str) -> frozenset[str]:
        """Every channel id and linked id that belongs to a call."""
        tangle = self._by_id.get(call_id)
        return frozenset(tangle.ids) if tangle else frozenset({call_id})

    def _tangles(self) -> Iterable[Tangle]:
        return list({id(tangle): tangle for tangle in self._by_id.values()}.values())

    def _tangle(self, ids: set[str]) -> Tangle:
        known = list({id(tangle): tangle for each in sorted(ids) if (tangle := self._by_id.get(each))}.values())
        tangle = max(known, key=lambda each: len(each.heard)) if known else Tangle()
        for other in known:
            if other is not tangle:
                tangle.ids |= other.ids
                tangle.heard.update(other.heard)
                tangle.told.update(other.told)
                self._changed.pop(id(other), None)
        tangle.ids |= ids
        for each in tangle.ids:
            self._by_id[each] = tangle
        return tangle

    def _note_member(self, message: Message) -> None:
        interface = message.get("Interface") or message.get("Location")
        if interface and (name := device(interface)) not in self._members:
            self._members.add(name)


def _is_over(tangle: Tangle) -> bool:
    told = tangle.told.values()
    return {event.call_id for event in told} == {event.call_id for event in told if event.kind is CallEventKind.HUNG_UP}
