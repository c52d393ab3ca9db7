"""Asterisk as a switch of ours (see `flows.telephony.port.Switch`): orders out, facts in, and the state asked for after every cut."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from adapters.telephony.asterisk.calls import Calls
from adapters.telephony.asterisk.line import Line
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.orders import (
    CONFIRMED_BY,
    DONE_AT_ONCE,
    Action,
    about_agent,
    about_call,
    dial,
    refusal,
)
from adapters.telephony.asterisk.snapshot import Snapshot
from adapters.telephony.asterisk.telling import ADAPTER
from flows.telephony.call import Call, CallState, apply, call_of
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from flows.telephony.dial_string import DialStringError, heard_name
from flows.telephony.port import AGENT_COMMANDS, CommandKind, SwitchCommand, SwitchDownError

log = structlog.get_logger()

REMEMBERED = 10_000
FORGET_AFTER = timedelta(minutes=10)
"""How long what was heard of a call that is over is kept for late events."""
IS_COMING_FOR = timedelta(seconds=10)
"""How long a dial that the switch took may have no channel yet."""


class Client(Protocol):
    """What the adapter needs of a connection: `adapters.telephony.asterisk.client.AmiClient`."""

    sessions: int

    def hear(self) -> list[Message]:
        """The events since it was last asked."""
        ...

    def ask(self, action: str, headers: tuple[tuple[str, str], ...] = ()) -> Message:
        """Have an action done. Raises SwitchDownError."""
        ...

    def ask_for_list(self, action: str, headers: tuple[tuple[str, str], ...] = ()) -> list[Message]:
        """The events that an action answers with. Raises SwitchDownError."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


@dataclass(frozen=True, slots=True)
class _Awaited:
    """An order that the switch took and has not yet confirmed by what it says of the call."""

    command: SwitchCommand
    by: CallEventKind


