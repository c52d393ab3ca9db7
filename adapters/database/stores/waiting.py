"""Those who wait, one by one: for the supervisors' board, which may move them; and who had which part of a call that was sent on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from adapters.database.stores.interactions import PARTS_WITH_NAMES
from adapters.database.tables.customers import customers
from adapters.database.tables.interactions import interactions
from adapters.database.tables.people import people
from adapters.database.tables.routing import queues

MOST = 50
"""Calls on the board: who waits longer than all these is not helped by a longer list."""
_rung = people.alias("rung")
_meant_for = people.alias("meant_for")
WAITING = (
    select(
        interactions.c.id,
        interactions.c.state,
        interactions.c.direction,
        interactions.c.call_id,
        interactions.c.leg,
        interactions.c.offered_at,
        interactions.c.raised,
        interactions.c.caller_number,
        interactions.c.dialled_number,
        customers.c.name.label("customer"),
        customers.c.tier,
        queues.c.key.label("queue"),
        queues.c.name_en.label("queue_en"),
        queues.c.name_zh.label("queue_zh"),
        _rung.c.name.label("rings_at"),
        _meant_for.c.name.label("meant_for"),
    )
    .select_from(
        interactions.outerjoin(customers, customers.c.id == interactions.c.customer_id)
        .outerjoin(queues, queues.c.id == interactions.c.queue_id)
        .outerjoin(_rung, _rung.c.id == interactions.c.person_id)
        .outerjoin(_meant_for, _meant_for.c.id == interactions.c.preferred_person_id)
    )
    .where(interactions.c.state.in_(("waiting", "ringing")), interactions.c.closed_at.is_(None))
    .order_by((func.coalesce(queues.c.priority, 0) + interactions.c.raised).desc(), interactions.c.offered_at, interactions.c.id)
    .limit(MOST)
)
# Who had which part of several calls.
CHAINS = (
    select(
        interactions.c.call_id,
        people.c.name.label("agent"),
        queues.c.name_en.label("queue_en"),
        queues.c.name_zh.label("queue_zh"),
    )
    .select_from(PARTS_WITH_NAMES)
    .where(interactions.c.call_id.in_(bindparam("calls", expanding=True)))
    .order_by(interactions.c.call_id, interactions.c.leg)
)


@dataclass(frozen=True, kw_only=True)
class WaitingCall:
    """A customer who waits, or whose call rings at an agent; `leg` above 0: sent on by somebody."""

    id: UUID
    state: str
    direction: str
    call_id: str | None
    leg: int
    offered_at: datetime
    raised: int
    caller_number: str | None
    dialled_number: str | None
    customer: str | None
    tier: str | None
    queue: str | None
    queue_en: str | None
    queue_zh: str | None
    rings_at: str | None
    meant_for: str | None


@dataclass(frozen=True)
class CallPart:
    """One agent's part of a call: who has it or is to have it, and the queue it stands in."""

    agent: str | None
    queue_en: str | None
    queue_zh: str | None


class WaitingStore:
    """Those who wait, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def calls(self) -> list[WaitingCall]:
        """Those who wait, in the order in which they are served as far as queues and supervisors say."""
        return [WaitingCall(**row) for row in self._rows(WAITING)]

    def chains(self, calls: Collection[str]) -> dict[str, tuple[CallPart, ...]]:
        """The parts of each of these calls, the first agent's first."""
        parts: dict[str, list[CallPart]] = {}
        for row in self._rows(CHAINS, calls=sorted(calls)) if calls else ():
            parts.setdefault(row["call_id"], []).append(CallPart(row["agent"], row["queue_en"], row["queue_zh"]))
        return {call: tuple(each) for call, each in parts.items()}

    def _rows(self, statement: Any, **values: Any) -> list[Any]:
        return list(self._connection.execute(statement, values).mappings())
