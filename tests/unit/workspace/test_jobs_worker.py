"""The worker as it is started: it does what is due, woken or not, and stops when told."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import redis
from sqlalchemy import Engine, text

from workspace.jobs import SWEEPS, Sweep
from workspace.processes.crew import Crew
from workspace.processes.sweeper import Sweeper
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble, make_feed, new_id
from workspace.work import QUEUES, QUICK

START = "from workspace.settings import load; from workspace.processes.worker import run\nif __name__ == '__main__': run(load())"


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    settings = load({}, home=tmp_path, database_url=database_url, redis_url=redis_url)
    made = assemble(settings, feed=make_feed(settings), pool_size=4)
    yield made
    made.feed.close()
    made.engine.dispose()


@contextmanager
def worker(parts: Parts) -> Iterator["subprocess.Popen[bytes]"]:
    main = parts.home / "main.py"
    main.write_text(START)
    environment = os.environ | parts.settings.as_environment() | {"PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen([sys.executable, str(main)], env=environment)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


def until(so: Callable[[], Any], within: float = 60.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if so():
            return True
        time.sleep(0.02)
    return False


def say(parts: Parts, key: str, *, wake: bool = True) -> None:
    with parts.units.begin() as unit:
        unit.outbox.add("outcomes", key, {"happened_at": datetime.now(UTC), "interaction_id": key})  # noqa: TID251 - due now
        if wake:
            unit.wake("relay")


def sent(parts: Parts) -> int:
    with parts.engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL")).scalar_one()


def children(pid: int) -> list[int]:
    """The processes that a process started; multiprocessing's resource tracker ends by itself."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_outcomes_are_relayed_and_the_worker_stops_cleanly(parts: Parts) -> None:
    with worker(parts) as process:
        say(parts, "first")
        assert until(lambda: sent(parts) == 1)
        say(parts, "second")
        assert until(lambda: sent(parts) == 2)
        begun = children(process.pid)
        process.terminate()
        assert process.wait(10) == 0
        assert until(lambda: not any(alive(pid) for pid in begun), 5)


def test_without_redis_the_sweeper_does_the_work(parts: Parts, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        server = client.info("server")["process_id"]
    os.kill(server, signal.SIGSTOP)
    try:
        with worker(parts) as process:
            say(parts, "quiet")
            assert until(lambda: sent(parts) == 1)
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    finally:
        os.kill(server, signal.SIGCONT)


def test_killing_the_parent_takes_the_other_process_with_it(parts: Parts) -> None:
    with worker(parts) as process:
        say(parts, "first")
        assert until(lambda: sent(parts) == 1)
        begun = children(process.pid)
        assert begun
        process.kill()
        process.wait(5)
        assert until(lambda: not any(alive(pid) for pid in begun), 10)


def test_every_queue_named_for_a_wake_has_its_sweep() -> None:
    by_name = {sweep.name: sweep for sweep in SWEEPS}
    assert len(by_name) == len(SWEEPS)
    assert all(by_name[name].queue == queue for name, queue in QUEUES.items() if name in by_name)


def test_a_sweep_that_fails_holds_up_no_other(parts: Parts) -> None:
    looked: list[str] = []

    def fail(_: Parts) -> None:
        looked.append("failing")
        raise RuntimeError("this look fails")

    sweeper = Sweeper(parts, [Sweep("failing", 0.01, fail), Sweep("sound", 0.01, lambda _: looked.append("sound"))], Crew(1))
    sweeper.start()
    assert until(lambda: looked.count("sound") > 5, 5)
    sweeper.stop()
    assert 0 < looked.count("failing") < looked.count("sound")


def test_a_slow_answer_holds_up_nobody_elses(parts: Parts) -> None:
    ids, done, slow = [new_id(), new_id()], list[UUID](), threading.Event()

    def ask(_: Parts, one: UUID) -> None:
        if one == ids[0]:
            slow.wait(5)
        done.append(one)

    crew = Crew(2)
    sweeper = Sweeper(parts, [Sweep("actions", 0.01, lambda _: list(ids), queue=QUICK, each=ask)], crew)
    sweeper.start()
    assert until(lambda: ids[1] in done, 2)
    assert ids[0] not in done
    slow.set()
    assert until(lambda: ids[0] in done, 2)
    sweeper.stop()
    crew.close()


def test_a_piece_in_hand_is_not_begun_again() -> None:
    one, going, begun = new_id(), threading.Event(), list[UUID]()

    def do(piece: UUID) -> None:
        begun.append(piece)
        going.wait(5)

    crew = Crew(4)
    assert [crew.send("actions", [one], do) for _ in range(5)] == [1, 0, 0, 0, 0]
    assert crew.send("relay", [one], do) == 1
    going.set()
    crew.close()
    assert begun == [one, one]


def test_a_sweep_that_takes_long_is_done_beside_the_others(parts: Parts) -> None:
    looked, long = list[str](), threading.Event()

    def learn(_: Parts) -> None:
        looked.append("learn")
        long.wait(5)

    crew = Crew(2)
    sweeper = Sweeper(parts, [Sweep("learn", 0.01, learn, beside=True), Sweep("relay", 0.01, lambda _: looked.append("relay"))], crew)
    sweeper.start()
    assert until(lambda: looked.count("relay") > 5, 5)
    assert looked.count("learn") == 1
    long.set()
    sweeper.stop()
    crew.close()
