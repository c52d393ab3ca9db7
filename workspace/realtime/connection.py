"""One open screen: says hello, gets panels as they change, answers heartbeats, and is dropped when it does not keep up."""

import asyncio
import contextlib
from datetime import datetime

import structlog
from anyio import CancelScope, CapacityLimiter, to_thread
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from workspace.realtime import protocol
from workspace.realtime.sources import Rendered, Source
from workspace.render import Stamp, finish, push_html
from workspace.translations import Language
from workspace.wiring import DatabaseDown, Parts, Person, PoolTimeout

log = structlog.get_logger()

HELLO_WITHIN = 5.0
"""Seconds a page has to say hello."""
SEND_WITHIN = 10.0
"""Seconds a browser has to take a message before it is dropped and told to come back."""


class Connection:
    """A live screen of one person. `mark()` says that the state changed; the pump renders and sends what differs."""

    def __init__(
        self, socket: WebSocket, parts: Parts, person: Person, language: Language, source: Source, limiter: CapacityLimiter
    ) -> None:
        self.socket = socket
        self.person = person
        self._parts = parts
        self._language = language
        self._source = source
        self._limiter = limiter
        self._shown = protocol.Shown()
        self._changed = asyncio.Event()
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
        """Say that the state may have changed; many marks in a row cost one rendering."""
        self._changed.set()

    async def run(self) -> None:
        """Serve the screen until either side leaves."""
        try:
            hello = protocol.read(await asyncio.wait_for(self.socket.receive_text(), HELLO_WITHIN))
            if not isinstance(hello, protocol.Hello):
                raise protocol.BadMessage("no hello")
        except (protocol.BadMessage, TimeoutError, KeyError):
            await self.close(1008)
            return
        except WebSocketDisconnect:
            return
        self._nonce = hello.nonce
        self.heard = True
        self.mark()
        pump = asyncio.create_task(self._pump())
        try:
            await self._listen()
        except (WebSocketDisconnect, RuntimeError):
            return
        except (protocol.BadMessage, KeyError):
            await self.close(1008)
        finally:
            await self._end(pump)

    async def _end(self, pump: "asyncio.Task[None]") -> None:
        """Let a rendering that is under way come to its end: its thread holds a connection of the database."""
        self._ended = True
        self._changed.set()
        with CancelScope(shield=True):
            await asyncio.wait({pump}, timeout=SEND_WITHIN)
            pump.cancel()
            await asyncio.wait({pump})

    async def _listen(self) -> None:
        while True:
            protocol.read(await self.socket.receive_text())
            self.heard = True

    async def _pump(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._ended:
                return
            try:
                rendered = await to_thread.run_sync(self._render, limiter=self._limiter)
            except (PoolTimeout, *DatabaseDown) as error:
                # The next heartbeat finds the version still differing and marks again.
                log.warning("push_not_rendered", error=type(error).__name__)
                continue
            except Exception:
                # One rendering went wrong; the next change, or the next heartbeat, tries again.
                log.exception("push_not_rendered")
                continue
            changed = self._shown.differing(rendered.version, rendered.panels)
            if changed and not await self._send(protocol.screen(self._shown.version, self._content(changed))):
                return

    def _render(self) -> Rendered:
        return self._source.render(self._parts, self.person, self._language)

    def _content(self, panels: dict[str, str]) -> str:
        return finish(push_html(panels, self._language), Stamp(self._nonce, self.person.csrf))

    async def beat(self, now: datetime) -> None:
        """Send a heartbeat."""
        if self._nonce:
            await self._send(protocol.beat(self._shown.version, now))

    async def _send(self, message: str) -> bool:
        """Send, or drop a browser that does not take it. Returns if it was sent."""
        try:
            await asyncio.wait_for(self.socket.send_text(message), SEND_WITHIN)
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
