"""`cuecard verify`: the analytics files against SQL, and what the command prints and returns."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from workspace.commands.compact_batches import compact_batches
from workspace.commands.relay_outbox import relay_outbox
from workspace.settings import Settings, load
from workspace.terminal import verify
from workspace.wiring.parts import Parts, assemble, new_id, topic_of


@pytest.fixture
def settings(database: Engine, database_url: str, tmp_path: Path) -> Settings:
    return load({}, home=tmp_path, database_url=database_url)


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    """Parts whose analytics side holds three facts."""
    made = assemble(settings, pool_size=2)
    with made.units.begin() as unit:
        for key in ("a", "b", "c"):
            unit.outbox.add("outcomes", key, {"happened_at": unit.now, "interaction_id": key, "direction": "inbound"})
    assert relay_outbox(made) == 3
    yield made
    made.engine.dispose()


def found(parts: Parts) -> dict[str, list[dict[str, object]]]:
    """What each check that found something found."""
    return {verdict.name: [dict(each) for each in verdict.findings] for verdict in verify.verify(parts) if verdict.findings}


def test_facts_that_were_sent_once_are_found_once(parts: Parts) -> None:
    assert found(parts) == {}
    compact_batches(parts)
    assert found(parts) == {}


def test_a_fact_that_was_sent_twice_is_found(parts: Parts) -> None:
    with parts.units.begin() as unit:
        topic, batch_id = topic_of("outcomes"), new_id()
        again = topic.fit("b", unit.now, {"happened_at": unit.now, "interaction_id": "b", "direction": "inbound"})
        unit.batches.add(batch_id, "outcomes", 1, parts.analytics.write(topic, batch_id, [again]))
    assert found(parts) == {"sink_keys_once": [{"topic": "outcomes", "key": "b", "times": 2}]}


def test_facts_that_are_not_where_they_were_sent_are_found(parts: Parts) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(text("DELETE FROM batches"))
    assert found(parts) == {"sink_keys_there": [{"topic": "outcomes", "key": key} for key in ("a", "b", "c")]}


def test_a_file_that_is_listed_and_gone_is_found(parts: Parts) -> None:
    for file in parts.analytics.root.rglob("*.parquet"):
        file.unlink()
    assert list(found(parts)) == ["sink_files_there"]


def test_the_command_names_each_check_and_returns_zero_when_all_hold(
    settings: Settings, parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.run(settings) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "ok     audit_chain" in printed
    assert printed[-1] == f"All {len(printed) - 2} checks hold."


def test_the_command_says_what_a_finding_means_and_returns_one(
    settings: Settings, parts: Parts, capsys: pytest.CaptureFixture[str]
) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE outbox SET key = key || '-1'"))
        more = "SELECT 'more' || n, 'outcomes', now(), now() FROM generate_series(1, 12) AS n"
        unit.connection.execute(text(f"INSERT INTO outbox (key, topic, next_at, sent_at) {more}"))
    assert verify.run(settings) == 1
    printed = capsys.readouterr().out
    assert "WRONG  sink_keys_there: 15 found. A fact was sent" in printed
    assert "topic outcomes, key a-1" in printed
    assert "and 5 more" in printed
    assert printed.splitlines()[-1].startswith("1 of ")
