"""Script results: what happened in the calls of one published version, counted from the moves of their runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from flows.funnel import Figure

MOST_CALLS = 10_000
"""The newest so many calls are counted: enough for any interval, and a page that comes within seconds."""

_CHOSEN = """
        FROM runs r JOIN bundles b ON b.id = r.bundle_id JOIN interactions i ON i.id = r.interaction_id
            LEFT JOIN people p ON p.id = i.person_id
        WHERE b.key = :key AND b.version = :version AND (r.status = 'done' OR i.closed_at IS NOT NULL)
            AND r.started_at >= :since
            AND (CAST(:team AS uuid) IS NULL OR p.team_id = :team)
            AND (CAST(:vendor AS uuid) IS NULL OR coalesce(i.vendor_id, p.vendor_id) = :vendor)
        ORDER BY r.started_at DESC, r.id LIMIT :most
"""
NEWEST = text(f"""
    SELECT r.id, r.started_at, r.step_key, p.name AS agent,
        extract(epoch FROM coalesce(r.ended_at, i.ended_at, i.closed_at) - r.started_at) AS seconds
    {_CHOSEN}
""")  # noqa: S608 - a text of ours
# One pass over the moves of the chosen calls: each CTE is used by several counts, so each is made once.
FIGURES = text(f"""
    WITH chosen AS MATERIALIZED (
        SELECT r.id, r.status, p.team_id, coalesce(i.vendor_id, p.vendor_id) AS vendor_id, r.started_at,
            coalesce(r.ended_at, i.ended_at, i.closed_at) AS over_at
        {_CHOSEN}
    ), happened AS MATERIALIZED (
        SELECT m.run_id, m.turn, e.place, m.at, e.event ->> 'kind' AS kind, e.event ->> 'script' AS script, e.event ->> 'step' AS step,
            e.event
        FROM chosen c JOIN run_moves m ON m.run_id = c.id
            CROSS JOIN LATERAL jsonb_array_elements(m.events) WITH ORDINALITY AS e (event, place)
    ), stood AS MATERIALIZED (
        SELECT h.run_id, h.kind, h.script, h.step,
            lead(h.kind) OVER later AS next_kind, lead(h.script || '/' || h.step) OVER later AS next,
            extract(epoch FROM lead(h.at) OVER later - h.at) AS seconds,
            extract(epoch FROM c.over_at - h.at) AS last_seconds
        FROM happened h JOIN chosen c ON c.id = h.run_id
        WHERE h.kind IN ('step_entered', 'went_back')
        WINDOW later AS (PARTITION BY h.run_id ORDER BY h.turn, h.place)
    ), gone AS (
        SELECT DISTINCT ON (run_id) run_id, script, step FROM happened WHERE kind IN ('exit_taken', 'customer_hung_up')
        ORDER BY run_id, turn, place
    ), ending AS MATERIALIZED (
        SELECT c.team_id, c.vendor_id, extract(epoch FROM c.over_at - c.started_at) AS seconds,
            coalesce(g.script, s.script, '') AS script, coalesce(g.step, s.step, '') AS step,
            g.run_id IS NOT NULL OR c.status <> 'done' AS is_cut
        FROM chosen c LEFT JOIN gone g ON g.run_id = c.id LEFT JOIN stood s ON s.run_id = c.id AND s.next IS NULL
    )
    SELECT 'calls' AS what, script, step, '' AS other, count(*) AS count, count(*) FILTER (WHERE is_cut) AS part,
        CAST(NULL AS float) AS seconds, CAST(NULL AS float) AS slow FROM ending GROUP BY script, step
    UNION ALL
    SELECT 'entered', script, step, '', count(DISTINCT run_id), 0,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY greatest(coalesce(seconds, last_seconds), 0)),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY greatest(coalesce(seconds, last_seconds), 0))
        FROM stood GROUP BY script, step
    UNION ALL
    SELECT 'went', script, step, next, count(DISTINCT run_id), 0, NULL, NULL
        FROM stood WHERE next_kind = 'step_entered' GROUP BY script, step, next
    UNION ALL
    SELECT 'answered', script, step, coalesce(event ->> 'value', ''), count(DISTINCT run_id), 0, NULL, NULL
        FROM happened WHERE kind = 'step_answered' GROUP BY script, step, event ->> 'value'
    UNION ALL
    SELECT 'exited', script, step, coalesce(event ->> 'exit', kind), count(DISTINCT run_id), 0, NULL, NULL
        FROM happened WHERE kind IN ('exit_taken', 'customer_hung_up') GROUP BY script, step, coalesce(event ->> 'exit', kind)
    UNION ALL
    SELECT 'offer', script, step, event ->> 'offer', count(DISTINCT run_id) FILTER (WHERE kind = 'offer_presented'),
        count(DISTINCT run_id) FILTER (WHERE kind = 'offer_responded' AND event ->> 'response' = 'accepted'), NULL, NULL
        FROM happened WHERE kind IN ('offer_presented', 'offer_responded') GROUP BY script, step, event ->> 'offer'
    UNION ALL
    SELECT 'team', script, step, CAST(team_id AS text), count(*), count(*) FILTER (WHERE is_cut), sum(seconds), NULL
        FROM ending WHERE team_id IS NOT NULL GROUP BY script, step, team_id
    UNION ALL
    SELECT 'vendor', script, step, CAST(vendor_id AS text), count(*), count(*) FILTER (WHERE is_cut), sum(seconds), NULL
        FROM ending WHERE vendor_id IS NOT NULL GROUP BY script, step, vendor_id
""")  # noqa: S608 - a text of ours


@dataclass(frozen=True, slots=True)
class Asked:
    """Which calls are counted: of one version, begun at `since` or later, and of one team or vendor if named."""

    key: str
    version: int
    since: datetime
    team: UUID | None = None
    vendor: UUID | None = None


class ScriptResultStore:
    """The results of scripts, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def figures(self, asked: Asked) -> list[Figure]:
        """All counts of a version's calls that are over, at most the newest MOST_CALLS of them."""
        row: dict[str, Any] = {name: getattr(asked, name) for name in Asked.__slots__}
        found = self._connection.execute(FIGURES, {**row, "most": MOST_CALLS})
        return [Figure(**each) for each in found.mappings()]

    def newest(self, asked: Asked, most: int) -> list[dict[str, Any]]:
        """The newest of a version's calls that are over: the run's id, started_at, step_key, the agent's name, seconds."""
        row: dict[str, Any] = {name: getattr(asked, name) for name in Asked.__slots__}
        return [dict(each) for each in self._connection.execute(NEWEST, {**row, "most": most}).mappings()]
