"""The hub: all open screens of one process, told of changes by Redis and, should that fail, by the versions in SQL."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import structlog

from workspace.realtime import protocol
from workspace.realtime.connection import Connection
from workspace.wiring.parts import DatabaseDown, Parts, PoolTimeout

log = structlog.get_logger()

BEAT_EVERY = 5.0
"""Seconds between heartbeats; also how soon a lost push is repaired and a revoked session closed."""
BOARD_EVERY = 1.0
"""Seconds between two renderings of a board, at least."""
RENDER_THREADS = 4


class Hub:
    """The open screens of this process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # By the person's id as the feed tells it: most of what it tells concerns nobody here.
        self._desks: defaultdict[str, set[Connection]] = defaultdict(set)
        self._boards: set[Connection] = set()
        self._seen: set[UUID] = set()
        self._board_changed = asyncio.Event()
        self._stopping = asyncio.Event()
        # The loop keeps only weak references to tasks.
        self._under_way: set[asyncio.Task[None]] = set()
        # Pushes have few threads of their own: a burst of them must not starve the requests.
        self.threads = ThreadPoolExecutor(RENDER_THREADS, thread_name_prefix="render")

    def saw(self, person_id: UUID) -> None:
        """Note a sign of life: a request, or the answer to a heartbeat. Callable from any thread."""
        self._seen.add(person_id)

    def desk_changed(self, person_id: str, version: int) -> None:
        """Render a desk's screens unless they show that version already."""
        if connections := self._desks.get(person_id):
            for connection in tuple(connections):
                if connection.version < version:
                    connection.mark()

    def desk_opened(self, person_id: str, at: float) -> None:
        """Close the windows of a desk that were opened before that Unix time."""
        for connection in list(self._desks.get(person_id, ())):
            if connection.opened_at.timestamp() < at:
                self._begin(connection.close(protocol.CLOSE_OPENED_ELSEWHERE))

    def board_changed(self) -> None:
        """Render the boards, at most once a second."""
        self._board_changed.set()

    def everything_changed(self) -> None:
        """Render all screens: the feed was away, nobody knows what it missed."""
        for connection in self._all():
            connection.mark()

    async def serve(self, connection: Connection, *, desk: bool) -> None:
        """Serve one screen for as long as it is open."""
        person_id = str(connection.person.id)
        group = self._desks[person_id] if desk else self._boards
        group.add(connection)
        if desk:
            # An agent has one desk: what is typed in two windows would overwrite each other. The newest window is the desk.
            self._parts.feed.opened(connection.person.id, connection.opened_at)
            self.desk_opened(person_id, connection.opened_at.timestamp())
        try:
            await connection.run()
        finally:
            group.discard(connection)
            if desk and not group:
                self._desks.pop(person_id, None)

    async def beat_for_ever(self) -> None:
        """Every five seconds: one look into SQL for all screens, then a heartbeat to each."""
        while not await self._stops_within(BEAT_EVERY):
            # Who comes while SQL is asked is not in its answer: they are for the next look.
            connections = list(self._all())
            try:
                versions, live = await asyncio.get_running_loop().run_in_executor(self.threads, self._look, connections)
            except (PoolTimeout, *DatabaseDown) as error:
                log.warning("hub_cannot_look", error=type(error).__name__)
                continue
            except Exception:
                # Without this loop a lost push stays lost and a revoked session stays open: it outlives any mistake of ours.
                log.exception("hub_cannot_look")
                continue
            now = self._parts.clock.now()
            # Nobody is waited for: one browser that takes nothing would keep the next heartbeat from all the others.
            for connection in connections:
                if connection.person.token_hash not in live:
                    self._begin(connection.close(protocol.CLOSE_SIGNED_OUT))
                    continue
                if versions.get(connection.person.id, 0) != connection.version:
                    connection.mark()
                self._begin(connection.beat(now))

    async def refresh_boards_for_ever(self) -> None:
        """Render the boards when something changed, and every five seconds for the times on them."""
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._board_changed.wait(), BEAT_EVERY)
            self._board_changed.clear()
            for connection in list(self._boards):
                connection.mark()
            await self._stops_within(BOARD_EVERY)

    async def close_all(self, code: int) -> None:
        """Close every screen, e.g. before a restart."""
        await asyncio.gather(*(connection.close(code) for connection in list(self._all())), return_exceptions=True)

    def stop(self) -> None:
        """Let the loops end by themselves: a look into SQL that is under way is finished first."""
        self._stopping.set()
        self._board_changed.set()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _stops_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()

    def _look(self, connections: Sequence[Connection]) -> tuple[dict[UUID, int], set[str]]:
        """Versions and live sessions of these screens; also writes down who was heard. Runs in a thread."""
        for connection in connections:
            if connection.heard:
                connection.heard = False
                self._seen.add(connection.person.id)
        seen, self._seen = self._seen, set()
        with self._parts.units.begin() as unit:
            unit.people.note_seen(seen)
            people = {connection.person.id for connection in connections}
            return unit.desks.versions(people), unit.sessions.live_among([c.person.token_hash for c in connections])

    def _all(self) -> Iterable[Connection]:
        for group in list(self._desks.values()):
            yield from list(group)
        yield from list(self._boards)
