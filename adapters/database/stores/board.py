"""The board: what supervisors watch, read from live rows in four statements."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, and_, bindparam, case, extract, func, or_, select, true
from sqlalchemy import Uuid as UuidType

from adapters.database.tables.interactions import interactions, reservations
from adapters.database.tables.outbound import attempts, campaigns, tasks
from adapters.database.tables.people import people, person_skills, presence, teams
from adapters.database.tables.routing import opening_hours, queues
from adapters.database.tables.scripts import bundles, runs


@dataclass(frozen=True)
class QueueNow:
    """A queue at this moment, and its day so far. A service level counts the answered in time among all that came to an end."""

    id: UUID
    key: str
    name_en: str
    name_zh: str
    answer_within_seconds: int
    target: Decimal
    waiting: int
    longest_since: datetime | None
    free_agents: int
    offered: int
    answered: int
    abandoned: int
    answered_in_time: int

    @property
    def service_level(self) -> float | None:
        """The share of calls answered in time, None before the first call."""
        ended = self.answered + self.abandoned
        return self.answered_in_time / ended if ended else None


@dataclass(frozen=True)
class AgentNow:
    """An agent who is signed in: presence, and the call and script step at the desk if there is one.

    `task_offered_at` is set while a task is before them; the campaign is then that task's.
    """

    person_id: UUID
    name: str
    team: str | None
    vendor_id: UUID | None
    presence: str
    reason: str | None
    since: datetime
    pending: str | None
    pending_reason: str | None
    interaction_id: UUID | None
    call_id: str | None
    leg: int | None
    interaction_state: str | None
    direction: str | None
    queue_en: str | None
    queue_zh: str | None
    campaign_en: str | None
    campaign_zh: str | None
    call_since: datetime | None
    task_offered_at: datetime | None
    on_hold: bool
    bundle_id: UUID | None
    script_en: str | None
    script_zh: str | None
    step_key: str | None
    step_since: datetime | None


@dataclass(frozen=True)
class CampaignNow:
    """A running or paused campaign and its day so far; `live_answers` were people, and the abandoned are a share of them."""

    id: UUID
    key: str
    name_en: str
    name_zh: str
    state: str
    state_reason: str
    dials: int
    live_answers: int
    right_parties: int
    abandoned: int


@dataclass(frozen=True)
class QueueHistory:
    """Offered and answered calls of all queues in one quarter of an hour of the day."""

    at: datetime
    offered: int
    answered: int
    abandoned: int


SINCE: BindParameter[datetime] = bindparam("since")
_INBOUND = interactions.c.direction == "inbound"
_wait = extract("epoch", interactions.c.answered_at - interactions.c.offered_at)
_answered = interactions.c.answered_at.is_not(None)

_waiting = (
    select(interactions.c.queue_id, func.count().label("waiting"), func.min(interactions.c.offered_at).label("longest_since"))
    .where(_INBOUND, interactions.c.state.in_(("waiting", "ringing")), interactions.c.closed_at.is_(None))
    .group_by(interactions.c.queue_id)
    .subquery()
)
_free = (
    select(person_skills.c.skill_id, func.count().label("free"))
    .join(presence, presence.c.person_id == person_skills.c.person_id)
    .where(presence.c.state == "ready")
    .group_by(person_skills.c.skill_id)
    .subquery()
)
_ready = select(func.count()).select_from(presence).where(presence.c.state == "ready").scalar_subquery()
_today = (
    select(
        interactions.c.queue_id,
        func.count().label("offered"),
        func.count().filter(_answered).label("answered"),
        func.count().filter(interactions.c.state == "abandoned").label("abandoned"),
        func.count().filter(_answered, _wait <= queues.c.answer_within_seconds).label("answered_in_time"),
    )
    .join(queues, queues.c.id == interactions.c.queue_id)
    .where(_INBOUND, interactions.c.offered_at >= SINCE, interactions.c.source == "live")
    .group_by(interactions.c.queue_id)
    .subquery()
)
QUEUES = (
    select(
        queues.c.id,
        queues.c.key,
        queues.c.name_en,
        queues.c.name_zh,
        queues.c.answer_within_seconds,
        queues.c.service_level_target.label("target"),
        func.coalesce(_waiting.c.waiting, 0).label("waiting"),
        _waiting.c.longest_since,
        # A queue without a skill is open to everybody who is ready.
        case((queues.c.skill_id.is_(None), _ready), else_=func.coalesce(_free.c.free, 0)).label("free_agents"),
        *(func.coalesce(_today.c[name], 0).label(name) for name in ("offered", "answered", "abandoned", "answered_in_time")),
    )
    .outerjoin(_waiting, _waiting.c.queue_id == queues.c.id)
    .outerjoin(_free, _free.c.skill_id == queues.c.skill_id)
    .outerjoin(_today, _today.c.queue_id == queues.c.id)
    .where(queues.c.active)
    .order_by(queues.c.priority.desc(), queues.c.key)
)

_call = (
    select(interactions)
    .where(interactions.c.person_id == people.c.id, interactions.c.closed_at.is_(None))
    .order_by(interactions.c.offered_at.desc())
    .limit(1)
    .lateral("current_call")
)
_run = select(runs).where(runs.c.interaction_id == _call.c.id, runs.c.current).limit(1).lateral("current_run")
_task_is_before = and_(reservations.c.person_id == people.c.id, reservations.c.state == "offered", reservations.c.task_id.is_not(None))
AGENTS = (
    select(
        people.c.id.label("person_id"),
        people.c.name,
        teams.c.name.label("team"),
        people.c.vendor_id,
        presence.c.state.label("presence"),
        presence.c.reason,
        presence.c.since,
        presence.c.pending_state.label("pending"),
        presence.c.pending_reason,
        _call.c.id.label("interaction_id"),
        _call.c.call_id,
        _call.c.leg,
        _call.c.state.label("interaction_state"),
        _call.c.direction,
        queues.c.name_en.label("queue_en"),
        queues.c.name_zh.label("queue_zh"),
        campaigns.c.name_en.label("campaign_en"),
        campaigns.c.name_zh.label("campaign_zh"),
        func.coalesce(_call.c.answered_at, _call.c.offered_at).label("call_since"),
        reservations.c.offered_at.label("task_offered_at"),
        func.coalesce(_call.c.state == "held", False).label("on_hold"),
        _run.c.bundle_id,
        bundles.c.title_en.label("script_en"),
        bundles.c.title_zh.label("script_zh"),
        _run.c.step_key,
        _run.c.step_since,
    )
    .select_from(people)
    .join(presence, presence.c.person_id == people.c.id)
    .outerjoin(teams, teams.c.id == people.c.team_id)
    .outerjoin(_call, true())
    .outerjoin(_run, true())
    .outerjoin(queues, queues.c.id == _call.c.queue_id)
    .outerjoin(reservations, _task_is_before)
    .outerjoin(tasks, tasks.c.id == reservations.c.task_id)
    .outerjoin(campaigns, campaigns.c.id == func.coalesce(_call.c.campaign_id, tasks.c.campaign_id))
    .outerjoin(bundles, bundles.c.id == _run.c.bundle_id)
    .where(
        people.c.role == "agent",
        people.c.disabled_at.is_(None),
        presence.c.state != "offline",
        or_(bindparam("vendor", type_=UuidType).is_(None), people.c.vendor_id == bindparam("vendor", type_=UuidType)),
    )
    .order_by(people.c.name, people.c.id)
)

_dialled = and_(attempts.c.campaign_id == campaigns.c.id, attempts.c.intended_at >= SINCE, attempts.c.state != "refused")
CAMPAIGNS = (
    select(
        campaigns.c.id,
        campaigns.c.key,
        campaigns.c.name_en,
        campaigns.c.name_zh,
        campaigns.c.state,
        campaigns.c.state_reason,
        func.count(attempts.c.id).label("dials"),
        func.count(attempts.c.id).filter(attempts.c.result.in_(("answered", "abandoned"))).label("live_answers"),
        func.count(attempts.c.id).filter(attempts.c.right_party == "yes").label("right_parties"),
        func.count(attempts.c.id).filter(attempts.c.result == "abandoned").label("abandoned"),
    )
    .outerjoin(attempts, _dialled)
    .where(campaigns.c.state.in_(("running", "paused", "stopped")))
    .group_by(campaigns.c.id)
    .order_by(campaigns.c.key)
)

ZONE = (
    select(opening_hours.c.zone)
    .join(queues, queues.c.opening_hours_id == opening_hours.c.id)
    .where(queues.c.active)
    .order_by(queues.c.priority.desc(), queues.c.key)
    .limit(1)
)

_quarter = func.date_bin(func.make_interval(0, 0, 0, 0, 0, 15), interactions.c.offered_at, SINCE).label("at")
HISTORY = (
    select(
        _quarter,
        func.count().label("offered"),
        func.count().filter(_answered).label("answered"),
        func.count().filter(interactions.c.state == "abandoned").label("abandoned"),
    )
    .where(_INBOUND, interactions.c.offered_at >= SINCE, interactions.c.source == "live")
    .group_by(_quarter)
    .order_by(_quarter)
)


class BoardStore:
    """The live rows behind a board. `since` is when the centre's day began."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def zone(self) -> str:
        """The IANA name of the zone the centre keeps its hours in: that of its most important queue."""
        return self._connection.execute(ZONE).scalar() or "UTC"

    def queues(self, since: datetime) -> list[QueueNow]:
        """All active queues, the most important first."""
        return [QueueNow(**row) for row in self._rows(QUEUES, since=since)]

    def agents(self, vendor_id: UUID | None = None) -> list[AgentNow]:
        """All agents who are signed in, or those of one vendor."""
        return [AgentNow(**row) for row in self._rows(AGENTS, vendor=vendor_id)]

    def campaigns(self, since: datetime) -> list[CampaignNow]:
        """The campaigns that run or were halted."""
        return [CampaignNow(**row) for row in self._rows(CAMPAIGNS, since=since)]

    def history(self, since: datetime) -> list[QueueHistory]:
        """The day's inbound calls by quarter of an hour; quarters without a call are left out."""
        return [QueueHistory(**row) for row in self._rows(HISTORY, since=since)]

    def _rows(self, statement: Any, **values: Any) -> list[Any]:
        return list(self._connection.execute(statement, values).mappings())
