"""The board as strings: what the templates in templates/board/ show. Words that are closed sets stay codes; the templates say them."""

from dataclasses import dataclass
from typing import Literal

Health = Literal["none", "good", "warn", "bad"]
Attention = Literal["", "lost", "step", "wrap_up", "call", "break"]

CHART_WIDTH, CHART_HEIGHT = 960, 120


@dataclass(frozen=True)
class QueueCard:
    """A queue. `health` is its service level against the target; `waiting_health` goes by the longest wait."""

    key: str
    name: str
    waiting: int
    longest_since: str
    waiting_health: Health
    free: int
    level: str
    target: str
    within: int
    health: Health
    offered: int
    answered: int
    abandoned: int


@dataclass(frozen=True)
class AgentRow:
    """An agent who is signed in; `attention` says why a supervisor might look.

    `call` is the state of their call, or offered while a task is before them, with `line` and `call_since` alike.
    `message` is the coaching message sent lately: read, unread, or none. `id` is for links and no column of a report.
    """

    name: str
    team: str
    presence: str
    reason: str
    since: str
    pending: str
    call: str
    line: str
    call_since: str
    script: str
    step: str
    step_since: str
    attention: Attention
    vendor: bool
    message: Literal["", "unread", "read"] = ""
    chain: str = ""
    """Who had the call before, as "Ana → Billing → Bruno"; empty for one that was not sent on."""
    id: str = ""


@dataclass(frozen=True)
class WaitingRow:
    """A customer who waits, or whose call rings `at` an agent; `chain` is who had the call before. `id` is for links.

    `customer` is the name, else the number, and empty for who may not know it; `meant_for` is whom it waits for.
    """

    id: str
    customer: str
    tier: str
    queue: str
    since: str
    rings_at: str
    meant_for: str
    chain: str
    is_first: bool


@dataclass(frozen=True)
class CampaignRow:
    """An outbound campaign today; the abandoned share is held against the legal limit."""

    name: str
    state: str
    state_reason: str
    dials: int
    live_answers: int
    right_parties: int
    abandoned: str
    health: Health


@dataclass(frozen=True)
class Share:
    """An accept rate with its 95 % interval; low, high and rate in per cent as whole numbers for the picture.

    `key` is that of the offer or script, for reports; people read `name`.
    """

    key: str
    name: str
    presented: int
    accepted: int
    declined: int
    rate: str
    interval: str
    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class Bar:
    """A quarter of an hour in the day's picture: its place and heights in the picture's units, and its numbers for the table."""

    at: str
    x: int
    width: int
    answered_y: int
    answered_height: int
    abandoned_y: int
    abandoned_height: int
    offered: int
    answered: int
    abandoned: int


@dataclass(frozen=True)
class HandleRow:
    """Mean times of a queue or campaign, as minutes and seconds; `satisfaction` 1.0 to 5.0, empty where no customer was asked."""

    name: str
    handled: int
    talk: str
    hold: str
    wrap_up: str
    total: str
    satisfaction: str = ""


@dataclass(frozen=True)
class DispositionRow:
    """How often a disposition was picked, and its share in per cent; `code` is for reports, people read `name`."""

    code: str
    name: str
    kind: str
    times: int
    share: int


@dataclass(frozen=True)
class QueuesPanel:
    """The queues now, the most important first."""

    queues: tuple[QueueCard, ...]
    waiting: int
    free: int


@dataclass(frozen=True)
class WaitingPanel:
    """Those who wait, in the order in which they are served; `may_reassign` for those who may move them."""

    calls: tuple[WaitingRow, ...]
    may_reassign: bool = False


@dataclass(frozen=True)
class DayPanel:
    """The day's calls by quarter of an hour."""

    bars: tuple[Bar, ...]
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT


@dataclass(frozen=True)
class Approval:
    """A question that an agent's script waits for; `asked_at` is an ISO instant."""

    id: str
    agent: str
    question: str
    amount: str
    asked_at: str


@dataclass(frozen=True)
class ApprovalsPanel:
    """The questions to supervisors that are open; `may_answer` for those who are one."""

    approvals: tuple[Approval, ...]
    may_answer: bool = False


@dataclass(frozen=True)
class TicketCount:
    """How many tickets of a department are open, and how many of them late."""

    department: str
    open: int
    overdue: int


@dataclass(frozen=True)
class TicketsPanel:
    """The tickets that other departments have to answer, the latest departments first; `may_open` for those who may see them."""

    departments: tuple[TicketCount, ...]
    open: int
    overdue: int
    may_open: bool = False


@dataclass(frozen=True)
class AgentsPanel:
    """The agents, those first who need attention; counts by presence. `may_supervise` for those who may look at desks and write to them."""

    agents: tuple[AgentRow, ...]
    ready: int
    engaged: int
    wrapping_up: int
    not_ready: int
    may_supervise: bool = False


@dataclass(frozen=True)
class CampaignsPanel:
    """The campaigns that run or were halted."""

    campaigns: tuple[CampaignRow, ...]


@dataclass(frozen=True)
class ResultsPanel:
    """The day's results: from `data_from` (a clock time) when they are late, with what is put aside."""

    offers: tuple[Share, ...]
    versions: tuple[Share, ...]
    handle_times: tuple[HandleRow, ...]
    dispositions: tuple[DispositionRow, ...]
    data_from: str
    is_stale: bool
    parked: int


@dataclass(frozen=True)
class BoardScreen:
    """The whole board; the names of the panels are those of templates/board/_NAME.html."""

    version: int
    queues: QueuesPanel
    day: DayPanel
    agents: AgentsPanel
    campaigns: CampaignsPanel
    results: ResultsPanel
    approvals: ApprovalsPanel
    tickets: TicketsPanel
    waiting: WaitingPanel


PANELS = ("approvals", "queues", "waiting", "day", "agents", "tickets", "campaigns", "results")
