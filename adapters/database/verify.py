"""The checks of `cuecard verify` that are SQL: each is a query that must return no row, and a sentence that says what a row means.

Run after every fault test, hourly in production, and on a restored dump: nothing here trusts the constraints that should make it true.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, text

from adapters.database.verify_audit import broken_links
from adapters.database.verify_cards import card_numbers
from flows.publishing.frozen import seal_of

Finding = Mapping[str, Any]
"""One row that should not be there, by column."""

# A check may take longer than any request, and waits for the analytics files in between.
PATIENTLY = text("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
SEALED = text("SELECT id, key, version, source, parts, seal FROM bundles WHERE seal <> '' ORDER BY key, version")
SENT_KEYS = text("SELECT topic, key FROM outbox WHERE sent_at IS NOT NULL ORDER BY topic, id")


@dataclass(frozen=True)
class Check:
    """One thing that must be so: its name, what a finding means, and how findings are found."""

    name: str
    meaning: str
    find: Callable[[Connection], Iterator[Finding]]


def be_patient(connection: Connection) -> None:
    """Let this transaction's statements take as long as they need."""
    connection.execute(PATIENTLY)


def sent_keys(connection: Connection) -> dict[str, list[str]]:
    """The keys of the facts that were sent and are still in the outbox, by topic."""
    keys: dict[str, list[str]] = {}
    for topic, key in connection.execute(SENT_KEYS):
        keys.setdefault(topic, []).append(key)
    return keys


def _rows(query: str) -> Callable[[Connection], Iterator[Finding]]:
    statement: TextClause = text(query)
    return lambda connection: (dict(row) for row in connection.execute(statement).mappings())


def _broken_seals(connection: Connection) -> Iterator[Finding]:
    """The published versions that are not, to the byte, what was published."""
    for row in connection.execute(SEALED):
        if seal_of(row.key, row.version, row.source, row.parts) != row.seal:
            yield {"key": row.key, "version": row.version, "bundle": row.id}


