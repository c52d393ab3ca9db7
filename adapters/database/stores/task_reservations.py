"""Reservations of tasks: what is due and may be offered, who has which task before them, and what came of it.

A task is `offered` exactly as long as it has an open reservation: both are written together, by compare-and-swap on the task.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, select, text

from adapters.database.stores.tasks import MAY_BE_CALLED
from adapters.database.tables.interactions import reservations
from flows.outbound.task import CALLBACK_PRIORITY, LEASE, TaskKind
from flows.routing.distribution import REFUSAL_COUNTS_FOR, Distribution
from flows.routing.matching import FreeAgent, Reservation, ReservationState, WaitingWork, WorkKind

MOST_OF_A_CAMPAIGN = 50
"""How many tasks of one campaign the router looks at, the most urgent ones."""
FOR_EVER = timedelta(days=1)
"""How long a task that is kept for somebody without an end is kept, counted from each look."""

_RUNS = "c.state = 'running' AND (c.starts_at IS NULL OR c.starts_at <= :now) AND (c.ends_at IS NULL OR c.ends_at > :now)"
_SHARE_HOLDS = """
    EXISTS (SELECT 1 FROM campaign_shares s WHERE s.campaign_id = c.id AND s.vendor_id = {vendor} AND s.revoked_at IS NULL
            AND s.expires_at > :now)
"""
# Whoever turned it down, or took it and passed it on: it is not put before them again for a while.
_REFUSED = """
    ARRAY(SELECT r.person_id FROM reservations r WHERE r.task_id = {task} AND r.state = 'rejected' AND r.ended_at > :refused_since
          UNION SELECT k.person_id FROM task_skips k WHERE k.task_id = {task} AND k.at > :refused_since)
"""
# Somebody who is on the line, or was a moment ago, is not called besides: whoever called whom.
_ON_THE_LINE = """
    on_the_line AS MATERIALIZED (
        SELECT task_id, customer_id, CASE direction WHEN 'inbound' THEN caller_number ELSE dialled_number END AS number
        FROM interactions WHERE closed_at IS NULL)
"""
PUSHING = text(f"SELECT EXISTS (SELECT 1 FROM campaigns c WHERE {_RUNS} AND c.distribution <> 'pull')")  # noqa: S608 - a constant
# As claiming does, campaign by campaign down its index; callbacks stand at its top. A house is our own agents, or a vendor's.
WAITING = text(f"""
    WITH {_ON_THE_LINE},
    houses AS (SELECT DISTINCT p.vendor_id FROM people p WHERE p.id = ANY(CAST(:free AS uuid[]))),
    pushing AS MATERIALIZED (
        SELECT c.id, c.key, c.seller, c.purpose, c.distribution, h.vendor_id FROM campaigns c CROSS JOIN houses h
        WHERE {_RUNS} AND c.distribution <> 'pull'
          AND CASE WHEN h.vendor_id IS NULL
              THEN c.key = 'callbacks'
                   OR EXISTS (SELECT 1 FROM campaign_people cp WHERE cp.campaign_id = c.id AND cp.person_id = ANY(CAST(:free AS uuid[])))
              ELSE {_SHARE_HOLDS.format(vendor="h.vendor_id")} END)
    SELECT best.*, CASE WHEN c.key = 'callbacks' AND c.vendor_id IS NULL THEN NULL ELSE c.id END AS campaign_id
    FROM pushing c CROSS JOIN LATERAL (
        SELECT t.id, t.kind, t.priority, t.due_at, t.vendor_id, t.for_person_id, t.for_person_until,
            {_REFUSED.format(task="t.id")} AS refused_by
        FROM tasks t JOIN leads l ON l.id = t.lead_id
        WHERE t.campaign_id = c.id AND t.state = 'ready' AND t.due_at <= :now AND l.state = 'open'
          AND t.priority >= CASE c.distribution WHEN 'push' THEN :lowest ELSE :callback END
          AND (c.distribution = 'push' OR t.kind = 'callback')
          AND (t.vendor_id = c.vendor_id OR (c.vendor_id IS NULL AND t.vendor_id IS NULL))
          AND (t.for_person_id IS NULL OR t.for_person_id = ANY(CAST(:free AS uuid[])) OR t.for_person_until <= :now)
          AND NOT CAST(:free AS uuid[]) <@ {_REFUSED.format(task="t.id")}
          AND NOT EXISTS (SELECT 1 FROM on_the_line o WHERE o.customer_id = l.customer_id OR o.number = l.number)
          AND {MAY_BE_CALLED}
        ORDER BY t.priority DESC, t.due_at LIMIT :most) best
