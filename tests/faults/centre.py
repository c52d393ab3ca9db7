"""A whole centre for fault tests: servers that keep what they commit, processes to kill, and agents who remember what they were told."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text

from adapters import embedded
from adapters.database import migrate
from tests.web.conftest import PASSWORD_HASH
from tests.web.floor import make_floor, make_ready
from workspace.settings import Settings, load
from workspace.wiring.parts import Parts, assemble, new_id, new_token

REPOSITORY = Path(__file__).parents[2]
READY_WITHIN = 90.0


@contextmanager
def centre() -> Iterator["Centre"]:
    """A centre of its own, with fsync on, queues, codes and published scripts; everything ends with the block."""
    home = Path(tempfile.mkdtemp(prefix="cuecard-test-"))
    home.chmod(0o711)  # root's servers run as another account
    try:
        with embedded.start(home / "home") as servers:
            settings = load({}, home=home / "home", database_url=servers.database_url, redis_url=servers.redis_url, demo=True)
            parts = assemble(settings, pool_size=4)
            migrate.migrate(parts.engine)
            make_floor(parts)
            made = Centre(home / "home", settings, parts)
            try:
                yield made
            finally:
                made.stop()
                parts.engine.dispose()
    finally:
        shutil.rmtree(home)


@dataclass
class Process:
    """One `cuecard` process that can be killed like by a power cut, and started again."""

    words: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    running: "subprocess.Popen[bytes] | None" = None

    def start(self, crash_at: str = "") -> None:
        """Start it; `crash_at` names the point where it is to die."""
        environment = {**self.environment, **({"CRASH_AT": crash_at} if crash_at else {})}
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "workspace.cli", *self.words]
            self.running = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log, start_new_session=True)

    @property
    def pid(self) -> int:
        """Its process number."""
        assert self.running is not None
        return self.running.pid

    def kill(self) -> None:
        """Kill -9, and all it started."""
        assert self.running is not None
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait(10)

    def has_crashed(self, within: float = 10.0) -> bool:
        """If it died of SIGKILL by then."""
        assert self.running is not None
        try:
            return self.running.wait(within) == -signal.SIGKILL
        except subprocess.TimeoutExpired:
            return False

    def stop(self) -> None:
        """End it, whatever state it is in."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait(10)


@dataclass
class Web(Process):
    """A web server on a free port."""

    port: int = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, crash_at: str = "") -> None:
        """Start it and wait until it answers."""
        super().start(crash_at)
        wait_for(self._answers, READY_WITHIN, lambda: f"the web server does not answer: {self.log.read_text()[-2000:]}")

    def _answers(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/health/live", timeout=1).status_code == 200
        except httpx2.HTTPError:
            return False


@dataclass
class Centre:
    """The running parts of a test."""

    home: Path
    settings: Settings
    parts: Parts
    processes: list[Process] = field(default_factory=list)
    agents: list["Agent"] = field(default_factory=list)

    def web(self) -> Web:
        """A web server, not started yet."""
        port = free_port()
        made = Web(("serve",), self._environment(CUECARD_PORT=str(port), CUECARD_PROCESSES="1"), self.home / f"web-{port}.log", port=port)
        self.processes.append(made)
        return made

    def worker(self) -> Process:
        """A worker, not started yet."""
        made = Process(("worker",), self._environment(), self.home / f"worker-{len(self.processes)}.log")
        self.processes.append(made)
        return made

    def agent(self, web: Web, login: str, extension: str) -> "Agent":
        """A signed-in agent who sells broadband and is ready."""
        person_id, token, csrf = new_id(), new_token(), new_token()
        with self.parts.units.begin() as unit:
            unit.people.add(id=person_id, login=login, name=login.title(), role="agent", password_hash=PASSWORD_HASH, extension=extension)
            unit.sessions.open(person_id, token, csrf, unit.now + timedelta(hours=1), "test")
            skill = unit.floor.ensure("skill", "sales", new_id(), name_en="Sales", name_zh="销售")
            unit.floor.ensure_skill_of(person_id, skill, 1)
        make_ready(self.parts, person_id)
        made = Agent(web, person_id, token, csrf)
        self.agents.append(made)
        return made

    def count(self, query: str, **values: object) -> int:
        """What a counting query says."""
        with self.parts.engine.connect() as connection:
            return int(connection.execute(text(query), values).scalar_one())

    def valkey_pid(self) -> int:
        """The process of Valkey."""
        return int((self.home / "valkey.pid").read_text())

    def stop(self) -> None:
        """End all processes and browsers."""
        for agent in self.agents:
            agent.client.close()
        for process in self.processes:
            process.stop()

    def _environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, **self.settings.as_environment(), **more}


class Agent:
    """An agent's browser: one session, forms with keys, and a list of every answer the screen called saved."""

    def __init__(self, web: Web, person_id: UUID, token: str, csrf: str) -> None:
        self.web = web
        self.person_id = person_id
        self.csrf = csrf
        self.token = token
        self.client = httpx2.Client(cookies={"cuecard_session": token}, timeout=10)
        self.told_saved: list[tuple[str, int, str]] = []
        """Runs, the turns after a move, and the keys of the forms that made it."""

    def headers(self) -> dict[str, str]:
        """What a browser on the desk sends along."""
        return {"origin": self.web.url, "hx-request": "true", "hx-current-url": f"{self.web.url}/desk"}

    def press(self, path: str, key: str = "", **fields: str) -> httpx2.Response:
        """Send a form of the desk."""
        body = {"csrf": self.csrf, "key": key or new_token(), **fields}
        return self.client.post(f"{self.web.url}{path}", data=body, headers=self.headers())

    def desk(self) -> LexborHTMLParser:
        """The desk as it is now."""
        answer = self.client.get(f"{self.web.url}/desk")
        assert answer.status_code == 200, answer.text[:500]
        return LexborHTMLParser(answer.text)


def free_port() -> int:
    """A TCP port nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def wait_for(is_so: Callable[[], bool], within: float, otherwise: Callable[[], str]) -> float:
    """Wait until something is so; returns the seconds it took."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < within, otherwise()
        time.sleep(0.05)
    return time.monotonic() - begun