CHECKS: tuple[Check, ...] = (
    Check(
        "one_open_attempt",
        "Two attempts on one number are open for one seller: somebody may be called twice (P4).",
        _rows("""
            SELECT seller, number, count(*) AS attempts FROM attempts WHERE state IN ('intended', 'dialling', 'unknown')
            GROUP BY seller, number HAVING count(*) > 1
        """),
    ),
    Check(
        "living_claims",
        "A task is held under a lease that ran out ten minutes ago and no call goes on: nobody gives it back (P3).",
        _rows("""
            SELECT t.id AS task, t.holder_id AS holder, t.lease_until FROM tasks t
            WHERE t.state = 'claimed' AND t.lease_until < now() - interval '10 minutes'
              AND NOT EXISTS (SELECT 1 FROM interactions i WHERE i.task_id = t.id AND i.person_id = t.holder_id AND i.closed_at IS NULL)
        """),
    ),
    Check(
        "claims_have_holders",
        "A task is claimed and nobody holds it, or is held without a claim (P3).",
        _rows("""
            SELECT id AS task, state, holder_id AS holder, lease_until FROM tasks
            WHERE (state = 'claimed') IS DISTINCT FROM (holder_id IS NOT NULL) OR (state = 'claimed' AND lease_until IS NULL)
        """),
    ),
    Check(
        "outcomes_audited",
        "An interaction is over and no audit row says so (P1).",
        _rows("""
            SELECT i.id AS interaction, i.state, i.closed_at FROM interactions i
            WHERE i.state IN ('closed', 'abandoned') AND i.source <> 'generated'
              AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.subject = 'interaction:' || i.id AND a.verb = 'outcome_recorded')
        """),
    ),
    Check(
        "outcomes_told",
        "An interaction is over and its outcome is not in the outbox: the analytics side will never hear of it (P1).",
        # Rows that were sent are deleted after 48 hours, so older outcomes cannot be asked for.
        _rows("""
            SELECT i.id AS interaction, i.state, i.closed_at FROM interactions i
            WHERE i.state IN ('closed', 'abandoned') AND i.source <> 'generated'
              AND coalesce(i.closed_at, i.ended_at, i.offered_at) > now() - interval '47 hours'
              AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.key = i.id::text AND o.topic = 'outcomes')
        """),
    ),
    Check(
        "one_acceptance",
        "An offer was accepted twice in one interaction (P2).",
        _rows("""
            SELECT interaction_id AS interaction, offer_key AS offer, count(*) AS acceptances FROM offer_responses
            WHERE response = 'accepted' GROUP BY interaction_id, offer_key HAVING count(*) > 1
        """),
    ),
    Check(
        "dials_allowed",
        "A number was dialled without a verdict of the gate that allows it (P5).",
        _rows("""
            SELECT id AS attempt, number, state, gate ->> 'reasons' AS reasons, intended_at FROM attempts
            WHERE state <> 'refused' AND (gate ->> 'allowed') IS DISTINCT FROM 'true'
        """),
    ),
    Check(
        "dials_not_suppressed",
        "A number was dialled although its suppression was on record and stood (P6).",
        # Ids tell in which order rows were made: a list's own date may be older than the day on which it was read in.
        _rows("""
            SELECT a.id AS attempt, a.number, a.intended_at, s.id AS suppression, s.purpose, s.obtained_at
            FROM attempts a JOIN campaigns c ON c.id = a.campaign_id
            JOIN suppressions s ON s.seller = a.seller AND s.number = a.number AND s.purpose IN (c.purpose, 'all')
            WHERE a.state <> 'refused' AND s.id < a.id AND s.obtained_at <= a.intended_at
              AND (s.lifted_at IS NULL OR s.lifted_at > a.intended_at)
              AND NOT EXISTS (
                SELECT 1 FROM jsonb_array_elements(coalesce(a.gate -> 'facts' -> 'consents', '[]')) AS consent
                WHERE consent ->> 'purpose' = c.purpose AND CAST(consent ->> 'given_at' AS timestamptz) > s.obtained_at)
        """),
    ),
    Check(
        "moves_without_gap",
        "The history of a run has a gap, or ends at another turn than the run (P7).",
        _rows("""
            SELECT r.id AS run, r.turn, m.first, m.last, m.moves FROM runs r
            LEFT JOIN (SELECT run_id, min(turn) AS first, max(turn) AS last, count(*) AS moves FROM run_moves GROUP BY run_id) m
              ON m.run_id = r.id
            WHERE m.first IS DISTINCT FROM 0 OR m.last IS DISTINCT FROM r.turn OR m.moves IS DISTINCT FROM r.turn + 1
        """),
    ),
    Check(
        "runs_pinned",
        "A run has lost the script version it is pinned to (P7).",
        _rows("""
            SELECT r.id AS run, r.bundle_id AS bundle FROM runs r
            WHERE NOT EXISTS (SELECT 1 FROM bundles b WHERE b.id = r.bundle_id AND b.kind = 'script')
        """),
    ),
    Check(
        "bundles_sealed",
        "A published version was changed after it was published: its text, or something that was frozen with it.",
        _broken_seals,
    ),
    Check(
        "call_events_once",
        "A call event is stored twice; its key makes that impossible, so the key is gone (P10).",
        _rows("SELECT adapter, event_id, count(*) AS times FROM call_events GROUP BY adapter, event_id HAVING count(*) > 1"),
    ),
    Check(
        "one_reservation",
        "A call or a task is offered to two agents at once, or two of them to one agent.",
        _rows("""
            SELECT CASE WHEN task_id IS NULL THEN 'interaction' ELSE 'task' END AS noun, coalesce(task_id, interaction_id) AS id,
                count(*) AS reservations
            FROM reservations WHERE state = 'offered' GROUP BY task_id, interaction_id HAVING count(*) > 1
            UNION ALL
            SELECT 'person', person_id, count(*) FROM reservations WHERE state = 'offered' GROUP BY person_id HAVING count(*) > 1
        """),
    ),
    Check(
        "offers_of_tasks",
        "A task counts as offered and no agent has it before them, or they have it and it is somebody's already (P3).",
        _rows("""
            SELECT t.id AS task, t.state, r.person_id AS person FROM tasks t
            LEFT JOIN reservations r ON r.task_id = t.id AND r.state = 'offered'
            WHERE (t.state = 'offered') IS DISTINCT FROM (r.id IS NOT NULL)
        """),
    ),
    Check(
        "audit_chain",
        "The audit was changed: a row does not follow from the one before it, or its payload is not the one it was sealed with (P16).",
        broken_links,
    ),
    Check("no_card_numbers", "A free text holds a payment card's number (P15).", card_numbers),
)
"""All checks on the database."""