""")  # noqa: S608 - the parts put in are constants
CAMPAIGNS_OF = text(f"""
    SELECT p.id AS person_id, c.id AS campaign_id FROM people p JOIN campaigns c ON {_RUNS} AND c.distribution <> 'pull'
    WHERE p.id = ANY(CAST(:free AS uuid[]))
      AND CASE WHEN p.vendor_id IS NULL
          THEN EXISTS (SELECT 1 FROM campaign_people cp WHERE cp.campaign_id = c.id AND cp.person_id = p.id)
          ELSE {_SHARE_HOLDS.format(vendor="p.vendor_id")} END
""")  # noqa: S608 - the parts put in are constants
# Who is claiming the task has its row, and nobody waits for them.
HOLD = text("""
    WITH picked AS (
        SELECT t.id FROM tasks t JOIN leads l ON l.id = t.lead_id
        WHERE t.id = :task AND t.state = 'ready' AND t.due_at <= :now AND l.state = 'open' FOR UPDATE OF t SKIP LOCKED)
    UPDATE tasks SET state = 'offered' FROM picked WHERE tasks.id = picked.id RETURNING tasks.id
""")
RESERVE = reservations.insert()
LAST = (
    select(reservations.c.state)
    .where(reservations.c.task_id == bindparam("task"), reservations.c.person_id == bindparam("person"))
    .order_by(reservations.c.offered_at.desc(), reservations.c.id.desc())
    .limit(1)
)
END = (
    reservations.update()
    .where(reservations.c.id == bindparam("reservation"), reservations.c.state == "offered")
    .values(state=bindparam("to"), cause=bindparam("because"), ended_at=bindparam("at"))
)
# Back among the ready ones; with a lead that was closed meanwhile there is nothing left to do.
LET_GO = text("""
    UPDATE tasks SET state = CASE WHEN l.state = 'open' THEN 'ready' ELSE 'closed' END,
        ended_at = CASE WHEN l.state = 'open' THEN NULL ELSE CAST(:now AS timestamptz) END,
        due_at = coalesce(CAST(:due AS timestamptz), tasks.due_at),
        for_person_id = CASE WHEN :releases THEN NULL ELSE for_person_id END,
        for_person_until = CASE WHEN :releases THEN NULL ELSE for_person_until END
    FROM leads l WHERE tasks.id = :task AND tasks.state = 'offered' AND l.id = tasks.lead_id
""")
TAKE = text("""
    UPDATE tasks SET state = 'claimed', holder_id = :person, claim_no = claim_no + 1, lease_until = now() + :lease
    WHERE id = :task AND state = 'offered'
""")
_OPEN = f"""
    WITH {_ON_THE_LINE}
    SELECT r.id, r.task_id, r.person_id, r.offered_at, r.expires_at, t.kind, c.distribution, c.purpose, l.number,
        coalesce(cu.zone, l.zone) AS zone, {_RUNS} AS is_running, l.state = 'open' AS is_open, t.for_person_id,
        p.vendor_id IS NOT DISTINCT FROM t.vendor_id AND CASE WHEN t.vendor_id IS NULL
            THEN t.for_person_id = p.id OR c.key = 'callbacks'
                 OR EXISTS (SELECT 1 FROM campaign_people cp WHERE cp.campaign_id = c.id AND cp.person_id = p.id)
            ELSE {_SHARE_HOLDS.format(vendor="t.vendor_id")} END AS may_work,
        EXISTS (SELECT 1 FROM interactions i WHERE i.person_id = r.person_id AND i.closed_at IS NULL) AS is_busy,
        EXISTS (SELECT 1 FROM on_the_line o WHERE o.task_id IS DISTINCT FROM t.id
                AND (o.customer_id = l.customer_id OR o.number = l.number)) AS is_on_the_line
    FROM reservations r JOIN tasks t ON t.id = r.task_id JOIN campaigns c ON c.id = t.campaign_id JOIN leads l ON l.id = t.lead_id
    JOIN people p ON p.id = r.person_id LEFT JOIN customers cu ON cu.id = l.customer_id
    WHERE r.state = 'offered' AND r.task_id IS NOT NULL
