"""The socket layer: from a change told by Redis to 4 KB of HTML at one of many sockets, beside socket.io with its Redis adapter.

Both servers run at once and are loaded in turns; CPU is that of the server process, memory its private pages with so many agents connected.
The physical limit is Redis alone: published here, received here.
"""

import asyncio
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import redis
import redis.asyncio
import uvloop
from websockets.asyncio.client import ClientConnection, connect

from adapters.live.feed import CHANNEL
from benchmarks.measure import Times, cpu_of, goal, line, ms, title, us
from benchmarks.socket_server import PAGE
from benchmarks.stage import empty_stage, free_port
from workspace.settings import Settings

AGENTS, PER_SECOND, SECONDS, ROUNDS = 1000, 500, 4.0, 4
PEER = Path(__file__).parent / "peers" / "socketio"
CPU_GOAL, MEMORY_GOAL = 0.45, 26 * 1024
"""Of socket.io's CPU a message; bytes a connected agent."""


@dataclass
class Figures:
    """What one server showed: CPU seconds and latencies of each round, and bytes an agent."""

    cpu: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def cpu_each(self) -> float:
        """The median CPU seconds a message."""
        return statistics.median(self.cpu)


class Peer(ABC):
    """A server with one socket an agent, all of them held by this process."""

    name = ""

    def __init__(self, settings: Settings, pid: int, port: int) -> None:
        self.settings, self.pid, self.port = settings, pid, port
        self.figures = Figures()
        self.sockets: list[ClientConnection] = []
        self.received, self._wanted = 0, int(PER_SECOND * SECONDS)
        self._all_came = asyncio.Event()
        self._sent_at = [0.0] * AGENTS
        self._readers: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Connect all agents, and weigh the server before and after."""
        before = private_bytes(self.pid)
        for number in range(AGENTS):
            self.sockets.append(await self.join(number))
        await asyncio.sleep(1.5)
        self.figures.memory = (private_bytes(self.pid) - before) / AGENTS
        self._readers = [asyncio.create_task(self._read(number, socket)) for number, socket in enumerate(self.sockets)]
        await asyncio.sleep(0.5)

    async def close(self) -> None:
        """Let go of all agents."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*(socket.close() for socket in self.sockets))

    async def round(self, publisher: "redis.asyncio.Redis") -> None:
        """Send some seconds of messages, one at a time to the next agent, and wait until all have come."""
        count, self.received = self._wanted, 0
        self._all_came.clear()
        began, cpu = time.perf_counter(), cpu_of([self.pid])
        for number in range(count):
            agent = number % AGENTS
            self._sent_at[agent] = time.perf_counter()
            await self.publish(publisher, agent)
            if (wait := began + (number + 1) / PER_SECOND - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
        async with asyncio.timeout(20):
            await self._all_came.wait()
        self.figures.cpu.append((cpu_of([self.pid]) - cpu) / count)

    async def _read(self, number: int, socket: ClientConnection) -> None:
        async for message in socket:
            if self.is_pop(message):
                self.figures.latencies.append(time.perf_counter() - self._sent_at[number])
                self.received += 1
                if self.received == self._wanted:
                    self._all_came.set()
            elif answer := self.answer(message):
                await socket.send(answer)

    @abstractmethod
    async def join(self, number: int) -> ClientConnection:
        """Connect one agent."""

    @abstractmethod
    async def publish(self, publisher: "redis.asyncio.Redis", number: int) -> None:
        """Tell Redis of a change for one agent."""

    @abstractmethod
    def is_pop(self, message: str | bytes) -> bool:
        """Tell a pop from the protocol's own messages."""

    def answer(self, message: str | bytes) -> str:
        """What the protocol wants to hear, if anything."""
        return ""


class Cuecard(Peer):
    """Ours: Redis carries the id and version, the HTML is ready in the server."""

    name = "Cuecard"
    _version = 1

    async def join(self, number: int) -> ClientConnection:
        """Connect, say hello, and take the first screen."""
        socket = await connect(f"ws://127.0.0.1:{self.port}/desks/{UUID(int=number)}", compression=None)
        await socket.send('{"kind": "hello", "nonce": "benchmark-nonce"}')
        await socket.recv()
        return socket

    async def publish(self, publisher: "redis.asyncio.Redis", number: int) -> None:
        """As the feed does."""
        self._version += 1
        await publisher.publish(CHANNEL, json.dumps({"desk": str(UUID(int=number)), "version": self._version}))

    def is_pop(self, message: str | bytes) -> bool:
        """Everything but heartbeats, which are not sent here."""
        return len(message) > len(PAGE)


class SocketIo(Peer):
    """socket.io: Redis carries the HTML, packed as its adapter packs it."""

    name = "socket.io"

    async def join(self, number: int) -> ClientConnection:
        """The handshakes of engine.io and socket.io, then the room."""
        socket = await connect(f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket", compression=None)
        await socket.recv()
        await socket.send("40")
        await socket.recv()
        await socket.send(f'42["desk","{number}"]')
        return socket

    async def publish(self, publisher: "redis.asyncio.Redis", number: int) -> None:
        """A broadcast to the agent's room from another process."""
        packet = {"type": 2, "data": ["screen", PAGE], "nsp": "/"}
        options = {"rooms": [str(number)], "except": [], "flags": {}}
        await publisher.publish(f"socket.io#/#{number}#", packed(["emitter", packet, options]))

    def is_pop(self, message: str | bytes) -> bool:
        """Events that carry the page."""
        return len(message) > len(PAGE)

    def answer(self, message: str | bytes) -> str:
        """A pong for engine.io's ping."""
        return "3" if message == "2" else ""


def packed(value: Any) -> bytes:
    """A value as MessagePack, as far as the adapter's messages need it."""
    match value:
        case int() if 0 <= value < 128:
            return bytes([value])
        case str():
            text = value.encode()
            head = bytes([0xA0 | len(text)]) if len(text) < 32 else b"\xda" + len(text).to_bytes(2)
            return head + text
        case list() if len(value) < 16:
            return bytes([0x90 | len(value)]) + b"".join(map(packed, value))
        case dict() if len(value) < 16:
            return bytes([0x80 | len(value)]) + b"".join(packed(key) + packed(each) for key, each in value.items())
    raise TypeError(type(value).__name__)


def private_bytes(pid: int) -> int:
    """Memory that only this process has."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(each.split()[1]) for each in lines if each.startswith("Private_")) * 1024


@contextmanager
def started(command: Sequence[str], environment: dict[str, str], port: int) -> Iterator[int]:
    """A server process that accepts connections; it is ended afterwards."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if answers(port):
                break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    """Whether somebody listens."""
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ours(port: int) -> list[str]:
    """uvicorn with the options of `workspace.processes.web_server`."""
    options = ["--loop", "uvloop", "--http", "httptools", "--ws", "workspace.realtime.wire:Wire", "--ws-per-message-deflate", "false"]
    command = [sys.executable, "-m", "uvicorn", "benchmarks.socket_server:create", "--factory", "--port", str(port)]
    return [*command, "--log-level", "warning", *options]


def install_peer() -> bool:
    """Install socket.io into the build folder; False where there is no npm or it reaches no packages."""
    if not shutil.which("npm") or not shutil.which("node"):
        return False
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"]
    return (PEER / "node_modules").exists() or subprocess.run(command, cwd=PEER, check=False).returncode == 0


async def redis_alone(settings: Settings) -> Times:
    """Published and received in one process."""
    client, seconds = redis.asyncio.Redis.from_url(settings.redis_url), []
    async with client.pubsub() as subscriber:
        await subscriber.subscribe("benchmark")
        await anext(aiter(subscriber.listen()))
        for _ in range(1000):
            began = time.perf_counter()
            await client.publish("benchmark", b"x" * 80)
            await anext(aiter(subscriber.listen()))
            seconds.append(time.perf_counter() - began)
    await client.aclose()
    return Times(seconds)


async def measure(settings: Settings, peers: Sequence[Peer]) -> None:
    """Rounds in turns."""
    publisher = redis.asyncio.Redis.from_url(settings.redis_url)
    for peer in peers:
        await peer.open()
        await peer.round(publisher)  # warms up
        peer.figures.cpu.clear()
        peer.figures.latencies.clear()
    for _ in range(ROUNDS):
        for peer in peers:
            await peer.round(publisher)
    limit = await redis_alone(settings)
    report(peers, limit)
    for peer in peers:
        await peer.close()
    await publisher.aclose()


def report(peers: Sequence[Peer], limit: Times) -> None:
    """Print the figures, and the ratios that are goals."""
    line("Redis alone, published and received, p50", ms(limit.p50))
    for peer in peers:
        times = Times(peer.figures.latencies)
        line(f"{peer.name}: CPU of the server a message", us(peer.figures.cpu_each))
        line(f"{peer.name}: published to received, p50", ms(times.p50), f"p95 {ms(times.p95)}, {times.p50 / limit.p50:.1f} × Redis alone")
        line(f"{peer.name}: memory a connected agent", f"{peer.figures.memory / 1024:.1f} KiB", f"{AGENTS:,} agents")
    mine = peers[0].figures
    goal(f"memory a connected agent ≤ {MEMORY_GOAL // 1024} KiB", met=mine.memory <= MEMORY_GOAL, figure=f"{mine.memory / 1024:.1f} KiB")
    if len(peers) > 1:
        ratio = mine.cpu_each / peers[1].figures.cpu_each
        goal(f"CPU a message ≤ {CPU_GOAL} × socket.io", met=ratio <= CPU_GOAL, figure=f"{ratio:.2f} ×")
    else:
        print("   socket.io: not installed (it needs Node.js and npm), not compared", flush=True)


def main() -> None:
    """Start both servers on one Redis, and measure them in turns."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 8192), hard), hard))
    title(f"A change told by Redis until 4 KB are at one of {AGENTS:,} sockets, {PER_SECOND} a second")
    with empty_stage() as settings:
        port, other = free_port(), free_port()
        with started(ours(port), settings.as_environment(), port) as pid:
            if not install_peer():
                uvloop.run(measure(settings, [Cuecard(settings, pid, port)]))
                return
            path = settings.redis_url.removeprefix("unix://").partition("?")[0]
            with started(["node", str(PEER / "server.js"), str(other), path], {"NODE_ENV": "production"}, other) as peer:
                uvloop.run(measure(settings, [Cuecard(settings, pid, port), SocketIo(settings, peer, other)]))


if __name__ == "__main__":
    main()
