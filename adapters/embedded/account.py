"""The operating-system account that the embedded servers run as, because PostgreSQL refuses root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypedDict

from adapters.embedded.errors import EmbeddedError

# Tried in this order when root has nobody better to hand the servers to. No account is ever added to the machine.
SYSTEM_ACCOUNTS = ("cuecard", "postgres", "nobody")


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An account of this machine, by name and numbers."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Tell if this process already runs as the account."""
        return os.geteuid() == self.uid

    def run(self, command: Sequence[str | Path], *, stderr: IO[bytes] | int = subprocess.STDOUT) -> subprocess.CompletedProcess[str]:
        """Run a command to its end as this account, in a new session and a plain environment, and return what it printed.

        Raises EmbeddedError when this process may not take on the account.
        """
        identity: _Identity = {} if self.is_ours else {"user": self.uid, "group": self.gid, "extra_groups": []}
        try:
            return subprocess.run(  # noqa: S603 - the commands are our own, arguments are never read by a shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                errors="replace",
                cwd="/",
                # LANG may name a locale that this machine lacks, and PG* variables would lead to another server.
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,  # Ctrl-C in the terminal must reach us alone: we stop the servers, last one out
                check=False,
                **identity,
            )
        except PermissionError as error:
            raise EmbeddedError(f"Cannot run {command[0]} as the account {self.name}: {error.strerror}.") from error

    def can_enter(self, folder: Path) -> bool:
        """Tell by trying if the account may pass through the folder and all its parents."""
        return self.run(["/bin/sh", "-c", 'cd "$0"', folder]).returncode == 0

    def own(self, path: Path) -> None:
        """Hand over a file or folder that we just made."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def account_of(uid: int) -> Account:
    """Return the account with a number; raises EmbeddedError when the machine does not know it."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedError(
            f"PostgreSQL cannot run as the user number {uid} because this machine has no account for it: "
            "run as a named user, or set CUECARD_DATABASE_URL to a server of your own."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def account_for(home: Path, data: Path | None) -> Account:
    """Choose who runs the servers: the owner of existing data, else ourselves; for root the home's owner, else a system account."""
    owner = (data or home).stat().st_uid
    us = os.geteuid()
    if us != 0:
        if owner != us:
            raise EmbeddedError(
                f"The data in {data or home} belongs to another account ({_name(owner)}): "
                "run as that account, or set CUECARD_HOME to a folder of your own."
            )
        return account_of(us)
    if owner != 0:
        return account_of(owner)
    return system_account()


def system_account() -> Account:
    """Return the first system account that this machine has; raises EmbeddedError when it has none."""
    for name in SYSTEM_ACCOUNTS:
        try:
            return account_of(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise EmbeddedError(
        f"PostgreSQL refuses to run as root and none of the accounts {', '.join(SYSTEM_ACCOUNTS)} exists: run as an ordinary user."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"
