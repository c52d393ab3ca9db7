"""The checker's queries: each finds what was planted for it, and none finds anything in a centre that did its work."""

# ruff: noqa: S608 - statements of constants of this file

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from adapters.database.verify import CHECKS
from flows.publishing.frozen import seal_of
from tests.outbound import add_agent, add_campaign, add_task, daytime_zone, submit
from workspace.commands.claim_task import claim_task
from workspace.commands.dial_task import dial_task
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble

ATTEMPT = "id, task_id, campaign_id, lead_id, claim_no, seller, number, gate, intended_at"
RUN = "INSERT INTO runs (id, interaction_id, bundle_id, turn, status, started_at, step_since)"
MOVE = "INSERT INTO run_moves (run_id, turn, kind, at) SELECT id, {turn}, 'answer', now() FROM runs"
RESPONSE = "INSERT INTO offer_responses (id, interaction_id, offer_key, response, at)"
RESERVED = "INSERT INTO reservations (id, interaction_id, person_id, state, offered_at, expires_at)"
CARD = "4111 1111 1111 1111"
TOLD = "INSERT INTO outbox (key, topic, next_at) SELECT id, 'outcomes', now() FROM interactions"
AUDITED = "INSERT INTO audit (at, verb, subject, digest) SELECT now(), 'outcome_recorded', 'interaction:' || id, '' FROM interactions"
CLOSED = "UPDATE interactions SET state = 'closed', closed_at = now()"
NO_CALL = "UPDATE interactions SET closed_at = now()"
BUNDLE = """
    INSERT INTO bundles (id, key, kind, version, source, sha256, published_at)
    VALUES ('00000000-0000-0000-0000-000000000001', 'x', 'script', 1, '', '', now())
"""
A_RUN = f"{RUN} SELECT gen_random_uuid(), id, '00000000-0000-0000-0000-000000000001', 2, 'active', now(), now() FROM interactions"
SUPPRESSED = """
    INSERT INTO suppressions (id, seller, number, purpose, source, obtained_at, lifted_at)
    SELECT CAST({id} AS uuid), seller, number, '{purpose}', 'customer', intended_at - interval '1 hour', {lifted} FROM attempts
"""
FIRST_ID, LAST_ID = "'00000000-0000-0000-0000-000000000002'", "'ffffffff-0000-0000-0000-000000000002'"
NEVER = "CAST(NULL AS timestamptz)"
CONSENT = """
    UPDATE attempts SET gate = jsonb_set(gate, '{facts,consents}',
        jsonb_build_array(jsonb_build_object('purpose', 'marketing', 'given_at', intended_at)))
"""

SEALED_BUNDLE = f"""
    INSERT INTO bundles (id, key, kind, version, source, parts, sha256, published_at, live, seal)
    VALUES ('00000000-0000-0000-0000-000000000009', 'y', 'script', 1, 'a', '{{"scripts": {{"lib/x": "话术"}}}}', '', now(), false,
            '{seal_of("y", 1, "a", {"scripts": {"lib/x": "话术"}})}')
"""

