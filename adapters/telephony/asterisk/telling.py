"""Telling a call: from the set of AMI events about it to our normalised facts, the same in whatever order they arrived."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.telephony.asterisk.cast import Cast, casts_of
from adapters.telephony.asterisk.channel import device, place
from adapters.telephony.asterisk.ending import ending_of
from adapters.telephony.asterisk.heard import Heard
from adapters.telephony.asterisk.legs import Leg, legs_of
from adapters.telephony.asterisk.machine import is_machine
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.together import AT_ONCE, Talk, talks_of
from adapters.telephony.asterisk.unheard import with_unheard
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction
from flows.telephony.dial_string import heard_name

ADAPTER = "asterisk"
Kind = CallEventKind
AN_INSTANT = timedelta(microseconds=1)


def tell(heard: Sequence[Heard], members: frozenset[str] = frozenset()) -> list[CallEvent]:
    """The facts of the calls that these events are about, in order; none while there is no customer.

    `members` are the devices of agents known from the queues. The ids of the facts follow from the call and its channels, so that a fact
    told again, by another link or after a restart, is known to be the same.
    """
    ordered = with_unheard(sorted(heard, key=lambda each: each.order))
    casts = casts_of(ordered, legs_of(ordered), members)
    return sorted((event for cast in casts for event in _Teller(cast, ordered).events()), key=lambda event: event.order)


class _Teller:
    def __init__(self, cast: Cast, heard: Sequence[Heard]) -> None:
        self._cast = cast
        self._heard = heard
        self._talks = talks_of(cast, heard)
        self._queues = [(each.at, name) for each in heard if (name := self._queue_in(each.message))]
        self._parked = self._parkings()
        self._sent = self._transfers()

    def events(self) -> Iterator[CallEvent]:
        yield from self._offered()
        yield from self._rings()
        yield from self._customer_answered()
        yield from self._agents_answered()
        yield from self._holds()
        yield from self._sent
        yield from self._hung_up()

    # The beginning

    def _offered(self) -> Iterator[CallEvent]:
        cast = self._cast
        at: datetime | None = cast.origin.begun_at
        if cast.direction is Direction.INBOUND:
            joined = [each.at for each in self._heard if self._offers(each.message)]
            seen = bool(self._talks) or self._ended_at() is not None
            at = joined[0] if joined else (cast.origin.begun_at if seen else None)
        if at:
            extension = cast.extension(cast.dialling_agent) if cast.dialling_agent else None
            yield self._event(Kind.OFFERED, at, extension=extension)

    def _offers(self, message: Message) -> bool:
        """Whether the customer is now on the way to an agent: in a queue, or a phone is rung for it."""
        return message.event in ("QueueCallerJoin", "QueueEntry", "AgentCalled", "DialBegin") and self._cast.is_customer_s(
            message.get("Uniqueid")
        )

    def _rings(self) -> Iterator[CallEvent]:
        cast = self._cast
        if cast.direction is Direction.OUTBOUND and (at := _first(leg.ringing_at for leg in cast.customer_legs)):
            yield self._event(Kind.RINGING, at)
        rung: dict[str, datetime] = {}
        for each in self._heard:
            message = each.message
            if message.event in ("AgentCalled", "DialBegin") and cast.is_customer_s(message.get("Uniqueid")):
                group = cast.legs.group_of(message.get("DestUniqueid"))
                if group != cast.customer and cast.is_agent_s(group):
                    rung.setdefault(group, each.at)
        for group, at in rung.items():
            yield self._event(Kind.RINGING, at, group, extension=cast.extension(group))
            stopped = self._stopped(group)
            if stopped and not self._was_taken(group, stopped):
                yield self._event(Kind.RING_STOPPED, max(stopped, at + AN_INSTANT), group, extension=cast.extension(group))

    def _stopped(self, group: str) -> datetime | None:
        """When an agent's phone fell silent without an answer."""
        if any(talk.group == group for talk in self._talks):
            return None
        legs = self._cast.legs.group(group)
        if any(leg.dial_status == "ANSWER" for leg in legs):
            return None
        return _first(
            each.at
            for each in self._heard
            if (
                each.message.event in ("AgentRingNoAnswer", "DialEnd")
                and self._cast.legs.group_of(each.message.get("DestUniqueid")) == group
            )
            or (each.message.event == "Hangup" and self._cast.legs.group_of(each.message.get("Uniqueid")) == group)
        )

    def _was_taken(self, group: str, at: datetime) -> bool:
        """Whether a phone stopped ringing because a colleague answered, or because the caller left: then nobody missed anything."""
        others = [leg for leg in self._cast.legs.by_id.values() if leg.group not in (group, self._cast.customer)]
        if any(leg.dial_status == "ANSWER" and leg.up_at and leg.up_at <= at and self._is_on(leg, at) for leg in others):
            return True
        gone = _first(leg.asked_to_end_at or leg.hung_up_at for leg in self._cast.customer_legs)
        return self._cast.direction is Direction.INBOUND and gone is not None and gone <= at

    def _is_on(self, leg: Leg, at: datetime) -> bool:
        return leg.hung_up_at is None or leg.hung_up_at > at

    # The talk

    def _customer_answered(self) -> Iterator[CallEvent]:
        cast = self._cast
        if cast.direction is Direction.INBOUND or not (at := cast.answered_at()):
            return
        cause = Cause.MACHINE if is_machine(cast, self._heard) and not self._agents_talks() else None
        extension = cast.extension(cast.dialling_agent) if cast.dialling_agent else None
        yield self._event(Kind.ANSWERED, at, "customer", extension=extension, cause=cause)

    def _agents_answered(self) -> Iterator[CallEvent]:
        told = {self._cast.dialling_agent} if self._cast.answered_at() else set()
        for talk in self._agents_talks():
            if talk.group not in told:
                told.add(talk.group)
                extension = self._cast.extension(talk.group)
                # The customer was let go before the next one came, also where the switch says so a moment later.
                gone = [sent.at for sent in self._sent if sent.transferred_to == extension and talk.at <= sent.at < talk.at + AT_ONCE]
                yield self._event(Kind.ANSWERED, max([talk.at, *(at + AN_INSTANT for at in gone)]), talk.group, extension=extension)

    def _agents_talks(self) -> list[Talk]:
        """The talks with agents; with an outsider only if nobody here sent the customer there."""
        outside_counts = not self._sent
        return [talk for talk in self._talks if self._cast.is_agent_s(talk.group) or outside_counts]

    def _holds(self) -> Iterator[CallEvent]:
        holder = ""
        for at, is_hold, group in sorted(self._hold_changes()):
            if is_hold and not holder:
                holder = group
                yield self._event(Kind.HELD, at, at.isoformat(), extension=self._cast.extension(group))
            elif not is_hold and holder:
                if group == holder:
                    yield self._event(Kind.RESUMED, at, at.isoformat(), extension=self._cast.extension(group))
                holder = ""

    def _hold_changes(self) -> Iterator[tuple[datetime, bool, str]]:
        """When somebody put the customer on hold, or talked to the customer again: whoever does so next ends the hold."""
        for each in self._heard:
            group = self._cast.legs.group_of(each.message.get("Uniqueid"))
            if each.message.event in ("Hold", "Unhold") and any(talk.group == group and talk.at <= each.at for talk in self._talks):
                yield each.at, each.message.event == "Hold", group
        for talk, parked_at in self._parked:
            yield parked_at, True, talk.group
        for talk in self._talks:
            yield talk.at, False, talk.group
            if talk.is_put_on_hold and talk.apart_at:
                yield talk.apart_at, True, talk.group

    def _transfers(self) -> list[CallEvent]:
        sent: list[CallEvent] = []
        for each in self._heard:
            message = each.message
            if message.event == "BlindTransfer" and message.get("Result") == "Success":
                by = self._cast.legs.group_of(message.get("TransfererUniqueid"))
                if not self._concerns_us(message, by, each.at):
                    continue
                sent.append(self._transferred(each.at, by, place(message.get("Extension"))))
            elif message.event == "AttendedTransfer" and message.get("Result") == "Success":
                by = self._cast.legs.group_of(message.get("OrigTransfererUniqueid"))
                if not self._concerns_us(message, by, each.at):
                    continue
                sent.append(self._transferred(each.at, by, self._target(message, each.at, by)))
        for talk, parked_at in self._parked:
            # Whoever takes a parked customer has it from then on, as if it had been sent there.
            taken = next((each for each in self._talks if each.at > parked_at and self._cast.is_agent_s(each.group)), None)
            to = self._cast.extension(taken.group) if taken else None
            if taken and to != self._cast.extension(talk.group):
                sent.append(self._transferred(taken.at - AN_INSTANT, talk.group, to))
        announced = [event.at for event in sent]
        for talk in self._talks:
            # A redirect has no event of its own: the customer leaves the bridge for another place in the dialplan.
            is_announced = any(talk.apart_at and abs(talk.apart_at - at) < AT_ONCE for at in announced)
            if talk.sent_to and talk.apart_at and not talk.is_put_on_hold and not is_announced:
                sent.append(self._transferred(talk.apart_at, talk.group, place(talk.sent_to)))
        return sorted(sent, key=lambda event: event.order)

    def _parkings(self) -> list[tuple[Talk, datetime]]:
        """When the customer was parked, each time with the talk that it was parked from."""
        found = []
        for each in self._heard:
            if each.message.event == "ParkedCall" and self._cast.is_customer_s(each.message.get("ParkeeUniqueid")):
                before = [talk for talk in self._talks if talk.at <= each.at and self._cast.is_agent_s(talk.group)]
                if before:
                    found.append((before[-1], each.at))
        return found

    def _concerns_us(self, message: Message, by: str, at: datetime) -> bool:
        """Whether it is this customer who is sent on."""
        if self._cast.is_customer_s(message.get("TransfereeUniqueid")):
            return True
        with_us = (talk for talk in self._talks if talk.group == by and talk.at <= at)
        return any(talk.apart_at is None or talk.apart_at > at - AT_ONCE or talk is self._talks[-1] for talk in with_us)

    def _transferred(self, at: datetime, by: str, to: str | None) -> CallEvent:
        return self._event(Kind.TRANSFERRED, at, at.isoformat(), extension=self._cast.extension(by) if by else None, transferred_to=to)

    def _target(self, message: Message, at: datetime, by: str) -> str | None:
        """Whom an attended transfer ends at: the one named, else whoever is with the customer then, else whom the agent was talking to."""
        if group := self._cast.legs.group_of(message.get("TransferTargetUniqueid")):
            return self._cast.extension(group)
        if channel := message.get("TransferTargetChannel"):
            return heard_name(device(channel))
        for talk in self._talks:
            if talk.group != by and talk.at - at < AT_ONCE and (talk.apart_at is None or talk.apart_at > at):
                return self._cast.extension(talk.group)
        asked = heard_name(message.get("SecondTransfererConnectedLineNum"))
        return asked if asked != self._cast.caller_number else place(message.get("DestApp"))

    # The end

    def _ended_at(self) -> datetime | None:
        return self._cast.ended_at()

    def _hung_up(self) -> Iterator[CallEvent]:
        if ended_at := self._ended_at():
            talks = self._agents_talks()
            ending = ending_of(self._cast, self._heard, talks[-1] if talks else None, self._sent_in_vain(talks))
            latest = max((event.at for event in self._sent), default=ended_at)
            yield self._event(Kind.HUNG_UP, max(ended_at, latest), cause=ending.cause, hung_up_by=ending.by)

    def _sent_in_vain(self, talks: Sequence[Talk]) -> datetime | None:
        """When the customer was sent on, if nobody took the call after that."""
        if not self._sent:
            return None
        last = self._sent[-1]
        taken = any(talk.at >= last.at or self._cast.extension(talk.group) == last.transferred_to for talk in talks)
        return None if taken else last.at

    def _queue_in(self, message: Message) -> str:
        """The queue that an event names for the customer."""
        if message.event in ("QueueCallerJoin", "QueueEntry", "AgentCalled", "AgentConnect") and self._cast.is_customer_s(
            message.get("Uniqueid")
        ):
            return heard_name(message.get("Queue")) or ""
        return ""

    def _event(self, kind: CallEventKind, at: datetime, which: str = "", **more: Any) -> CallEvent:
        cast, call_id = self._cast, self._cast.origin.uniqueid
        return CallEvent(
            event_id=f"{call_id}/{kind}/{which}" if which else f"{call_id}/{kind}",
            adapter=ADAPTER,
            call_id=call_id,
            kind=kind,
            at=at,
            direction=cast.direction,
            caller_number=cast.caller_number,
            caller_name=cast.caller_name,
            dialled_number=cast.dialled_number,
            queue=next((name for since, name in reversed(self._queues) if since <= at), None),
            **more,
        )


def _first(times: Iterator[datetime | None]) -> datetime | None:
    return min((at for at in times if at is not None), default=None)
