"""A browser page under the stopwatch: what an act costs its main thread, as pauses and as CPU time.

A pause is the longest task of the page's main thread after an act, until all that it set off has come to rest: the server's answer, a
check, a save. Browsers report none below 50 ms, and nobody notices those. The clock counts what other processes take from this one, so each
act is done several times, and the least pause is the page's own; the CPU time is the sum of all tasks and changes little on a busy machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, CDPSession

SLOWER = 4
"""How much slower than this machine's the CPU of a weak computer is taken to be."""
READY = "html[data-studio=ready]"
WATCH = """
globalThis.pauses = [];
const observer = new PerformanceObserver((list) => { for (const each of list.getEntries()) pauses.push(each.duration); });
observer.observe({ type: "longtask", buffered: true });
"""
SETTLE_MS, QUIET_MS, BUSY = 1500, 250, 0.01
"""After an act: how long what it sets off may wait, how long it is then looked at, and the CPU seconds in it that still count as rest."""


@dataclass
class Costs:
    """What one act cost each time: the longest pause and the CPU time of all, in seconds."""

    pauses: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def pause(self) -> float:
        """The least of the longest pauses; 0 where none was long enough to be reported."""
        return min(self.pauses)


class Seat:
    """A supervisor at a page: does things in it and tells what they cost."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        self._asked = 0
        self.page.on("request", lambda _: self._count(1))
        self.page.on("requestfinished", lambda _: self._count(-1))
        self.page.on("requestfailed", lambda _: self._count(-1))
        self._session: CDPSession = context.new_cdp_session(self.page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def _count(self, by: int) -> None:
        self._asked += by

    def spent(self) -> float:
        """Seconds of CPU that the page's main thread has worked so far."""
        found = {each["name"]: each["value"] for each in self._session.send("Performance.getMetrics")["metrics"]}
        return float(found["TaskDuration"])

    def settle(self) -> None:
        """Wait until nothing is left to do, and no answer to come."""
        self.page.wait_for_timeout(SETTLE_MS)
        before, now = 0.0, self.spent()
        while self._asked > 0 or now - before > BUSY:
            self.page.wait_for_timeout(QUIET_MS)
            before, now = now, self.spent()

    def cost(self, costs: Costs, act: Callable[[], object]) -> None:
        """Do something once more."""
        self.page.evaluate("pauses.length = 0")
        before = self.spent()
        act()
        self.settle()
        longest: float = self.page.evaluate("Math.max(0, ...pauses)")
        costs.pauses.append(longest / 1000)
        costs.cpu.append(self.spent() - before)

    def open(self, path: str) -> float:
        """Seconds of CPU until a page can be used."""
        self.page.goto("about:blank")
        before = self.spent()
        self.page.goto(path, wait_until="commit")
        self.page.wait_for_selector(READY, timeout=60_000)
        return self.spent() - before

    def open_slowed(self, path: str) -> float:
        """Seconds until it can be used on a slower CPU, from the click on a link on, as the browser slows itself down."""
        self.page.goto("about:blank")
        self._session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        self.page.goto(path, wait_until="commit")
        self.page.wait_for_selector(READY, timeout=60_000)
        took: float = self.page.evaluate("performance.getEntriesByName('studio-ready')[0].startTime")
        self._session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        return took / 1000
