"""One call as the set of facts known about it: facts may come twice, late and in any order, and give the same call.

A call keeps every fact once, sorted by the switch's time, and derives the rest. Adding a fact is the join of two sets, so it is
idempotent, commutative and associative: that, and nothing else, is why the order of arrival cannot matter.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flows.outbound.attempt import AttemptResult
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party, Said, event_from_json

Kind = CallEventKind


class CallState(StrEnum):
    """Where a call stands."""

    OFFERED = "offered"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    TRANSFERRING = "transferring"  # the agent let go, the next one has not answered yet
    ENDED = "ended"


class CallResult(StrEnum):
    """What came of an ended call."""

    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    ABANDONED = "abandoned"  # inbound: the customer left before an agent spoke
    DROPPED = "dropped"  # the customer answered and met no agent, or the line broke under both
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    CONGESTION = "congestion"


# A held or muted call was answered, even when the answer itself was lost on the way.
CONNECTED = {
    Kind.ANSWERED: CallState.TALKING,
    Kind.HELD: CallState.HELD,
    Kind.RESUMED: CallState.TALKING,
    Kind.TRANSFERRED: CallState.TRANSFERRING,
}
UNANSWERED = {
    Cause.BUSY: CallResult.BUSY,
    Cause.NO_ANSWER: CallResult.NO_ANSWER,  # inbound: the queue's time ran out with the customer still there
    Cause.WRONG_NUMBER: CallResult.WRONG_NUMBER,
    Cause.CONGESTION: CallResult.CONGESTION,
    Cause.MACHINE: CallResult.MACHINE,
}
ATTEMPT_RESULTS = {
    CallResult.ANSWERED: AttemptResult.ANSWERED,
    CallResult.TRANSFERRED: AttemptResult.ANSWERED,
    CallResult.MACHINE: AttemptResult.MACHINE,
    CallResult.BUSY: AttemptResult.BUSY,
    CallResult.NO_ANSWER: AttemptResult.NO_ANSWER,
    # The network was full: nobody was reached, and trying later makes sense, which is what no_answer means to a campaign.
    CallResult.CONGESTION: AttemptResult.NO_ANSWER,
    CallResult.WRONG_NUMBER: AttemptResult.INVALID,
    CallResult.ABANDONED: AttemptResult.NO_ANSWER,
    CallResult.DROPPED: AttemptResult.ABANDONED,
}


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its id and its facts, in the order of `CallEvent.order`, each event id once. Made by `call_of` and `apply`."""

    call_id: str
    events: tuple[CallEvent, ...]

    @property
    def state(self) -> CallState:
        """Where the call stands. It never goes back: a late answer does not wake a call that has ended."""
        if self._first(Kind.HUNG_UP):
            return CallState.ENDED
        connected = self._last(*CONNECTED)
        if connected:
            return CONNECTED[connected.kind]
        rang = self._last(Kind.RINGING, Kind.RING_STOPPED)
        return CallState.RINGING if rang and rang.kind is Kind.RINGING else CallState.OFFERED

    @property
    def direction(self) -> Direction:
        """Who called whom; inbound until something says otherwise, for then nobody here can have dialled it."""
        return next((event.direction for event in self.events if event.direction), Direction.INBOUND)

    @property
    def caller_number(self) -> str | None:
        """Who rang (inbound; None is withheld) or the number we showed (outbound)."""
        return next((event.caller_number for event in self.events if event.caller_number), None)

    @property
    def caller_name(self) -> str | None:
        """The name the network gave for the caller: outside text, never proof of who it is."""
        return next((event.caller_name for event in self.events if event.caller_name), None)

    @property
    def dialled_number(self) -> str | None:
        """The number that was rung: ours (inbound) or the customer's (outbound)."""
        return next((event.dialled_number for event in self.events if event.dialled_number), None)

    @property
    def customer_number(self) -> str | None:
        """The customer's number, whoever called; None is withheld."""
        return self.caller_number if self.direction is Direction.INBOUND else self.dialled_number

    @property
    def queue(self) -> str | None:
        """The key of the queue the call is in or came from: the last one named."""
        return next((event.queue for event in reversed(self.events) if event.queue), None)

    @property
    def extension(self) -> str | None:
        """The extension of the agent who talks, else of the one whose phone rings or who dialled."""
        # The customer of a dialled call may pick up without an agent there: that fact names nobody, and may be told late.
        answered = [event.extension for event in self.events if event.kind is Kind.ANSWERED and event.extension]
        if answered:
            return answered[-1]
        rang = self._last(Kind.OFFERED, Kind.RINGING, Kind.RING_STOPPED)
        if rang is None or rang.kind is Kind.RING_STOPPED:
            return None
        return next(
            (event.extension for event in reversed(self.events) if event.kind in (Kind.OFFERED, Kind.RINGING) and event.extension), None
        )

    @property
    def offered_at(self) -> datetime:
        """When the call began, as far as is known: the time of its first fact."""
        return self.events[0].at

    @property
    def ringing_at(self) -> datetime | None:
        """When a phone first rang."""
        return _at(self._first(Kind.RINGING))

    @property
    def answered_at(self) -> datetime | None:
        """When customer and agent first heard each other."""
        return _at(self._first(*CONNECTED))

    @property
    def ended_at(self) -> datetime | None:
        """When the call was over."""
        return _at(self._first(Kind.HUNG_UP))

    @property
    def cause(self) -> Cause | None:
        """Why it ended."""
        ended = self._first(Kind.HUNG_UP)
        return ended.cause if ended else None

    @property
    def hung_up_by(self) -> Party | None:
        """Who ended it."""
        ended = self._first(Kind.HUNG_UP)
        return ended.hung_up_by if ended else None

    @property
    def transferred_at(self) -> datetime | None:
        """When an agent first sent the customer on."""
        return _at(self._first(Kind.TRANSFERRED))

    @property
    def transferred_to(self) -> str | None:
        """Where an agent last sent the customer: an extension, a queue key or a number."""
        sent = self._last(Kind.TRANSFERRED)
        return sent.transferred_to if sent else None

    @property
    def consulted(self) -> str | None:
        """The extension the agent asks while the customer is held, where the switch says so."""
        last = self._last(Kind.HELD, Kind.RESUMED, Kind.TRANSFERRED, Kind.HUNG_UP)
        return last.consulted if last and last.kind is Kind.HELD else None

    @property
    def is_muted(self) -> bool:
        """Whether the customer cannot hear the agent because the agent wished so."""
        last = self._last(Kind.MUTED, Kind.UNMUTED, Kind.TRANSFERRED, Kind.HUNG_UP)
        return last is not None and last.kind is Kind.MUTED

    @property
    def is_machine(self) -> bool:
        """Whether the switch heard an answering machine."""
        return any(event.cause is Cause.MACHINE for event in self.events)

    @property
    def said(self) -> Said | None:
        """What the simulated customer said last."""
        return next((event.said for event in reversed(self.events) if event.said), None)

    @property
    def result(self) -> CallResult | None:
        """What came of it, None while it goes on."""
        ended = self._first(Kind.HUNG_UP)
        if ended is None:
            return None
        if self._first(Kind.TRANSFERRED):
            return CallResult.TRANSFERRED
        if self.is_machine:
            return CallResult.MACHINE
        if self._first(*CONNECTED):
            is_dropped = ended.cause is Cause.LINE_LOST or self.extension is None
            return CallResult.DROPPED if is_dropped else CallResult.ANSWERED
        left = CallResult.ABANDONED if self.direction is Direction.INBOUND else CallResult.NO_ANSWER
        return UNANSWERED.get(ended.cause, left) if ended.cause else left

    @property
    def attempt_result(self) -> AttemptResult | None:
        """The result of the outbound attempt that this call was; None while it goes on."""
        return ATTEMPT_RESULTS[self.result] if self.result else None

    def talked_for(self, now: datetime) -> timedelta:
        """How long customer and agent have been connected, holds included."""
        return (self.ended_at or now) - self.answered_at if self.answered_at else timedelta()

    def held_for(self, now: datetime) -> timedelta:
        """How long the customer was on hold, all holds together."""
        held, since = timedelta(), None
        for event in self.events:
            if event.kind is Kind.HELD:
                since = since or event.at
            elif since and event.kind in (Kind.RESUMED, Kind.TRANSFERRED, Kind.HUNG_UP):
                held, since = held + (event.at - since), None
            if event.kind is Kind.HUNG_UP:
                break
        return held + (now - since if since else timedelta())

    def answers(self, command_id: str) -> CallEvent | None:
        """The fact by which the switch confirmed or refused that command of ours."""
        return next((event for event in self.events if event.command_id == command_id), None)

    def to_json(self) -> dict[str, Any]:
        """This call as JSON values."""
        return {"call_id": self.call_id, "events": [event.to_json() for event in self.events]}

    def _first(self, *kinds: Kind) -> CallEvent | None:
        return next(self._of(self.events, kinds), None)

    def _last(self, *kinds: Kind) -> CallEvent | None:
        return next(self._of(reversed(self.events), kinds), None)

    @staticmethod
    def _of(events: Iterable[CallEvent], kinds: tuple[Kind, ...]) -> Iterator[CallEvent]:
        return (event for event in events if event.kind in kinds)


def call_of(event: CallEvent) -> Call:
    """The call of which only this fact is known; any fact may be the first to arrive."""
    return Call(event.call_id, (event,))


def apply(call: Call, event: CallEvent) -> Call:
    """The call with that fact too. Raises AssertionError when the fact is about another call."""
    if event.call_id != call.call_id:
        raise AssertionError(f"event {event.event_id} is about call {event.call_id}, not {call.call_id}")
    facts = {known.event_id: known for known in call.events}
    # Two facts under one id is a switch's fault; the choice only has to be the same in every order of arrival.
    facts[event.event_id] = min(facts.get(event.event_id, event), event, key=repr)
    return Call(call.call_id, tuple(sorted(facts.values(), key=lambda each: each.order)))


def call_from_json(values: Mapping[str, Any]) -> Call:
    """The call that `Call.to_json` wrote."""
    return Call(values["call_id"], tuple(event_from_json(event) for event in values["events"]))


def _at(event: CallEvent | None) -> datetime | None:
    return event.at if event else None
