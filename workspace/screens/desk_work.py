"""The panels around the call: offers, notes, wrap-up, what comes next, notices and status."""

from dataclasses import dataclass
from typing import Literal

from workspace.screens.desk_call import Choice
from workspace.screens.desk_caller import Fact
from workspace.screens.desk_script import FormField, OfferResponse


@dataclass(frozen=True)
class RankedOffer:
    """An offer in the side list, in the order of its priority. `rested` says in words why it must wait, or is empty."""

    id: str
    name: str
    price: str
    kind: Literal["up-sell", "cross-sell", "retention"]
    reason: str = ""
    response: OfferResponse | Literal["", "presented"] = ""
    """What happened to it in this interaction."""
    responses: tuple[OfferResponse, ...] = ()
    """What may be recorded here; acceptance goes through an offer step."""
    rested: str = ""


@dataclass(frozen=True)
class OffersPanel:
    """The ranked offers for this customer; `interaction_id` stays empty until the customer is known.

    `personalised` is false where the customer refused personalised marketing.
    """

    interaction_id: str = ""
    offers: tuple[RankedOffer, ...] = ()
    decline_reasons: tuple[Choice, ...] = ()
    personalised: bool = True


@dataclass(frozen=True)
class NotesPanel:
    """The notes of the interaction: what is stored, and the clock time it was saved at (empty before the first save).

    `is_last` when the agent was cut off, and the notes and how it ended are all that is left to do.
    """

    interaction_id: str = ""
    text: str = ""
    saved_at: str = ""
    max_length: int = 4000
    is_last: bool = False
    earlier: tuple["EarlierNotes", ...] = ()
    """What the agents wrote who sent this customer on to us."""


@dataclass(frozen=True)
class EarlierNotes:
    """The notes of an agent who had this call before."""

    agent: str
    text: str


@dataclass(frozen=True)
class Disposition:
    """A code the agent may pick. `callback` is true when it needs a time to call back."""

    code: str
    label: str
    suggested: bool = False
    callback: bool = False
    selected: bool = False


@dataclass(frozen=True)
class CallbackField:
    """The time to call back, in the customer's zone. Values are ISO local times without offset; `zone` is in words."""

    value: str = ""
    min: str = ""
    max: str = ""
    zone: str = ""
    error: Literal["", "required", "past", "window", "format"] = ""


@dataclass(frozen=True)
class WrapUpPanel:
    """The wrap-up.

    `idle` nothing to wrap up · `early` the call still runs, wrapping up is possible already · `running` the call ended and `until`
    (ISO instant, or empty for no limit) counts down. At most fifteen dispositions, the suggested one first.
    """

    state: Literal["idle", "early", "running"] = "idle"
    interaction_id: str = ""
    turn: int = 0
    dispositions: tuple[Disposition, ...] = ()
    callback: CallbackField = CallbackField()
    fields: tuple[FormField, ...] = ()
    """The form of the script's wrapup step, once the run stands there."""
    until: str = ""
    can_extend: bool = False
    extension: str = ""
    """How much one press of Extend adds, in words."""
    error: Literal["", "required", "not_listed"] = ""
    satisfaction: tuple[Choice, ...] = ()
    """1 to 5, where the queue asks how content the customer was."""


@dataclass(frozen=True)
class TaskPreview:
    """A claimed task before it is dialled. `number` is empty for those who dial without seeing it; `refused` says in words why not now."""

    task_id: str
    claim: int
    campaign: str
    name: str
    number: str = ""
    local_time: str = ""
    attempts: str = ""
    script: str = ""
    lease_until: str = ""
    facts: tuple[Fact, ...] = ()
    skip_reasons: tuple[Choice, ...] = ()
    refused: str = ""
    why: str = ""
    """Why it is offered now, in words."""
    dial_requested: bool = False


@dataclass(frozen=True)
class CallbackLine:
    """A promised callback of this agent or queue."""

    id: str
    name: str
    due: str
    campaign: str = ""
    overdue: bool = False


@dataclass(frozen=True)
class QueueLine:
    """A queue this agent serves: how many wait, and since when the longest (ISO instant, or empty)."""

    name: str
    waiting: int
    longest_since: str = ""


@dataclass(frozen=True)
class NextPanel:
    """What comes next: the whole centre while idle, one line during a call (`compact`)."""

    compact: bool = False
    task: TaskPreview | None = None
    offered: TaskPreview | None = None
    """What there is to know of the task that the bar offers."""
    can_claim: bool = False
    """True for an agent of at least one running campaign who is free now."""
    nothing_due: bool = False
    """True right after a claim that found no task."""
    upcoming: str = ""
    """One line about the next thing, in words: "T. Becker, callback 10:45"."""
    callbacks: tuple[CallbackLine, ...] = ()
    queues: tuple[QueueLine, ...] = ()
    numbers: tuple[Fact, ...] = ()
    """My numbers today: handled, average handle time, conversions."""


NoticeKind = Literal[
    "announcement",
    "script_changed",
    "work_changed",
    "coaching",
    "watched",
    "taken_over",
    "ticket_answered",
    "tickets_overdue",
    "connection_lost",
    "telephone_failed",
    "missed",
]


@dataclass(frozen=True)
class Notice:
    """Something somebody says to this desk."""

    id: str
    kind: NoticeKind
    text: str
    at: str
    sender: str = ""
    must_acknowledge: bool = False
    changes: tuple[str, ...] = ()
    """What changed in a script, sentence by sentence."""
    is_quiet: bool = False
    """True while a call is on: then only a mark says that there is something to read afterwards."""


@dataclass(frozen=True)
class NoticesPanel:
    """The notices not yet dismissed, newest first."""

    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class KeyBinding:
    """A key of the desk: the chord it is delivered as, which names it, and the one this person has; `chord` is empty when it is off."""

    delivered: str
    chord: str
    words: str = ""


@dataclass(frozen=True)
class DeskSettings:
    """What this agent set for their own desk. `digits` says how answers are picked; `keys` are all keys, in the order of the list."""

    hotkeys: bool = True
    digits: Literal["plain", "alt"] = "plain"
    keys: tuple[KeyBinding, ...] = ()
    sound: bool = True
    title_flash: bool = True
    notifications: bool = False


@dataclass(frozen=True)
class StatusPanel:
    """The last line of the desk: whose it is, and its settings. The connection badge is the browser's own."""

    agent: str
    team: str = ""
    training: bool = False
    settings: DeskSettings = DeskSettings()