VIOLATIONS = (
    (
        "one_open_attempt",
        "DROP INDEX uq_attempts_open",
        f"INSERT INTO attempts ({ATTEMPT}, state) SELECT gen_random_uuid(), {ATTEMPT.removeprefix('id, ')}, 'unknown' FROM attempts",
    ),
    ("bundles_sealed", SEALED_BUNDLE, "UPDATE bundles SET source = source || ' '"),
    ("bundles_sealed", SEALED_BUNDLE, """UPDATE bundles SET parts = parts || '{"offers": ["gift"]}'"""),
    ("living_claims", NO_CALL, "UPDATE tasks SET lease_until = now() - interval '11 minutes'"),
    ("claims_have_holders", "UPDATE tasks SET holder_id = NULL"),
    ("claims_have_holders", "UPDATE tasks SET state = 'done'"),
    ("outcomes_audited", CLOSED, TOLD),
    ("outcomes_told", CLOSED, AUDITED),
    (
        "one_acceptance",
        "DROP INDEX uq_offer_responses_accepted",
        f"{RESPONSE} SELECT gen_random_uuid(), id, 'tv', 'accepted', now() FROM interactions, generate_series(1, 2)",
    ),
    ("dials_allowed", "UPDATE attempts SET gate = '{}'"),
    ("dials_allowed", """UPDATE attempts SET gate = gate || '{"allowed": false}'"""),
    ("dials_not_suppressed", SUPPRESSED.format(id=FIRST_ID, purpose="all", lifted=NEVER)),
    ("dials_not_suppressed", SUPPRESSED.format(id=FIRST_ID, purpose="marketing", lifted="intended_at + interval '1 second'")),
    ("moves_without_gap", BUNDLE, A_RUN, MOVE.format(turn=0), MOVE.format(turn=2)),
    ("moves_without_gap", BUNDLE, A_RUN, MOVE.format(turn=0), MOVE.format(turn=1)),
    ("moves_without_gap", BUNDLE, A_RUN),
    ("runs_pinned", A_RUN, *(MOVE.format(turn=turn) for turn in range(3))),
    (
        "call_events_once",
        "ALTER TABLE call_events DROP CONSTRAINT pk_call_events",
        "INSERT INTO call_events (adapter, event_id, call_id, kind, at) SELECT 'a', '1', 'c', 'offered', now() FROM generate_series(1, 2)",
    ),
    (
        "one_reservation",
        "DROP INDEX uq_reservations_open_interaction",
        f"{RESERVED} SELECT gen_random_uuid(), id, gen_random_uuid(), 'offered', now(), now() FROM interactions, generate_series(1, 2)",
    ),
    (
        "one_reservation",
        "DROP INDEX uq_reservations_open_person",
        f"{RESERVED} SELECT gen_random_uuid(), gen_random_uuid(), person_id, 'offered', now(), now()"
        " FROM interactions, generate_series(1, 2)",
    ),
    ("offers_of_tasks", "UPDATE tasks SET state = 'offered', holder_id = NULL"),
    (
        "offers_of_tasks",
        "INSERT INTO reservations (id, task_id, person_id, state, offered_at, expires_at)"
        " SELECT gen_random_uuid(), id, holder_id, 'offered', now(), now() FROM tasks",
    ),
    ("audit_chain", "UPDATE audit SET verb = 'nothing_happened' WHERE seal_no = 1"),
    ("audit_chain", """UPDATE audit SET payload = '{"a": 1}' WHERE seal_no = 2"""),
    ("audit_chain", "DELETE FROM audit WHERE seal_no = 1"),
    ("no_card_numbers", f"UPDATE interactions SET notes = 'pays with {CARD}, next month'"),
    ("no_card_numbers", f"INSERT INTO run_drafts SELECT gen_random_uuid(), 'pay', '{{\"how\": [\"{CARD}\"]}}', now()"),
)
HARMLESS = (
    ("a task on a call may outlive its lease", "UPDATE tasks SET lease_until = now() - interval '11 minutes'"),
    ("generated history has no outcome", CLOSED, "UPDATE interactions SET source = 'generated'"),
    ("a sent outcome is forgotten after two days", CLOSED, AUDITED, "UPDATE interactions SET closed_at = now() - interval '3 days'"),
    ("a suppression came after the dial", SUPPRESSED.format(id=LAST_ID, purpose="all", lifted=NEVER)),
    ("a suppression is for something else", SUPPRESSED.format(id=FIRST_ID, purpose="survey", lifted=NEVER)),
    ("a suppression was lifted before", SUPPRESSED.format(id=FIRST_ID, purpose="all", lifted="intended_at - interval '1 minute'")),
    ("a later consent is on record", SUPPRESSED.format(id=FIRST_ID, purpose="all", lifted=NEVER), CONSENT),
    ("a whole run", BUNDLE, A_RUN, *(MOVE.format(turn=turn) for turn in range(3))),
    ("an erased payload", "UPDATE audit SET payload = '{}'"),
    ("an account number is no card number", "UPDATE interactions SET notes = 'account 4111 1111 1111 1112'"),
)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path) -> Iterator[Parts]:
    """A centre where Bruno claimed a task, dialled it, and the audit of it is sealed."""
    made = assemble(load({}, home=tmp_path, database_url=database_url), pool_size=2)
    bruno = add_agent(made, "bruno")
    add_task(made, add_campaign(made, bruno), zone=daytime_zone(made.clock.now()))
    row = claim_task(made, bruno, submission=submit(bruno))
    assert row is not None
    assert dial_task(made, bruno, row.id, row.task.claim_no, submission=submit(bruno))
    with made.units.begin() as unit:
        unit.audit.add("dialled", f"task:{row.id}", {"number": row.lead.number, "share": 0.25})
        unit.audit.add("went_on", f"task:{row.id}")
    with made.units.begin() as unit:
        assert unit.audit.seal() >= 2
    yield made
    made.engine.dispose()


@contextmanager
def planted(parts: Parts, *statements: str) -> Iterator[Connection]:
    """A transaction in which these statements were run, whatever keys forbid; it is rolled back."""
    with parts.engine.connect() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount != 0, statement
        yield connection


def found(connection: Connection) -> list[str]:
    """The names of the checks that find something."""
    return [check.name for check in CHECKS if list(check.find(connection))]


def test_a_centre_that_did_its_work_is_clean(parts: Parts) -> None:
    with parts.engine.connect() as connection:
        assert found(connection) == []


@pytest.mark.parametrize(("name", "statements"), [(name, statements) for name, *statements in VIOLATIONS])
def test_a_check_finds_what_was_planted_and_no_other_does(parts: Parts, name: str, statements: list[str]) -> None:
    with planted(parts, *statements) as connection:
        assert found(connection) == [name]


@pytest.mark.parametrize("statements", [pytest.param(statements, id=why) for why, *statements in HARMLESS])
def test_what_is_as_it_should_be_is_not_found(parts: Parts, statements: list[str]) -> None:
    with planted(parts, *statements) as connection:
        assert found(connection) == []


def test_every_check_has_a_planted_violation() -> None:
    assert {check.name for check in CHECKS} == {name for name, *_ in VIOLATIONS}


def test_findings_name_what_is_wrong_and_never_repeat_a_card_number(parts: Parts) -> None:
    with planted(parts, f"UPDATE interactions SET notes = '{CARD}'") as connection:
        (finding,) = next(check for check in CHECKS if check.name == "no_card_numbers").find(connection)
    assert (finding["table"], finding["column"]) == ("interactions", "notes")
    assert "1111" not in str(dict(finding))