class AsteriskSwitch:
    """A live Asterisk. Not safe for use by several threads at once."""

    def __init__(self, client: Client, line: Line) -> None:
        self._client = client
        self._line = line
        self._heard = Calls()
        self._calls: OrderedDict[str, Call] = OrderedDict()
        self._awaited: dict[str, list[_Awaited]] = {}
        self._done: OrderedDict[str, None] = OrderedDict()
        self._coming: dict[str, datetime] = {}
        self._session = 0
        self._forgot_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._live: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The adapter's name, as it stands in `CallEvent.adapter`."""
        return ADAPTER

    def advance(self, now: datetime) -> list[CallEvent]:
        """Everything the switch said since it was last asked; after a cut, what its lines show of what it could not say."""
        events: list[CallEvent] = []
        session = self._client.sessions
        if session != self._session:
            try:
                events += self._compare(now)
                self._session = session
            except SwitchDownError:
                log.warning("switch_not_compared")
        for message in self._client.hear():
            self._heard.hear(message, now)
        events += self._say(self._heard.tell())
        self._forget(now)
        return events

    def send(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        """Carry out an order; the same `command_id` again has no effect."""
        events = self.advance(now)
        if command.command_id in self._done:
            return events
        self._remember(command.command_id)
        try:
            return events + self._obey(command, now)
        except DialStringError as error:
            return events + [self._answer(command, now, CallEventKind.COMMAND_REFUSED, reason=error.code)]
        except SwitchDownError:
            log.warning("switch_down", kind=command.kind)
            return events + [self._answer(command, now, CallEventKind.COMMAND_REFUSED, reason="switch_down")]

    def next_at(self) -> datetime | None:
        """Only the outside world knows."""
        return None

    def live_calls(self) -> frozenset[str]:
        """The ids of the calls it has now. Raises SwitchDownError."""
        ids = self._snapshot().ids
        known = {call_id for call_id in self._calls if self._heard.ids_of(call_id) & ids}
        return ids | known | frozenset(self._coming)

    def adopt(self, call: Call, now: datetime) -> list[CallEvent]:
        """Take up a call of an earlier link; one that the switch does not have any more has ended. Raises SwitchDownError."""
        if call.state is CallState.ENDED:
            return []
        for event in call.events:
            known = self._calls.get(call.call_id)
            self._calls[call.call_id] = apply(known, event) if known else call_of(event)
        # A link that starts takes up all its calls at once: one look at the switch does for all of them.
        if self._looked_at != now:
            self._looked_at, self._live = now, self.live_calls()
        is_there = call.call_id in self._live or self._heard.ids_of(call.call_id) & self._live
        return [] if is_there else self._say([self._lost(call, now)])

    def close(self) -> None:
        """End the connection; calls go on without us."""
        self._client.close()

    # Orders

    def _obey(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        if command.kind is CommandKind.DIAL:
            return self._dial(command, now)
        if command.kind in AGENT_COMMANDS:
            return [self._done_or_refused(command, about_agent(command, self._line), now)]
        call = self._calls.get(command.call_id)
        if (reason := refusal(command, call)) or call is None:
            return [self._answer(command, now, CallEventKind.COMMAND_REFUSED, reason=reason)]
        channels = self._snapshot().of_call(call, self._heard.ids_of(call.call_id), self._heard.members)
        action = about_call(command, call, channels, self._line)
        if action is None:
            return [self._answer(command, now, CallEventKind.COMMAND_REFUSED, reason="not_there_yet")]
        waits_for = CONFIRMED_BY.get(command.kind)
        if waits_for is None:
            return [self._done_or_refused(command, action, now)]
        # Noted before it is sent: the event may be here before the answer.
        awaited = _Awaited(command, waits_for)
        self._awaited.setdefault(call.call_id, []).append(awaited)
        answer = self._client.ask(action.name, action.headers)
        if answer.get("Response") == "Success":
            return self._told_by_nobody(awaited, call, now)
        self._awaited[call.call_id].remove(awaited)
        return [self._refused(command, action, answer, now)]

    def _dial(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        # One dial for each call id, ever: an order sent again under another id rings nobody twice.
        if command.call_id in self._calls:
            return [self._answer(command, now, CallEventKind.COMMAND_REFUSED, reason="call_exists")]
        action = dial(command, self._line)
        self._coming[command.call_id] = now
        taken = self._answer(
            command,
            now,
            CallEventKind.OFFERED,
            event_id=f"{command.call_id}/offered",
            direction=Direction.OUTBOUND,
            caller_number=command.caller_number,
            dialled_number=command.number,
            extension=command.extension,
        )
        answer = self._client.ask(action.name, action.headers)
        if answer.get("Response") == "Success":
            return self._say([taken])
        self._coming.pop(command.call_id)
        refused = self._refused(command, action, answer, now)
        gone = replace(taken, event_id=f"{command.call_id}/hung_up", kind=CallEventKind.HUNG_UP, command_id=None)
        return [refused, *self._say([replace(gone, cause=Cause.CONGESTION, hung_up_by=Party.NETWORK, extension=None)])]

    def _done_or_refused(self, command: SwitchCommand, action: Action, now: datetime) -> CallEvent:
        answer = self._client.ask(action.name, action.headers)
        if answer.get("Response") != "Success" and not answer.get("Message").startswith(action.is_fine or ("\0",)):
            return self._refused(command, action, answer, now)
        kind = DONE_AT_ONCE.get(command.kind, CallEventKind.CONFIRMED)
        call = self._calls.get(command.call_id)
        done = self._answer(command, now, kind, extension=call.extension if call else command.extension)
        if call:
            self._calls[call.call_id] = apply(call, done)
        return done

    def _refused(self, command: SwitchCommand, action: Action, answer: Message, now: datetime) -> CallEvent:
        log.info("switch_refused", action=action.name, why=heard_name(answer.get("Message")))
        reason = "answer_on_phone" if action.name == "PJSIPNotify" else "switch_refused"
        return self._answer(command, now, CallEventKind.COMMAND_REFUSED, reason=reason)

    def _told_by_nobody(self, awaited: _Awaited, call: Call, now: datetime) -> list[CallEvent]:
        """The event of a transfer out of a hold: there is no bridge that the customer is seen to leave."""
        if awaited.command.kind is not CommandKind.TRANSFER or call.state is not CallState.HELD:
            return []
        command = awaited.command
        self._awaited[call.call_id].remove(awaited)
        target = command.extension or command.queue or command.number
        event = self._answer(command, now, CallEventKind.TRANSFERRED, extension=call.extension, transferred_to=target)
        self._calls[call.call_id] = apply(call, event)
        channels = self._snapshot().of_call(call, self._heard.ids_of(call.call_id), self._heard.members)
        if channels.agent:
            self._client.ask("Hangup", (("Channel", channels.agent), ("Cause", "16")))
        return [event]

    # Facts

    def _say(self, events: list[CallEvent]) -> list[CallEvent]:
        """What is new of these, with the orders that they confirm."""
        news: list[CallEvent] = []
        for told in events:
            call = self._calls.get(told.call_id)
            if call and any(told.event_id == known.event_id for known in call.events):
                continue
            event = self._confirm(told)
            self._calls[event.call_id] = apply(call, event) if call else call_of(event)
            if event.kind is not CallEventKind.OFFERED:
                self._coming.pop(event.call_id, None)
            news.append(event)
            if event.kind is CallEventKind.HUNG_UP:
                news += self._left_over(event)
        return news

    def _confirm(self, event: CallEvent) -> CallEvent:
        for awaited in self._awaited.get(event.call_id, []):
            if awaited.by is event.kind:
                self._awaited[event.call_id].remove(awaited)
                by = Party.AGENT if event.kind is CallEventKind.HUNG_UP else event.hung_up_by
                return replace(event, command_id=awaited.command.command_id, hung_up_by=by)
        return event

    def _left_over(self, ended: CallEvent) -> list[CallEvent]:
        """Orders that the end of the call has overtaken. An agent who waits for a customer on hold that is gone waits no longer."""
        left = self._awaited.pop(ended.call_id, [])
        before = [event.kind for event in self._calls[ended.call_id].events if event.kind is not CallEventKind.HUNG_UP]
        if before and before[-1] is CallEventKind.HELD:
            self._free_agent(self._calls[ended.call_id])
        return [self._answer(each.command, ended.at, CallEventKind.COMMAND_REFUSED, reason="call_over") for each in left]

    def _free_agent(self, call: Call) -> None:
        try:
            channels = self._snapshot().of_call(call, self._heard.ids_of(call.call_id), self._heard.members)
            if channels.agent:
                self._client.ask("Hangup", (("Channel", channels.agent), ("Cause", "16")))
        except SwitchDownError:
            log.warning("agent_left_waiting")

    def _compare(self, now: datetime) -> list[CallEvent]:
        """After a login: take in the calls and queues that are there, and end those that are not. Raises SwitchDownError."""
        snapshot = self._snapshot()
        for message in [*self._client.ask_for_list("QueueStatus"), *snapshot.channels]:
            self._heard.see(message, now)
        gone = [
            call
            for call in self._calls.values()
            if call.state is not CallState.ENDED
            and not self._heard.ids_of(call.call_id) & snapshot.ids
            and call.call_id not in self._coming
        ]
        return self._say([self._lost(call, now) for call in gone])

    def _lost(self, call: Call, now: datetime) -> CallEvent:
        return CallEvent(
            event_id=f"{call.call_id}/hung_up",
            adapter=ADAPTER,
            call_id=call.call_id,
            kind=CallEventKind.HUNG_UP,
            at=now,
            direction=call.direction,
            cause=Cause.LINE_LOST,
            hung_up_by=Party.NETWORK,
        )

    def _answer(self, command: SwitchCommand, now: datetime, kind: CallEventKind, event_id: str = "", **more: Any) -> CallEvent:
        """A fact that answers an order, unique because an order is answered once."""
        call = self._calls.get(command.call_id)
        more.setdefault("direction", call.direction if call else None)
        return CallEvent(
            event_id=event_id or f"command/{command.command_id}",
            adapter=ADAPTER,
            call_id=command.call_id,
            kind=kind,
            at=now,
            command_id=command.command_id,
            **more,
        )

    def _snapshot(self) -> Snapshot:
        return Snapshot(self._client.ask_for_list("CoreShowChannels"))

    def _remember(self, command_id: str) -> None:
        self._done[command_id] = None
        if len(self._done) > REMEMBERED:
            self._done.popitem(last=False)

    def _forget(self, now: datetime) -> None:
        self._coming = {call_id: since for call_id, since in self._coming.items() if now - since < IS_COMING_FOR}
        if self._forgot_at is None or now - self._forgot_at > FORGET_AFTER:
            self._forgot_at = now
            self._heard.forget(now - FORGET_AFTER)
            while len(self._calls) > REMEMBERED:
                self._calls.popitem(last=False)
