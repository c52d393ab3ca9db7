"""The questions as SQL, in what DuckDB and ClickHouse both speak: views named like the topics, named parameters."""

_SPAN = "happened_at >= $since AND happened_at < $until"

# A response counts once an interaction and offer, however often it was pressed.
_CONVERSION = f"""
    SELECT %s,
           count(DISTINCT CASE WHEN response = 'presented' THEN made END) AS presented,
           count(DISTINCT CASE WHEN response IN ('accepted', 'pending_confirmation') THEN made END) AS accepted,
           count(DISTINCT CASE WHEN response = 'declined' THEN made END) AS declined
    FROM (SELECT *, concat(interaction_id, offer_key) AS made FROM offer_responses WHERE {_SPAN}%s) AS responses
    GROUP BY %s
    ORDER BY presented DESC, %s
"""  # noqa: S608 - filled with constants only

CONVERSION = _CONVERSION % ("offer_key", "", "offer_key", "offer_key")
CONVERSION_BY_VERSION = _CONVERSION % (
    "script_key, script_version",
    " AND script_key IS NOT NULL",
    "script_key, script_version",
    "script_key, script_version",
)

HANDLE_TIME = f"""
    SELECT coalesce(queue, campaign, '') AS name,
           count(*) AS handled,
           avg(coalesce(talk_seconds, 0)) AS talk,
           avg(coalesce(hold_seconds, 0)) AS hold,
           avg(coalesce(wrap_up_seconds, 0)) AS wrap_up,
           avg(satisfaction) AS satisfaction
    FROM outcomes
    WHERE {_SPAN} AND answered_at IS NOT NULL
    GROUP BY coalesce(queue, campaign, '')
    ORDER BY handled DESC, name
"""  # noqa: S608

DISPOSITIONS = f"""
    SELECT disposition AS code, max(coalesce(disposition_kind, '')) AS kind, count(*) AS times
    FROM outcomes
    WHERE {_SPAN} AND disposition IS NOT NULL
    GROUP BY disposition
    ORDER BY times DESC, code
"""  # noqa: S608

AGENTS = f"""
    WITH sold AS (
        SELECT person_id, count(DISTINCT concat(interaction_id, offer_key)) AS accepted
        FROM offer_responses
        WHERE {_SPAN} AND response IN ('accepted', 'pending_confirmation')
        GROUP BY person_id
    ), handled AS (
        SELECT person_id, count(*) AS handled,
               avg(coalesce(talk_seconds, 0) + coalesce(hold_seconds, 0) + coalesce(wrap_up_seconds, 0)) AS handle_time
        FROM outcomes
        WHERE {_SPAN} AND answered_at IS NOT NULL AND person_id IS NOT NULL
        GROUP BY person_id
    )
    SELECT handled.person_id AS person_id, handled.handled AS handled, handled.handle_time AS handle_time,
           coalesce(sold.accepted, 0) AS accepted
    FROM handled LEFT JOIN sold ON sold.person_id = handled.person_id
    ORDER BY handled DESC, person_id
"""  # noqa: S608

FUNNEL = f"""
    WITH moves AS (
        SELECT run_id, step_key, turn, seconds, max(turn) OVER (PARTITION BY run_id) AS last_turn
        FROM script_steps
        WHERE {_SPAN} AND script_key = $script_key
    )
    SELECT step_key,
           count(DISTINCT run_id) AS runs,
           count(DISTINCT CASE WHEN turn = last_turn THEN run_id END) AS ended_here,
           avg(seconds) AS seconds,
           avg(turn) AS mean_turn
    FROM moves
    GROUP BY step_key
    ORDER BY mean_turn, step_key
"""  # noqa: S608

SPAN = "SELECT max(happened_at) AS latest FROM outcomes"
