"""Forked processes are replaced when they die or hang, and never outlive the one that watches over them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workspace.processes import prefork

pytestmark = pytest.mark.skipif(not prefork.POSSIBLE, reason="processes are not forked on this system")
REPOSITORY = Path(__file__).parents[3]

# Two processes that tell their numbers and serve nobody; they beat quickly, so that nobody has to wait.
SERVER = """
import os, sys, time
from workspace.processes import prefork
prefork.BEAT_EVERY = 0.05
def serve():
    print(f"serving {os.getpid()}", flush=True)
    time.sleep(600)
prefork.run(serve, 2, silent_after=float(sys.argv[1]))
"""
DYING = """
import sys, time
from workspace.processes import prefork
prefork.BEAT_EVERY = 0.25
def serve():
    print(f"begun {time.monotonic()}", flush=True)
    sys.exit(1)
prefork.run(serve, 1)
"""
FAILING = """
import sys
from workspace.processes import prefork
prefork.run(lambda: sys.exit(prefork.STARTUP_FAILURE), 2)
"""


class Server:
    """The one that watches, and the numbers of those that serve."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def next_pid(self) -> int:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("serving "):
                return int(line.split()[1])
        raise AssertionError("the server ended")


@contextmanager
def server(program: str, *words: str) -> Iterator[Server]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen([sys.executable, "-c", program, *words], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield Server(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not lives(pid)


@pytest.mark.parametrize(("number", "silent_after"), [(signal.SIGKILL, "60"), (signal.SIGSTOP, "0.5")], ids=["died", "hangs"])
def test_a_process_that_died_or_hangs_is_replaced(number: signal.Signals, silent_after: str) -> None:
    with server(SERVER, silent_after) as made:
        first, second = made.next_pid(), made.next_pid()
        os.kill(first, number)
        third = made.next_pid()
        assert third not in {first, second}
        assert ends(first)
        assert lives(second)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_end_with_the_one_that_watches(number: signal.Signals) -> None:
    with server(SERVER, "60") as made:
        serving = [made.next_pid(), made.next_pid()]
        made.process.send_signal(number)
        assert made.process.wait(20) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
        assert all(ends(pid) for pid in serving)


def test_a_process_that_dies_at_once_is_replaced_with_a_pause() -> None:
    with server(DYING) as made:
        assert made.process.stdout is not None
        lines = (line for line in made.process.stdout if line.startswith("begun "))
        begun = [float(next(lines).split()[1]) for _ in range(3)]
    assert begun[2] - begun[0] >= 0.5


def test_a_server_that_cannot_start_is_not_started_again_and_again() -> None:
    with server(FAILING) as made:
        assert made.process.wait(20) == prefork.STARTUP_FAILURE
