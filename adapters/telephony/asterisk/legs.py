"""The legs of a call: one per channel, with all that its events said of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from adapters.telephony.asterisk.channel import device, is_extension, is_far_half, number_in, twin
from adapters.telephony.asterisk.heard import Heard
from adapters.telephony.asterisk.message import Message

RINGING, UP = "5", "6"
CALLS_IN = ("4",)
"""Channel states at birth: 4 (Ring) dials into Asterisk, any other was made by Asterisk."""


@dataclass(slots=True)
class Leg:
    """A channel. Times are the switch's; `dialled_by` is the leg on whose behalf it was dialled, None when nobody's (an Originate),
    `reason` the one of a failed Originate."""

    uniqueid: str
    begun_at: datetime
    channel: str = ""
    linkedid: str = ""
    state_at_birth: str = ""
    exten: str = ""
    caller_number: str = ""
    caller_name: str = ""
    dial_string: str = ""
    interface: str = ""
    is_dialled: bool = False
    dialled_by: str | None = None
    ringing_at: datetime | None = None
    up_at: datetime | None = None
    asked_to_end_at: datetime | None = None
    hung_up_at: datetime | None = None
    cause: int = 0
    tech_cause: int = 0
    dial_status: str = ""
    reason: int | None = None
    group: str = ""

    @property
    def device(self) -> str:
        """The name of the phone or trunk behind it."""
        return device(self.interface or self.channel)

    @property
    def calls_in(self) -> bool:
        """Whether somebody outside began it, and not Asterisk."""
        return self.state_at_birth in CALLS_IN and not self.is_dialled

    def is_agent_s(self, members: frozenset[str]) -> bool:
        """Whether it is the phone of somebody who works here: a queue's member, or named like an extension."""
        if self.interface or self.device in members or is_extension(self.device):
            return True
        # Dial(PJSIP/alice) rings a phone of ours; a trunk is dialled with a number: 139@trunk, trunk/139.
        return bool(self.dial_string) and not set("@/") & set(self.dial_string) and number_in(self.dial_string) is None


@dataclass(slots=True)
class Legs:
    """All legs of a call, by channel id; `group` ties the two halves of a Local channel and what its far half dialled."""

    by_id: dict[str, Leg] = field(default_factory=dict)

    def __getitem__(self, uniqueid: str) -> Leg:
        return self.by_id[uniqueid]

    def group(self, name: str) -> list[Leg]:
        """The legs of a group, the oldest first."""
        return [leg for leg in self.by_id.values() if leg.group == name]

    def group_of(self, uniqueid: str) -> str:
        """The group of a channel; "" when nothing is known of it."""
        leg = self.by_id.get(uniqueid)
        return leg.group if leg else ""


def legs_of(heard: Sequence[Heard]) -> Legs:
    """The legs that these events, in order, tell of."""
    legs = Legs()
    for each in heard:
        _note(legs, each.message, each.at)
    _tie(legs.by_id.values(), legs)
    return legs


def _note(legs: Legs, message: Message, at: datetime) -> None:
    uniqueid = message.get("Uniqueid")
    if uniqueid:
        note = _note_originated if message.event == "OriginateResponse" else _note_own
        note(_leg(legs, uniqueid, at), message, at)
    if other := message.get("DestUniqueid"):
        _note_dialled(_leg(legs, other, at), message, at)


def _leg(legs: Legs, uniqueid: str, at: datetime) -> Leg:
    leg = legs.by_id.get(uniqueid)
    if leg is None:
        leg = legs.by_id[uniqueid] = Leg(uniqueid, at, group=uniqueid)
    return leg


def _note_originated(leg: Leg, message: Message, at: datetime) -> None:
    """What came of an Originate. It comes before or after the hang-up, and alone when there never was a channel."""
    leg.is_dialled = True
    if message.get("Response") == "Success":
        return
    leg.dial_string = leg.dial_string or message.get("Channel").partition("/")[2]
    leg.reason = _number(message.get("Reason"))
    if not leg.channel:
        leg.channel = message.get("Channel")
        leg.hung_up_at = at


def _note_own(leg: Leg, message: Message, at: datetime) -> None:
    leg.channel = message.get("Channel") or leg.channel
    leg.linkedid = leg.linkedid or message.get("Linkedid")
    state = message.get("ChannelState")
    if message.event == "Newchannel":
        leg.state_at_birth = state
        leg.exten = message.get("Exten")
    if leg.calls_in or leg.state_at_birth == "":
        # What a caller is called when it comes in counts: later the name may be the queue's or the agent's doing.
        leg.caller_number = leg.caller_number or message.get("CallerIDNum")
        leg.caller_name = leg.caller_name or message.get("CallerIDName")
    else:
        leg.caller_number = message.get("CallerIDNum") or leg.caller_number
        leg.caller_name = message.get("CallerIDName") or leg.caller_name
    if state == RINGING:
        leg.ringing_at = leg.ringing_at or at
    if state == UP:
        leg.up_at = leg.up_at or at
    if message.event == "HangupRequest":
        leg.asked_to_end_at = leg.asked_to_end_at or at
    if message.event in ("HangupRequest", "Hangup"):
        leg.cause = _number(message.get("Cause")) or leg.cause
        leg.tech_cause = _number(message.get("TechCause")) or leg.tech_cause
    if message.event == "Hangup":
        leg.hung_up_at = leg.hung_up_at or at


def _note_dialled(leg: Leg, message: Message, at: datetime) -> None:
    leg.channel = message.get("DestChannel") or leg.channel
    leg.linkedid = leg.linkedid or message.get("DestLinkedid")
    leg.interface = message.get("Interface") or leg.interface
    if message.event in ("DialBegin", "DialState", "DialEnd", "AgentCalled", "AgentConnect"):
        leg.is_dialled = True
        leg.dialled_by = leg.dialled_by or message.get("Uniqueid") or None
        leg.dial_string = message.get("DialString") or leg.dial_string
    status = message.get("DialStatus")
    if status == "RINGING" or message.get("DestChannelState") == RINGING:
        leg.ringing_at = leg.ringing_at or at
    if message.event == "DialEnd":
        # The second DialEnd of a leg that rang in vain says CANCEL: the first one says why.
        leg.dial_status = leg.dial_status or status
        if status == "ANSWER":
            leg.up_at = leg.up_at or at


def _tie(legs: Iterable[Leg], all_legs: Legs) -> None:
    by_twin: dict[str, str] = {}
    for leg in legs:
        source = all_legs.by_id.get(leg.dialled_by or "")
        if name := twin(leg.channel):
            leg.group = by_twin.setdefault(name, leg.group)
        elif source and is_far_half(source.channel):
            leg.group = source.group


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
