"""The top bar of the desk: the agent's presence, the call and its controls."""

from dataclasses import dataclass
from typing import Literal

PresenceState = Literal["offline", "ready", "not_ready", "engaged", "wrapping_up"]
CallState = Literal["dialling", "ringing", "talking", "held", "ended"]
ControlName = Literal["mute", "unmute", "hold", "resume", "hang_up", "hand_over"]


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
    `why` says in words who or what made it so, empty when that was the agent; `pending_why` the same of what follows.
    """

    state: PresenceState
    since: str
    reason: str = ""
    pending: PresenceChoice | None = None
    choices: tuple[PresenceChoice, ...] = ()
    why: str = ""
    pending_why: str = ""


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
    can_transfer: bool = False
    transfer_requested: str = ""
    """The words of the target while a transfer is on its way, else empty."""
    consulting: str = ""
    """The colleague who is asked while the customer is on hold; `consult_requested` until the switch rings them."""
    consult_requested: bool = False
    took_task: bool = False
    """True while it rings in place of a task that lay before this agent."""
    came_from: str = ""
    """Who sent this customer on to us; `went_to` whom, or which queue, we sent them to."""
    went_to: str = ""
    do_not_call: Literal["none", "available", "recorded"] = "none"


@dataclass(frozen=True)
class BarPanel:
    """The bar: who I am to the switch, and whom I talk to."""

    presence: Presence
    call: CallBar | None = None
    question: "Question | None" = None
    offered: "OfferedTask | None" = None


@dataclass(frozen=True)
class OfferedTask:
    """A task that is before this agent as a ringing call is: whom to call, for which campaign, and why now, all in words.

    `until` is the ISO instant at which it goes to somebody else.
    """

    task_id: str
    name: str
    campaign: str
    why: str
    until: str


@dataclass(frozen=True)
class Question:
    """A colleague asks about their customer, who is on hold: who asks, whom it is about, and where they stand."""

    agent: str
    customer: str = ""
    line: str = ""
    script: str = ""
    step: str = ""
    notes: str = ""


@dataclass(frozen=True)
class TransferTarget:
    """Whom a call may be handed to; `detail` is a colleague's team, how many wait in a queue, or how many of a vendor are free."""

    value: str
    label: str
    kind: Literal["queue", "colleague", "supervisor", "vendor"]
    detail: str = ""


@dataclass(frozen=True)
class TransferTargets:
    """Whom this call may be handed to now; `can_ask` while the customer may be put on hold for a question."""

    interaction_id: str
    queues: tuple[TransferTarget, ...] = ()
    people: tuple[TransferTarget, ...] = ()
    vendors: tuple[TransferTarget, ...] = ()
    can_ask: bool = False
    is_ours: bool = True
    """False for a vendor's agent, who knows no supervisor and no vendor of ours."""
