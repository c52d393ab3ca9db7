"""Tasks: claimed by one statement, held under a lease and a claim number, written only by their holder (P3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, text

from adapters.database.stores.campaigns import campaign_from
from adapters.database.tables.outbound import leads, task_skips, tasks
from flows.outbound.campaign import Campaign
from flows.outbound.lead import CloseReason, Lead, LeadState
from flows.outbound.task import LEASE, Task, TaskKind, TaskState

# A lease that ran out frees a task, except under a call that still goes on; leases go by the database's clock alone.
_MINE = """
    (t.state = 'ready' OR (t.state = 'claimed' AND t.lease_until < now()
     AND NOT EXISTS (SELECT 1 FROM interactions i WHERE i.task_id = t.id AND i.closed_at IS NULL)))
    AND l.state = 'open' AND c.state = 'running'
    AND (c.starts_at IS NULL OR c.starts_at <= :now) AND (c.ends_at IS NULL OR c.ends_at > :now)
    AND t.vendor_id IS NOT DISTINCT FROM CAST(:vendor AS uuid)
    AND CASE WHEN CAST(:vendor AS uuid) IS NULL
        THEN t.for_person_id = :person OR c.key = 'callbacks'
             OR EXISTS (SELECT 1 FROM campaign_people cp WHERE cp.campaign_id = c.id AND cp.person_id = :person)
        ELSE EXISTS (SELECT 1 FROM campaign_shares s WHERE s.campaign_id = c.id AND s.vendor_id = CAST(:vendor AS uuid)
                     AND s.revoked_at IS NULL AND s.expires_at > :now) END
    AND (t.for_person_id IS NULL OR t.for_person_id = :person OR t.for_person_until <= :now)
"""
_FROM = "tasks t JOIN campaigns c ON c.id = t.campaign_id JOIN leads l ON l.id = t.lead_id"
_TAKE = """
    UPDATE tasks SET state = 'claimed', holder_id = :person, claim_no = tasks.claim_no + 1, lease_until = now() + :lease
    FROM picked WHERE tasks.id = picked.id RETURNING tasks.id
"""
# What must never be put into a hand, asked again at the dial.
MAY_BE_CALLED = """
    NOT t.id = ANY(CAST(:passed AS uuid[]))
    AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.seller = c.seller AND x.number = l.number AND x.lifted_at IS NULL
                    AND x.purpose IN (c.purpose, 'all'))
    AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.seller = c.seller AND a.number = l.number
                    AND a.state IN ('intended', 'dialling', 'unknown'))
"""
_CLAIM_SOME = f"""
    WITH picked AS (
        SELECT t.id FROM {_FROM} WHERE %s AND t.due_at <= :now AND {_MINE} AND {MAY_BE_CALLED}
        ORDER BY t.kind = 'callback' DESC, t.priority DESC, t.due_at
        LIMIT 1 FOR UPDATE OF t SKIP LOCKED)
    {_TAKE}
