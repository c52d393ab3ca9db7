"""The embedded Valkey of one home: found, started and stopped. It may be emptied at any second (P8)."""

import signal
import socket
from pathlib import Path

from adapters.embedded import binaries, processes
from adapters.embedded.errors import EmbeddedError
from adapters.embedded.places import Places, private_folder

START_PATIENCE = 20.0
"""Seconds for a start, reading the append-only file included."""

NAMES = ("valkey-server", "redis-server")


def url(sockets: Path) -> str:
    """Return the address of the server behind a socket folder."""
    return f"unix://{_socket(sockets)}"


def answers(sockets: Path) -> bool:
    """Tell if a server answers PING at the socket folder, which only our account and root can enter."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2.0)
        try:
            client.connect(str(_socket(sockets)))
            client.sendall(b"PING\r\n")
            return client.recv(64) == b"+PONG\r\n"
        except OSError:
            return False


def start(places: Places, sockets: Path, *, fsync: bool) -> None:
    """Make sure that the home's server answers: find it, or start it. Called inside the gate."""
    if answers(sockets):
        return
    stop(places)  # alive but silent: its socket is gone
    _socket(sockets).unlink(missing_ok=True)
    program = binaries.valkey_program(places.account)
    private_folder(places.valkey, places.account)
    if _launch(places, program, sockets, fsync=fsync):
        return
    # A damaged file is no reason to stay down: everything in it can be made again from SQL.
    damaged = places.valkey / "appendonlydir"
    if damaged.exists():
        damaged.rename(_free_name(places.valkey / "damaged"))
        if _launch(places, program, sockets, fsync=fsync):
            return
    raise EmbeddedError(f"Valkey does not start: the reason stands at the end of {places.logs / 'valkey.log'}.")


def stop(places: Places) -> None:
    """Stop the home's server if it runs, its data flushed. Called inside the gate."""
    pid = _server_pid(places)
    if pid:
        processes.stop(pid, signal.SIGTERM, 10.0)
    _note(places).unlink(missing_ok=True)


def _launch(places: Places, program: Path, sockets: Path, *, fsync: bool) -> bool:
    options = {
        "port": "0",
        "unixsocket": str(_socket(sockets)),
        "unixsocketperm": "700",
        "dir": ".",  # the working folder: no path with spaces passes through the server's own parser
        "appendonly": "yes",
        "appendfsync": "everysec" if fsync else "no",
        "save": "",
        "daemonize": "no",
    }
    command = [str(program), *(part for name, value in options.items() for part in (f"--{name}", value))]
    pid = processes.launch(places.account, command, folder=places.valkey, log=places.logs / "valkey.log")
    _note(places).write_text(f"{pid}\n")
    processes.wait_until(lambda: answers(sockets) or not processes.is_alive(pid), START_PATIENCE)
    return answers(sockets)


def _socket(sockets: Path) -> Path:
    return sockets / "valkey.sock"


def _note(places: Places) -> Path:
    return places.data / "valkey.pid"


def _server_pid(places: Places) -> int:
    """Return the process number of the home's living server, or 0."""
    try:
        pid = int(_note(places).read_text())
    except (FileNotFoundError, ValueError):
        return 0
    return pid if any(processes.works_in(pid, places.valkey, name) for name in NAMES) else 0


def _free_name(path: Path) -> Path:
    number = 1
    while (candidate := path.with_name(f"{path.name}-{number}")).exists():
        number += 1
    return candidate
