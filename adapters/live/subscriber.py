"""The subscriber: one raw connection a web process, that hears all the feed tells and says when it is out of touch."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import Any

import orjson
from redis.connection import parse_url

from adapters.live.feed import CHANNEL
from adapters.live.replies import BadReply, Replies, command

PING_AFTER = 3.0
"""Seconds of silence after which Redis is asked if it is there; after as many again it counts as gone."""
LONGEST_WAIT = 2.0


class Subscriber:
    """An endless `async for` over the feed's messages.

    Messages are `{"desk": id, "version": n}`, `{"board": True}`, and of its own `{"connected": True}` (whoever was out of touch should
    read versions from SQL now) and `{"connected": False}`. It reconnects by itself; closing the iterator closes the connection.
    """

    def __init__(self, redis_url: str, *, channel: str = CHANNEL, ping_after: float = PING_AFTER) -> None:
        self._options: dict[str, Any] = dict(parse_url(redis_url))  # type: ignore[no-untyped-call]
        self._is_tls = redis_url.startswith("rediss://")
        self._channel = channel
        self._ping_after = ping_after
        self.is_connected = False

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        """All messages from now on."""
        wait = 0.0
        while True:
            writer: asyncio.StreamWriter | None = None
            try:
                async with asyncio.timeout(self._ping_after):
                    reader, writer = await self._connect()
                async for message in self._listen(reader, writer):
                    wait = 0.0
                    yield message
            except (OSError, BadReply, TimeoutError, asyncio.IncompleteReadError):
                wait = min(max(2 * wait, 0.1), LONGEST_WAIT)
            finally:
                if writer is not None:
                    writer.close()
            if self.is_connected:
                self.is_connected = False
                yield {"connected": False}
            await asyncio.sleep(wait)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        options = self._options
        if "path" in options:
            reader, writer = await asyncio.open_unix_connection(options["path"])
        else:
            context = ssl.create_default_context() if self._is_tls else None
            reader, writer = await asyncio.open_connection(options.get("host", "localhost"), options.get("port", 6379), ssl=context)
        if options.get("password"):
            name = [options["username"]] if options.get("username") else []
            writer.write(command("AUTH", *name, options["password"]))
        writer.write(command("SUBSCRIBE", self._channel))
        return reader, writer

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> AsyncIterator[dict[str, Any]]:
        replies, asked = Replies(), False
        while True:
            try:
                async with asyncio.timeout(self._ping_after):
                    data = await reader.read(65536)
            except TimeoutError:
                if asked:
                    raise
                writer.write(command("PING"))
                asked = True
                continue
            if not data:
                raise ConnectionResetError("Redis closed the connection")
            asked = False
            for parts in replies.feed(data):
                match parts:
                    case [b"message", _, body]:
                        yield orjson.loads(body)
                    case [b"subscribe", *_]:
                        self.is_connected = True
                        yield {"connected": True}
