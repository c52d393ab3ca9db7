"""A bridge as a switch of ours (see `flows.telephony.port.Switch`): orders go out by a few threads, its events come in through the web.

What the bridge posts is recorded where it arrives, in a web process; this side hears only what the answers to orders say.
"""

import concurrent.futures
import threading
import zlib
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from adapters.clock import Clock
from adapters.telephony.webhook.fields import ADAPTER
from adapters.telephony.webhook.orders import (
    CALLS_PATH,
    COMMANDS_PATH,
    SAFE,
    Verdict,
    body_of,
    calls_in,
    dialled,
    hung_up,
    reason_of,
    refused,
    told_by,
    verdict_of,
)
from adapters.telephony.webhook.wire import Answer, AnswerLostError, NotSentError, Wire
from flows.telephony.call import Call, CallState
from flows.telephony.call_event import CallEvent, Cause
from flows.telephony.port import CommandKind, SwitchCommand, SwitchDownError

log = structlog.get_logger()

REMEMBERED = 10_000
LANES = 8
"""Orders of one call follow one another; those of other calls need not wait for a slow answer."""
PAUSES = (0.0, 0.5, 1.5)
"""Seconds before each try of an order."""
TOO_LATE = timedelta(seconds=10)
"""An order that has waited this long is not begun: the agent was told by then that it failed, and must not be surprised by it."""
ASKS_AGAIN_AFTER = timedelta(seconds=15)
JUST_HEARD_OF = timedelta(seconds=10)
"""How long a call may be missing in the bridge's list after its last event: the list may be older than the event."""


@dataclass(frozen=True, slots=True)
class _Carried:
    """What came of an order: facts to tell, and the bridge's id of the call."""

    command: SwitchCommand
    events: tuple[CallEvent, ...] = ()
    provider_call_id: str | None = None


