"""Callbacks: promised calls, each carried out by a task."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.outbound import callbacks
from flows.outbound.callback import Callback, CallbackState
from flows.outbound.suppression import Purpose

ADD = insert(callbacks).on_conflict_do_nothing(index_elements=["request_id"])
BY_REQUEST = select(callbacks).where(callbacks.c.request_id == bindparam("request"))
BY_TASK = select(callbacks).where(callbacks.c.task_id == bindparam("task")).order_by(callbacks.c.due_at.desc()).limit(1)
OF_INTERACTION = select(callbacks).where(callbacks.c.interaction_id == bindparam("interaction")).order_by(callbacks.c.created_at)
GET = select(callbacks).where(callbacks.c.id == bindparam("callback"))
GET_LOCKED = GET.with_for_update()
DUE = (
    select(callbacks.c.id)
    .where(callbacks.c.state.in_(("open", "held", "released")), callbacks.c.due_at <= bindparam("now"))
    .order_by(callbacks.c.due_at)
    .limit(200)
)
SET = (
    callbacks.update()
    .where(callbacks.c.id == bindparam("callback"), callbacks.c.state.in_(("open", "held", "released")))
    .values(state=bindparam("to"), ended_at=bindparam("ended"))
)
DONE_BY_TASK = (
    callbacks.update()
    .where(callbacks.c.task_id == bindparam("task"), callbacks.c.state.in_(("open", "held", "released")))
    .values(state="done", ended_at=bindparam("at"))
)
_VIEW = """
    SELECT b.*, c.name_en, c.name_zh, c.key AS campaign_key, coalesce(cu.name, l.name, '') AS name, coalesce(l.title, '') AS title,
        coalesce(l.surname, '') AS surname, p.name AS person, t.state AS task_state, t.vendor_id
    FROM callbacks b JOIN campaigns c ON c.id = b.campaign_id JOIN tasks t ON t.id = b.task_id
    LEFT JOIN leads l ON l.id = b.lead_id LEFT JOIN customers cu ON cu.id = b.customer_id LEFT JOIN people p ON p.id = b.person_id
"""
# What an agent owes: their own, and at their own house those that are due and nobody's any more.
OF_PERSON = text(f"""
    {_VIEW}
    WHERE b.state IN ('open', 'held', 'released') AND t.state = 'ready' AND t.vendor_id IS NOT DISTINCT FROM CAST(:vendor AS uuid)
      AND ((b.person_id = :person AND b.state <> 'released')
           OR (b.state = 'released' AND (c.key = 'callbacks' OR b.person_id = :person
               OR EXISTS (SELECT 1 FROM campaign_people cp WHERE cp.campaign_id = c.id AND cp.person_id = :person))))
    ORDER BY b.due_at LIMIT 10
""")  # noqa: S608 - the part put in is a constant
WAITING_OF_CAMPAIGN = text(_VIEW + "WHERE b.campaign_id = :campaign AND b.state IN ('open', 'held', 'released') ORDER BY b.due_at LIMIT 50")
MISSED_OF_CAMPAIGN = text(
    _VIEW + "WHERE b.campaign_id = :campaign AND b.state = 'missed' AND b.due_at > :since ORDER BY b.due_at DESC LIMIT 50"
)


def callback_from(row: dict[str, Any]) -> Callback:
    """The callback of a stored row."""
    return Callback(
        id=row["id"],
        number=row["number"],
        zone=row["zone"],
        due_at=row["due_at"],
        purpose=Purpose(row["purpose"]),
        agent_id=row["person_id"],
        state=CallbackState(row["state"]),
    )


class CallbackStore:
    """The callbacks of one transaction; rows are mappings with the columns of `callbacks`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, **columns: Any) -> None:
        """Add a promise; a request that was promised before adds nothing."""
        self._connection.execute(ADD, columns)

    def by_request(self, request_id: UUID) -> dict[str, Any] | None:
        """What was promised on a request."""
        row = self._connection.execute(BY_REQUEST, {"request": request_id}).mappings().one_or_none()
        return dict(row) if row else None

    def is_promised_in(self, interaction_id: UUID) -> bool:
        """Whether a call was promised in that interaction already."""
        return self._connection.execute(OF_INTERACTION, {"interaction": interaction_id}).first() is not None

    def get(self, callback_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
        """One promise; `lock` holds its row until the transaction ends."""
        row = self._connection.execute(GET_LOCKED if lock else GET, {"callback": callback_id}).mappings().one_or_none()
        return dict(row) if row else None

    def by_task(self, task_id: UUID) -> dict[str, Any] | None:
        """What a task carries out."""
        row = self._connection.execute(BY_TASK, {"task": task_id}).mappings().one_or_none()
        return dict(row) if row else None

    def due(self) -> list[UUID]:
        """Promises whose time has come and that are not kept yet."""
        return list(self._connection.execute(DUE, {"now": self._now}).scalars())

    def set_state(self, callback_id: UUID, state: CallbackState) -> None:
        """Move a promise on; what is settled stays so."""
        ended = None if state.is_waiting else self._now
        self._connection.execute(SET, {"callback": callback_id, "to": state, "ended": ended})

    def keep_by_task(self, task_id: UUID) -> None:
        """The call was made: what its task was to carry out is done."""
        self._connection.execute(DONE_BY_TASK, {"task": task_id, "at": self._now})

    def of_person(self, person_id: UUID, vendor_id: UUID | None) -> list[dict[str, Any]]:
        """What an agent owes or may take up, the earliest first, with names of people and campaigns."""
        return self._view(OF_PERSON, person=person_id, vendor=vendor_id)

    def waiting_of(self, campaign_id: UUID) -> list[dict[str, Any]]:
        """The promises of a campaign that are still owed."""
        return self._view(WAITING_OF_CAMPAIGN, campaign=campaign_id)

    def missed_of(self, campaign_id: UUID, since: datetime) -> list[dict[str, Any]]:
        """The promises of a campaign that nobody kept, since then."""
        return self._view(MISSED_OF_CAMPAIGN, campaign=campaign_id, since=since)

    def _view(self, statement: Any, **values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self._connection.execute(statement, values).mappings()]
