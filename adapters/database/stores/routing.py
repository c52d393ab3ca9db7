"""Routing: who waits, who is free, and the reservations that join the two."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, case, exists, func, literal, select
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from adapters.database.tables.customers import customers
from adapters.database.tables.interactions import interactions, reservations
from adapters.database.tables.people import people, person_skills, presence, skills, teams
from adapters.database.tables.routing import dialled_numbers, dispositions, queues
from flows.routing.matching import FreeAgent, Reservation, ReservationState, WaitingWork
from flows.routing.presence import UNREACHABLE_AFTER
from flows.routing.queue_rules import CONVERSATION, RULES, rules_of

# Written into the statements: a plan that is kept can use the indexes of rows in these states only where it sees them.
WAITS, OFFERED = (literal(state, literal_execute=True) for state in ("waiting", "offered"))
REJECTION_COUNTS_FOR = timedelta(minutes=1)
MOST_OF_A_QUEUE = 200
"""How many of one queue the router looks at, the most urgent ones: each queue has its own, so that none stands before another."""

# One router at a time decides; the others find what it left.
ROUTING_LOCK = 0x0C0E_2077
LOCK = select(func.pg_advisory_xact_lock(ROUTING_LOCK))
# Whoever missed it went to not ready; if they are ready again it may ring them again. A rejection counts for a minute.
_REFUSED = (
    select(func.array_agg(reservations.c.person_id))
    .where(
        reservations.c.interaction_id == interactions.c.id,
        reservations.c.state == "rejected",
        reservations.c.ended_at > bindparam("rejected_since"),
    )
    .scalar_subquery()
)
_HEAD_START = case(
    (customers.c.tier == "platinum", queues.c.platinum_head_start),
    (customers.c.tier == "gold", queues.c.gold_head_start),
    (customers.c.tier == "silver", queues.c.silver_head_start),
    else_=0,
)
_PRIORITY = func.coalesce(queues.c.priority, 0) + interactions.c.raised
_PLACE = func.row_number().over(
    partition_by=interactions.c.queue_id,
    order_by=(_PRIORITY.desc(), interactions.c.offered_at - func.make_interval(0, 0, 0, 0, 0, 0, _HEAD_START), interactions.c.id),
)
_last = presence.alias("last")
# A customer's last agent is worth waiting for when they are ready, or will be after this wrap-up.
_LAST_COMES = (
    (_last.c.state == "ready") | ((_last.c.state == "wrapping_up") & (func.coalesce(_last.c.pending_state, "ready") == "ready"))
) & (func.coalesce(_last.c.seen_at, _last.c.since) > bindparam("reachable_since"))
_members, _at_desk = people.alias("members"), presence.alias("at_desk")
_TEAM_IS_HERE = exists(
    select(_members.c.id)
    .join(_at_desk, _at_desk.c.person_id == _members.c.id)
    .where(_members.c.team_id == queues.c.vip_team_id, _at_desk.c.state != "offline")
)
_SENT_TO_VENDOR = interactions.c.vendor_id.is_not(None) & interactions.c.vendor_id.is_distinct_from(queues.c.vendor_id)
_LINE = (
    select(
        interactions.c.id,
        interactions.c.offered_at,
        _PRIORITY.label("priority"),
        # Sent to a vendor as a whole, it is for any agent of theirs.
        case((_SENT_TO_VENDOR, None), else_=skills.c.key).label("skill"),
        customers.c.tier,
        interactions.c.preferred_person_id,
        interactions.c.preferred_until,
        case((_LAST_COMES, interactions.c.last_person_id)).label("last_person_id"),
        interactions.c.last_person_until,
        func.coalesce(interactions.c.vendor_id, queues.c.vendor_id).label("vendor_id"),
        *(queues.c[name] for name in RULES),
        _TEAM_IS_HERE.label("is_team_here"),
        _REFUSED.label("refused_by"),
        _PLACE.label("place"),
    )
    .select_from(
        interactions.outerjoin(queues, queues.c.id == interactions.c.queue_id)
        .outerjoin(skills, skills.c.id == queues.c.skill_id)
        .outerjoin(customers, customers.c.id == interactions.c.customer_id)
        .outerjoin(_last, _last.c.person_id == interactions.c.last_person_id)
    )
    .where(interactions.c.state == WAITS)
    .subquery("line")
)
WAITING = select(_LINE).where(_LINE.c.place <= MOST_OF_A_QUEUE)
# The agent who spoke with this customer last, if that was long enough for them to know each other.
LAST_AGENT = (
    select(interactions.c.person_id)
    .where(
        interactions.c.customer_id == bindparam("customer"),
        interactions.c.person_id.is_not(None),
        interactions.c.ended_at >= bindparam("since"),
        interactions.c.ended_at - interactions.c.answered_at >= CONVERSATION,
        interactions.c.source == "live",
    )
    .order_by(interactions.c.offered_at.desc(), interactions.c.id.desc())
    .limit(1)
)
_RESERVED = exists().where(reservations.c.person_id == presence.c.person_id, reservations.c.state == OFFERED)
_RINGS = _RESERVED.where(reservations.c.interaction_id.is_not(None))
_HAS_OFFER = _RESERVED.where(reservations.c.task_id.is_not(None))
_AT_WORK = exists().where(interactions.c.person_id == presence.c.person_id, interactions.c.closed_at.is_(None))
_LEVELS = (
    select(func.jsonb_object_agg(skills.c.key, person_skills.c.level, type_=JSONB))
    .join(person_skills, person_skills.c.skill_id == skills.c.id)
    .where(person_skills.c.person_id == presence.c.person_id)
    .correlate(presence)
    .scalar_subquery()
)
FREE = (
    select(
        presence.c.person_id,
        presence.c.since,
        people.c.team_id,
        people.c.vendor_id,
        _LEVELS.label("levels"),
        _HAS_OFFER.label("has_offer"),
    )
    .join(people, people.c.id == presence.c.person_id)
    .where(
        presence.c.state == "ready",
        people.c.extension.is_not(None),
        func.coalesce(presence.c.seen_at, presence.c.since) > bindparam("reachable_since"),
        ~_RINGS,
        ~_AT_WORK,
    )
)
COLLEAGUES = (
    select(people.c.id, people.c.name, people.c.role, people.c.extension, teams.c.name.label("team"))
    .join(presence, presence.c.person_id == people.c.id)
    .outerjoin(teams, teams.c.id == people.c.team_id)
    .where(
        presence.c.state == "ready",
        people.c.extension.is_not(None),
        people.c.vendor_id.is_not_distinct_from(bindparam("vendor", type_=UuidType)),
        people.c.id != bindparam("asks"),
        func.coalesce(presence.c.seen_at, presence.c.since) > bindparam("reachable_since"),
        ~_RESERVED,
        ~_AT_WORK,
    )
    .order_by(people.c.name, people.c.id)
)
RESERVE = reservations.insert()
END = (
    reservations.update()
    .where(reservations.c.interaction_id == bindparam("interaction"), reservations.c.state == OFFERED)
    .values(state=bindparam("to"), ended_at=bindparam("at"))
)
DUE = select(reservations.c.interaction_id).where(
    reservations.c.state == OFFERED, reservations.c.interaction_id.is_not(None), reservations.c.expires_at <= bindparam("now")
)
QUEUE = select(queues).where(queues.c.key == bindparam("wanted"))
QUEUE_BY_ID = select(queues).where(queues.c.id == bindparam("wanted"))
NUMBER = select(dialled_numbers).where(dialled_numbers.c.number == bindparam("dialled"))
ACTIVE_QUEUES = select(queues).where(queues.c.active).order_by(queues.c.priority.desc(), queues.c.key)
DISPOSITIONS = select(dispositions).where(dispositions.c.active).order_by(dispositions.c.position, dispositions.c.code)
WAITING_BY_QUEUE = (
    select(queues.c.key, func.count().label("waiting"))
    .join(interactions, (interactions.c.queue_id == queues.c.id) & (interactions.c.state == WAITS))
    .group_by(queues.c.key)
)
INBOUND_LINES = (
    select(dialled_numbers.c.number, queues.c.key)
    .join(queues, queues.c.id == dialled_numbers.c.queue_id)
    .where(queues.c.active)
    .order_by(dialled_numbers.c.number)
)
QUEUES_OF = (
    select(queues, func.count(interactions.c.id).label("waiting"), func.min(interactions.c.offered_at).label("longest_since"))
    .outerjoin(interactions, (interactions.c.queue_id == queues.c.id) & (interactions.c.state == WAITS))
    .where(
        queues.c.active,
        queues.c.skill_id.is_(None)
        | queues.c.skill_id.in_(select(person_skills.c.skill_id).where(person_skills.c.person_id == bindparam("person"))),
    )
    .group_by(queues.c.id)
    .order_by(queues.c.priority.desc(), queues.c.key)
)


def _free(row: Any) -> FreeAgent:
    return FreeAgent(
        person_id=row.person_id,
        idle_since=row.since,
        skills=row.levels or {},
        team_id=row.team_id,
        vendor_id=row.vendor_id,
        has_offer=row.has_offer,
    )


def _waiting(row: RowMapping) -> WaitingWork:
    refused_by = frozenset(row["refused_by"] or ())
    is_for_the_last = row["preferred_until"] is None and row["last_person_id"] not in (None, *refused_by)
    interaction = WaitingWork(
        work_id=row["id"],
        waiting_since=row["offered_at"],
        skill=row["skill"],
        queue_priority=row["priority"],
        refused_by=refused_by,
        preferred=row["last_person_id"] if is_for_the_last else row["preferred_person_id"],
        preferred_until=row["last_person_until"] if is_for_the_last else row["preferred_until"],
        vendor_id=row["vendor_id"],
    )
    return rules_of(dict(row)).applied_to(interaction, row["tier"], is_team_here=row["is_team_here"])


class RoutingStore:
    """Routing in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._is_locked = False

    def lock(self) -> None:
        """Be the only router until the transaction ends.

        Whoever may route takes this before any interaction or presence, as the router itself does: or two of them wait for each other.
        """
        if not self._is_locked:
            self._connection.execute(LOCK)
            self._is_locked = True

    def waiting(self) -> list[WaitingWork]:
        """The interactions that wait for an agent, as their queues let them wait."""
        moments = {"rejected_since": self._now - REJECTION_COUNTS_FOR, "reachable_since": self._now - UNREACHABLE_AFTER}
        return [_waiting(row) for row in self._connection.execute(WAITING, moments).mappings()]

    def last_agent(self, customer_id: UUID, since: datetime) -> UUID | None:
        """The agent who last had a conversation with this customer, if it ended since then."""
        return self._connection.execute(LAST_AGENT, {"customer": customer_id, "since": since}).scalar()

    def free_agents(self) -> list[FreeAgent]:
        """Agents who are ready and reachable, whom no call rings, and who hold nothing; a task may lie before them."""
        free = self._connection.execute(FREE, {"reachable_since": self._now - UNREACHABLE_AFTER})
        return [_free(row) for row in free]

    def free_colleagues(self, person_id: UUID, vendor_id: UUID | None = None) -> list[dict[str, Any]]:
        """Who of our own, or of that vendor, is free to take a customer from this person: id, name, role, extension, team."""
        values = {"reachable_since": self._now - UNREACHABLE_AFTER, "asks": person_id, "vendor": vendor_id}
        return [dict(row) for row in self._connection.execute(COLLEAGUES, values).mappings()]

    def reserve(self, reservation_id: UUID, reservation: Reservation, cause: str = "") -> None:
        """Store a reservation; a database constraint refuses a second open one of either side. `cause`: what went back to make place."""
        row = {
            "id": reservation_id,
            "interaction_id": reservation.work_id,
            "person_id": reservation.person_id,
            "state": reservation.state,
            "cause": cause,
            "offered_at": reservation.offered_at,
            "expires_at": reservation.expires_at,
        }
        self._connection.execute(RESERVE, row)

    def end_reservation(self, interaction_id: UUID, state: ReservationState) -> None:
        """End the open reservation of an interaction, if there is one."""
        self._connection.execute(END, {"interaction": interaction_id, "to": state, "at": self._now})

    def due_reservations(self) -> list[UUID]:
        """The interactions whose agent let the time to answer pass."""
        return list(self._connection.execute(DUE, {"now": self._now}).scalars())

    def queue(self, key: str) -> dict[str, Any] | None:
        """A queue by its key."""
        row = self._connection.execute(QUEUE, {"wanted": key}).mappings().one_or_none()
        return dict(row) if row else None

    def queue_by_id(self, queue_id: UUID) -> dict[str, Any] | None:
        """A queue by its id."""
        row = self._connection.execute(QUEUE_BY_ID, {"wanted": queue_id}).mappings().one_or_none()
        return dict(row) if row else None

    def dialled_number(self, number: str) -> dict[str, Any] | None:
        """What a number of ours leads to."""
        row = self._connection.execute(NUMBER, {"dialled": number}).mappings().one_or_none()
        return dict(row) if row else None

    def active_queues(self) -> list[dict[str, Any]]:
        """All queues in use."""
        return [dict(row) for row in self._connection.execute(ACTIVE_QUEUES).mappings()]

    def waiting_by_queue(self) -> list[dict[str, Any]]:
        """How many wait in each queue where somebody does: key, waiting."""
        return [dict(row) for row in self._connection.execute(WAITING_BY_QUEUE).mappings()]

    def dispositions(self) -> list[dict[str, Any]]:
        """The disposition codes in use, in their order."""
        return [dict(row) for row in self._connection.execute(DISPOSITIONS).mappings()]

    def disposition_codes(self) -> list[str]:
        """The codes alone."""
        return [row["code"] for row in self.dispositions()]

    def inbound_lines(self) -> list[tuple[str, str]]:
        """Our numbers with the keys of their queues."""
        return [(row.number, row.key) for row in self._connection.execute(INBOUND_LINES)]

    def queues_of(self, person_id: UUID) -> list[dict[str, Any]]:
        """The queues an agent serves, with how many wait and since when."""
        return [dict(row) for row in self._connection.execute(QUEUES_OF, {"person": person_id}).mappings()]

    def wrap_up_for(self, queue_id: UUID | None) -> timedelta:
        """How long a wrap-up may take in this queue, a minute where none is set."""
        queue = self.queue_by_id(queue_id) if queue_id else None
        return timedelta(seconds=queue["wrap_up_seconds"] if queue else 60)
