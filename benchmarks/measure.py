"""Measuring: times of repeated work, CPU of process trees, and figures as lines of a table."""

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Times:
    """Seconds that pieces of one kind of work took."""

    seconds: Sequence[float]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """What 95 of 100 stay below."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def times(work: Callable[[], object], repeats: int) -> Times:
    """The work done so often."""
    return Times([timed(work) for _ in range(repeats)])


def rate(work: Callable[[], int], *, seconds: float = 1.0) -> float:
    """Units of work per CPU second of this process; `work` returns how many units it did."""
    work()
    began, done = time.process_time(), 0
    while time.process_time() - began < seconds:
        done += work()
    return done / (time.process_time() - began)


def alternated(first: Callable[[], float], second: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The medians of two rates or times taken in turns, so that the machine's moods fall on both alike."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return statistics.median(one for one, _ in pairs), statistics.median(two for _, two in pairs)


def cpu_of(pids: Iterable[int]) -> float:
    """CPU seconds that these processes' present threads have used so far; 0 where the kernel does not tell."""
    total = 0
    for pid in pids:
        for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            # A thread may end while we look.
            with contextlib.suppress(OSError):
                total += int(path.read_text().split()[0])
    return total / 1e9


def with_children(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for each in found:
        found.extend(child for child, parent in parents.items() if parent == each)
    return found


def ms(seconds: float) -> str:
    """Seconds as milliseconds."""
    return f"{seconds * 1000:.2f} ms"


def us(seconds: float) -> str:
    """Seconds as microseconds."""
    return f"{seconds * 1e6:.1f} µs"


def title(text: str) -> None:
    """Begin a benchmark's output, and say how busy the machine was when it began."""
    try:
        busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    except OSError:
        busy = f"{os.cpu_count()} cores"
    print(f"\n== {text} ({busy})", flush=True)


def line(name: str, figure: str, more: str = "") -> None:
    """One figure."""
    print(f"   {name:<58}{figure:>16}   {more}".rstrip(), flush=True)


def goal(name: str, *, met: bool, figure: str) -> None:
    """Whether a goal is met by this run."""
    print(f"   {'GOAL met    ' if met else 'GOAL MISSED '}{name:<46}{figure:>16}", flush=True)


def skipped(peer: str) -> None:
    """Say that a peer is not measured because it is not installed."""
    print(f"   {peer}: not installed, not compared (pip install '.[bench]' -c constraints.txt)", flush=True)
