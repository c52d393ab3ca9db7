"""The relay brings each fact to the analytics side once, and what it cannot bring waits or is parked, never lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from adapters.clock import FixedClock
from workspace.commands.compact_batches import ENOUGH, KEPT_FOR, compact_batches
from workspace.commands.keep_house import keep_house, seal_audit
from workspace.commands.relay_outbox import relay_outbox
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def parts(database: Engine, database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=clock, pool_size=4)
    yield made
    made.engine.dispose()


def say(parts: Parts, *keys: str, topic: str = "outcomes", **changes: Any) -> None:
    with parts.units.begin() as unit:
        for key in keys:
            unit.outbox.add(topic, key, {"happened_at": NOW, "interaction_id": key, "direction": "inbound"} | changes)


def arrived(parts: Parts, topic: str = "outcomes") -> list[str]:
    with parts.units.read() as unit:
        files = unit.batches.live_files()
    with parts.reader.over(files) as ask:
        return [row["key"] for row in ask.rows(f"SELECT key FROM {topic} ORDER BY key")]  # noqa: S608


def files_of(parts: Parts) -> list[str]:
    return sorted(path.name for path in parts.analytics.root.rglob("*") if path.is_file())


def test_a_committed_fact_arrives_once(parts: Parts) -> None:
    say(parts, "a", "b")
    say(parts, "a")
    assert relay_outbox(parts) == 2
    assert relay_outbox(parts) == 0
    assert arrived(parts) == ["a", "b"]


def test_a_fact_of_a_rolled_back_change_never_arrives(parts: Parts) -> None:
    with pytest.raises(ZeroDivisionError), parts.units.begin() as unit:
        unit.outbox.add("outcomes", "a", {"happened_at": NOW, "interaction_id": "a"})
        raise ZeroDivisionError
    assert relay_outbox(parts) == 0
    assert arrived(parts) == []


def test_more_than_one_batch_is_relayed_in_one_go(parts: Parts) -> None:
    say(parts, *(f"k{number:04}" for number in range(1200)))
    assert relay_outbox(parts) == 1200
    assert len(arrived(parts)) == 1200


def test_a_poisoned_row_is_parked_with_its_reason_and_the_rest_goes_on(parts: Parts) -> None:
    say(parts, "good")
    say(parts, "bad", script_version="three")
    say(parts, "odd", topic="gossip")
    assert relay_outbox(parts) == 1
    assert arrived(parts) == ["good"]
    with parts.engine.connect() as connection:
        parked = connection.execute(text("SELECT key, error FROM outbox WHERE parked_at IS NOT NULL ORDER BY key")).all()
    assert [tuple(row) for row in parked] == [("bad", "script_version is no BIGINT: 'three'"), ("odd", "there is no topic 'gossip'")]
    with parts.units.read() as unit:
        assert unit.batches.parked() == 2


def test_a_sink_that_is_down_delays_and_heals(parts: Parts, clock: FixedClock) -> None:
    parts.analytics.root.mkdir()
    in_the_way = parts.analytics.root / "outcomes"
    in_the_way.write_text("a file where the folder should be")
    say(parts, "a")
    assert relay_outbox(parts) == 0
    with parts.engine.connect() as connection:
        attempts, next_at = connection.execute(text("SELECT attempts, next_at FROM outbox")).one()
    assert attempts == 1
    assert NOW < next_at <= NOW + timedelta(seconds=1)
    in_the_way.unlink()
    clock.at = NOW + timedelta(minutes=10)
    assert relay_outbox(parts) == 1
    assert arrived(parts) == ["a"]


RELAY_AND_DIE = """
import os, signal, sys
from pathlib import Path
from workspace.commands.relay_outbox import relay_outbox
from workspace.settings import load
from workspace.wiring.parts import assemble

parts = assemble(load({}, home=Path(sys.argv[1]), database_url=sys.argv[2]))
write = parts.analytics.write

def write_and_die(*arguments):
    write(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

object.__setattr__(parts.analytics, "write", write_and_die)
relay_outbox(parts)
"""


def test_a_relay_killed_between_file_and_commit_leaves_each_key_once(parts: Parts, database_url: str, clock: FixedClock) -> None:
    say(parts, "a", "b", "c")
    killed = subprocess.run([sys.executable, "-c", RELAY_AND_DIE, str(parts.home), database_url], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(files_of(parts)) == 1
    assert arrived(parts) == []
    clock.at = NOW + timedelta(seconds=1)
    assert relay_outbox(parts) == 3
    assert arrived(parts) == ["a", "b", "c"]
    assert len(files_of(parts)) == 2
    orphan = next(path for path in parts.analytics.root.rglob("*.parquet") if not is_listed(parts, path))
    os.utime(orphan, (0, 0))
    keep_house(parts)
    assert not orphan.exists()
    assert arrived(parts) == ["a", "b", "c"]


def is_listed(parts: Parts, path: Path) -> bool:
    with parts.units.read() as unit:
        return str(path.relative_to(parts.analytics.root)) in unit.batches.all_files()


def test_compacting_keeps_every_key_and_frees_the_files_later(parts: Parts, clock: FixedClock) -> None:
    keys = [f"k{number:02}" for number in range(ENOUGH + 3)]
    for key in keys:
        say(parts, key)
        relay_outbox(parts)
    assert compact_batches(parts) == ENOUGH + 3
    with parts.units.read() as unit:
        assert len(unit.batches.live_files()["outcomes"]) == 1
    assert arrived(parts) == keys
    assert len(files_of(parts)) == ENOUGH + 4
    clock.at = NOW + KEPT_FOR + timedelta(seconds=1)
    compact_batches(parts)
    assert len(files_of(parts)) == 1
    assert arrived(parts) == keys


def test_few_files_are_left_alone(parts: Parts) -> None:
    say(parts, "a")
    relay_outbox(parts)
    assert compact_batches(parts) == 0


def test_housekeeping_forgets_sent_facts_after_two_days_and_no_others(parts: Parts, clock: FixedClock) -> None:
    say(parts, "sent")
    relay_outbox(parts)
    say(parts, "bad", script_version="three")
    relay_outbox(parts)
    clock.at = NOW + timedelta(hours=49)
    assert keep_house(parts) == 1
    with parts.engine.connect() as connection:
        assert connection.execute(text("SELECT key FROM outbox")).scalars().all() == ["bad"]
    assert arrived(parts) == ["sent"]


def test_the_audit_is_sealed_in_the_background(parts: Parts) -> None:
    with parts.units.begin() as unit:
        unit.audit.add("script_published", "script:inbound", {"version": 3})
        unit.audit.add("script_published", "script:inbound", {"version": 4})
    assert seal_audit(parts) == 2
    assert seal_audit(parts) == 0
