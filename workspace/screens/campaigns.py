"""The campaign pages as strings: what the templates in templates/campaigns/ show. Closed sets stay codes; the templates say them."""

from dataclasses import dataclass
from typing import Literal

from workspace.screens.desk_call import Choice
from workspace.screens.desk_caller import Fact
from workspace.screens.forms import Form, Option

Health = Literal["none", "good", "warn", "bad"]


@dataclass(frozen=True)
class CampaignLine:
    """A campaign in the list."""

    id: str
    name: str
    state: str
    state_reason: str
    purpose: str
    open_leads: int
    due: int
    claimed: int
    done: int
    dials: int
    right_parties: int
    conversions: int
    missed: int


@dataclass(frozen=True)
class CampaignsScreen:
    """All campaigns."""

    campaigns: tuple[CampaignLine, ...]


@dataclass(frozen=True)
class NewCampaignScreen:
    """The form of a new campaign; without `scripts` there is nothing it could open yet."""

    form: Form
    scripts: tuple[Option, ...]
    purposes: tuple[str, ...]
    regions: tuple[Option, ...]


@dataclass(frozen=True)
class ResultLine:
    """How often attempts ended in a result, with its share of all in per cent."""

    words: str
    times: int
    share: int


@dataclass(frozen=True)
class RefusedLine:
    """A dial that the gate refused, with its reasons in words."""

    number: str
    at: str
    agent: str
    reasons: str


@dataclass(frozen=True)
class UnknownLine:
    """An attempt whose fate a person must find out."""

    id: str
    number: str
    lead: str
    at: str
    agent: str


@dataclass(frozen=True)
class PromiseLine:
    """A promised callback: when at the customer's, by whom, and how it stands."""

    name: str
    due: str
    agent: str
    state: str
    note: str
    overdue: bool


@dataclass(frozen=True)
class MemberLine:
    """An agent who may work the campaign."""

    id: str
    name: str
    team: str
    presence: str
    dials: int


@dataclass(frozen=True)
class CampaignScreen:
    """One campaign. `moves` are the states it may be moved to by hand; `abandoned_health` is held against the legal limit.

    `is_empty` while no list was ever brought in: `key` is what an import calls it by. `form` says what it gives out of itself, as one of
    `distributions`, and for how many minutes, `most_minutes` at most, a due callback waits for its agent.
    """

    id: str
    key: str
    is_empty: bool
    name: str
    state: str
    state_reason: str
    moves: tuple[str, ...]
    purpose: str
    facts: tuple[Fact, ...]
    numbers: tuple[Fact, ...]
    list_warning: Literal["", "old", "outdated", "none"]
    list_date: str
    abandoned: str
    abandoned_health: Health
    results: tuple[ResultLine, ...]
    refused: tuple[RefusedLine, ...]
    unknown: tuple[UnknownLine, ...]
    settlements: tuple[Choice, ...]
    promised: tuple[PromiseLine, ...]
    missed: tuple[PromiseLine, ...]
    members: tuple[MemberLine, ...]
    others: tuple[Choice, ...]
    rules_notice: str
    form: Form
    distributions: tuple[str, ...]
    most_minutes: int


@dataclass(frozen=True)
class NumberAttempt:
    """One attempt on a number: whether the gate let it through, why, and what came of it."""

    at: str
    campaign: str
    agent: str
    allowed: bool
    outcome: str
    why: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class NumberSuppression:
    """A suppression of a number; `lifted` says when and why it ended, or is empty while it stands."""

    id: str
    purpose: str
    source: str
    at: str
    by: str
    lifted: str


@dataclass(frozen=True)
class NumberTask:
    """A task on a number, and whether it might be dialled this moment."""

    campaign: str
    name: str
    state: str
    due: str
    verdict: str


@dataclass(frozen=True)
class NumberScreen:
    """Why a number was, or was not, dialled. `number` is empty before a search; `error` is a code about what was typed."""

    query: str = ""
    number: str = ""
    shown: str = ""
    error: Literal["", "format"] = ""
    attempts: tuple[NumberAttempt, ...] = ()
    suppressions: tuple[NumberSuppression, ...] = ()
    tasks: tuple[NumberTask, ...] = ()
    purposes: tuple[str, ...] = ("all", "marketing", "service", "collections", "survey")
