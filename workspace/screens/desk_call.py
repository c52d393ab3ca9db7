"""The top bar of the desk: the agent's presence, the call and its controls."""

from dataclasses import dataclass
from typing import Literal

PresenceState = Literal["offline", "ready", "not_ready", "engaged", "wrapping_up"]
CallState = Literal["dialling", "ringing", "talking", "held", "ended"]
ControlName = Literal["mute", "unmute", "hold", "resume", "hang_up"]


@dataclass(frozen=True)
class Choice:
    """One line of a list to pick from: the value that is posted and the words that are shown."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class PresenceChoice:
    """A presence the agent may take now; `label` holds the reason's words and is empty for ready and offline."""

    state: PresenceState
    reason: str = ""
    label: str = ""
    current: bool = False


@dataclass(frozen=True)
class Presence:
    """The agent's presence as the server decided it.

    `since` is an ISO 8601 instant with offset. `reason` is in words ("Lunch"). `pending` is the presence that follows this call, or None.
    """

    state: PresenceState
    since: str
    reason: str = ""
    pending: PresenceChoice | None = None
    choices: tuple[PresenceChoice, ...] = ()


@dataclass(frozen=True)
class CallControl:
    """A button of the call bar; `requested` is true from the press until the switch confirms it."""

    name: ControlName
    requested: bool = False


@dataclass(frozen=True)
class CallBar:
    """The call at this desk. `name` and `number` are empty where they are unknown, withheld or hidden from this person."""

    interaction_id: str
    state: CallState
    direction: Literal["inbound", "outbound"]
    since: str
    name: str = ""
    number: str = ""
    line: str = ""
    """The queue, campaign or dialled number in words: why this call is here."""
    answer_requested: bool = False
    can_reject: bool = False
    controls: tuple[CallControl, ...] = ()
    transfer_targets: tuple[Choice, ...] = ()
    transfer_requested: str = ""
    """The words of the target while a transfer is on its way, else empty."""
    do_not_call: Literal["none", "available", "recorded"] = "none"


@dataclass(frozen=True)
class BarPanel:
    """The bar: who I am to the switch, and whom I talk to."""

    presence: Presence
    call: CallBar | None = None
