"""Attempts: committed before the dial, at most one open for a seller and number (P4), and what the gate is told of a number."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.outbound import attempts
from flows.outbound.abandonment import Abandonment
from flows.outbound.attempt import AttemptResult

OPEN = ("intended", "dialling", "unknown")
# The unique index on open attempts is the last word: whoever comes second waits for the first one's commit, and adds nothing.
INTEND = (
    insert(attempts)
    .on_conflict_do_nothing(index_elements=["seller", "number"], index_where=text("state in ('intended', 'dialling', 'unknown')"))
    .returning(attempts.c.id)
)
REFUSE = attempts.insert()
GET = select(attempts).where(attempts.c.id == bindparam("attempt"))
GET_LOCKED = GET.with_for_update()
LOCK_NUMBER = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("number"), 0x0C0E)))
TIMES = (
    select(attempts.c.intended_at)
    .where(
        attempts.c.seller == bindparam("seller"),
        attempts.c.number == bindparam("number"),
        attempts.c.intended_at > bindparam("since"),
        attempts.c.state != "refused",
    )
    .order_by(attempts.c.intended_at)
)
OPEN_OF = select(attempts.c.id).where(
    attempts.c.seller == bindparam("seller"), attempts.c.number == bindparam("number"), attempts.c.state.in_(OPEN)
)
# A refusal is a conversation with the person that ended in a disposition of the kind `failure`, those aside that say that it never
# came to one.
LAST_REFUSAL = text("""
    SELECT max(i.closed_at) FROM attempts a JOIN campaigns c ON c.id = a.campaign_id
    JOIN interactions i ON i.attempt_id = a.id JOIN dispositions d ON d.code = i.disposition_code AND d.kind = 'failure'
    WHERE a.seller = :seller AND a.number = :number AND c.purpose = :purpose AND a.result = 'answered'
      AND a.right_party IS DISTINCT FROM 'no'
      AND d.code NOT IN ('cut_off', 'not_reached', 'unverified', 'wrong_number', 'busy', 'no_answer', 'machine')
""")
ABANDONMENT = select(
    func.count().filter(attempts.c.result.in_(("answered", "abandoned"))).label("live"),
    func.count().filter(attempts.c.result == "abandoned").label("abandoned"),
).where(attempts.c.campaign_id == bindparam("campaign"), attempts.c.intended_at > bindparam("since"))
RESULTS_OF_LEAD = (
    select(attempts.c.result)
    .where(attempts.c.lead_id == bindparam("lead"), attempts.c.state.in_(("ended", "unknown")), attempts.c.result.is_not(None))
    .order_by(attempts.c.intended_at)
)
DIALLED = (
    attempts.update()
    .where(attempts.c.id == bindparam("attempt"), attempts.c.state == "intended")
    .values(state="dialling", dialled_at=bindparam("at"))
)
ANSWERED = (
    attempts.update()
    .where(attempts.c.id == bindparam("attempt"), attempts.c.answered_at.is_(None), attempts.c.state.in_(OPEN))
    .values(answered_at=bindparam("at"))
)
END = (
    attempts.update()
    .where(attempts.c.id == bindparam("attempt"), attempts.c.state.in_(OPEN))
    .values(state=bindparam("to"), result=bindparam("came"), ended_at=bindparam("at"))
)
CHECK_PARTY = attempts.update().where(attempts.c.id == bindparam("attempt")).values(right_party=bindparam("party"))
# What the switch has no call for: it may still be on its way there for a moment.
UNRESOLVED = (
    select(attempts.c.id, attempts.c.state)
    .where(attempts.c.state.in_(("intended", "dialling")), attempts.c.intended_at < bindparam("before"))
    .order_by(attempts.c.intended_at)
)
LAST_OF_PERSON = (
    select(attempts)
    .where(attempts.c.person_id == bindparam("person"), attempts.c.intended_at > bindparam("since"))
    .order_by(attempts.c.intended_at.desc(), attempts.c.id.desc())
    .limit(1)
)
OF_TASK = (
    select(attempts).where(attempts.c.task_id == bindparam("task"), attempts.c.state != "refused").order_by(attempts.c.intended_at.desc())
)
# What the analytics side calls things by, as it does for outcomes.
ABOUT = text("""
    SELECT 'voice' AS channel, 'outbound' AS direction, 'live' AS source, l.language, c.key AS campaign, a.task_id, a.lead_id, a.person_id,
        p.team_id, a.vendor_id, l.customer_id, i.id AS interaction_id, t.attempts AS attempt_no
    FROM attempts a JOIN campaigns c ON c.id = a.campaign_id JOIN leads l ON l.id = a.lead_id JOIN tasks t ON t.id = a.task_id
    LEFT JOIN people p ON p.id = a.person_id LEFT JOIN interactions i ON i.attempt_id = a.id
    WHERE a.id = :attempt