"""  # noqa: S608 - the parts put in are constants
# Each is one statement, so nobody looks first and takes later; SKIP LOCKED, so two hundred who press at once do not queue behind one row.
CLAIM_KEPT = text(_CLAIM_SOME % "t.for_person_id = :person")
CLAIM_LAPSED = text(_CLAIM_SOME % "t.state = 'claimed'")
# Campaign by campaign, so that each goes down its index and stops at the first task: sorting all that is ready took a second at 100,000.
# The planner must not take the conditions for selective, or it sorts after all: what hangs on the campaign alone is asked outside, and
# the vendor is compared with = and IS NULL, whose frequency it knows, not with IS NOT DISTINCT FROM, which it takes for rare.
CLAIM_READY = text(f"""
    WITH mine AS MATERIALIZED (
        SELECT c.id, c.seller, c.purpose FROM campaigns c
        WHERE c.state = 'running' AND (c.starts_at IS NULL OR c.starts_at <= :now) AND (c.ends_at IS NULL OR c.ends_at > :now)
          AND CASE WHEN CAST(:vendor AS uuid) IS NULL
              THEN c.key = 'callbacks'
                   OR EXISTS (SELECT 1 FROM campaign_people cp WHERE cp.campaign_id = c.id AND cp.person_id = :person)
              ELSE EXISTS (SELECT 1 FROM campaign_shares s WHERE s.campaign_id = c.id AND s.vendor_id = CAST(:vendor AS uuid)
                           AND s.revoked_at IS NULL AND s.expires_at > :now) END
    ), picked AS (
        SELECT best.id FROM mine c CROSS JOIN LATERAL (
            SELECT t.id, t.priority, t.due_at FROM tasks t JOIN leads l ON l.id = t.lead_id
            WHERE t.campaign_id = c.id AND t.state = 'ready' AND t.due_at <= :now AND l.state = 'open'
              AND (t.vendor_id = CAST(:vendor AS uuid) OR (CAST(:vendor AS uuid) IS NULL AND t.vendor_id IS NULL))
              AND (t.for_person_id IS NULL OR t.for_person_id = :person OR t.for_person_until <= :now)
              AND {MAY_BE_CALLED}
            ORDER BY t.priority DESC, t.due_at
            LIMIT 1 FOR UPDATE OF t SKIP LOCKED) best
        ORDER BY best.priority DESC, best.due_at LIMIT 1)
    {_TAKE}
""")  # noqa: S608 - the parts put in are constants
CLAIM_ONE = text(f"""
    WITH picked AS (SELECT t.id FROM {_FROM} WHERE t.id = :task AND {_MINE} FOR UPDATE OF t)
    {_TAKE}
""")  # noqa: S608 - the parts put in are constants
_ROW = """
    SELECT t.*, c.key, c.name_en, c.name_zh, c.seller, c.purpose, c.mode, c.script_key, c.region, c.caller_number,
        c.state AS campaign_state, c.state_reason, c.starts_at, c.ends_at,
        l.external_id, l.name, l.surname, l.title, l.number, l.language, coalesce(cu.zone, l.zone) AS zone, l.customer_id,
        l.attributes, l.list_obtained_on, l.consent_reference, l.state AS lead_state, l.closed_reason
    FROM tasks t JOIN campaigns c ON c.id = t.campaign_id JOIN leads l ON l.id = t.lead_id LEFT JOIN customers cu ON cu.id = l.customer_id
"""
GET = text(_ROW + "WHERE t.id = :task")
GET_LOCKED = text(_ROW + "WHERE t.id = :task FOR UPDATE OF t")
HELD = text(_ROW + "WHERE t.holder_id = :person AND t.state = 'claimed' ORDER BY t.lease_until DESC LIMIT 1")
ADD = tasks.insert()
PUT_BACK = (
    tasks.update()
    .where(tasks.c.id == bindparam("task"), tasks.c.claim_no == bindparam("claim"), tasks.c.state == "claimed")
    .values(
        state="ready",
        holder_id=None,
        lease_until=None,
        due_at=bindparam("due"),
        attempts=tasks.c.attempts + bindparam("tried"),
        for_person_id=None,
        for_person_until=None,
        last_result=bindparam("result"),
    )
)
END = (
    tasks.update()
    .where(tasks.c.id == bindparam("task"), tasks.c.claim_no == bindparam("claim"), tasks.c.state == "claimed")
    .values(
        state=bindparam("to"),
        holder_id=None,
        lease_until=None,
        ended_at=bindparam("at"),
        attempts=tasks.c.attempts + bindparam("tried"),
        last_result=bindparam("result"),
    )
)
# One that is before an agent just now too: it is ready again when they leave it.
KEEP_FOR = (
    tasks.update()
    .where(tasks.c.id == bindparam("task"), tasks.c.state.in_(("ready", "offered")))
    .values(for_person_id=bindparam("who"), for_person_until=bindparam("until"))
)
REOPEN = (
    tasks.update()
    .where(tasks.c.id == bindparam("task"), tasks.c.state == "closed")
    .values(state="ready", due_at=bindparam("due"), ended_at=None)
)
# What is shut for one number of a country and zone is shut for all of the campaign's numbers there: they are not looked at one by one.
PUT_OFF_ALIKE = text("""
    UPDATE tasks SET due_at = :until WHERE id IN (
        SELECT t.id FROM tasks t JOIN leads l ON l.id = t.lead_id LEFT JOIN customers cu ON cu.id = l.customer_id
        WHERE t.campaign_id = :campaign AND t.state = 'ready' AND t.due_at < :until
          AND coalesce(cu.zone, l.zone) = :zone AND starts_with(l.number, :prefix)
        FOR UPDATE OF t SKIP LOCKED)
