"""The queues of a switch that distributes, kept in line with the desks: only who is ready here is rung there.

A mirror, not a messenger: it compares what presences say with what it last told the switch, so a lost order, a restart of either side and a
change that happened meanwhile are all made good by the next look.
"""

import structlog

from flows.routing.presence import PresenceState
from flows.telephony.call_event import CallEvent, CallEventKind
from flows.telephony.dial_string import DialStringError
from flows.telephony.port import CommandKind, Switch, SwitchCommand
from workspace.wiring.parts import Parts, new_id

log = structlog.get_logger()


class QueueMirror:
    """What the switch has been told of each telephone: whether it takes calls, and why not."""

    def __init__(self, parts: Parts, switch: Switch) -> None:
        self._parts = parts
        self._switch = switch
        self._told: dict[str, str | None] = {}

    def forget(self) -> None:
        """Tell everything again: the switch may have been started anew."""
        self._told.clear()

    def reflect(self) -> list[CallEvent]:
        """Tell the switch what has changed; returns what it said meanwhile about calls."""
        heard: list[CallEvent] = []
        for extension, reason in self._wanted().items():
            if self._told.get(extension, "?") != reason:
                heard += self._tell(extension, reason)
        return heard

    def _wanted(self) -> dict[str, str | None]:
        """Each telephone of ours: None when it takes calls, else the reason why not."""
        with self._parts.units.read() as unit:
            states = {each.person_id: each for each in unit.presence.at_work()}
            phones = {row["id"]: row["extension"] for row in unit.people.all() if row["extension"]}
        wanted: dict[str, str | None] = {}
        for person_id, extension in phones.items():
            presence = states.get(person_id)
            if presence is None:
                wanted[extension] = PresenceState.OFFLINE.value
            else:
                wanted[extension] = None if presence.state is PresenceState.READY else (presence.reason or presence.state.value)
        return wanted

    def _tell(self, extension: str, reason: str | None) -> list[CallEvent]:
        kind = CommandKind.PAUSE_AGENT if reason else CommandKind.UNPAUSE_AGENT
        try:
            command = SwitchCommand(command_id=str(new_id()), kind=kind, call_id=f"agent:{extension}", extension=extension, reason=reason)
        except DialStringError as error:
            log.warning("telephone_not_mirrored", extension=extension, code=error.code)
            self._told[extension] = reason
            return []
        events = self._switch.send(command, self._parts.clock.now())
        answer = next((event for event in events if event.command_id == command.command_id), None)
        # A telephone that is in no queue cannot be paused, and need not be; a switch that is down is told again at the next look.
        if answer is None or answer.kind is not CallEventKind.COMMAND_REFUSED or answer.reason != "switch_down":
            self._told[extension] = reason
        return [event for event in events if event is not answer]
