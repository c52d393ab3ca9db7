"""The example in the guide for integrators is run as it is printed, against a web server on a port, and does what the guide says."""

import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import Engine

from tests.web.floor import make_floor
from workspace.app import application
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble

GUIDE = Path(__file__).parents[2] / "docs" / "integrators.md"
PRINTED_ADDRESS = "http://localhost:8000"
EXAMPLE = next(block for block in re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.S) if "/telephony/events" in block)
PRINTED_SECRET = re.findall(r"^SECRET=(\S+)$", EXAMPLE, re.M)[0]


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    """Parts with the guide's secret."""
    settings = load(
        {}, home=tmp_path, database_url=database_url, redis_url=redis_url, telephony="webhook", telephony_webhook_secret=PRINTED_SECRET
    )
    made = assemble(settings, pool_size=4)
    make_floor(made)
    yield made
    made.feed.close()
    made.engine.dispose()


@pytest.fixture
def address(parts: Parts) -> Iterator[str]:
    """A web server in a thread, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(application(parts), log_config=None, ws="websockets-sansio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def run(example: str) -> str:
    """What the example prints."""
    return subprocess.run(["bash", "-euo", "pipefail", "-c", example], check=True, capture_output=True, text=True, timeout=60).stdout


def test_the_guides_example_rings_and_the_second_time_is_known(parts: Parts, address: str) -> None:
    assert PRINTED_ADDRESS in EXAMPLE
    example = EXAMPLE.replace(PRINTED_ADDRESS, address)
    assert run(example) == '{"status":"recorded"}'
    assert run(example) == '{"status":"known"}'
    with parts.units.begin() as unit:
        row = unit.interactions.by_call("call-1")
        assert row is not None
        assert (row["caller_number"], row.interaction.state) == ("+14155550123", "waiting")
        queue = unit.routing.queue("service")
    assert queue is not None
    assert row["queue_id"] == queue["id"]


def test_with_another_secret_it_is_refused(address: str) -> None:
    example = EXAMPLE.replace(PRINTED_ADDRESS, address).replace(PRINTED_SECRET, "some-other-secret-of-thirty-two-or-more")
    assert run(example) == '{"code":"signature","fields":{}}'