""")
# A claim lives as long as its agent's screen, and as long as the call made under it (P3): times by the database's own clock.
RENEW = text("""
    UPDATE tasks SET lease_until = now() + :lease
    WHERE state = 'claimed' AND (
        EXISTS (SELECT 1 FROM presence p WHERE p.person_id = holder_id AND p.state <> 'offline'
                AND coalesce(p.seen_at, p.since) > now() - CAST(:silent AS interval))
        OR EXISTS (SELECT 1 FROM interactions i WHERE i.task_id = tasks.id AND i.person_id = holder_id AND i.closed_at IS NULL))
""")
LAPSED = text("""
    SELECT t.id, t.claim_no, t.holder_id FROM tasks t LEFT JOIN presence p ON p.person_id = t.holder_id
    WHERE t.state = 'claimed' AND (t.lease_until < now() OR coalesce(p.state, 'offline') = 'offline')
      AND NOT EXISTS (SELECT 1 FROM interactions i WHERE i.task_id = t.id AND i.person_id = t.holder_id AND i.closed_at IS NULL)
    ORDER BY t.id
""")
SKIP = task_skips.insert()
CLOSE_LEAD = (
    leads.update()
    .where(leads.c.id == bindparam("lead"), (leads.c.state == "open") | (bindparam("outranks")))
    .values(state="closed", closed_reason=bindparam("reason"))
)
# Tasks before leads, as whoever claims, offers or puts off a task and then closes its lead takes them: else two wait for each other.
LOCK_TASKS_OF_NUMBER = text("""
    SELECT t.id FROM tasks t JOIN leads l ON l.id = t.lead_id JOIN campaigns c ON c.id = l.campaign_id
    WHERE c.seller = :seller AND l.number = :number AND (:purpose = 'all' OR c.purpose = :purpose) AND t.state = 'ready'
    ORDER BY t.id FOR NO KEY UPDATE OF t
""")
# An opt-out ends the work on every lead of this number that it covers; a task in somebody's hands keeps its holder until they let go.
CLOSE_LEADS_OF_NUMBER = text("""
    UPDATE leads l SET state = 'closed', closed_reason = 'do_not_call' FROM campaigns c
    WHERE c.id = l.campaign_id AND c.seller = :seller AND l.number = :number AND (:purpose = 'all' OR c.purpose = :purpose)
    RETURNING l.id
""")
CLOSE_TASKS_OF_LEADS = text("UPDATE tasks SET state = 'closed', ended_at = :now WHERE lead_id = ANY(:leads) AND state = 'ready'")
HOLDERS_OF_LEADS = text("SELECT id, claim_no, holder_id FROM tasks WHERE lead_id = ANY(:leads) AND state = 'claimed' ORDER BY id")
HAS_READY = text("SELECT EXISTS (SELECT 1 FROM tasks WHERE lead_id = :lead AND state IN ('ready', 'offered'))")
PUT_LEAD = text("""
    INSERT INTO leads (id, campaign_id, customer_id, external_id, name, surname, title, number, language, zone, attributes, state,
                       list_obtained_on)
    VALUES (:id, :campaign, :customer, :external_id, :name, :surname, :title, :number, :language, :zone, '{}', 'open', :day)
    ON CONFLICT (campaign_id, external_id) DO UPDATE SET
        number = excluded.number, name = excluded.name, language = excluded.language, zone = excluded.zone,
        state = 'open', closed_reason = NULL, customer_id = excluded.customer_id
    RETURNING id
