"""A browser page under the stopwatch: what an act costs its main thread, task by task, in CPU time.

While a task runs the page answers to nothing, so the longest one is the longest pause. What is counted is the CPU time of each task, as the
browser's own trace tells it: on an idle machine that is the clock's time, and other processes on a busy one change little in it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession

READY, MARK = "html[data-studio=ready]", "studio-ready"
SETTLE_MS, QUIET_MS, BUSY = 1500, 250, 0.01
"""After an act: how long what it sets off may wait, how long it is then looked at, and the CPU seconds in it that still count as rest."""


@dataclass(frozen=True)
class Task:
    """One task of a page's main thread: when it began on the trace's clock, and its CPU and clock time, in seconds."""

    began: float
    cpu: float
    took: float


@dataclass
class Costs:
    """What one act cost each time: the longest task, by CPU and by clock, and the CPU time of all tasks, in seconds."""

    pauses: list[float] = field(default_factory=list)
    by_clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


class Seat:
    """A supervisor at a page: does things in it and tells what they cost."""

    def __init__(self, browser: Browser, context: BrowserContext) -> None:
        self.page = context.new_page()
        self._browser = browser
        self._asked = 0
        self.page.on("request", lambda _: self._count(1))
        self.page.on("requestfinished", lambda _: self._count(-1))
        self.page.on("requestfailed", lambda _: self._count(-1))
        self._session: CDPSession = context.new_cdp_session(self.page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def _count(self, by: int) -> None:
        self._asked += by

    def _spent(self) -> float:
        found = {each["name"]: each["value"] for each in self._session.send("Performance.getMetrics")["metrics"]}
        return float(found["TaskDuration"])

    def settle(self) -> None:
        """Wait until nothing is left to do, and no answer to come."""
        self.page.wait_for_timeout(SETTLE_MS)
        before, now = 0.0, self._spent()
        while self._asked > 0 or now - before > BUSY:
            self.page.wait_for_timeout(QUIET_MS)
            before, now = now, self._spent()

    def cost(self, costs: Costs, act: Callable[[], object]) -> None:
        """Do something once more."""

        def whole() -> None:
            act()
            self.settle()

        tasks, _ = self._traced(whole)
        longest = max(tasks, key=lambda each: each.cpu)
        costs.pauses.append(longest.cpu)
        costs.by_clock.append(max(each.took for each in tasks))
        costs.cpu.append(sum(each.cpu for each in tasks))

    def open(self, path: str) -> float:
        """Seconds of CPU until a page can be used: of all tasks up to the one that says so by its mark."""
        self.page.goto("about:blank")
        self._asked = 0

        def load() -> None:
            self.page.goto(path, wait_until="commit")
            self.page.wait_for_selector(READY, timeout=60_000)

        tasks, usable = self._traced(load)
        return sum(each.cpu for each in tasks if usable is None or each.began <= usable)

    def _traced(self, act: Callable[[], object]) -> tuple[list[Task], float | None]:
        """The tasks of the page's main thread during an act, and when it set its mark, if it did."""
        self._browser.start_tracing(page=self.page, categories=["toplevel", "blink.user_timing"])
        act()
        events: list[dict[str, Any]] = json.loads(self._browser.stop_tracing())["traceEvents"]
        threads = {(each["pid"], each["tid"]) for each in events if each["args"].get("name") == "CrRendererMain"}
        found: list[Task] = []
        marks = [each["ts"] / 1e6 for each in events if each["name"] == MARK]
        for each in sorted(events, key=lambda event: float(event["ts"])):
            is_task = each["name"] == "ThreadControllerImpl::RunTask" and (each["pid"], each["tid"]) in threads and "tdur" in each
            # One that waits for another inside it is counted once.
            if is_task and not (found and each["ts"] / 1e6 < found[-1].began + found[-1].took):
                found.append(Task(each["ts"] / 1e6, each["tdur"] / 1e6, each["dur"] / 1e6))
        return found, marks[0] if marks else None
