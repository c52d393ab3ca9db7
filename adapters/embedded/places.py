"""Where the servers of one home keep their things: data, logs, sockets."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from adapters.embedded import binaries
from adapters.embedded.account import Account, account_for
from adapters.embedded.errors import EmbeddedError

SOCKET_PARENT = Path("/tmp")  # noqa: S108 - the folder made in it has a random name and is checked for its owner
"""Short on purpose: a socket's path has at most 107 bytes (103 on macOS), a home's path may be longer."""


@dataclass(frozen=True)
class Places:
    """The folders of one home and the account that uses them."""

    home: Path
    account: Account
    data: Path
    logs: Path

    @property
    def postgres(self) -> Path:
        """The PostgreSQL cluster."""
        return self.data / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's append-only files."""
        return self.data / "valkey"


def make_home(home: Path) -> Path:
    """Make the data folder when it is missing and return its real path; raises EmbeddedError when that cannot be."""
    try:
        if not home.exists():
            home.mkdir(parents=True)
            # Root's servers run as another account, which must be able to pass through.
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (home / "log").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(
            f"Cannot write to the data folder {home} ({error.strerror}): set CUECARD_HOME to a folder that you own."
        ) from error
    if os.geteuid() == 0:
        owner = home.stat()
        os.chown(home / "log", owner.st_uid, owner.st_gid)
    return home.resolve()


def elsewhere(home: Path) -> Path:
    """The data folder of a home that the account cannot pass through to."""
    return binaries.SYSTEM_FOLDER / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]


def places_of(home: Path) -> Places:
    """Find (or on first use choose) the folders of a real home path. Called inside the gate."""
    known = next((data for data in (home, elsewhere(home)) if (data / "postgres").exists()), None)
    account = account_for(home, known / "postgres" if known else None)
    if known is None and account.can_enter(home):
        known = home
    if known is None:
        known = elsewhere(home)
        binaries.make_passable(known.parent)
        binaries.make_passable(known)
        (known / "home").write_bytes(os.fsencode(home) + b"\n")
    if not account.can_enter(known):
        raise EmbeddedError(f"The account {account.name} owns the data in {known} but cannot pass through the folders above it any more.")
    return Places(home, account, known, home / "log")


def private_folder(path: Path, account: Account) -> Path:
    """Make a folder that only the account can enter, or check that an existing one is."""
    try:
        path.mkdir(mode=0o700)
        account.own(path)
    except FileExistsError:
        if not is_private(path, account):
            raise EmbeddedError(f"{path} is not a private folder of the account {account.name}: move it away.") from None
    return path


def socket_folder(places: Places) -> Path:
    """Return the home's folder for sockets, made anew when the noted one is gone or not safe. Called inside the gate."""
    note = places.home / "sockets"
    if note.exists():
        folder = Path(note.read_text().strip())
        if is_private(folder, places.account):
            return folder
    parent = SOCKET_PARENT if os.access(SOCKET_PARENT, os.W_OK) else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="cuecard-", dir=parent))
    places.account.own(folder)
    unfinished = note.with_suffix(".new")
    unfinished.write_text(f"{folder}\n")
    if os.geteuid() == 0:
        owner = places.home.stat()
        os.chown(unfinished, owner.st_uid, owner.st_gid)
    unfinished.replace(note)
    return folder


def is_private(folder: Path, account: Account) -> bool:
    """Tell if this is a real folder (no link) of the account that nobody else can enter."""
    try:
        seen = folder.lstat()
    except FileNotFoundError:
        return False
    return not folder.is_symlink() and folder.is_dir() and seen.st_uid == account.uid and seen.st_mode & 0o777 == 0o700
