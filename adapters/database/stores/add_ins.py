"""Add-ins: which there are, where they are shown, the hosts they may come from, and what lookups answered."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.database.stores.administration import insist
from adapters.database.tables.add_ins import add_in_answers, add_in_hosts, add_in_steps, add_in_teams, add_ins

HOSTS = select(add_in_hosts).order_by(add_in_hosts.c.host)
ALLOW = insert(add_in_hosts).on_conflict_do_nothing().returning(add_in_hosts.c.host)
FORBID = add_in_hosts.delete().where(add_in_hosts.c.host == bindparam("name"))
ALL = select(add_ins).order_by(add_ins.c.name_en, add_ins.c.id)
BY_ID = select(add_ins).where(add_ins.c.id == bindparam("wanted"))
TEAMS_OF = select(add_in_teams.c.team_id).where(add_in_teams.c.add_in_id == bindparam("add_in"))
CLEAR_TEAMS = add_in_teams.delete().where(add_in_teams.c.add_in_id == bindparam("add_in"))
ADD_TEAM = add_in_teams.insert()
STEPS = select(add_in_steps).order_by(add_in_steps.c.script_key, add_in_steps.c.step_key)
ATTACH = insert(add_in_steps).on_conflict_do_nothing().returning(add_in_steps.c.step_key)
DETACH = add_in_steps.delete().where(
    add_in_steps.c.add_in_id == bindparam("add_in"),
    add_in_steps.c.script_key == bindparam("script"),
    add_in_steps.c.step_key == bindparam("step"),
)
# A vendor's agent is shown what is ticked for vendors, and nothing because of a team; at a step means the step of the main script, or of
# the sub-script that it is in.
SHOWN_TO = text("""
    SELECT a.*, n.id AS answer_id, n.version AS answer_version, n.url AS answer_url, n.masked AS answer_masked,
           n.state, n.error, n.detail, n.items
    FROM add_ins a LEFT JOIN add_in_answers n ON n.add_in_id = a.id AND n.interaction_id = :interaction
    WHERE a.active
      AND CASE WHEN :is_vendors THEN a.for_vendors
          ELSE a.every_team OR EXISTS (SELECT 1 FROM add_in_teams t WHERE t.add_in_id = a.id AND t.team_id = CAST(:team AS uuid)) END
      AND (a.at_caller OR EXISTS (SELECT 1 FROM add_in_steps s WHERE s.add_in_id = a.id
           AND (s.script_key = :script AND s.step_key = :step OR s.script_key = :sub_script AND s.step_key = :sub_step)))
    ORDER BY a.name_en, a.id
""")
# Asked once for one address; asked again only when something of it changed, or when somebody wants it anew.
ASK = text("""
    INSERT INTO add_in_answers (interaction_id, add_in_id, id, version, url, masked, state, asked_at)
    VALUES (:interaction, :add_in, :id, :version, :url, :masked, 'asked', :now)
    ON CONFLICT (interaction_id, add_in_id) DO UPDATE
    SET id = excluded.id, version = excluded.version, url = excluded.url, masked = excluded.masked, state = 'asked',
        error = '', detail = '', items = '[]', asked_at = excluded.asked_at, leased_until = NULL, answered_at = NULL
    WHERE (add_in_answers.version, add_in_answers.url, add_in_answers.masked) <> (excluded.version, excluded.url, excluded.masked)
       OR :again AND add_in_answers.state <> 'asked'
""")
# What was asked for a call that is over, or long ago, is no longer looked at by anybody.
OPEN = text("""
    SELECT n.id FROM add_in_answers n JOIN interactions i ON i.id = n.interaction_id
    WHERE n.state = 'asked' AND (n.leased_until IS NULL OR n.leased_until < now()) AND i.closed_at IS NULL
    ORDER BY n.asked_at LIMIT 200
""")
CLAIM = text("""
    UPDATE add_in_answers n SET leased_until = now() + make_interval(secs => a.timeout_ms / 1000.0 + :beyond)
    FROM add_ins a, interactions i
    WHERE n.id = :id AND n.state = 'asked' AND (n.leased_until IS NULL OR n.leased_until < now())
      AND a.id = n.add_in_id AND i.id = n.interaction_id
    RETURNING n.id, n.interaction_id, n.url, n.masked, n.version, a.id AS add_in_id, a.version AS add_in_version, a.secret, a.context,
              a.timeout_ms, a.fields, i.person_id
""")
END = (
    add_in_answers.update()
    .where(add_in_answers.c.id == bindparam("answer"), add_in_answers.c.state == "asked")
    .values(
        state=bindparam("to"),
        error=bindparam("code"),
        detail=bindparam("what"),
        items=bindparam("values"),
        answered_at=bindparam("at"),
        leased_until=None,
    )
)


class Place(NamedTuple):
    """Where an agent stands: their interaction, their team, whether they are a vendor's, and the step of the script they are at."""

    interaction_id: UUID
    team_id: UUID | None
    is_vendors: bool
    script: str = ""
    step: str = ""
    sub_script: str = ""
    sub_step: str = ""


