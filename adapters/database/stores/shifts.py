"""Shifts: what agents did in a span of time, from the record of presences and the interactions that ended in it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

REACHES_BACK = timedelta(days=2)
"""How long before a span its first presence may have begun; nobody is signed in for longer without a change."""
# The last change before the span says how it began. LEAST passes over the null behind a person's last change.
PRESENCES = text("""
    WITH before AS (
        SELECT DISTINCT ON (person_id) person_id, state, reason, at, id FROM presence_changes
        WHERE at >= :reaches_back AND at < :since ORDER BY person_id, at DESC, id DESC
    ), changes AS (
        SELECT person_id, state, reason, at, id FROM before
        UNION ALL SELECT person_id, state, reason, at, id FROM presence_changes WHERE at >= :since AND at < :until
    ), spans AS (
        SELECT person_id, state, reason, greatest(at, :since) AS began,
            least(lead(at) OVER (PARTITION BY person_id ORDER BY at, id), :until) AS ended FROM changes
    )
    SELECT person_id, state, coalesce(reason, '') AS reason, extract(epoch FROM sum(ended - began)) AS seconds
    FROM spans WHERE state <> 'offline' GROUP BY 1, 2, 3 HAVING sum(ended - began) > interval '0'
""")
CALLS = text("""
    SELECT person_id, count(*) FILTER (WHERE direction = 'inbound' AND answered_at IS NOT NULL) AS inbound,
        count(*) FILTER (WHERE direction = 'outbound' AND answered_at IS NOT NULL) AS outbound,
        coalesce(extract(epoch FROM sum(ended_at - answered_at)), 0) AS talk,
        coalesce(extract(epoch FROM sum(closed_at - ended_at) FILTER (WHERE answered_at IS NOT NULL)), 0) AS wrap_up
    FROM interactions WHERE ended_at >= :since AND ended_at < :until AND person_id IS NOT NULL AND source = 'live' GROUP BY person_id
""")
DISPOSITIONS = text("""
    SELECT person_id, disposition_code AS code, count(*) AS times FROM interactions
    WHERE ended_at >= :since AND ended_at < :until AND person_id IS NOT NULL AND disposition_code IS NOT NULL AND source = 'live'
    GROUP BY 1, 2
""")
OFFERS = text("""
    SELECT r.person_id, r.response, count(*) AS times FROM offer_responses r JOIN interactions i ON i.id = r.interaction_id
    WHERE i.ended_at >= :since AND i.ended_at < :until AND r.response IN ('presented', 'accepted') AND r.person_id IS NOT NULL
      AND i.source = 'live' GROUP BY 1, 2
""")
AGENTS = text("""
    SELECT p.id, p.name, coalesce(t.name, v.name, '') AS team
    FROM people p LEFT JOIN teams t ON t.id = p.team_id LEFT JOIN vendors v ON v.id = p.vendor_id
    WHERE p.role = 'agent' AND p.id = ANY(:people)
      AND (CAST(:team AS uuid) IS NULL OR p.team_id = :team OR p.vendor_id = :team) ORDER BY p.name, p.id
""")


@dataclass
class AgentShift:
    """One agent in a span of time. `presences` are seconds by state and reason; `talk` and `wrap_up` are seconds of answered calls."""

    person_id: UUID
    name: str
    team: str
    presences: Counter[tuple[str, str]] = field(default_factory=Counter)
    inbound: int = 0
    outbound: int = 0
    talk: int = 0
    wrap_up: int = 0
    presented: int = 0
    accepted: int = 0
    dispositions: Counter[str] = field(default_factory=Counter)

    def seconds(self, state: str) -> int:
        """How long they were in this presence, whatever the reason."""
        return sum(seconds for (each, _), seconds in self.presences.items() if each == state)

    def add(self, other: "AgentShift") -> None:
        """Count another one's shift in with this one: for totals."""
        self.presences.update(other.presences)
        self.dispositions.update(other.dispositions)
        for name in ("inbound", "outbound", "talk", "wrap_up", "presented", "accepted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


class ShiftStore:
    """The shifts of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def agents(self, since: datetime, until: datetime, team: UUID | None = None) -> list[AgentShift]:
        """The agents who were signed in or had calls from `since` to before `until`, by name; of one team or vendor, or all.

        A call belongs to the span in which it ended, with its offers and how it was closed.
        """
        span = {"since": since, "until": until}
        presences = self._rows(PRESENCES, {**span, "reaches_back": since - REACHES_BACK})
        calls, dispositions, offers = (self._rows(statement, span) for statement in (CALLS, DISPOSITIONS, OFFERS))
        seen = {row["person_id"] for rows in (presences, calls, dispositions, offers) for row in rows}
        named = self._rows(AGENTS, {"people": list(seen), "team": team})
        shifts = {row["id"]: AgentShift(row["id"], row["name"], row["team"]) for row in named}
        for shift, row in _theirs(shifts, presences):
            shift.presences[row["state"], row["reason"]] = round(row["seconds"])
        for shift, row in _theirs(shifts, calls):
            shift.inbound, shift.outbound, shift.talk, shift.wrap_up = (
                round(row[name]) for name in ("inbound", "outbound", "talk", "wrap_up")
            )
        for shift, row in _theirs(shifts, dispositions):
            shift.dispositions[row["code"]] = row["times"]
        for shift, row in _theirs(shifts, offers):
            setattr(shift, row["response"], row["times"])
        return list(shifts.values())

    def _rows(self, statement: Any, values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return [dict(row) for row in self._connection.execute(statement, values).mappings()]


def _theirs(shifts: Mapping[UUID, AgentShift], rows: Iterable[Mapping[str, Any]]) -> Iterable[tuple[AgentShift, Mapping[str, Any]]]:
    return ((shifts[row["person_id"]], row) for row in rows if row["person_id"] in shifts)
