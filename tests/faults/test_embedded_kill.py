"""Killed, half-made, swept away, started twice: the embedded servers come back with everything that was committed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from adapters import embedded
from adapters.embedded import processes

pytestmark = pytest.mark.faults
REPOSITORY = Path(__file__).parents[2]

START = """
import sys
from pathlib import Path
from adapters import embedded
with embedded.start(Path(sys.argv[1]), fsync=False) as servers:
    print(servers.database_url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="cuecard-test-"))
    made.chmod(0o711)
    yield made / "home"
    embedded.erase(made / "home")
    shutil.rmtree(made)


def ask(servers: embedded.EmbeddedServers, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(servers.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def postgres_pid(home: Path) -> int:
    return int((home / "postgres/postmaster.pid").read_text().split("\n", 1)[0])


def valkey_pid(home: Path) -> int:
    return int((home / "valkey.pid").read_text())


def holder(home: Path) -> "subprocess.Popen[str]":
    """Another process that holds a share in the servers until its input closes."""
    command = [sys.executable, "-c", START, str(home)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> str:
    said, _ = process.communicate(timeout=60)
    return said


def test_servers_of_a_killed_process_are_found_and_reused(home: Path) -> None:
    with holder(home) as other:
        assert other.stdout is not None
        url = other.stdout.readline().strip()
        other.kill()
        other.wait()
        pid = postgres_pid(home)
        with embedded.start(home, fsync=False) as servers:
            assert servers.database_url == url
            assert postgres_pid(home) == pid
        assert not processes.is_alive(pid)


def test_two_simultaneous_starts_share_one_server(home: Path) -> None:
    both = [holder(home), holder(home)]
    try:
        urls = [process.stdout.readline() for process in both if process.stdout]
        assert urls[0] == urls[1] != ""
        pid = postgres_pid(home)
    finally:
        for process in both:
            finish(process)
    assert [process.returncode for process in both] == [0, 0]
    assert not processes.is_alive(pid)


def test_a_killed_postgres_comes_back_with_what_was_committed(home: Path) -> None:
    with embedded.start(home, fsync=False) as servers:
        ask(servers, "CREATE TABLE kept AS SELECT 1 AS answer")
        os.kill(postgres_pid(home), signal.SIGKILL)
        with embedded.start(home, fsync=False) as again:
            assert ask(again, "SELECT answer FROM kept") == [(1,)]


def test_a_killed_valkey_comes_back(home: Path) -> None:
    with embedded.start(home, fsync=False) as servers:
        os.kill(valkey_pid(home), signal.SIGKILL)
        with embedded.start(home, fsync=False) as again, redis.Redis.from_url(again.redis_url) as client:
            assert again.redis_url == servers.redis_url
            assert client.ping()


def test_a_pid_file_that_names_a_stranger_is_not_believed(home: Path) -> None:
    with embedded.start(home, fsync=False):
        pid = postgres_pid(home)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        for note in (home / "postgres/postmaster.pid", home / "valkey.pid"):
            note.write_text(f"{stranger.pid}\n{home / 'postgres'}\n0\n5432\n/tmp\n\n  1 1\nready\n")
        with embedded.start(home, fsync=False) as servers:
            assert ask(servers, "SELECT 1") == [(1,)]
            assert postgres_pid(home) not in {pid, stranger.pid}
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_stale_pid_file_is_no_obstacle(home: Path) -> None:
    with embedded.start(home, fsync=False):
        gone = postgres_pid(home)
    (home / "postgres/postmaster.pid").write_text(f"{gone}\n{home / 'postgres'}\n0\n5432\n/tmp\n\n  1 1\nready\n")
    (home / "valkey.pid").write_text("not a number")
    with embedded.start(home, fsync=False) as servers:
        assert ask(servers, "SELECT 1") == [(1,)]


def test_servers_whose_sockets_were_swept_away_are_started_anew(home: Path) -> None:
    with embedded.start(home, fsync=False) as servers:
        pids = {postgres_pid(home), valkey_pid(home)}
        shutil.rmtree(Path(servers.redis_url.removeprefix("unix://")).parent)
        with embedded.start(home, fsync=False) as again:
            assert ask(again, "SELECT 1") == [(1,)]
            assert pids.isdisjoint({postgres_pid(home), valkey_pid(home)})
        assert not any(processes.is_alive(pid) for pid in pids)


def test_a_killed_initdb_leaves_no_half_cluster(home: Path) -> None:
    with embedded.start(home, database=False, fsync=False):
        pass
    (home / "postgres.new-x").mkdir()
    (home / "postgres.new-x/PG_VERSION").write_text("18\n")
    with embedded.start(home, fsync=False) as servers:
        assert ask(servers, "SELECT 1") == [(1,)]
        assert not list(home.glob("postgres.new-*"))


def test_a_damaged_valkey_file_is_put_aside(home: Path) -> None:
    with embedded.start(home, database=False, fsync=False) as servers, redis.Redis.from_url(servers.redis_url) as client:
        client.set("a", "b")
    manifest = next((home / "valkey/appendonlydir").glob("*.manifest"))
    manifest.write_text("nonsense\n")
    with embedded.start(home, database=False, fsync=False) as servers, redis.Redis.from_url(servers.redis_url) as client:
        assert client.ping()
        assert (home / "valkey/damaged-1").exists()


def test_a_start_that_is_killed_can_be_repeated(home: Path) -> None:
    with holder(home) as other:
        time.sleep(0.7)  # in the middle of the start: initdb, or the first breath of the server
        other.kill()
    with embedded.start(home, fsync=False) as servers:
        assert ask(servers, "SELECT 1") == [(1,)]
