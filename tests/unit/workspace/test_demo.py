"""What keeps a demo from starting is told in one sentence, before anything is touched."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters import embedded

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cuecard-test-"))
    folder.chmod(0o711)  # root's servers run as another account
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture
def busy() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def demo(home: Path, *words: str, **variables: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "workspace.cli", "demo", *words],
        cwd=REPOSITORY,
        env={**os.environ, "CUECARD_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("from_environment", [False, True], ids=["--port", "CUECARD_PORT"])
def test_a_port_in_use(home: Path, busy: int, from_environment: bool) -> None:
    told = demo(home, CUECARD_PORT=str(busy)) if from_environment else demo(home, "--port", str(busy))
    sentence = f"cuecard: Port {busy} on 127.0.0.1 cannot be used (Address already in use): choose another with --port or CUECARD_PORT.\n"
    assert told == (1, "", sentence)
    assert not (home / "postgres").exists()


def test_a_home_that_cannot_be_written(home: Path) -> None:
    home.write_text("a file, not a folder")
    told = demo(home)
    assert told[:2] == (1, "")
    assert told[2] == f"cuecard: Cannot write to the data folder {home} (Not a directory): set CUECARD_HOME to a folder that you own.\n"


def test_a_second_demo_on_the_same_home(home: Path) -> None:
    with embedded.claim(home, "demo"):
        told = demo(home)
    assert told == (1, "", f"cuecard: Another demo is running on {home}: stop it first, or set CUECARD_HOME to another folder.\n")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"CUECARD_DATABASE_URL": "postgresql://ana:secret@localhost:1/x", "CUECARD_REDIS_URL": "redis://localhost:1"},
            "cuecard: Cannot use the database at postgresql://ana:***@localhost:1/x (Connection refused): check CUECARD_DATABASE_URL.\n",
        ),
        (
            {"CUECARD_DATABASE_URL": "mysql://localhost/x"},
            "cuecard: CUECARD_DATABASE_URL is not usable: it should be the address of a PostgreSQL server and begin with postgresql://.\n",
        ),
    ],
)
def test_a_wrong_address(home: Path, variables: dict[str, str], sentence: str) -> None:
    code, _, error = demo(home, "--port", str(free_port()), **variables)
    assert (code, error) == (1, sentence)


def test_fresh_does_not_touch_a_real_database(home: Path) -> None:
    code, _, error = demo(home, "--fresh", "--port", str(free_port()), CUECARD_DATABASE_URL="postgresql://localhost:1/x")
    assert code == 1
    assert error == "cuecard: --fresh deletes only the demo's own data: empty the database of CUECARD_DATABASE_URL yourself.\n"


def test_fresh_needs_that_nobody_uses_the_home(home: Path) -> None:
    with embedded.start(home, database=False, fsync=False):
        code, _, error = demo(home, "--fresh", "--port", str(free_port()))
    assert (code, error) == (1, f"cuecard: Another process is running on {home}: stop it first.\n")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