""")
_SILENT_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its lead and campaign; what else is stored of the three is found by name."""

    task: Task
    lead: Lead
    campaign: Campaign
    columns: Mapping[str, Any]

    @property
    def id(self) -> UUID:
        """The task's id."""
        return self.task.id

    def __getitem__(self, name: str) -> Any:
        """A column by name; `zone` is the customer's, else the lead's."""
        return self.columns[name]


def _row(row: RowMapping) -> TaskRow:
    task = Task(
        id=row["id"],
        campaign_id=row["campaign_id"],
        lead_id=row["lead_id"],
        due_at=row["due_at"],
        priority=row["priority"],
        kind=TaskKind(row["kind"]),
        state=TaskState(row["state"]),
        vendor_id=row["vendor_id"],
        for_agent_id=row["for_person_id"],
        for_agent_until=row["for_person_until"],
        holder_id=row["holder_id"],
        claim_no=row["claim_no"],
        lease_until=row["lease_until"],
        attempts=row["attempts"],
    )
    lead = Lead(
        id=row["lead_id"],
        campaign_id=row["campaign_id"],
        external_id=row["external_id"],
        name=row["name"],
        number=row["number"],
        list_obtained_on=row["list_obtained_on"],
        language=row["language"],
        zone=row["zone"],
        customer_id=row["customer_id"],
        consent_reference=row["consent_reference"],
        state=LeadState(row["lead_state"]),
        closed_reason=CloseReason(row["closed_reason"]) if row["closed_reason"] else None,
    )
    return TaskRow(task, lead, campaign_from({**dict(row), "id": row["campaign_id"], "state": row["campaign_state"]}), dict(row))