""")


class AttemptStore:
    """The attempts of one transaction; rows are mappings with the columns of `attempts`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def lock_number(self, seller: str, number: str) -> None:
        """Let no other transaction dial or suppress this number until this one ends."""
        self._connection.execute(LOCK_NUMBER, {"number": f"{seller} {number}"})

    def intend(self, **columns: Any) -> bool:
        """Add an attempt that is to be dialled; False when another one on the number is open."""
        return self._connection.execute(INTEND, {"state": "intended", "intended_at": self._now, **columns}).scalar() is not None

    def refuse(self, **columns: Any) -> None:
        """Keep an attempt that the gate stopped, with its reasons."""
        self._connection.execute(REFUSE, {"state": "refused", "intended_at": self._now, "ended_at": self._now, **columns})

    def get(self, attempt_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
        """One attempt; `lock` holds its row until the transaction ends."""
        return self._one(GET_LOCKED if lock else GET, {"attempt": attempt_id})

    def times(self, seller: str, number: str, since: datetime) -> tuple[datetime, ...]:
        """When a number was tried since then, over all campaigns and vendors of a seller."""
        return tuple(self._connection.execute(TIMES, {"seller": seller, "number": number, "since": since}).scalars())

    def open_of(self, seller: str, number: str) -> UUID | None:
        """The open attempt on a number."""
        return self._connection.execute(OPEN_OF, {"seller": seller, "number": number}).scalar()

    def refused_at(self, seller: str, number: str, purpose: str) -> datetime | None:
        """When the person at this number last said no to contact for that purpose."""
        return self._connection.execute(LAST_REFUSAL, {"seller": seller, "number": number, "purpose": purpose}).scalar()

    def abandonment(self, campaign_id: UUID, since: datetime) -> Abandonment:
        """The live answers of a campaign since then, and how many of them met no agent."""
        row = self._connection.execute(ABANDONMENT, {"campaign": campaign_id, "since": since}).one()
        return Abandonment(row.live, row.abandoned)

    def results_of_lead(self, lead_id: UUID) -> list[AttemptResult]:
        """How the tries of a lead ended, oldest first."""
        return [AttemptResult(result) for result in self._connection.execute(RESULTS_OF_LEAD, {"lead": lead_id}).scalars()]

    def mark_dialling(self, attempt_id: UUID, at: datetime) -> None:
        """The switch took the order; told again it changes nothing."""
        self._connection.execute(DIALLED, {"attempt": attempt_id, "at": at})

    def mark_answered(self, attempt_id: UUID, at: datetime) -> None:
        """Somebody or something took the call; told again it changes nothing."""
        self._connection.execute(ANSWERED, {"attempt": attempt_id, "at": at})

    def end(self, attempt_id: UUID, result: AttemptResult, at: datetime) -> bool:
        """Write how a try ended; an unknown fate stays open. False when it had ended before."""
        is_unknown = result is AttemptResult.UNKNOWN
        values = {"attempt": attempt_id, "to": "unknown" if is_unknown else "ended", "came": result, "at": None if is_unknown else at}
        return self._connection.execute(END, values).rowcount == 1

    def check_party(self, attempt_id: UUID, party: str) -> None:
        """Write what the right-party check found: yes or no."""
        self._connection.execute(CHECK_PARTY, {"attempt": attempt_id, "party": party})

    def unresolved(self, before: datetime) -> list[UUID]:
        """Attempts from before that time which the switch should know of and which have not ended."""
        return [row.id for row in self._connection.execute(UNRESOLVED, {"before": before})]

    def last_of(self, person_id: UUID, since: datetime) -> dict[str, Any] | None:
        """The last attempt an agent made or was refused since then."""
        return self._one(LAST_OF_PERSON, {"person": person_id, "since": since})

    def of_task(self, task_id: UUID) -> list[dict[str, Any]]:
        """The attempts made for a task, the latest first."""
        return [dict(row) for row in self._connection.execute(OF_TASK, {"task": task_id}).mappings()]

    def about(self, attempt_id: UUID) -> dict[str, Any]:
        """Who tried whom for what: the columns that the analytics side has for it, as JSON values."""
        row = self._connection.execute(ABOUT, {"attempt": attempt_id}).mappings().one()
        return {name: str(value) if isinstance(value, UUID) else value for name, value in row.items()}

    def _one(self, statement: Any, values: Mapping[str, Any]) -> dict[str, Any] | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return dict(row) if row else None
