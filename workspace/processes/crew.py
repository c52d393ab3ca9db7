"""The crew: threads that each do one piece of work that waits for the outside world, so that a slow answer holds up nobody else's."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import structlog

log = structlog.get_logger(__name__)


class Crew:
    """A number of threads, and what they have in hand: the same piece is not begun twice at once in one process.

    Between processes the claim in SQL decides.
    """

    def __init__(self, size: int) -> None:
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="crew")
        self._in_hand: set[tuple[str, UUID]] = set()
        self._turn = threading.Lock()

    def send(self, work: str, ids: Iterable[UUID], do: Callable[[UUID], object]) -> int:
        """Begin each piece that is not in hand; returns how many were begun, without waiting for them."""
        begun = 0
        for one in ids:
            with self._turn:
                if (work, one) in self._in_hand:
                    continue
                self._in_hand.add((work, one))
            self._threads.submit(self._do, work, one, do)
            begun += 1
        return begun

    def close(self, *, wait: bool = True) -> None:
        """Begin nothing more; wait for what is in hand."""
        self._threads.shutdown(wait=wait, cancel_futures=True)

    def _do(self, work: str, one: UUID, do: Callable[[UUID], object]) -> None:
        try:
            do(one)
        except Exception:
            log.exception("work_failed", work=work, id=str(one))
        finally:
            with self._turn:
                self._in_hand.discard((work, one))
