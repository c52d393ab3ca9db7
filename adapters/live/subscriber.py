"""The subscriber: one raw connection a web process, that hears all the feed tells and says when it is out of touch."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, cast

import orjson
from redis.connection import parse_url

from adapters.live.feed import CHANNEL
from adapters.live.replies import BadReply, Replies, command

PING_AFTER = 3.0
"""Seconds of silence after which Redis is asked if it is there; after as many again it counts as gone."""
LONGEST_WAIT = 2.0

Take = Callable[[dict[str, Any]], None]


class Subscriber:
    """Hands each message of the feed to `take`, on the loop's thread and in the turn of the loop that read it.

    Messages are `{"desk": id, "version": n}`, `{"board": True}`, and of its own `{"connected": True}` (whoever was out of touch should
    read versions from SQL now) and `{"connected": False}`. It reconnects by itself, also after a mistake of `take`.
    """

    def __init__(self, redis_url: str, take: Take, *, channel: str = CHANNEL, ping_after: float = PING_AFTER) -> None:
        self._options: dict[str, Any] = dict(parse_url(redis_url))  # type: ignore[no-untyped-call]
        self._is_tls = redis_url.startswith("rediss://")
        self._take = take
        self._channel = channel
        self._ping_after = ping_after

    async def run(self) -> None:
        """Hear the feed until cancelled, which closes the connection."""
        wait = 0.0
        while True:
            line = _Line(self._greeting(), self._take, self._ping_after)
            try:
                async with asyncio.timeout(self._ping_after):
                    await self._connect(line)
                await line.ended
            except (OSError, TimeoutError):
                pass
            finally:
                line.close()
            if line.is_subscribed:
                wait = 0.0
                self._take({"connected": False})
            wait = min(max(2 * wait, 0.1), LONGEST_WAIT)
            await asyncio.sleep(wait)

    async def _connect(self, line: "_Line") -> None:
        loop, options = asyncio.get_running_loop(), self._options
        if "path" in options:
            await loop.create_unix_connection(lambda: line, options["path"])
        else:
            context = ssl.create_default_context() if self._is_tls else None
            await loop.create_connection(lambda: line, options.get("host", "localhost"), options.get("port", 6379), ssl=context)

    def _greeting(self) -> bytes:
        """What is said on a new connection."""
        subscribe = command("SUBSCRIBE", self._channel)
        if not self._options.get("password"):
            return subscribe
        name = [self._options["username"]] if self._options.get("username") else []
        return command("AUTH", *name, self._options["password"]) + subscribe


class _Line(asyncio.Protocol):
    """One connection, from its greeting to its end. A protocol, as a stream's reader costs two more turns of the loop for each message."""

    def __init__(self, greeting: bytes, take: Take, ping_after: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._greeting, self._take, self._ping_after = greeting, take, ping_after
        self._transport: asyncio.Transport | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._replies = Replies()
        self._heard_at, self._is_asked = 0.0, False
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self.is_subscribed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are none by name
        self._transport.write(self._greeting)
        self._heard_at = self._loop.time()
        self._look_again_at(self._heard_at + self._ping_after)

    def data_received(self, data: bytes) -> None:
        self._heard_at, self._is_asked = self._loop.time(), False
        try:
            replies = self._replies.feed(data)
        except BadReply:
            self.close()
            return
        for parts in replies:
            if parts[0] == b"message":
                self._take(orjson.loads(parts[2]))
            elif parts[0] == b"subscribe":
                self.is_subscribed = True
                self._take({"connected": True})

    def connection_lost(self, error: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if not self.ended.done():
            self.ended.set_result(None)

    def close(self) -> None:
        """Break the connection off, if there is one."""
        if self._transport is not None:
            self._transport.abort()

    def _look(self) -> None:
        """Ask Redis if it is there when it was silent for long, and give up when it stays so."""
        now = self._loop.time()
        if now < self._heard_at + self._ping_after:
            self._look_again_at(self._heard_at + self._ping_after)
        elif self._is_asked:
            self.close()
        elif self._transport is not None:
            self._is_asked = True
            self._transport.write(command("PING"))
            self._look_again_at(now + self._ping_after)

    def _look_again_at(self, when: float) -> None:
        self._watch = self._loop.call_at(when, self._look)
