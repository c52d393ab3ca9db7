"""A home of its own for each test, and a way to be somebody else."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters import embedded
from adapters.embedded.account import Account, account_of, system_account

REPOSITORY = Path(__file__).parents[4]

# Root's Python may live where others cannot read: everything is imported first, then the process becomes somebody else.
AS_SOMEBODY_ELSE = """
import os, sys
import adapters.embedded.servers, psycopg, pwd, shutil, tempfile
uid, gid = int(sys.argv[1]), int(sys.argv[2])
if os.geteuid() != uid:
    os.setgroups([]); os.setgid(gid); os.setuid(uid)
from pathlib import Path
from adapters import embedded
home = Path(sys.argv[3])
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may pass through, unlike pytest's own; gone after the test with all servers in it."""
    made = Path(tempfile.mkdtemp(prefix="cuecard-test-"))
    made.chmod(0o711)
    yield made
    for lock in made.rglob("lock"):
        embedded.erase(lock.parent)
    shutil.rmtree(made)


@pytest.fixture
def home(folder: Path) -> Path:
    """A data folder that does not exist yet."""
    return folder / "home"


@pytest.fixture
def ordinary() -> Account:
    """An account that is not root: ourselves, or a system account when the tests run as root."""
    return system_account() if os.geteuid() == 0 else account_of(os.geteuid())


@pytest.fixture
def run_as() -> Callable[[Account, Path, str], "subprocess.CompletedProcess[str]"]:
    """Run a piece of Python as an account, with `embedded` and `home` at hand."""

    def run(account: Account, home: Path, code: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", AS_SOMEBODY_ELSE + code, str(account.uid), str(account.gid), str(home)]
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)

    return run
