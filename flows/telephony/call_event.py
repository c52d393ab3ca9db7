"""What a switch says about a call, in our words: one normalised fact with a unique id, whichever switch it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class CallEventKind(StrEnum):
    """What happened to the call, in the order it happens when nothing else tells two facts of one instant apart."""

    OFFERED = "offered"  # inbound: the customer waits in our queue; outbound: the switch took our order to dial
    RINGING = "ringing"  # inbound: an agent's phone rings; outbound: the customer's
    RING_STOPPED = "ring_stopped"  # an agent's phone rang and nobody took it; the customer still waits
    ANSWERED = "answered"  # customer and agent can hear each other
    HELD = "held"
    RESUMED = "resumed"
    MUTED = "muted"
    UNMUTED = "unmuted"
    TRANSFERRED = "transferred"  # the agent sent the customer on and left
    HUNG_UP = "hung_up"  # the call is over
    RECORDING_PAUSED = "recording_paused"
    RECORDING_RESUMED = "recording_resumed"
    CONFIRMED = "confirmed"  # the switch did what `command_id` asked, and nothing about the call is different for it
    COMMAND_REFUSED = "command_refused"  # the switch did not do what `command_id` asked; `reason` is a code


class Direction(StrEnum):
    """Who called whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Cause(StrEnum):
    """Why a call ended, or, on an answer, who took it (MACHINE)."""

    NORMAL = "normal"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    WRONG_NUMBER = "wrong_number"  # nobody has this number; not the same as a wrong person
    CONGESTION = "congestion"
    ABANDONED = "abandoned"
    LINE_LOST = "line_lost"
    TRANSFERRED = "transferred"  # it goes on outside our reach


class Party(StrEnum):
    """Who put the phone down."""

    CUSTOMER = "customer"
    AGENT = "agent"
    NETWORK = "network"


KIND_ORDER: Mapping[CallEventKind, int] = {kind: place for place, kind in enumerate(CallEventKind)}


@dataclass(frozen=True, slots=True)
class Said:
    """What a simulated customer says, shown to the agent of a demo in both languages; real switches send none."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One fact about one call, unique by (`adapter`, `event_id`).

    `at` is the switch's time of the fact, aware. `direction` is None where the switch does not say. `caller_number` is who rang (inbound)
    or the number we showed (outbound); None on an inbound call means withheld. `dialled_number` is the number that was rung.
    `command_id` names the command of ours that this fact answers. Names and numbers are outside text: adapters clean them
    (`flows.telephony.dial_string`), screens escape them. `provider_call_id` is the call's name at who carries it, where `call_id` is ours.
    `consulted` is the extension the agent asks while the customer is held.
    """

    event_id: str
    adapter: str
    call_id: str
    kind: CallEventKind
    at: datetime
    direction: Direction | None = None
    caller_number: str | None = None
    caller_name: str | None = None
    dialled_number: str | None = None
    queue: str | None = None
    extension: str | None = None
    cause: Cause | None = None
    hung_up_by: Party | None = None
    transferred_to: str | None = None
    command_id: str | None = None
    reason: str | None = None
    said: Said | None = None
    provider_call_id: str | None = None
    consulted: str | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise AssertionError(f"call event {self.event_id} has a time without a zone")

    @property
    def order(self) -> tuple[datetime, int, str]:
        """The place of this fact in its call: by time, then by kind, then by id, so that every arrival order sorts alike."""
        return (self.at, KIND_ORDER[self.kind], self.event_id)

    def to_json(self) -> dict[str, Any]:
        """This fact as JSON values, empty fields left out."""
        values: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None:
                continue
            if isinstance(value, datetime):
                value = value.isoformat()
            elif isinstance(value, StrEnum):
                value = value.value
            elif isinstance(value, Said):
                value = {"en": value.en, "zh": value.zh}
            values[field.name] = value
        return values


def event_from_json(values: Mapping[str, Any]) -> CallEvent:
    """The fact that `CallEvent.to_json` wrote. Raises KeyError or ValueError on anything else."""
    read = dict(values)
    read["kind"] = CallEventKind(read["kind"])
    read["at"] = datetime.fromisoformat(read["at"])
    if "direction" in read:
        read["direction"] = Direction(read["direction"])
    if "cause" in read:
        read["cause"] = Cause(read["cause"])
    if "hung_up_by" in read:
        read["hung_up_by"] = Party(read["hung_up_by"])
    if "said" in read:
        read["said"] = Said(**read["said"])
    return CallEvent(**read)
