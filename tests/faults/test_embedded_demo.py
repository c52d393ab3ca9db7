"""The demo as a person meets it: it starts, tells the logins, survives the death of its parts, and leaves nothing behind."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters import embedded

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc"),
]
REPOSITORY = Path(__file__).parents[2]
LOGINS = {"agent1", "agent2", "supervisor", "vendor", "analyst", "admin", "department"}


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One home for all tests of this file: it is filled once."""
    folder = Path(tempfile.mkdtemp(prefix="cuecard-test-"))
    folder.chmod(0o711)
    yield folder / "demo home 演示"
    embedded.erase(folder / "demo home 演示")
    shutil.rmtree(folder)


class Demo:
    """A running `cuecard demo`, ready when made."""

    def __init__(self, home: Path, *words: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        self.words = [sys.executable, "-m", "workspace.cli", "demo", "--port", str(self.port), *words]
        variables = {**os.environ, "CUECARD_HOME": str(home), "CUECARD_PROCESSES": "1", "CUECARD_SIMULATOR_RATE": "0"}
        self.home = home
        started = time.monotonic()
        self.process = subprocess.Popen(
            self.words, cwd=REPOSITORY, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = self._read_until("Ctrl-C stops everything")
        self.took = time.monotonic() - started

    def _read_until(self, words: str) -> str:
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if words in line:
                return said
        self.process.communicate()
        raise AssertionError(f"the demo ended: {said}")

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5) as response:
            return bool(response.status == 200)
        return False

    def child(self, name: str) -> int:
        """The number of the process that runs `cuecard NAME`, 0 when there is none."""
        for pid in (int(word) for word in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()):
            with contextlib.suppress(OSError):
                if Path(f"/proc/{pid}/cmdline").read_text().split("\0")[-2:-1] == [name]:
                    return pid
        return 0

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def demo(home: Path) -> Iterator[Demo]:
    made = Demo(home)
    yield made
    if made.process.poll() is None:
        made.end(signal.SIGTERM)


def left_running(home: Path) -> list[str]:
    """Return the command lines of living processes that were given this home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes()
            if words and (os.fsencode(home) in words or os.fsencode(f"CUECARD_HOME={home}\0") in (process / "environ").read_bytes()):
                found.append(words.replace(b"\0", b" ").decode())
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_the_demo_is_ready_and_tells_the_logins(demo: Demo, home: Path) -> None:
    assert demo.is_ready()
    kept = home / "demo-logins.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    logins = json.loads(kept.read_text())
    assert set(logins) == LOGINS
    for login, password in logins.items():
        assert re.search(rf"^ +{login} +{re.escape(password)}$", demo.said, re.MULTILINE)
    assert demo.end(signal.SIGINT) == 0
    assert left_running(home) == []


def test_a_second_start_is_quick_and_keeps_the_logins(home: Path) -> None:
    before = (home / "demo-logins.json").read_text()
    demo = Demo(home)
    assert demo.end(signal.SIGTERM) == 0
    # 5 s are promised on an idle machine; here other tests run at the same time.
    assert demo.took < 15
    assert (home / "demo-logins.json").read_text() == before
    assert left_running(home) == []


@pytest.mark.parametrize("name", ["serve", "worker", "telephony"])
def test_a_killed_part_comes_back(demo: Demo, name: str) -> None:
    killed = demo.child(name)
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: demo.child(name) not in {0, killed} and demo.is_ready())


def test_a_second_demo_on_the_home_is_refused(demo: Demo, home: Path) -> None:
    with pytest.raises(AssertionError, match=f"cuecard: Another demo is running on {home}: stop it first"):
        Demo(home)
    assert demo.is_ready()


def test_a_killed_supervisor_leaves_nothing_running(demo: Demo, home: Path) -> None:
    assert demo.end(signal.SIGKILL) == -signal.SIGKILL
    assert wait_until(lambda: left_running(home) == []), left_running(home)
