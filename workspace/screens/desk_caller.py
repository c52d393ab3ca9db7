"""The caller panel: who is calling, what they have, and what happened before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from workspace.desk.layout import FIELDS, PARTS
from workspace.screens.forms import Option

Tone = Literal["", "good", "warn", "bad"]


@dataclass(frozen=True)
class Fact:
    """A label and its value, both in words; `tone` colours the value and is never the only sign."""

    label: str
    value: str
    tone: Tone = ""


@dataclass(frozen=True)
class Flag:
    """Something to know before speaking, in words: "Open complaint", "No personalised marketing"."""

    label: str
    tone: Tone = "warn"


@dataclass(frozen=True)
class Holding:
    """A line of an agreement, subscription or order: its name, what it costs or its state, and its dates, in words."""

    name: str
    amount: str = ""
    detail: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class PastInteraction:
    """An earlier interaction: when ("2 days ago", with the exact time as `at`), by which channel, how it ended, and its note."""

    when: str
    at: str
    channel: Literal["voice", "chat", "sms", "email", "walk-in"]
    direction: Literal["inbound", "outbound"]
    disposition: str
    agent: str = ""
    note: str = ""


@dataclass(frozen=True)
class CustomerTicket:
    """A ticket of the customer at another department: its state in words, by when it is answered, and the answer once there is one."""

    number: str
    subject: str
    department: str
    when: str
    at: str
    state: str
    tone: Tone
    due: str = ""
    answer: str = ""


@dataclass(frozen=True)
class CustomerCard:
    """The matched customer, as this person may see them: masking is done before this value is made."""

    id: str
    name: str
    initials: str
    tier: str = ""
    tenure: str = ""
    """How long they have been a customer, in words: "since 2019, 6 years"."""
    local_time: str = ""
    zone: str = ""
    language: str = ""
    pays: str = ""
    balance: str = ""
    balance_tone: Tone = ""
    flags: tuple[Flag, ...] = ()
    agreements: tuple[Holding, ...] = ()
    subscriptions: tuple[Holding, ...] = ()
    orders: tuple[Holding, ...] = ()
    """Open orders only."""
    attributes: tuple[Fact, ...] = ()
    """The custom attributes below the rest, labelled by the data."""
    raised: Mapping[str, Fact] = field(default_factory=dict)
    """The custom attributes that the team's layout has at the top, by their names in `CallerPanel.fields`."""
    interactions: tuple[PastInteraction, ...] = ()
    """The last five, newest first."""
    timeline: tuple["PastInteraction | CustomerTicket", ...] = ()
    """The interactions with the tickets between them, newest first."""


@dataclass(frozen=True)
class CustomerHit:
    """A customer that may be the caller: enough to tell two apart, not more."""

    id: str
    name: str
    detail: str = ""
    number: str = ""


@dataclass(frozen=True)
class CustomerResults:
    """The answer to a search for customers, shown inside the caller panel (GET /customers)."""

    interaction_id: str
    query: str
    hits: tuple[CustomerHit, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class CallerPanel:
    """The caller panel.

    `idle` no interaction · `withheld` no number was sent · `unknown` nobody has this number · `shared` several have it (`candidates`) ·
    `matched` this is the customer (`customer`). A guess is never shown as a fact: `customer` is set in `matched` only.
    """

    state: Literal["idle", "withheld", "unknown", "shared", "matched"]
    interaction_id: str = ""
    number: str = ""
    customer: CustomerCard | None = None
    candidates: tuple[CustomerHit, ...] = ()
    can_search: bool = False
    """True where this person may search customers and relink the interaction (a vendor's agent may not)."""
    ticket_choices: tuple[Option, ...] = ()
    """What a ticket may be about: departments with their categories; empty where this person opens none."""
    tickets: int = 0
    """How many tickets this interaction has shown, so that the form starts anew after each."""
    parts: tuple[str, ...] = PARTS
    """What the panel shows, in its order."""
    fields: tuple[str, ...] = FIELDS
    """What it says at the top, in its order."""
