"""A live Asterisk for the tests of this folder. Without one they are skipped, and say so: `make test-asterisk` brings it."""

import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from adapters.telephony.asterisk.address import address_of
from adapters.telephony.asterisk.client import AmiClient
from adapters.telephony.asterisk.switch import AsteriskSwitch
from tests.asterisk.telephones import Telephones
from tests.web.floor import make_floor
from workspace.processes.telephony_link import Link
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble, make_switch

AMI_URL = "ami://cti:cti-secret@127.0.0.1:5038"
LAB = Path(__file__).parent / "lab.sh"
LOOKS_EVERY = 0.05
WITHIN = 60.0
T = TypeVar("T")


@pytest.fixture(scope="session")
def asterisk() -> Iterator[str]:
    """The address of a running Asterisk with the configuration of this folder."""
    folder = os.environ.get("ASTERISK_LAB", "")
    if not folder:
        pytest.skip("no live Asterisk: `make test-asterisk` makes one and runs these tests")
    if not (Path(folder) / "usr/sbin/asterisk").exists() or shutil.which("sipp") is None:
        pytest.skip(f"no Asterisk in {folder}, or no sipp: run `bash tests/asterisk/lab.sh make sid {folder}` as root")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", 5038)) == 0:
            pytest.skip("something else listens on port 5038 of this machine: stop it first")
    started = subprocess.run(["bash", str(LAB), "start", folder], capture_output=True, text=True, timeout=60, check=True)
    pid = int(started.stdout.strip().rpartition("=")[2])
    yield AMI_URL
    os.kill(pid, signal.SIGTERM)


@pytest.fixture
def telephones(asterisk: str, tmp_path: Path) -> Iterator[Telephones]:
    """Telephones, put down after the test."""
    made = Telephones(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def parts(asterisk: str, database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    """The workspace with its floor, set up for this Asterisk, and the link to it running."""
    settings = load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, telephony="asterisk", ami_url=asterisk)
    made = assemble(settings, pool_size=6)
    make_floor(made)
    switch = make_switch(made)
    assert isinstance(switch, AsteriskSwitch)
    stopping = threading.Event()
    thread = threading.Thread(target=_serve, args=(Link(made, switch), stopping), name="link")
    thread.start()
    yield made
    stopping.set()
    thread.join(10)
    switch.close()
    made.engine.dispose()
    clear(asterisk)


def clear(url: str) -> None:
    """Hang up whatever a test left on the line, so that the next one finds the telephones free."""
    client = AmiClient(address_of(url))
    client.wait_until_up(WITHIN)
    for channel in client.ask_for_list("CoreShowChannels"):
        client.ask("Hangup", (("Channel", channel.get("Channel")),))
    until(lambda: not client.ask_for_list("CoreShowChannels"))
    client.close()


def _serve(link: Link, stopping: threading.Event) -> None:
    link.reconcile()
    while not stopping.wait(LOOKS_EVERY):
        link.turn()


def until(so: Callable[[], T], within: float = WITHIN) -> T:
    """What is found, as soon as something is."""
    end = monotonic() + within
    while not (found := so()):
        assert monotonic() < end, "it did not come about"
        sleep(0.05)
    return found
