"""The feed tells what was committed, in order of importance to nobody: quick, lossy, never in the way."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
import uvloop

from adapters.database.stores.desks import DeskChange
from adapters.database.unit import Changes
from adapters.ids import new_id
from adapters.live.feed import CHANNEL, Feed
from adapters.live.subscriber import Subscriber
from adapters.live.wake_list import WakeList

ANA, BRUNO = new_id(), new_id()


@pytest.fixture
def feed(redis_url: str) -> Iterator[Feed]:
    made = Feed(redis_url, longest_wait=0.3)
    yield made
    made.close()


@pytest.fixture
def listener(redis_url: str) -> Iterator["redis.client.PubSub"]:
    with redis.Redis.from_url(redis_url) as client, client.pubsub(ignore_subscribe_messages=True) as pubsub:
        pubsub.subscribe(CHANNEL)
        pubsub.get_message(timeout=1)
        yield pubsub


def heard(listener: "redis.client.PubSub", timeout: float = 2.0) -> bytes | None:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if (message := listener.get_message(timeout=0.05)) is not None:
            return bytes(message["data"])
    return None


def test_a_changed_desk_is_told_with_its_version(feed: Feed, listener: "redis.client.PubSub") -> None:
    feed.tell(Changes([DeskChange(ANA, 7)]))
    assert heard(listener) == b'{"desk":"%s","version":7}' % str(ANA).encode()


def test_a_changed_board_is_told(feed: Feed, listener: "redis.client.PubSub") -> None:
    feed.tell(Changes(boards=True))
    assert heard(listener) == b'{"board":true}'


def test_what_piles_up_is_told_once_with_the_last_version(
    redis_url: str, listener: "redis.client.PubSub", paused: Callable[[], Any]
) -> None:
    feed = Feed(redis_url, longest_wait=0.3)
    with paused():
        for version in range(1, 50):
            feed.tell(Changes([DeskChange(ANA, version)]))
            time.sleep(0.01)
    told = []
    while (message := heard(listener, timeout=1.5)) is not None:
        told.append(message)
    feed.close()
    assert told[-1] == b'{"desk":"%s","version":49}' % str(ANA).encode()
    assert len(told) < 49


def test_work_for_another_process_is_put_on_its_list(feed: Feed, redis_url: str) -> None:
    waiting = WakeList(redis_url, "switch", longest=1)
    feed.tell(Changes(wakes=frozenset({"switch"})))
    assert waiting.wait() is True
    waiting.close()


def test_nobody_wakes_the_wake_list_in_vain(redis_url: str) -> None:
    waiting = WakeList(redis_url, "switch", longest=0.1)
    assert waiting.wait() is False
    waiting.close()


def test_a_background_worker_is_woken_for_its_work_only(redis_url: str) -> None:
    woken: list[str] = []

    def wake(_client: redis.Redis, work: str) -> bool:
        woken.append(work)
        return work == "actions"

    feed, waiting = Feed(redis_url, wake=wake), WakeList(redis_url, "switch", longest=1)
    feed.tell(Changes(wakes=frozenset({"actions", "switch"})))
    assert waiting.wait() is True
    assert woken == ["actions", "switch"]
    feed.close()
    waiting.close()


def test_telling_waits_for_nobody_while_redis_is_silent(feed: Feed, paused: Callable[[], Any]) -> None:
    with paused():
        started = time.perf_counter()
        for version in range(1000):
            feed.tell(Changes([DeskChange(ANA, version)]))
        assert time.perf_counter() - started < 10


def test_a_full_queue_drops_and_counts(tmp_path: Path) -> None:
    feed = Feed(f"unix://{tmp_path}/nobody", capacity=10, longest_wait=0.2)
    for version in range(5000):
        feed.tell(Changes([DeskChange(ANA, version)]))
    assert feed.dropped > 0
    feed.close()


class Hearing:
    """A subscriber that runs, and what it was told."""

    def __init__(self, redis_url: str, **options: Any) -> None:
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._running = asyncio.ensure_future(Subscriber(redis_url, self._told.put_nowait, **options).run())

    async def until(self, wanted: Callable[[dict[str, Any]], bool], within: float = 8.0) -> dict[str, Any]:
        """The next message that is wanted."""
        async with asyncio.timeout(within):
            while not wanted(message := await self._told.get()):
                pass
        return message

    async def stop(self) -> None:
        """Let go of Redis."""
        self._running.cancel()
        await asyncio.wait({self._running})


@asynccontextmanager
async def hearing(redis_url: str, **options: Any) -> AsyncIterator[Hearing]:
    """A subscriber that has the feed's ear."""
    made = Hearing(redis_url, **options)
    try:
        await made.until(lambda message: message == {"connected": True})
        yield made
    finally:
        await made.stop()


def test_the_subscriber_hears_what_the_feed_tells(feed: Feed, redis_url: str) -> None:
    async def story() -> dict[str, Any]:
        async with hearing(redis_url) as subscriber:
            feed.tell(Changes([DeskChange(BRUNO, 3)]))
            return await subscriber.until(lambda message: "desk" in message)

    assert uvloop.run(story()) == {"desk": str(BRUNO), "version": 3}


def test_the_subscriber_says_that_it_is_out_of_touch_and_comes_back(feed: Feed, redis_url: str, paused: Callable[[], Any]) -> None:
    async def story() -> None:
        async with hearing(redis_url, ping_after=0.3) as subscriber:
            with paused():
                await subscriber.until(lambda message: message == {"connected": False})
            await subscriber.until(lambda message: message == {"connected": True})
            feed.tell(Changes(boards=True))
            await subscriber.until(lambda message: message == {"board": True})

    uvloop.run(story())


def test_a_quiet_line_is_kept(feed: Feed, redis_url: str) -> None:
    async def story() -> dict[str, Any]:
        async with hearing(redis_url, ping_after=0.05) as subscriber:
            await asyncio.sleep(0.5)
            feed.tell(Changes(boards=True))
            return await subscriber.until(lambda message: True)

    assert uvloop.run(story()) == {"board": True}


def test_the_subscriber_survives_its_connection_being_cut(redis_url: str) -> None:
    async def story() -> None:
        async with hearing(redis_url) as subscriber:
            with redis.Redis.from_url(redis_url) as client:
                client.client_kill_filter(_type="pubsub")
            await subscriber.until(lambda message: message == {"connected": False})
            await subscriber.until(lambda message: message == {"connected": True})

    uvloop.run(story())


@pytest.fixture
def paused(redis_url: str) -> Callable[[], Any]:
    """A block during which Redis is stopped by a signal: connections stay open and nothing is answered."""
    with redis.Redis.from_url(redis_url) as client:
        process: int = client.info("server")["process_id"]

    class Pause:
        def __enter__(self) -> None:
            os.kill(process, signal.SIGSTOP)

        def __exit__(self, *_: object) -> None:
            os.kill(process, signal.SIGCONT)

    return Pause
