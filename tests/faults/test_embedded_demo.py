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
        self.process = subprocess.Popen(
            self.words, cwd=REPOSITORY, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.said = self._read_until("Ctrl-C stops everything")

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


@pytest.fixture(scope="class")
def demo(home: Path) -> Iterator[Demo]:
    """A demo that was started on a filled home, the same for all tests of a class."""
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


def test_a_first_start_is_ready_tells_the_logins_and_ends_with_ctrl_c(home: Path) -> None:
    first = Demo(home)
    assert first.is_ready()
    kept = home / "demo-logins.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    logins = json.loads(kept.read_text())
    assert set(logins) == LOGINS
    for login, password in logins.items():
        assert re.search(rf"^ +{login} +{re.escape(password)}$", first.said, re.MULTILINE)
    assert first.end(signal.SIGINT) == 0
    assert left_running(home) == []


class TestASecondStart:
    """One start on the home that the first one filled; the last test stops it."""

    def test_tells_the_logins_there_are(self, demo: Demo, home: Path) -> None:
        for login, password in json.loads((home / "demo-logins.json").read_text()).items():
            assert re.search(rf"^ +{login} +{re.escape(password)}$", demo.said, re.MULTILINE)

    @pytest.mark.parametrize("name", ["serve", "worker", "telephony"])
    def test_a_killed_part_comes_back(self, demo: Demo, name: str) -> None:
        killed = demo.child(name)
        os.kill(killed, signal.SIGKILL)
        assert wait_until(lambda: demo.child(name) not in {0, killed} and demo.is_ready())

    def test_a_second_demo_on_the_home_is_refused(self, demo: Demo, home: Path) -> None:
        with pytest.raises(AssertionError, match=f"cuecard: Another demo is running on {home}: stop it first"):
            Demo(home)
        assert demo.is_ready()

    def test_is_stopped_cleanly(self, demo: Demo, home: Path) -> None:
        assert demo.end(signal.SIGTERM) == 0
        assert left_running(home) == []


def test_a_killed_supervisor_leaves_nothing_running(home: Path) -> None:
    killed = Demo(home)
    assert killed.end(signal.SIGKILL) == -signal.SIGKILL
    assert wait_until(lambda: left_running(home) == []), left_running(home)
