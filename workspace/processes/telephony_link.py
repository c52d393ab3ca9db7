"""`cuecard telephony`: the link to the switch. It turns the switch's events into commands of ours, and our rows into orders to it.

One link at a time holds a lock in the database; another one started beside it waits and takes over.
"""

import signal
import threading
from datetime import timedelta
from types import FrameType

import structlog

from flows.telephony.call_event import CallEvent
from flows.telephony.dial_string import DialStringError
from flows.telephony.port import Switch, SwitchCommand, SwitchDownError, command_from
from workspace.commands.resolve_attempts import resolve_attempts
from workspace.commands.take_call_event import take_call_event
from workspace.logs import configure
from workspace.settings import Settings
from workspace.transactions.calls import tell_failed
from workspace.transactions.queue_mirror import QueueMirror
from workspace.wiring.parts import DatabaseDown, Parts, PoolTimeout, assemble, crash_at, hold_lock, make_feed, make_switch, make_wake_list

log = structlog.get_logger()

LONGEST_WAIT = 0.2
"""Seconds between two looks when nobody wakes us: also how late a command may be when Redis is silent."""
POPS_WITHIN = 0.05
PAUSE_AFTER_TROUBLE = 1.0
RECONCILE_EVERY = timedelta(seconds=60)
MIRRORS_EVERY = timedelta(seconds=1)
LINK_LOCK = 0x0C0E_CA11


def run(settings: Settings) -> None:
    """Link the switch to the database until told to stop."""
    configure(settings)
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    parts = assemble(settings, feed=make_feed(settings), pool_size=4)
    try:
        with hold_lock(parts, LINK_LOCK, stopping):
            if not stopping.is_set():
                Link(parts, make_switch(parts)).serve(stopping)
    finally:
        parts.feed.close()
        parts.engine.dispose()


class Link:
    """The loop between one switch and the database."""

    def __init__(self, parts: Parts, switch: Switch) -> None:
        self._parts = parts
        self._switch = switch
        self._untold: list[CallEvent] = []
        self._mirror = QueueMirror(parts, switch) if parts.settings.switch_distributes else None
        self._mirrored_at = parts.clock.now() - MIRRORS_EVERY

    def serve(self, stopping: threading.Event) -> None:
        """Carry events and orders until told to stop; the database may go away meanwhile, and nothing is lost."""
        # A switch that distributes rings phones by itself, and nobody wakes us: the pop is to be there with the ring.
        longest = POPS_WITHIN if self._parts.settings.switch_distributes else LONGEST_WAIT
        wakes = make_wake_list(self._parts.settings, "switch", longest=longest)
        reconcile_at = self._parts.clock.now()
        try:
            while not stopping.is_set():
                try:
                    if self._parts.clock.now() >= reconcile_at:
                        reconcile_at = self._parts.clock.now() + self._reconciled_for()
                    self.turn()
                except (PoolTimeout, *DatabaseDown) as error:
                    log.warning("link_waits_for_database", error=type(error).__name__)
                    stopping.wait(PAUSE_AFTER_TROUBLE)
                wakes.wait()
        finally:
            wakes.close()

    def _reconciled_for(self) -> timedelta:
        """Reconcile, and say how long that holds."""
        try:
            self.reconcile()
        except SwitchDownError:
            # Nothing is known of its calls, so none is taken for lost; orders are refused meanwhile.
            log.warning("link_waits_for_switch")
            return timedelta(seconds=PAUSE_AFTER_TROUBLE)
        return RECONCILE_EVERY

    def turn(self) -> None:
        """One look both ways: what the switch says, what we want of it, and what it says to that."""
        now = self._parts.clock.now()
        self._hear(self._switch.advance(now))
        for command in self._take_commands():
            # The row says `sent` already: a dial that dies here is never dialled a second time (P4).
            crash_at("command_marked")
            self._hear(self._switch.send(command, self._parts.clock.now()))

        if self._mirror and now - self._mirrored_at >= MIRRORS_EVERY:
            self._mirrored_at = now
            self._hear(self._mirror.reflect())

    def reconcile(self) -> None:
        """Compare what we hold for live with what the switch has: calls it does not know any more have ended. Raises SwitchDownError."""
        now = self._parts.clock.now()
        with self._parts.units.read() as unit:
            open_calls = [row.call for row in unit.interactions.open_calls() if row.call is not None]
        live = self._switch.live_calls()
        for call in open_calls:
            self._hear(self._switch.adopt(call, now))
        resolve_attempts(self._parts, live)
        if self._mirror:
            self._mirror.forget()

    def _hear(self, events: list[CallEvent]) -> None:
        """Record events, in order; what the database could not take is kept for the next look."""
        self._untold.extend(events)
        while self._untold:
            take_call_event(self._parts, self._untold[0])
            self._untold.pop(0)

    def _take_commands(self) -> list[SwitchCommand]:
        """The commands that wait, marked as sent before they are."""
        commands = []
        with self._parts.units.begin() as unit:
            for row in unit.switch.take():
                try:
                    commands.append(command_from(str(row["id"]), row["kind"], row["call_id"], row["parameters"]))
                except DialStringError as error:
                    given = unit.switch.end(row["id"], "failed", error.code)
                    if given is not None:
                        tell_failed(unit, given)
                    log.warning("command_refused", kind=row["kind"], code=error.code)
                    continue
                unit.switch.mark_sent(row["id"])
        return commands
