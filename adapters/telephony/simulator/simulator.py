"""The simulated switch itself: it is told the time, plays what happened until then, and takes the orders a real switch takes."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.telephony.simulator.agenda import Agenda
from adapters.telephony.simulator.callers import Callers
from adapters.telephony.simulator.line import ADAPTER, CONNECTED, Line, LineState
from adapters.telephony.simulator.orders import carry_out, refusal, refuse
from adapters.telephony.simulator.sayings import said_inbound, said_outbound
from adapters.telephony.simulator.settings import DialResult, SimulatorSettings
from adapters.telephony.simulator.times import (
    MACHINE_MEDIAN,
    MACHINE_SPREAD,
    PICKS_UP_MEDIAN,
    PICKS_UP_SPREAD,
    RINGS_BACK_MEDIAN,
    RINGS_BACK_SPREAD,
    Chance,
    exponential,
    happens,
    lognormal,
    one_of,
)
from flows.telephony.call import Call, CallState
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from flows.telephony.port import AGENT_COMMANDS, RINGS_FOR, CommandKind, SwitchCommand

AN_INSTANT = timedelta(microseconds=1)
NETWORK_TAKES = timedelta(milliseconds=500)
MACHINE_RECORDS_FOR = timedelta(seconds=60)
REMEMBERED_ORDERS = 10_000
FAILED_DIALS = {
    DialResult.BUSY: Cause.BUSY,
    DialResult.WRONG_NUMBER: Cause.WRONG_NUMBER,
    DialResult.CONGESTION: Cause.CONGESTION,
}


class Simulator:
    """A switch with simulated customers (see `flows.telephony.port.Switch`).

    The same settings, callers, seed of `chance`, orders and times give the same events. `session` begins every id it makes up: give each
    start another one, because ids are unique for good. Not safe for use by several threads at once.
    """

    def __init__(self, settings: SimulatorSettings, callers: Callers, chance: Chance, session: str) -> None:
        self.settings = settings
        self.chance = chance
        self._callers = callers
        self._session = session
        self._agenda = Agenda()
        self._lines: dict[str, Line] = {}
        self._done: OrderedDict[str, None] = OrderedDict()
        self._counted = 0
        self._is_open = False

    @property
    def name(self) -> str:
        """The adapter's name, as it stands in `CallEvent.adapter`."""
        return ADAPTER

    def advance(self, now: datetime) -> list[CallEvent]:
        """Everything that happened since it was last asked."""
        return self._play(now)

    def send(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        """Carry out an order; the same `command_id` again has no effect."""
        events = self._play(now)
        if self._is_new(command.command_id):
            events += self._obey(command, now)
        return events

    def next_at(self) -> datetime | None:
        """When there is something to hear next; None before the first `advance` and when nothing is going to happen."""
        return self._agenda.next_at()

    def live_calls(self) -> frozenset[str]:
        """The ids of the calls it has now."""
        return frozenset(line.call_id for line in self._lines.values() if line.state is not LineState.OVER)

    def adopt(self, call: Call, now: datetime) -> list[CallEvent]:
        """Take up a call of an earlier session, as if the switch had never stopped; one it has already, or that is over, stays as it is."""
        if call.call_id in self._lines or call.state is CallState.ENDED:
            return []
        line = self._new_line(call.call_id, call.direction, call.caller_number, call.dialled_number, call.queue)
        line.extension, line.consulted = call.extension, call.consulted
        if call.state in (CallState.TALKING, CallState.HELD):
            line.state = LineState.HELD if call.state is CallState.HELD else LineState.TALKING
            self._plan_end_of_talk(line, now)
        elif call.direction is Direction.OUTBOUND and call.state is not CallState.TRANSFERRING:
            line.state = LineState.DIALLING
            self._plan_result(line, RINGS_FOR, now)
        else:
            self._plan_patience(line, now)
        return []

    def call_in(self, number: str | None, now: datetime, queue: str | None = None) -> list[CallEvent]:
        """Let a customer ring now, from that number (None: withheld), for that queue or a drawn one. Raises ValueError without lines."""
        events = self._play(now)
        return events + self._ring_us(number, queue, now)

    def leave(self, call_id: str, now: datetime) -> list[CallEvent]:
        """Let the customer of that call put the phone down now; nothing happens when the call is over or unknown."""
        return self._cut_off(call_id, Cause.NORMAL, Party.CUSTOMER, now)

    def cut(self, call_id: str, now: datetime) -> list[CallEvent]:
        """Let the network lose that call now; the customer may ring back. Nothing happens when the call is over or unknown."""
        return self._cut_off(call_id, Cause.LINE_LOST, Party.NETWORK, now)

    def _play(self, now: datetime) -> list[CallEvent]:
        if not self._is_open:
            self._is_open = True
            if self.settings.lines and self.settings.calls_per_hour > 0:
                self._agenda.plan(now + self.settings.opens_after, self._arrival)
        events = self._agenda.play(now)
        for line in [line for line in self._lines.values() if line.state is LineState.OVER]:
            del self._lines[line.call_id]
        return events

    # Inbound

    def _arrival(self, at: datetime) -> list[CallEvent]:
        self._agenda.plan(at + exponential(self.chance, timedelta(hours=1) / self.settings.calls_per_hour), self._arrival)
        waiting = sum(line.state is LineState.WAITING for line in self._lines.values())
        if waiting >= self.settings.most_waiting:
            return []
        live = [line for line in self._lines.values() if line.state is not LineState.OVER]
        engaged = {line.caller_number if line.direction is Direction.INBOUND else line.dialled_number for line in live}
        return self._ring_us(self._callers.draw(self.chance, self.settings.callers, engaged), None, at)

    def _ring_us(self, number: str | None, queue: str | None, at: datetime, is_ringing_back: bool = False) -> list[CallEvent]:
        lines = [line for line in self.settings.lines if queue is None or line.queue == queue]
        ours = one_of(self.chance, [(line, line.weight) for line in lines])
        line = self._new_line(self._new_id("call"), Direction.INBOUND, number, ours.dialled_number, ours.queue)
        line.is_ringing_back = is_ringing_back
        self._plan_patience(line, at)
        return [line.event(CallEventKind.OFFERED, at)]

    def _plan_patience(self, line: Line, now: datetime) -> None:
        self._plan(line, now + exponential(self.chance, self.settings.patience_mean), self._give_up)

    def _give_up(self, line: Line, at: datetime) -> list[CallEvent]:
        return [line.hang_up(at, Cause.ABANDONED, Party.CUSTOMER)]

    # Outbound

    def _dial(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        # One dial for each call id, ever: an order sent again under another id rings nobody twice.
        if not self._is_new(f"dial {command.call_id}") or command.call_id in self._lines:
            return [refuse(command, self._line(command.call_id), "call_exists", now)]
        line = self._new_line(command.call_id, Direction.OUTBOUND, command.caller_number, command.number, None)
        line.extension, line.state = command.extension, LineState.DIALLING
        self._plan_result(line, command.rings_for, now)
        return [line.event(CallEventKind.OFFERED, now, extension=line.extension, command_id=command.command_id)]

    def _plan_result(self, line: Line, rings_for: timedelta, now: datetime) -> None:
        result = self.settings.fixed_results.get(line.dialled_number or "") or one_of(self.chance, self.settings.results.weighted())
        rings_at = now + NETWORK_TAKES
        if result in FAILED_DIALS:
            self._plan(line, rings_at, lambda line, at: [line.hang_up(at, FAILED_DIALS[result], Party.NETWORK)])
            return
        is_machine = result is DialResult.MACHINE
        median, spread = (MACHINE_MEDIAN, MACHINE_SPREAD) if is_machine else (PICKS_UP_MEDIAN, PICKS_UP_SPREAD)
        takes = min(lognormal(self.chance, median, spread), rings_for)
        self._plan(line, rings_at, lambda line, at: [line.event(CallEventKind.RINGING, at)])
        if result is DialResult.NO_ANSWER:
            self._plan(line, rings_at + rings_for, lambda line, at: [line.hang_up(at, Cause.NO_ANSWER, Party.NETWORK)])
        else:
            self._plan(line, rings_at + takes, lambda line, at: self._pick_up(line, result, at))

    def _pick_up(self, line: Line, result: DialResult, at: datetime) -> list[CallEvent]:
        line.become(LineState.TALKING)
        is_machine = result is DialResult.MACHINE
        if is_machine:
            self._plan(line, at + MACHINE_RECORDS_FOR, lambda line, at: [line.hang_up(at, Cause.NORMAL, Party.CUSTOMER)])
        else:
            self._plan_end_of_talk(line, at)
        said = said_outbound(self.chance, result)
        cause = Cause.MACHINE if is_machine else None
        return [line.event(CallEventKind.ANSWERED, at, extension=line.extension, cause=cause, said=said)]

    # Both ways

    def _obey(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        if command.kind is CommandKind.DIAL:
            return self._dial(command, now)
        if command.kind in AGENT_COMMANDS:  # nobody is in a queue of the simulator's: the workspace distributes
            return [self._line(command.call_id).event(CallEventKind.CONFIRMED, now, command_id=command.command_id)]
        line = self._line(command.call_id)
        if reason := refusal(command, line):
            return [refuse(command, line, reason, now)]
        if command.kind is CommandKind.ANSWER:
            return self._answer(command, line, now)
        consulted = line.consulted
        events = carry_out(command, line, now)
        if command.kind is CommandKind.HAND_OVER and consulted:
            return [*events, self._pass_on(line, consulted, now + AN_INSTANT)]
        if line.state is LineState.WAITING:
            self._plan_patience(line, now)  # sent on: the next agent may keep them waiting too
        return events

    def _answer(self, command: SwitchCommand, line: Line, now: datetime) -> list[CallEvent]:
        line.extension = command.extension
        line.become(LineState.TALKING)
        self._plan_end_of_talk(line, now)
        said = said_inbound(self.chance, line.queue, line.is_ringing_back) if line.direction is Direction.INBOUND else None
        return [line.event(CallEventKind.ANSWERED, now, extension=line.extension, command_id=command.command_id, said=said)]

    def _pass_on(self, line: Line, extension: str, at: datetime) -> CallEvent:
        """Who was consulted is on the telephone already: the customer is theirs an instant after the first agent let go."""
        line.extension, line.consulted = extension, None
        line.become(LineState.TALKING)
        self._plan_end_of_talk(line, at)
        return line.event(CallEventKind.ANSWERED, at, extension=extension)

    def _plan_end_of_talk(self, line: Line, now: datetime) -> None:
        talk = max(lognormal(self.chance, self.settings.talk_median, self.settings.talk_spread), self.settings.stays_at_least)
        if happens(self.chance, self.settings.lines_lost):
            self._plan(line, now + talk * self.chance.random(), self._lose)
        else:
            self._plan(line, now + talk, lambda line, at: [line.hang_up(at, Cause.NORMAL, Party.CUSTOMER)])

    def _lose(self, line: Line, at: datetime) -> list[CallEvent]:
        was_talking = line.state in CONNECTED
        lost = line.hang_up(at, Cause.LINE_LOST, Party.NETWORK)
        if was_talking and line.direction is Direction.INBOUND and self.settings.lines and happens(self.chance, self.settings.rings_back):
            queue = line.queue if any(ours.queue == line.queue for ours in self.settings.lines) else None
            back_at = at + lognormal(self.chance, RINGS_BACK_MEDIAN, RINGS_BACK_SPREAD)
            self._agenda.plan(back_at, lambda at: self._ring_us(line.caller_number, queue, at, is_ringing_back=True))
        return [lost]

    def _cut_off(self, call_id: str, cause: Cause, by: Party, now: datetime) -> list[CallEvent]:
        events = self._play(now)
        line = self._lines.get(call_id)
        if line:
            events += self._lose(line, now) if cause is Cause.LINE_LOST else [line.hang_up(now, cause, by)]
        return events

    def _plan(self, line: Line, at: datetime, happening: Callable[[Line, datetime], list[CallEvent]]) -> None:
        turn = line.turn
        self._agenda.plan(at, lambda at: happening(line, at) if line.turn == turn else [])

    def _line(self, call_id: str) -> Line:
        unknown = Line(call_id, None, None, None, None, lambda: self._new_id("event"), state=LineState.OVER)
        return self._lines.get(call_id, unknown)

    def _is_new(self, done: str) -> bool:
        """Whether this is done for the first time, which is remembered."""
        if done in self._done:
            return False
        self._done[done] = None
        if len(self._done) > REMEMBERED_ORDERS:
            self._done.popitem(last=False)
        return True

    def _new_line(self, call_id: str, direction: Direction, caller: str | None, dialled: str | None, queue: str | None) -> Line:
        line = Line(call_id, direction, caller, dialled, queue, lambda: self._new_id("event"))
        self._lines[call_id] = line
        return line

    def _new_id(self, what: str) -> str:
        self._counted += 1
        return f"{self._session}-{what}-{self._counted}"