"""  # noqa: S608 - the parts put in are constants
OPEN = text(_OPEN + "ORDER BY r.id")
OPEN_OF = text(_OPEN + "AND r.person_id = :person")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReservation:
    """A task before an agent until `expires_at`, and how things stand around it now."""

    id: UUID
    task_id: UUID
    person_id: UUID
    offered_at: datetime
    expires_at: datetime
    kind: TaskKind
    distribution: Distribution
    purpose: str
    number: str
    zone: str | None
    is_running: bool
    is_open: bool
    for_person_id: UUID | None
    may_work: bool
    is_busy: bool
    is_on_the_line: bool

    @property
    def is_promised(self) -> bool:
        """Whether the call was promised with the agent whom it is before."""
        return self.for_person_id == self.person_id


def _reservation(row: RowMapping) -> TaskReservation:
    values = {**dict(row), "kind": TaskKind(row["kind"]), "distribution": Distribution(row["distribution"])}
    return TaskReservation(**{**values, "may_work": bool(row["may_work"])})


class TaskReservationStore:
    """The reservations of tasks, in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def is_pushing(self) -> bool:
        """Whether any running campaign offers work of itself."""
        return bool(self._connection.execute(PUSHING, {"now": self._now}).scalar())

    def waiting(self, free: Collection[UUID], passed: Sequence[UUID] = ()) -> list[WaitingWork]:
        """The due tasks that these free agents could be offered, except those passed over."""
        values = {
            "free": sorted(free),
            "passed": list(passed),
            "now": self._now,
            "refused_since": self._now - REFUSAL_COUNTS_FOR,
            "lowest": -(2**31),
            "callback": CALLBACK_PRIORITY,
            "most": MOST_OF_A_CAMPAIGN,
        }
        return [self._waiting(row) for row in self._connection.execute(WAITING, values).mappings()]

    def with_campaigns(self, agents: Sequence[FreeAgent]) -> list[FreeAgent]:
        """The same agents, each with the campaigns they may work."""
        may: dict[UUID, set[UUID]] = {each.person_id: set() for each in agents}
        for row in self._connection.execute(CAMPAIGNS_OF, {"free": sorted(may), "now": self._now}):
            may[row.person_id].add(row.campaign_id)
        return [replace(each, campaigns=frozenset(may[each.person_id])) for each in agents]

    def hold(self, task_id: UUID) -> bool:
        """Keep a ready task from everybody, to put it before an agent; False when it is somebody's meanwhile."""
        return self._connection.execute(HOLD, {"task": task_id, "now": self._now}).scalar() is not None

    def reserve(self, reservation_id: UUID, reservation: Reservation) -> None:
        """Put a task that is kept from everybody before an agent."""
        row = {
            "id": reservation_id,
            "task_id": reservation.work_id,
            "person_id": reservation.person_id,
            "state": reservation.state,
            "offered_at": reservation.offered_at,
            "expires_at": reservation.expires_at,
        }
        self._connection.execute(RESERVE, row)

    def open(self) -> list[TaskReservation]:
        """Every task that is before an agent."""
        return [_reservation(row) for row in self._connection.execute(OPEN, {"now": self._now}).mappings()]

    def open_of(self, person_id: UUID) -> TaskReservation | None:
        """The task that is before this agent."""
        row = self._connection.execute(OPEN_OF, {"now": self._now, "person": person_id}).mappings().one_or_none()
        return _reservation(row) if row else None

    def end_of(self, task_id: UUID, person_id: UUID) -> ReservationState | None:
        """What became of the last offer of that task to that agent; None when it never was."""
        state = self._connection.execute(LAST, {"task": task_id, "person": person_id}).scalar()
        return ReservationState(state) if state else None

    def end(self, reservation: TaskReservation, state: ReservationState, cause: str = "") -> bool:
        """End a reservation; False when it has an end. Its task is still kept from everybody: `take` or `let_go` follows."""
        values = {"reservation": reservation.id, "to": state, "because": cause, "at": self._now}
        return self._connection.execute(END, values).rowcount == 1

    def take(self, task_id: UUID, person_id: UUID) -> bool:
        """Give a task to the agent whom it was before, under the next claim number; False when it is kept for nobody any more."""
        return self._connection.execute(TAKE, {"task": task_id, "person": person_id, "lease": LEASE}).rowcount == 1

    def let_go(self, task_id: UUID, due_at: datetime | None = None, *, releases: bool = False) -> None:
        """Make a task ready again, due then; closed where its lead is. `releases` lets it be anybody's that was kept for one agent."""
        self._connection.execute(LET_GO, {"task": task_id, "now": self._now, "due": due_at, "releases": releases})

    def _waiting(self, row: RowMapping) -> WaitingWork:
        is_kept = row["for_person_id"] is not None
        return WaitingWork(
            work_id=row["id"],
            waiting_since=row["due_at"],
            queue_priority=row["priority"],
            refused_by=frozenset(row["refused_by"]),
            preferred=row["for_person_id"],
            preferred_until=(row["for_person_until"] or self._now + FOR_EVER) if is_kept else None,
            vendor_id=row["vendor_id"],
            kind=WorkKind.CALLBACK if row["kind"] == TaskKind.CALLBACK else WorkKind.TASK,
            campaign_id=row["campaign_id"],
        )
