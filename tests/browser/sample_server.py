"""A desk without a database: the sample screens as pages, a socket that pushes on demand, and what was posted."""

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.unit.workspace.screens.sample_desk import DESKS, talking
from workspace.realtime import protocol
from workspace.render import Stamp, finish, panels_html, render, render_panels
from workspace.screens.desk import DeskScreen
from workspace.static_files import STATIC_ROOT
from workspace.web.headers import SecurityHeaders

ANA = SimpleNamespace(name="Ana", role="agent")


class Desk:
    """A desk without a database: pages of the sample screens, a socket that pushes on demand, and what was posted."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, dict[str, str]]] = []
        self.sockets = 0
        """How many sockets have said hello."""
        self._version = 12
        self._refusals: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._to_push: queue.Queue[DeskScreen | int | None] = queue.Queue()
        self.app = SecurityHeaders(
            Starlette(
                routes=[
                    Route("/{language}/{name}", self.show),
                    Route("/{path:path}", self.take, methods=["POST"]),
                    WebSocketRoute("/desk/socket", self.talk),
                    Mount("/static/{version}", StaticFiles(directory=STATIC_ROOT)),
                ]
            ),
            tls=False,
        )

    def show(self, request: Request) -> Response:
        """A page in one of the sample states."""
        request.state.language, request.state.csrf, request.state.person = request.path_params["language"], "csrf", ANA
        return render(request, "desk/desk.html", DESKS[request.path_params["name"]])

    async def take(self, request: Request) -> Response:
        """Note what was posted and answer with the next step."""
        form = await request.form()
        self.posted.append((request.url.path, {name: str(value) for name, value in form.items()}))
        if request.url.path.endswith("/notes"):
            return Response(status_code=204, headers={"Saved-At": "09:42:00"})
        request.state.language, request.state.csrf = "en", "csrf"
        return render_panels(request, replace(talking("offer"), version=20))

    def pushes(self, screen: DeskScreen) -> None:
        """Send this to the open window."""
        self._to_push.put(screen)

    def closes(self, code: int) -> None:
        """Close the open window's socket."""
        self._to_push.put(code)

    def refuses(self, *codes: int | None) -> None:
        """Close the next sockets before they have said a word; None: leave one's handshake hanging."""
        for code in codes:
            self._refusals.put(code)

    async def talk(self, socket: WebSocket) -> None:
        """Beat at once, then push what the test wants shown, each newer than the one before."""
        if not self._refusals.empty():
            await self._refuse(socket, self._refusals.get())
            return
        await socket.accept()
        self._to_push.put(None)  # the window before this one is gone
        screens = self._to_push = queue.Queue()
        hello = protocol.read(await socket.receive_text())
        assert isinstance(hello, protocol.Hello)
        self.sockets += 1
        try:
            await socket.send_text(protocol.beat(self._version, datetime(2026, 11, 22, 5, 41, tzinfo=UTC)))
            while (screen := await asyncio.to_thread(screens.get)) is not None:
                if isinstance(screen, int):
                    await socket.close(screen)
                    return
                self._version += 1
                text = finish(panels_html(screen, "en"), Stamp(hello.nonce, "csrf"))
                await socket.send_text(protocol.screen(self._version, text))
        except WebSocketDisconnect:
            return

    @staticmethod
    async def _refuse(socket: WebSocket, code: int | None) -> None:
        if code is None:
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
        else:
            await socket.accept()
            await socket.close(code)

    @contextmanager
    def running(self) -> Iterator[str]:
        """The address of the desk while it is served."""
        server = uvicorn.Server(uvicorn.Config(self.app, port=0, ws="websockets-sansio", log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                thread.join(0.02)
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            self._to_push.put(None)
            server.force_exit = server.should_exit = True
            thread.join(10)
