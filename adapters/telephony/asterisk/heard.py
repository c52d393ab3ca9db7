"""An AMI event with its place in time: the unit that calls are told from."""

from dataclasses import dataclass
from datetime import datetime

from adapters.telephony.asterisk.message import NOTHING, Message

FIRST = ("Newchannel", "LocalBridge", "NewCallerid", "Newstate", "DialBegin", "DialState")
LAST = ("DialEnd", "BridgeEnter", "BlindTransfer", "AttendedTransfer", "BridgeLeave", "HangupRequest", "SoftHangupRequest", "Hangup")
RANK = {name: place for place, name in enumerate((*FIRST, "", *LAST))}
"""In which order events of one microsecond are taken, when nothing else tells."""

TELLING = frozenset(
    {
        *FIRST,
        *LAST,
        "AgentCalled",
        "AgentComplete",
        "AgentConnect",
        "AgentRingNoAnswer",
        "Hold",
        "LocalOptimizationEnd",
        "OriginateResponse",
        "ParkedCall",
        "QueueCallerAbandon",
        "QueueCallerJoin",
        "QueueCallerLeave",
        "Unhold",
        "UserEvent",
        "VarSet",
    }
)
"""The events that say something about a call; every other one is ignored, known or not."""
SHOWN = frozenset({"CoreShowChannel", "QueueEntry"})
"""What the switch shows when it is asked what is there: no news, and without a time of its own."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An event, when it happened, and where in the stream it came if only that gives the order (0: its own time does)."""

    at: datetime
    place: int
    message: Message

    @property
    def order(self) -> tuple[datetime, int, int, str]:
        """The place of the event among all of its call: the same in whatever order they arrived."""
        return (self.at, self.place, RANK.get(self.message.event, RANK[""]), repr(self.message.headers))


def is_telling(message: Message) -> bool:
    """Whether this event says something about a call."""
    if message.event == "VarSet":  # asked for by few, sent by the hundred: only two of them matter here
        return message.get("Variable") in ("AMDSTATUS", "QUEUESTATUS") and bool(message.get("Uniqueid"))
    return message.event in TELLING


def ids_of(message: Message) -> set[str]:
    """Every channel id and linked id in an event: what it names belongs to one call."""
    ids = set()
    for name, value in message.headers:
        if name.endswith(("Uniqueid", "Linkedid")) and not name.endswith("BridgeUniqueid") and value not in NOTHING:
            ids.add(value)
    return ids