class AddInStore:
    """The add-ins of one transaction; rows are mappings with the columns of `add_ins`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def hosts(self) -> list[str]:
        """The allowed hosts."""
        return [row.host for row in self._connection.execute(HOSTS)]

    def allow(self, host: str, person_id: UUID) -> bool:
        """Allow a host; False when it is allowed already."""
        return self._connection.execute(ALLOW, {"host": host, "added_by": person_id}).first() is not None

    def forbid(self, host: str) -> bool:
        """Take a host off the list; False when it was not on it."""
        return self._connection.execute(FORBID, {"name": host}).rowcount == 1

    def all(self) -> list[dict[str, Any]]:
        """All add-ins by their English names."""
        return [dict(row) for row in self._connection.execute(ALL).mappings()]

    def get(self, add_in_id: UUID) -> dict[str, Any] | None:
        """An add-in, or None."""
        row = self._connection.execute(BY_ID, {"wanted": add_in_id}).mappings().one_or_none()
        return dict(row) if row else None

    def add(self, **columns: Any) -> None:
        """Add an add-in."""
        insist(self._connection, add_ins.insert(), columns)

    def change(self, add_in_id: UUID, **columns: Any) -> bool:
        """Change an add-in and raise its version; False when there is none."""
        changed = add_ins.update().where(add_ins.c.id == bindparam("wanted")).values(version=add_ins.c.version + 1, **columns)
        return insist(self._connection, changed, {"wanted": add_in_id}) == 1

    def teams(self, add_in_id: UUID) -> frozenset[UUID]:
        """The teams that are named for an add-in."""
        return frozenset(self._connection.execute(TEAMS_OF, {"add_in": add_in_id}).scalars())

    def set_teams(self, add_in_id: UUID, teams: frozenset[UUID]) -> None:
        """Name these teams and no others."""
        self._connection.execute(CLEAR_TEAMS, {"add_in": add_in_id})
        if teams:
            self._connection.execute(ADD_TEAM, [{"add_in_id": add_in_id, "team_id": team} for team in sorted(teams)])

    def steps(self) -> list[dict[str, Any]]:
        """What is attached to steps: add_in_id, script_key, step_key."""
        return [dict(row) for row in self._connection.execute(STEPS).mappings()]

    def attach(self, add_in_id: UUID, script: str, step: str) -> bool:
        """Attach an add-in to a step; False when it is already."""
        values = {"add_in_id": add_in_id, "script_key": script, "step_key": step}
        return self._connection.execute(ATTACH, values).first() is not None

    def detach(self, add_in_id: UUID, script: str, step: str) -> bool:
        """Detach an add-in from a step; False when it was not attached."""
        return self._connection.execute(DETACH, {"add_in": add_in_id, "script": script, "step": step}).rowcount == 1

    def shown_at(self, place: Place) -> list[dict[str, Any]]:
        """The add-ins that an agent is shown, each with what its lookup answered in this interaction (`answer_id` None: never asked)."""
        values = {
            "interaction": place.interaction_id,
            "team": place.team_id,
            "is_vendors": place.is_vendors,
            "script": place.script,
            "step": place.step,
            "sub_script": place.sub_script,
            "sub_step": place.sub_step,
        }
        return [dict(row) for row in self._connection.execute(SHOWN_TO, values).mappings()]

    def ask(self, interaction_id: UUID, add_in: dict[str, Any], url: str, *, id: UUID, masked: bool, again: bool = False) -> bool:
        """Ask a lookup for an interaction; False when that is asked or answered already."""
        values = {"interaction": interaction_id, "add_in": add_in["id"], "version": add_in["version"], "id": id}
        more = {"url": url, "masked": masked, "again": again, "now": self._now}
        return self._connection.execute(ASK, {**values, **more}).rowcount == 1

    def open_answers(self) -> list[UUID]:
        """Lookups of open interactions that nobody is asking for at present."""
        return list(self._connection.execute(OPEN).scalars())

    def claim_answer(self, answer_id: UUID, beyond: timedelta) -> dict[str, Any] | None:
        """Take a lookup for its time-out and a little; None when somebody else has it or it is answered."""
        row = self._connection.execute(CLAIM, {"id": answer_id, "beyond": beyond.total_seconds()}).mappings().one_or_none()
        return dict(row) if row else None

    def end_answer(self, answer_id: UUID, *, items: list[Any] | None = None, error: str = "", detail: str = "") -> bool:
        """Store what a lookup answered, or why it did not; False when it was asked anew since."""
        values = {"answer": answer_id, "to": "failed" if error else "answered", "code": error, "what": detail, "values": items or []}
        return self._connection.execute(END, {**values, "at": self._now}).rowcount == 1
