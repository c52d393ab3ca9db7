"""The short way out of a socket carries what the long one does, and leaves browsers that are behind to it."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import ClientConnection, connect

from workspace.realtime.wire import Wire, short_way

WAIT = 20
SIZES = [0, 1, 125, 126, 65535, 65536, 200_000]


@contextmanager
def serving(talk: Callable[[WebSocket], object]) -> Iterator[ClientConnection]:
    """A browser's socket to a server on which `talk` (a coroutine function) is the other end."""

    async def endpoint(browser: WebSocket) -> None:
        await browser.accept()
        done = talk(browser)
        assert asyncio.iscoroutine(done)
        await done

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        app = Starlette(routes=[WebSocketRoute("/", endpoint)])
        config = uvicorn.Config(app, ws=Wire, ws_per_message_deflate=False, log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        listening.listen()
        thread.start()
        try:
            with connect(f"ws://127.0.0.1:{listening.getsockname()[1]}", compression=None, max_size=None, open_timeout=WAIT) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(WAIT)


@pytest.mark.parametrize("size", SIZES)
def test_a_text_of_any_size_arrives_whole(size: int) -> None:
    text = ("客户 says “hello” " * 20_000)[:size]

    async def talk(browser: WebSocket) -> None:
        assert short_way(browser)(text)
        await browser.send_text("the long way")
        await browser.receive_text()

    with serving(talk) as client:
        assert client.recv(timeout=WAIT) == text
        assert client.recv(timeout=WAIT) == "the long way"
        client.send("goodbye")


def test_a_browser_that_does_not_read_is_left_to_the_long_way() -> None:
    taken: list[bool] = []
    told = threading.Event()

    async def talk(browser: WebSocket) -> None:
        write = short_way(browser)
        while len(taken) < 10_000 and (not taken or taken[-1]):
            taken.append(write("x" * 65_536))
            await asyncio.sleep(0)
        told.set()

    with serving(talk) as client:
        assert told.wait(WAIT)
        assert taken[-1] is False
        assert 65_536 * len(taken) < 100_000_000
        client.close_socket()


def test_a_browser_that_has_left_is_not_written_to() -> None:
    answered: list[bool] = []
    told = threading.Event()

    async def talk(browser: WebSocket) -> None:
        write = short_way(browser)
        await browser.receive()
        await browser.receive()
        answered.append(write("are you there?"))
        told.set()

    with serving(talk) as client:
        client.send("hello")
        client.close()
        assert told.wait(WAIT)
    assert answered == [False]


def test_on_another_server_every_text_takes_the_long_way() -> None:
    async def nothing(*_: object) -> None:
        raise AssertionError("nothing is sent")

    bare = WebSocket({"type": "websocket", "headers": []}, nothing, nothing)  # type: ignore[arg-type]
    assert short_way(bare)("hello") is False
