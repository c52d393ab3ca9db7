"""A stopwatch on named parts of a piece of work: each part has the time that is its own, without the parts it calls."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Stopwatch:
    """Times functions by standing in for them; outside a `lap` the stand-ins only pass the call on."""

    def __init__(self) -> None:
        self.laps: list[dict[str, float]] = []
        self._open: list[str] = []
        self._since = 0.0
        self._own: defaultdict[str, float] = defaultdict(float)
        self._replaced: list[tuple[Any, str, Any]] = []

    def watch(self, owner: Any, name: str, part: str) -> None:
        """Count the time in `owner.name` as that part."""
        original = getattr(owner, name)

        def stand_in(*arguments: Any, **named: Any) -> Any:
            if not self._open:
                return original(*arguments, **named)
            with self.part(part):
                return original(*arguments, **named)

        self._replaced.append((owner, name, original))
        setattr(owner, name, stand_in)

    def restore(self) -> None:
        """Put the functions back."""
        for owner, name, original in reversed(self._replaced):
            setattr(owner, name, original)
        self._replaced.clear()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time of a block as that part."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """One piece of work; what no part takes counts as `name`."""
        self._own.clear()
        self._since = time.perf_counter()
        with self.part(name):
            yield
        self.laps.append(dict(self._own))

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._open:
            self._own[self._open[-1]] += now - self._since
        self._since = now


def watched(work: Callable[[], object], watch: Stopwatch, name: str) -> None:
    """Do the work as one lap."""
    with watch.lap(name):
        work()
