"""Our socket layer alone: the hub, connections and subscriber of `cuecard serve`, with a source whose HTML is ready.

Run by uvicorn exactly as `workspace.processes.web_server` runs the application; `benchmarks.sockets` measures it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from workspace.realtime import protocol
from workspace.realtime.connection import Connection
from workspace.realtime.hub import Hub
from workspace.realtime.listening import listen_for_ever
from workspace.realtime.sources import Rendered
from workspace.settings import load
from workspace.translations import Language
from workspace.wiring.parts import Parts, Person, assemble

PAGE = '<section id="panel-script" class="card"><p>' + "Thanks. I can see your last invoice. " * 110 + "</p></section>"
"""4 KB of a panel."""


class ReadyScreen(Connection):
    """A screen whose news are always there: what is left is the way from Redis to the socket."""

    def make_news(self) -> None:
        """The next version."""
        self._shown.version += 1
        self.deliver(protocol.screen(self._shown.version, PAGE))


class NoSource:
    """Nothing is rendered."""

    def render(self, parts: Parts, person: Person, language: Language) -> Rendered:
        """Never asked."""
        raise AssertionError("the benchmark's HTML is ready")


def create() -> Starlette:
    """The application: one socket a desk, at /desks/ID."""
    settings = load()
    parts = assemble(settings)
    hub = Hub(parts)

    async def desk(socket: WebSocket) -> None:
        await socket.accept()
        person = Person(UUID(socket.path_params["id"]), "a", "Ana", "", "agent", None, None, None, "en", {})
        await hub.serve(ReadyScreen(socket, parts, person, "en", NoSource(), hub.threads), desk=True)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        listening = asyncio.create_task(listen_for_ever(settings, hub))
        yield
        listening.cancel()

    return Starlette(routes=[WebSocketRoute("/desks/{id}", desk)], lifespan=lifespan)
