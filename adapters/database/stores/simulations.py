"""Simulations in one transaction: asked for, claimed by a worker, followed, cancelled; and what real calls were answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, or_, select, text

from adapters.database.tables.simulations import simulations

MOST_RUNS = 5_000
"""The newest so many runs tell how customers answer."""
OPEN = ("wanted", "running")

ADD = simulations.insert()
GET = select(simulations).where(simulations.c.id == bindparam("simulation"))
# A worker that died lost its lease: the next one begins anew, under another claim number.
_DUE = (
    select(simulations.c.id)
    .where(
        or_(simulations.c.state == "wanted", (simulations.c.state == "running") & (simulations.c.lease_until < bindparam("at"))),
    )
    .order_by(simulations.c.created_at)
    .limit(1)
    .with_for_update(skip_locked=True)
    .cte("due")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
CLAIM = (
    simulations.update()
    .where(simulations.c.id == select(_DUE.c.id).scalar_subquery())
    .values(state="running", claim_no=simulations.c.claim_no + 1, lease_until=bindparam("until"), done=0)
    .returning(*simulations.c)
)
_MINE = (simulations.c.id == bindparam("simulation"), simulations.c.claim_no == bindparam("claim"), simulations.c.state == "running")
GO_ON = simulations.update().where(*_MINE).values(done=bindparam("so_far"), lease_until=bindparam("until"))
END = (
    simulations.update()
    .where(*_MINE)
    .values(state=bindparam("outcome"), done=bindparam("so_far"), result=bindparam("counts"), ended_at=bindparam("at"))
)
CANCEL = (
    simulations.update()
    .where(simulations.c.id == bindparam("simulation"), simulations.c.key == bindparam("script"), simulations.c.state.in_(OPEN))
    .values(state="cancelled", ended_at=bindparam("at"))
)
OPEN_OF = select(func.count()).where(simulations.c.asked_by == bindparam("person"), simulations.c.state.in_(OPEN))
FORGET = simulations.delete().where(simulations.c.created_at < bindparam("before"))
SAMPLE = text("SELECT id FROM customers ORDER BY id LIMIT :most")
RECORDED = text("""
    WITH chosen AS MATERIALIZED (
        SELECT r.id FROM runs r JOIN bundles b ON b.id = r.bundle_id WHERE b.key = :key ORDER BY r.started_at DESC LIMIT :most
    )
    SELECT e ->> 'script' AS script, e ->> 'step' AS step,
        CASE e ->> 'kind' WHEN 'step_answered' THEN e ->> 'value' WHEN 'offer_responded' THEN e ->> 'response'
            ELSE CASE WHEN CAST(e ->> 'given' AS boolean) THEN 'given' ELSE 'refused' END END AS way, count(*) AS count
    FROM chosen c JOIN run_moves m ON m.run_id = c.id CROSS JOIN LATERAL jsonb_array_elements(m.events) AS e
    WHERE e ->> 'kind' IN ('step_answered', 'offer_responded', 'consent_recorded')
    GROUP BY 1, 2, 3
""")


class SimulationStore:
    """Simulations of one transaction; rows are mappings with the columns of the table."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def ask(self, **columns: Any) -> None:
        """Leave a simulation to a worker."""
        self._connection.execute(ADD, columns)

    def get(self, simulation_id: UUID) -> dict[str, Any] | None:
        """One simulation."""
        row = self._connection.execute(GET, {"simulation": simulation_id}).mappings().one_or_none()
        return dict(row) if row else None

    def claim(self, lease: timedelta) -> dict[str, Any] | None:
        """The oldest that nobody works on, now ours until the lease ends; None for none."""
        row = self._connection.execute(CLAIM, {"at": self._now, "until": self._now + lease}).mappings().one_or_none()
        return dict(row) if row else None

    def go_on(self, simulation_id: UUID, claim: int, done: int, lease: timedelta) -> bool:
        """Note how far it is; False when it was cancelled, or is another worker's by now."""
        values = {"simulation": simulation_id, "claim": claim, "so_far": done, "until": self._now + lease}
        return self._connection.execute(GO_ON, values).rowcount == 1

    def end(self, simulation_id: UUID, claim: int, state: str, done: int, result: Mapping[str, Any] | None) -> bool:
        """Keep what came of it; False when it was cancelled, or is another worker's by now."""
        values = {"simulation": simulation_id, "claim": claim, "outcome": state, "so_far": done, "counts": result, "at": self._now}
        return self._connection.execute(END, values).rowcount == 1

    def cancel(self, simulation_id: UUID, key: str) -> bool:
        """Stop it; False when it has ended."""
        return self._connection.execute(CANCEL, {"simulation": simulation_id, "script": key, "at": self._now}).rowcount == 1

    def open_of(self, person_id: UUID) -> int:
        """How many of a person's are not over."""
        return self._connection.execute(OPEN_OF, {"person": person_id}).scalar_one()

    def forget(self, age: timedelta) -> None:
        """Drop what is older."""
        self._connection.execute(FORGET, {"before": self._now - age})

    def sample(self, most: int) -> list[UUID]:
        """Some customers, the same ones each time."""
        return list(self._connection.execute(SAMPLE, {"most": most}).scalars())

    def recorded(self, key: str) -> Sequence[tuple[str, str, str, int]]:
        """What customers answered in the newest real calls of a script: script, step, way on and how often."""
        rows = self._connection.execute(RECORDED, {"key": key, "most": MOST_RUNS})
        return [(script, step, way, count) for script, step, way, count in rows if way is not None]
