"""A process killed between the commit and the dial: no second dial, whoever comes back first (P4)."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.outbound import add_agent, add_campaign, add_task, daytime_zone, rows, submit
from workspace.commands.claim_task import claim_task
from workspace.commands.dial_task import dial_task
from workspace.processes.telephony_link import Link
from workspace.settings import load
from workspace.wiring.parts import AlreadyDone, Parts, Person, Submission, assemble, make_switch

ROOT = Path(__file__).parents[2]
# What the killed process was doing; the crash point, named in CRASH_AT, ends it as kill -9 does.
DIAL = """
import sys
from uuid import UUID
from workspace.commands.dial_task import dial_task
from workspace.settings import load
from workspace.wiring.parts import Person, Submission, assemble
agent, extension, task, key = sys.argv[1:]
person = Person(UUID(agent), "", "", "", "agent", None, None, extension, "en", {})
dial_task(assemble(load()), person, UUID(task), 1, submission=Submission(key, person.id, "/test", ""))
"""
LINK = """
from workspace.settings import load
from workspace.processes.telephony_link import Link
from workspace.wiring.parts import assemble, make_switch
parts = assemble(load())
Link(parts, make_switch(parts)).turn()
"""


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, simulator_rate=0), pool_size=4)
    yield made
    made.engine.dispose()


@pytest.fixture
def ana(parts: Parts) -> Person:
    """Ana, with a claimed task that may be dialled now."""
    agent = add_agent(parts, "ana")
    add_task(parts, add_campaign(parts, agent), zone=daytime_zone(parts.clock.now()))
    assert claim_task(parts, agent, submission=submit(agent)) is not None
    return agent


def killed(parts: Parts, at: str, code: str, *arguments: str) -> None:
    """Run code in another process until the crash point kills it."""
    environment = os.environ | parts.settings.as_environment() | {"PYTHONPATH": str(ROOT), "CRASH_AT": at}
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=environment, timeout=60, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def sent(parts: Parts) -> list[str]:
    return [str(row["state"]) for row in rows(parts, "switch_commands")]


def dial_killed(parts: Parts, ana: Person, at: str) -> Submission:
    press = submit(ana)
    killed(parts, at, DIAL, str(ana.id), str(ana.extension), str(rows(parts, "tasks")[0]["id"]), press.key)
    return press


def test_killed_before_the_commit_nothing_was_dialled_and_the_same_press_dials(parts: Parts, ana: Person) -> None:
    press = dial_killed(parts, ana, "before_commit")
    assert (rows(parts), sent(parts)) == ([], [])
    task = rows(parts, "tasks")[0]
    assert dial_task(parts, ana, task["id"], 1, submission=press)  # type: ignore[arg-type]
    assert sent(parts) == ["requested"]


def test_killed_after_the_commit_the_link_dials_once_and_the_same_press_not_again(parts: Parts, ana: Person) -> None:
    press = dial_killed(parts, ana, "after_commit")
    assert sent(parts) == ["requested"]
    task = rows(parts, "tasks")[0]
    with pytest.raises(AlreadyDone):
        dial_task(parts, ana, task["id"], 1, submission=press)  # type: ignore[arg-type]
    link = Link(parts, make_switch(parts))
    link.turn()
    link.turn()
    assert sent(parts) == ["confirmed"]
    assert [row["state"] for row in rows(parts)] == ["dialling"]


def test_the_link_killed_before_it_tells_the_switch_leaves_an_unknown_fate_and_no_dial(parts: Parts, ana: Person) -> None:
    task = rows(parts, "tasks")[0]
    assert dial_task(parts, ana, task["id"], 1, submission=submit(ana))  # type: ignore[arg-type]
    killed(parts, "command_marked", LINK)
    assert sent(parts) == ["sent"]
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE attempts SET intended_at = intended_at - interval '1 minute'"))
    switch = make_switch(parts)
    link = Link(parts, switch)
    link.turn()
    link.reconcile()
    link.turn()
    assert switch.live_calls() == frozenset()
    assert [(row["state"], row["result"]) for row in rows(parts)] == [("unknown", "unknown")]
    assert len(sent(parts)) == 1
