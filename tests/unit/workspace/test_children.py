"""Supervised processes are started again when they die, stopped whole, and never outlive their supervisor."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from workspace.processes import children
from workspace.processes.children import Child

REPOSITORY = Path(__file__).parents[3]

# A supervisor that starts one child, tells its number, and waits to be killed.
SUPERVISOR = """
import os, sys, time
from pathlib import Path
from workspace.processes.children import Child
print(Child(["doctor"], dict(os.environ), Path(sys.argv[1])).pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def logs() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cuecard-test-") as folder:
        yield Path(folder)


@pytest.fixture
def environment(logs: Path) -> dict[str, str]:
    """An environment for `cuecard doctor`, a command that needs nothing."""
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "CUECARD_HOME": str(logs / "home"), "CUECARD_PORT": "1"}


def is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_child_that_died_starts_again_after_a_pause(logs: Path, environment: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    child = Child(["doctor"], environment, logs)
    try:
        first = child.pid
        os.kill(first, signal.SIGKILL)
        assert wait_until(child.has_ended)
        now = time.monotonic()
        child.tend(now)
        assert "doctor ended (killed by SIGKILL) and starts again in 1 s" in capsys.readouterr().out
        child.tend(now + 0.5)
        assert child.has_ended()
        child.tend(now + 1.1)
        assert child.pid != first
        assert not child.has_ended()
    finally:
        children.stop([child])


def test_a_child_that_keeps_dying_is_left_alone_longer_each_time(
    logs: Path, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    child = Child(["doctor"], environment, logs)
    try:
        for expected in (1, 2, 4):
            os.kill(child.pid, signal.SIGKILL)
            assert wait_until(child.has_ended)
            now = time.monotonic()
            child.tend(now)
            assert f"starts again in {expected} s" in capsys.readouterr().out
            child.tend(now + expected)
    finally:
        children.stop([child])


def test_a_child_that_waits_begins_when_told_and_its_words_go_to_its_own_log(logs: Path, environment: dict[str, str]) -> None:
    child = Child(["doctor"], environment, logs, waits=True)
    time.sleep(0.5)
    assert not child.has_ended()
    assert (logs / "doctor.log").read_text() == ""
    child.begin()
    assert wait_until(child.has_ended)
    children.stop([child])
    assert "Cuecard" in (logs / "doctor.log").read_text()


def test_stopping_ends_a_child(logs: Path, environment: dict[str, str]) -> None:
    child = Child(["doctor"], environment, logs)
    children.stop([child])
    assert child.has_ended()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")
def test_a_child_does_not_outlive_a_killed_supervisor(logs: Path, environment: dict[str, str]) -> None:
    # A doctor that waits: at the database's address somebody listens and never says a word.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"postgresql://127.0.0.1:{listener.getsockname()[1]}/x"
        command = [sys.executable, "-c", SUPERVISOR, str(logs)]
        variables = {**environment, "CUECARD_DATABASE_URL": address, "CUECARD_REDIS_URL": "redis://127.0.0.1:1"}
        with subprocess.Popen(command, cwd=REPOSITORY, env=variables, stdout=subprocess.PIPE, text=True) as supervisor:
            assert supervisor.stdout is not None
            pid = int(supervisor.stdout.readline())
            time.sleep(1)
            assert is_there(pid)
            supervisor.kill()
            supervisor.wait()
            assert wait_until(lambda: not is_there(pid))
