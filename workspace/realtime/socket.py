"""The sockets' door: origin and session are checked before the handshake is accepted, with the same functions as pages."""

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket

from workspace.auth import Right, may
from workspace.realtime import protocol
from workspace.realtime.connection import Connection
from workspace.realtime.hub import Hub
from workspace.realtime.sources import Source
from workspace.web.door import language_of, same_origin, who


def socket_endpoint(source: Source, right: Right, *, desk: bool) -> Callable[[WebSocket], Awaitable[None]]:
    """A websocket endpoint that shows `source` to people with `right`; `desk`: it changes with the desk's version."""

    async def endpoint(socket: WebSocket) -> None:
        if socket.headers.get("origin") is None or not same_origin(socket):
            await socket.close(protocol.CLOSE_BAD_MESSAGE)
            return
        person = await run_in_threadpool(who, socket)
        if person is None or not may(person, right):
            # Accepted first: a browser learns the code of a close only after the handshake.
            await socket.accept()
            await socket.close(protocol.CLOSE_SIGNED_OUT if person is None else protocol.CLOSE_FORBIDDEN)
            return
        await socket.accept()
        hub: Hub = socket.app.state.hub
        connection = Connection(socket, socket.app.state.parts, person, language_of(socket, person), source, hub.threads)
        await hub.serve(connection, desk=desk)

    return endpoint