class TaskStore:
    """The tasks of one transaction, and the leads they are about."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def claim_next(self, person_id: UUID, vendor_id: UUID | None, passed: Sequence[UUID] = ()) -> TaskRow | None:
        """Take the next task this agent may work, except those passed over; None when there is none.

        What is kept for them goes first, then what is ready by priority and age, then what a lapsed lease left behind.
        """
        values = {"person": person_id, "vendor": vendor_id, "passed": list(passed), "now": self._now, "lease": LEASE}
        for claim in (CLAIM_KEPT, CLAIM_READY, CLAIM_LAPSED):
            taken = self._connection.execute(claim, values).scalar()
            if taken:
                return self.get(taken)
        return None

    def claim(self, task_id: UUID, person_id: UUID, vendor_id: UUID | None) -> TaskRow | None:
        """Take this very task, due or not; None when it is not free or not for this agent."""
        values = {"task": task_id, "person": person_id, "vendor": vendor_id, "now": self._now, "lease": LEASE}
        taken = self._connection.execute(CLAIM_ONE, values).scalar()
        return self.get(taken) if taken else None

    def get(self, task_id: UUID, *, lock: bool = False) -> TaskRow | None:
        """One task; `lock` holds its row until the transaction ends."""
        return self._one(GET_LOCKED if lock else GET, {"task": task_id})

    def held_by(self, person_id: UUID) -> TaskRow | None:
        """The task in this agent's hands."""
        return self._one(HELD, {"person": person_id})

    def add(self, **columns: Any) -> None:
        """Add a task."""
        self._connection.execute(ADD, columns)

    def put_back(self, task: Task, due_at: datetime, *, tried: bool = False, result: str | None = None) -> bool:
        """Make a claimed task ready again, due then; False under an old claim number, and nothing is changed."""
        values = {"task": task.id, "claim": task.claim_no, "due": due_at, "tried": int(tried), "result": result}
        return self._connection.execute(PUT_BACK, values).rowcount == 1

    def end(self, task: Task, state: TaskState, *, tried: bool = False, result: str | None = None) -> bool:
        """End a claimed task; False under an old claim number, and nothing is changed."""
        values = {"task": task.id, "claim": task.claim_no, "to": state, "tried": int(tried), "result": result, "at": self._now}
        return self._connection.execute(END, values).rowcount == 1

    def keep_for(self, task_id: UUID, person_id: UUID | None, until: datetime | None) -> None:
        """Keep a task that nobody holds for one agent until then; None: it is everybody's."""
        self._connection.execute(KEEP_FOR, {"task": task_id, "who": person_id, "until": until})

    def reopen(self, task_id: UUID, due_at: datetime) -> bool:
        """Make a closed task ready again; False when it is not closed."""
        return self._connection.execute(REOPEN, {"task": task_id, "due": due_at}).rowcount == 1

    def put_off_alike(self, campaign_id: UUID, zone: str, prefix: str, until: datetime) -> int:
        """Make all ready tasks of a campaign in that zone, with numbers of that beginning, due then; returns how many."""
        values = {"campaign": campaign_id, "zone": zone, "prefix": prefix, "until": until}
        return self._connection.execute(PUT_OFF_ALIKE, values).rowcount

    def renew_leases(self) -> None:
        """Renew the leases of agents whose screens live or who are on a call under the claim."""
        self._connection.execute(RENEW, {"lease": LEASE, "silent": _SILENT_AFTER})

    def lapsed(self) -> list[tuple[UUID, int, UUID]]:
        """Claims that nobody stands behind any more: task, claim number, holder."""
        return [(row.id, row.claim_no, row.holder_id) for row in self._connection.execute(LAPSED)]

    def add_skip(self, skip_id: UUID, task_id: UUID, person_id: UUID, reason: str) -> None:
        """Keep that an agent passed a task on, and why."""
        self._connection.execute(SKIP, {"id": skip_id, "task_id": task_id, "person_id": person_id, "reason": reason, "at": self._now})

    def close_lead(self, lead_id: UUID, reason: CloseReason) -> None:
        """Work a lead no more; the first reason stays, except that an opt-out outranks every other."""
        outranks = reason is CloseReason.DO_NOT_CALL
        self._connection.execute(CLOSE_LEAD, {"lead": lead_id, "reason": reason, "outranks": outranks})

    def close_number(self, seller: str, number: str, purpose: str) -> list[tuple[UUID, int, UUID]]:
        """End the work on every lead of a number; returns the tasks that are in somebody's hands: task, claim number, holder."""
        covered = {"seller": seller, "number": number, "purpose": purpose}
        self._connection.execute(LOCK_TASKS_OF_NUMBER, covered)
        found = list(self._connection.execute(CLOSE_LEADS_OF_NUMBER, covered).scalars())
        self._connection.execute(CLOSE_TASKS_OF_LEADS, {"leads": found, "now": self._now})
        return [(row.id, row.claim_no, row.holder_id) for row in self._connection.execute(HOLDERS_OF_LEADS, {"leads": found})]

    def has_ready(self, lead_id: UUID) -> bool:
        """True when a task of this lead waits to be worked."""
        return bool(self._connection.execute(HAS_READY, {"lead": lead_id}).scalar())

    def put_lead(self, **columns: Any) -> UUID:
        """Store a lead that no list brought (a callback's), open; the one of the same external id is taken up again."""
        lead_id: UUID = self._connection.execute(PUT_LEAD, columns).scalar_one()
        return lead_id

    def _one(self, statement: Any, values: Mapping[str, Any]) -> TaskRow | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return _row(row) if row else None
