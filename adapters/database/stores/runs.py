"""Runs: their state after each move, the moves themselves, and the actions they wait for (P7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.interactions import interactions
from adapters.database.tables.people import people
from adapters.database.tables.scripts import bundles, read_backs, run_actions, run_drafts, run_moves, runs

ADD = runs.insert()
GET = select(runs).where(runs.c.id == bindparam("run"))
GET_LOCKED = GET.with_for_update()
CURRENT = select(runs).where(runs.c.interaction_id == bindparam("interaction"), runs.c.current)
CURRENT_LOCKED = CURRENT.with_for_update()
OF_INTERACTION = select(runs).where(runs.c.interaction_id == bindparam("interaction")).order_by(runs.c.started_at)
# The turn is compared and swapped: a double click or a second tab cannot advance twice.
SAVE = (
    runs.update()
    .where(runs.c.id == bindparam("run"), runs.c.turn == bindparam("before"))
    .values(
        turn=bindparam("after"),
        state=bindparam("new_state"),
        status=bindparam("new_status"),
        step_key=bindparam("new_step"),
        language=bindparam("new_language"),
        step_since=bindparam("since"),
        ended_at=bindparam("ended"),
    )
)
SET_ASIDE = runs.update().where(runs.c.interaction_id == bindparam("of"), runs.c.current).values(current=False)
# With the customer goes every script that was opened for them, and what is still asked for.
RUNS_GO_ON = runs.update().where(runs.c.interaction_id == bindparam("of")).values(interaction_id=bindparam("to"))
ACTIONS_GO_ON = (
    run_actions.update()
    .where(run_actions.c.interaction_id == bindparam("of"), ~run_actions.c.applied)
    .values(interaction_id=bindparam("to"))
)
ADD_MOVES = run_moves.insert()
MOVES = select(run_moves).where(run_moves.c.run_id == bindparam("run")).order_by(run_moves.c.turn)
_DRAFT = insert(run_drafts)
KEEP_DRAFT = _DRAFT.on_conflict_do_update(
    index_elements=["run_id", "step_key"], set_={"fields": _DRAFT.excluded.fields, "at": _DRAFT.excluded.at}
)
DRAFT = select(run_drafts.c.fields).where(run_drafts.c.run_id == bindparam("run"), run_drafts.c.step_key == bindparam("step"))
DROP_DRAFT = run_drafts.delete().where(run_drafts.c.run_id == bindparam("of_run"), run_drafts.c.step_key == bindparam("of_step"))
ADD_READ_BACK = read_backs.insert()
ADD_ACTION = run_actions.insert()
GET_ACTION = select(run_actions).where(run_actions.c.id == bindparam("asked"))
OPEN_ACTIONS = (
    select(run_actions.c.id)
    .where(~run_actions.c.applied, (run_actions.c.lease_until.is_(None)) | (run_actions.c.lease_until < bindparam("now")))
    .order_by(run_actions.c.created_at)
    .limit(100)
)
CLAIM_ACTION = (
    run_actions.update()
    .where(
        run_actions.c.id == bindparam("asked"),
        ~run_actions.c.applied,
        (run_actions.c.lease_until.is_(None)) | (run_actions.c.lease_until < bindparam("at")),
    )
    .values(state="asking", claim_no=run_actions.c.claim_no + 1, lease_until=bindparam("until"))
    .returning(run_actions)
)
END_ACTION = (
    run_actions.update()
    .where(run_actions.c.id == bindparam("asked"), run_actions.c.claim_no == bindparam("claim"), ~run_actions.c.applied)
    .values(state=bindparam("new_state"), error_kind=bindparam("error"), result=bindparam("reply"), ended_at=bindparam("at"), applied=True)
)
# The answer to what a run waited for when its line was cut goes to the run that went on with it.
HAND_ON = (
    run_actions.update()
    .where(run_actions.c.run_id == bindparam("from_run"), run_actions.c.step_key == bindparam("of_step"), ~run_actions.c.applied)
    .values(run_id=bindparam("to_run"))
)
ACTION_OF_STEP = (
    select(run_actions)
    .where(run_actions.c.run_id == bindparam("run"), run_actions.c.step_key == bindparam("step"))
    .order_by(run_actions.c.created_at.desc())
    .limit(1)
)
LEASE_ACTION = run_actions.update().where(run_actions.c.id == bindparam("asked")).values(lease_until=bindparam("until"))
APPROVALS = (
    select(run_actions.c.id, run_actions.c.parameters, run_actions.c.created_at, people.c.name.label("agent"))
    .join(interactions, interactions.c.id == run_actions.c.interaction_id)
    .join(people, people.c.id == interactions.c.person_id)
    .where(run_actions.c.action == "desk.ask_supervisor", ~run_actions.c.applied)
    .order_by(run_actions.c.created_at)
)
VERSIONS_IN_USE = (
    select(bundles.c.key, bundles.c.version)
    .join(runs, runs.c.bundle_id == bundles.c.id)
    .join(interactions, interactions.c.id == runs.c.interaction_id)
    .where(interactions.c.closed_at.is_(None), runs.c.current, bundles.c.key == bindparam("script"))
)


class RunStore:
    """The runs of one transaction; rows are mappings with the columns of `runs`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, *, is_first: bool = False, **columns: Any) -> None:
        """Add a run, which becomes the current one of its interaction; the one before is set aside, unless there is none."""
        if not is_first:
            self._connection.execute(SET_ASIDE, {"of": columns["interaction_id"]})
        self._connection.execute(ADD, columns)

    def get(self, run_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
        """One run; `lock` holds it until the transaction ends."""
        return self._one(GET_LOCKED if lock else GET, {"run": run_id})

    def current(self, interaction_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
        """The run on the agent's screen."""
        return self._one(CURRENT_LOCKED if lock else CURRENT, {"interaction": interaction_id})

    def of(self, interaction_id: UUID) -> list[dict[str, Any]]:
        """All runs of an interaction, the first one first."""
        return [dict(row) for row in self._connection.execute(OF_INTERACTION, {"interaction": interaction_id}).mappings()]

    def save(
        self, run_id: UUID, before: int, after: int, state: Mapping[str, Any], *, status: str, step: str, language: str, since: datetime
    ) -> bool:
        """Write the state after a move; False when the run was moved since it was read."""
        row = {
            "run": run_id,
            "before": before,
            "after": after,
            "new_state": state,
            "new_status": status,
            "new_step": step,
            "new_language": language,
            "since": since,
            "ended": self._now if status == "done" else None,
        }
        return self._connection.execute(SAVE, row).rowcount == 1

    def go_on_in(self, before: UUID, after: UUID) -> None:
        """Let the runs of an interaction go on in the next one, as they stand."""
        self._connection.execute(RUNS_GO_ON, {"of": before, "to": after})
        self._connection.execute(ACTIONS_GO_ON, {"of": before, "to": after})

    def add_moves(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append moves: run_id, turn, kind, payload, events, step_key, person_id, at."""
        if rows:
            self._connection.execute(ADD_MOVES, list(rows))

    def moves(self, run_id: UUID) -> list[dict[str, Any]]:
        """All moves of a run, in order."""
        return [dict(row) for row in self._connection.execute(MOVES, {"run": run_id}).mappings()]

    def keep_draft(self, run_id: UUID, step: str, fields: Mapping[str, Any]) -> None:
        """Keep what is typed in a form and not sent yet."""
        self._connection.execute(KEEP_DRAFT, {"run_id": run_id, "step_key": step, "fields": dict(fields), "at": self._now})

    def draft(self, run_id: UUID, step: str) -> dict[str, Any]:
        """What is typed at a step and not sent yet."""
        fields = self._connection.execute(DRAFT, {"run": run_id, "step": step}).scalar()
        return dict(fields or {})

    def drop_draft(self, run_id: UUID, step: str) -> None:
        """The form was sent."""
        self._connection.execute(DROP_DRAFT, {"of_run": run_id, "of_step": step})

    def add_read_back(self, **columns: Any) -> None:
        """Keep the exact words of a line that was read."""
        self._connection.execute(ADD_READ_BACK, columns)

    def intend(self, **columns: Any) -> None:
        """Commit the intent of an action; a worker asks the outside."""
        self._connection.execute(ADD_ACTION, columns)

    def action(self, action_id: UUID) -> dict[str, Any] | None:
        """One action."""
        return self._one(GET_ACTION, {"asked": action_id})

    def open_actions(self) -> list[UUID]:
        """Actions that nobody is asking for at present."""
        return list(self._connection.execute(OPEN_ACTIONS, {"now": self._now}).scalars())

    def claim_action(self, action_id: UUID, lease: timedelta) -> dict[str, Any] | None:
        """Take an action for so long; None when somebody has it or it is done."""
        return self._one(CLAIM_ACTION, {"asked": action_id, "at": self._now, "until": self._now + lease})

    def end_action(self, action_id: UUID, claim: int, state: str, *, error: str | None, result: Any) -> bool:
        """Write what came of it; False when another worker has claimed it since."""
        row = {"asked": action_id, "claim": claim, "new_state": state, "error": error, "reply": result, "at": self._now}
        return self._connection.execute(END_ACTION, row).rowcount == 1

    def hand_action_on(self, before: UUID, after: UUID, key: str) -> dict[str, Any] | None:
        """Let another run have the answer to an action that is still asked for; returns the action once it was answered already."""
        self._connection.execute(HAND_ON, {"from_run": before, "to_run": after, "of_step": key})
        return self._one(ACTION_OF_STEP, {"run": before, "step": key})

    def lease_action(self, action_id: UUID, until: datetime) -> None:
        """Leave an action to whoever is to answer it, until then."""
        self._connection.execute(LEASE_ACTION, {"asked": action_id, "until": until})

    def approvals(self) -> list[dict[str, Any]]:
        """The questions to supervisors that nobody has answered yet, with the agent who asks."""
        return [dict(row) for row in self._connection.execute(APPROVALS).mappings()]

    def versions_in_use(self, script: str) -> dict[int, int]:
        """How many open interactions stand on each version of a script."""
        counted: dict[int, int] = {}
        for row in self._connection.execute(VERSIONS_IN_USE, {"script": script}):
            counted[row.version] = counted.get(row.version, 0) + 1
        return counted

    def _one(self, statement: Any, values: Mapping[str, Any]) -> dict[str, Any] | None:
        row = self._connection.execute(statement, values).mappings().one_or_none()
        return dict(row) if row else None
