"""A worker runs what it was given, at once, and nothing else; without Redis it waits."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from rq import Queue
from rq.job import Callback
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer

from adapters.background.fence import JobRefused
from adapters.background.wakes import LONGEST_QUEUE, Wakes, queue_on
from adapters.background.worker import WakeWorker

WAKES = Wakes({"actions": "quick", "learn": "slow"})


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as made:
        yield made


class Stop:
    """Ends a worker that runs in this process's main thread, the way an operator does: by a signal, once something is so or time is up."""

    def __init__(self, enough: Callable[[], bool], within: float = 6.0) -> None:
        self._enough, self._within = enough, within
        self.thread = threading.Thread(target=self._wait, daemon=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + self._within
        while time.monotonic() < deadline and not self._enough():
            time.sleep(0.005)
        os.kill(os.getpid(), signal.SIGTERM)


def worked(redis_url: str, functions: dict[str, Callable[..., object]], enough: Callable[[], bool]) -> None:
    """Run a worker on the quick queue until `enough`, and put the signals back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    worker, stop = WakeWorker(redis_url, "quick", functions), Stop(enough)
    worker.stop_on_signals()
    stop.thread.start()
    try:
        worker.run()
    finally:
        stop.thread.join()
        for number, handler in before.items():
            signal.signal(number, handler)


def failed(client: redis.Redis) -> list[str]:
    queue = Queue("quick", connection=client, serializer=JSONSerializer)
    return FailedJobRegistry(queue=queue).get_job_ids()


def test_woken_work_is_done_with_its_ids(redis_url: str, client: redis.Redis) -> None:
    done: list[tuple[str, ...]] = []
    WAKES.ask(client, "actions", "id-1", "id-2")
    worked(redis_url, {"actions": lambda *ids: done.append(ids)}, lambda: bool(done))
    assert done == [("id-1", "id-2")]


def test_work_of_another_queue_is_left_alone(redis_url: str, client: redis.Redis) -> None:
    done: list[str] = []
    assert WAKES(client, "learn") is True
    assert WAKES(client, "actions") is True
    worked(redis_url, {"actions": lambda: done.append("actions"), "learn": lambda: done.append("learn")}, lambda: bool(done))
    assert done == ["actions"]
    assert queue_on(client, "slow").count == 1


def test_work_that_is_no_workers_is_not_taken(client: redis.Redis) -> None:
    assert WAKES(client, "switch") is False


def test_a_worker_that_is_far_behind_is_not_told_more(client: redis.Redis) -> None:
    assert [WAKES.ask(client, "actions") for _ in range(LONGEST_QUEUE + 5)].count(True) == LONGEST_QUEUE


def test_a_wake_is_taken_within_milliseconds(redis_url: str, client: redis.Redis) -> None:
    asked: list[float] = []
    taken: list[float] = []

    def look() -> None:
        taken.append(time.perf_counter())
        if len(taken) < 10:
            again()

    def again() -> None:
        threading.Timer(0.05, ask).start()

    def ask() -> None:
        asked.append(time.perf_counter())
        WAKES(client, "actions")

    again()
    worked(redis_url, {"actions": look}, lambda: len(taken) == 10)
    delays = sorted(end - start for start, end in zip(asked, taken, strict=True))
    # 3 ms here alone; other tests run beside this one.
    assert delays[len(delays) // 2] < 0.03


@pytest.mark.parametrize("name", ["os.system", "workspace.jobs.relay_outbox", "subprocess.run", "workspace.jobs.actions.__call__"])
def test_a_function_that_was_not_given_is_refused(redis_url: str, client: redis.Redis, tmp_path: Path, name: str) -> None:
    mark, done = tmp_path / "mark", list[int]()
    Queue("quick", connection=client, serializer=JSONSerializer).enqueue_call(name, args=(f"touch {mark}",))
    worked(redis_url, {"actions": lambda: done.append(1)}, lambda: bool(failed(client)))
    assert len(failed(client)) == 1
    assert not mark.exists()
    assert done == []


def test_what_a_job_names_as_callback_is_not_called(redis_url: str, client: redis.Redis, tmp_path: Path) -> None:
    mark, done = tmp_path / "mark", list[int]()
    jobs = Queue("quick", connection=client, serializer=JSONSerializer)
    jobs.enqueue_call("workspace.jobs.actions", on_success=Callback("tests.unit.no_such_module.call"), on_failure=Callback("os.system"))
    WAKES(client, "actions")
    worked(redis_url, {"actions": lambda: done.append(1)}, lambda: len(done) == 2)
    assert done == [1, 1]
    assert failed(client) == []
    assert not mark.exists()


def test_a_pickled_job_is_not_unpickled(redis_url: str, client: redis.Redis, tmp_path: Path) -> None:
    mark, done = tmp_path / "mark", list[int]()
    Queue("quick", connection=client).enqueue_call("os.system", args=(f"touch {mark}",))
    WAKES(client, "actions")
    worked(redis_url, {"actions": lambda: done.append(1)}, lambda: bool(done))
    assert done == [1]
    assert not mark.exists()


def test_a_failing_job_stops_nobody(redis_url: str, client: redis.Redis) -> None:
    done: list[int] = []

    def look() -> None:
        done.append(1)
        if len(done) == 1:
            raise RuntimeError("the first look fails")

    WAKES(client, "actions")
    WAKES(client, "actions")
    worked(redis_url, {"actions": look}, lambda: len(done) == 2)
    assert done == [1, 1]


def test_a_job_in_hand_is_finished_before_the_worker_stops(redis_url: str, client: redis.Redis) -> None:
    begun, ended = list[int](), list[int]()

    def look() -> None:
        begun.append(1)
        time.sleep(0.5)
        ended.append(1)

    WAKES(client, "actions")
    worked(redis_url, {"actions": look}, lambda: bool(begun))
    assert ended == [1]


def test_without_redis_the_worker_waits_and_still_stops(tmp_path: Path) -> None:
    started = time.monotonic()
    worked(f"unix://{tmp_path}/nobody", {"actions": print}, lambda: time.monotonic() - started > 0.5)
    assert time.monotonic() - started < 30


def test_a_job_that_names_an_object_is_refused(client: redis.Redis) -> None:
    job: Any = queue_on(client, "quick").enqueue_call("workspace.jobs.actions")
    job.instance = "something"
    with pytest.raises(JobRefused):
        _ = job.func
