"""One open screen: says hello, gets panels as they change, answers heartbeats, and is dropped when it does not keep up."""

import asyncio
import contextlib
from concurrent.futures import Executor
from datetime import datetime

import structlog
from anyio import CancelScope
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from workspace.realtime import protocol
from workspace.realtime.sources import Source
from workspace.realtime.wire import short_way
from workspace.render import Stamp, finish, push_html
from workspace.translations import Language
from workspace.wiring.parts import DatabaseDown, Parts, Person, PoolTimeout

log = structlog.get_logger()

HELLO_WITHIN = 30.0
"""Seconds a page has to say hello; a busy machine is no stranger."""
SEND_WITHIN = 10.0
"""Seconds a browser has to take a message before it is dropped and told to come back."""


class Connection:
    """A live screen of one person. `mark()` says that the state changed; what differs is rendered and sent, one message at a time."""

    def __init__(self, socket: WebSocket, parts: Parts, person: Person, language: Language, source: Source, threads: Executor) -> None:
        self.socket = socket
        # Nobody asks again: of a thousand quiet screens this is the most that they keep.
        socket.scope["headers"] = []
        self.person = person
        self._parts = parts
        self._language = language
        self._source = source
        self._threads = threads
        self._write = short_way(socket)
        self._shown = protocol.Shown()
        # News are made and sent by callbacks, not in a task: of a thousand open screens nearly all are quiet, and a push through a ready
        # browser is over in the turn of the loop that began it.
        self._is_stale = self._is_busy = False
        self._idle: asyncio.Future[None] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._nonce = ""
        self._ended = False
        self.opened_at = parts.clock.now()
        self.heard = False
        """True when the browser has answered since the hub last looked."""

    @property
    def version(self) -> int:
        """The version on the screen."""
        return self._shown.version

    def mark(self) -> None:
        """Say that the state may have changed; many marks in a row cost one rendering. Called on the loop's thread."""
        self._is_stale = True
        if not self._is_busy and self._nonce and not self._ended:
            self._begin()

    async def run(self) -> None:
        """Serve the screen until either side leaves."""
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                hello = protocol.read(await self.socket.receive_text())
            if not isinstance(hello, protocol.Hello):
                raise protocol.BadMessage("no hello")
        except TimeoutError:
            await self.close(protocol.CLOSE_TRY_LATER)
            return
        except (protocol.BadMessage, KeyError):
            await self.close(protocol.CLOSE_BAD_MESSAGE)
            return
        except WebSocketDisconnect:
            return
        self._nonce = hello.nonce
        self.heard = True
        self.mark()
        try:
            await self._listen()
        except (WebSocketDisconnect, RuntimeError):
            return
        except (protocol.BadMessage, KeyError):
            await self.close(protocol.CLOSE_BAD_MESSAGE)
        finally:
            await self._end()

    async def _end(self) -> None:
        """Let a rendering that is under way come to its end: its thread holds a connection of the database."""
        self._ended = True
        if not self._is_busy:
            return
        self._idle = asyncio.get_running_loop().create_future()
        with CancelScope(shield=True):
            await asyncio.wait({self._idle}, timeout=SEND_WITHIN)
            if self._sending is not None:
                self._sending.cancel()
                await asyncio.wait({self._sending})

    async def _listen(self) -> None:
        while True:
            protocol.read(await self.socket.receive_text())
            self.heard = True

    def _begin(self) -> None:
        self._is_stale, self._is_busy = False, True
        self.make_news()

    def make_news(self) -> None:
        """Have the message made that brings the screen up to date, and `deliver` it; it is empty when the screen is."""
        made = asyncio.get_running_loop().run_in_executor(self._threads, self._rendered)
        made.add_done_callback(self._made)

    def _made(self, news: "asyncio.Future[str]") -> None:
        try:
            message = news.result()
        except (PoolTimeout, *DatabaseDown) as error:
            # The next heartbeat finds the version still differing and marks again.
            log.warning("push_not_rendered", error=type(error).__name__)
            message = ""
        except Exception:
            # One rendering went wrong; the next change, or the next heartbeat, tries again.
            log.exception("push_not_rendered")
            message = ""
        self.deliver(message)

    def deliver(self, message: str) -> None:
        """Send news, and go on with what changed meanwhile."""
        if self._ended or not message or self._write(message):
            self._go_on()
        else:
            self._sending = asyncio.create_task(self._send_and_go_on(message))

    async def _send_and_go_on(self, message: str) -> None:
        try:
            if not await self._send_slowly(message):
                self._is_stale = False
        finally:
            self._sending = None
            self._go_on()

    def _go_on(self) -> None:
        """Make the next news, if any are due."""
        self._is_busy = False
        if self._is_stale and not self._ended:
            self._begin()
        elif self._idle is not None and not self._idle.done():
            self._idle.set_result(None)

    def _rendered(self) -> str:
        """All panels, and those that differ as a message. Runs in a thread, one at a time for each screen."""
        rendered = self._source.render(self._parts, self.person, self._language)
        changed = self._shown.differing(rendered.version, rendered.panels)
        if not changed:
            return ""
        content = finish(push_html(changed, self._language), Stamp(self._nonce, self.person.csrf))
        return protocol.screen(self._shown.version, content)

    async def beat(self, now: datetime) -> None:
        """Send a heartbeat."""
        if self._nonce:
            await self._send(protocol.beat(self._shown.version, now))

    async def _send(self, message: str) -> bool:
        """Send, or drop a browser that does not take it. Returns if it was sent."""
        return self._write(message) or await self._send_slowly(message)

    async def _send_slowly(self, message: str) -> bool:
        try:
            async with asyncio.timeout(SEND_WITHIN):
                await self.socket.send_text(message)
        except (WebSocketDisconnect, RuntimeError):
            return False
        except TimeoutError:
            await self.close(protocol.CLOSE_TRY_LATER)
            return False
        return True

    async def close(self, code: int) -> None:
        """Close from our side."""
        if self.socket.application_state is not WebSocketState.DISCONNECTED:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await self.socket.close(code)