class WebhookSwitch:
    """A bridge over HTTP. `send` returns at once; what came of an order is told by a later `advance`. For one thread at a time."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self._lanes = [ThreadPoolExecutor(1, thread_name_prefix=f"bridge-{each}") for each in range(LANES)]
        self._closing = threading.Event()
        self._sent: list[Future[_Carried]] = []
        self._done: OrderedDict[str, None] = OrderedDict()
        self._dialled: OrderedDict[str, None] = OrderedDict()
        self._coming: set[str] = set()
        self._provider_ids: OrderedDict[str, str] = OrderedDict()
        self._down_until: datetime | None = None
        self._looked_at: datetime | None = None
        self._live: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The adapter's name, as it stands in `CallEvent.adapter`."""
        return ADAPTER

    def send(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        """Hand an order over; the same `command_id` again has no effect."""
        events = self.advance(now)
        if command.command_id in self._done:
            return events
        self._remember(self._done, command.command_id)
        if command.kind is CommandKind.DIAL:
            # One dial for each call id, ever: an order sent again under another id rings nobody twice.
            if command.call_id in self._dialled:
                return events + refused(command, "call_exists", now)
            self._remember(self._dialled, command.call_id)
            self._coming.add(command.call_id)
        body = body_of(command, self._provider_ids.get(command.call_id))
        lane = self._lanes[zlib.crc32(command.call_id.encode()) % LANES]
        self._sent.append(lane.submit(self._carry_out, command, body, self._clock.now()))
        return events

    def advance(self, now: datetime) -> list[CallEvent]:
        """What came of orders since it was last asked."""
        ended = [each for each in self._sent if each.done()]
        self._sent = [each for each in self._sent if each not in ended]
        events: list[CallEvent] = []
        for each in [future.result() for future in ended]:
            events += each.events
            self._coming.discard(each.command.call_id)
            if each.provider_call_id:
                self._note_provider_id(each.command.call_id, each.provider_call_id)
        return events

    def next_at(self) -> datetime | None:
        """Only the outside world knows."""
        return None

    def live_calls(self) -> frozenset[str]:
        """The ids of the calls the bridge lists, and of those that are being dialled. Raises SwitchDownError."""
        if self._down_until and self._clock.now() < self._down_until:
            raise SwitchDownError
        try:
            listed = calls_in(self._wire.ask("GET", CALLS_PATH))
        except (NotSentError, AnswerLostError, ValueError) as error:
            # Not asked again at once: orders wait while it is.
            self._down_until = self._clock.now() + ASKS_AGAIN_AFTER
            log.warning("bridge_lists_no_calls", error=str(error))
            raise SwitchDownError from error
        self._down_until = None
        return listed | self._coming

    def adopt(self, call: Call, now: datetime) -> list[CallEvent]:
        """Take up a call; one that the bridge does not list, and said nothing of just now, has ended. Raises SwitchDownError."""
        if call.state is CallState.ENDED:
            return []
        if known := next((event.provider_call_id for event in call.events if event.provider_call_id), None):
            self._note_provider_id(call.call_id, known)
        # All calls are taken up at once: one look at the bridge does for all of them.
        if self._looked_at != now:
            self._live = self.live_calls()
            self._looked_at = now
        is_there = call.call_id in self._live or now - call.events[-1].at < JUST_HEARD_OF
        return [] if is_there else [hung_up(call.call_id, now, call.direction, Cause.LINE_LOST)]

    def finish(self, within: float) -> bool:
        """Wait until nothing is under way; False when something still is after that many seconds."""
        return not concurrent.futures.wait(self._sent, within).not_done

    def close(self) -> None:
        """End the threads; what is under way is finished, and not tried again."""
        self._closing.set()
        for lane in self._lanes:
            lane.shutdown()

    def _carry_out(self, command: SwitchCommand, body: bytes, handed_at: datetime) -> _Carried:
        """Send one order as often as is right for it. Runs in a lane, and touches nothing of the switch's own."""
        if self._clock.now() - handed_at > TOO_LATE:
            log.warning("order_too_late", kind=command.kind)
            return self._refused(command, "switch_busy")
        reason = "switch_down"
        for pause in PAUSES:
            if self._closing.wait(pause):
                break
            try:
                answer = self._wire.ask("POST", COMMANDS_PATH, body, {"idempotency-key": command.command_id})
            except NotSentError as error:
                log.warning("order_not_sent", kind=command.kind, error=str(error))
                continue
            except AnswerLostError as error:
                log.warning("order_answer_lost", kind=command.kind, call=command.call_id, error=str(error))
                verdict = Verdict.LOST
            else:
                verdict = verdict_of(answer.status)
                if verdict is Verdict.TAKEN:
                    return self._taken(command, answer)
                if verdict is Verdict.REFUSED:
                    return self._refused(command, reason_of(answer))
            if verdict is Verdict.LOST:
                # Whoever rings somebody is not told twice; what came of it is found in the list of calls (P4).
                reason = ""
                if command.kind not in SAFE:
                    break
            elif reason:
                reason = "switch_busy"
        return self._refused(command, reason) if reason else _Carried(command)

    def _taken(self, command: SwitchCommand, answer: Answer) -> _Carried:
        now = self._clock.now()
        told = told_by(command, answer, now)
        first = (dialled(command, now, told.provider_call_id),) if command.kind is CommandKind.DIAL else ()
        return _Carried(command, first + told.events, told.provider_call_id)

    def _refused(self, command: SwitchCommand, reason: str) -> _Carried:
        return _Carried(command, tuple(refused(command, reason, self._clock.now())))

    def _note_provider_id(self, call_id: str, provider_call_id: str) -> None:
        self._provider_ids[call_id] = provider_call_id
        if len(self._provider_ids) > REMEMBERED:
            self._provider_ids.popitem(last=False)

    @staticmethod
    def _remember(known: OrderedDict[str, None], each: str) -> None:
        known[each] = None
        if len(known) > REMEMBERED:
            known.popitem(last=False)
