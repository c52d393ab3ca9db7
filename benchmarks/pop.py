"""The whole pop: a call event at the adapter, until the fragments of the ringing desk are at its socket, with the share of each part.

The event is taken in this process as the telephony process does it; the socket is that of a real `cuecard serve`, signed in.
"""

import statistics
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import redis
from sqlalchemy import event as sql_event

import workspace.commands.route_waiting
import workspace.commands.take_call_event
import workspace.transactions.interactions
import workspace.transactions.runs
from adapters.database.stores.desks import DeskChange
from adapters.database.unit import Changes
from adapters.live.feed import CHANNEL
from benchmarks.desk import Desk, Phone, is_at_rest, is_ringing
from benchmarks.measure import Times, cpu_of, goal, line, ms, timed, title, with_children
from benchmarks.stage import furnished_stage, make_ready, postmaster_of, serving, signed_in
from benchmarks.stopwatch import Stopwatch
from workspace.commands.learn import learn
from workspace.commands.take_call_event import take_call_event
from workspace.desk.screen import desk_screen
from workspace.realtime import protocol
from workspace.render import Stamp, finish, panel_html, push_html
from workspace.screens.desk import PANELS
from workspace.settings import Settings
from workspace.wiring.parts import Parts, Person, new_id

WARM_UP, ROUNDS, POPS = 12, 10, 14
P50_GOAL, P95_GOAL = 0.025, 0.060

RECORD, COMMIT = "record the event, match the caller, save", "commit"
WATCHED = (
    (workspace.commands.take_call_event, "route", "routing: match, reserve, ring"),
    (workspace.transactions.interactions, "open_first_run", "run start: engine and stores"),
    (workspace.transactions.runs, "records_for", "read the customer for script and ranking"),
    (workspace.transactions.runs, "rank_for_panel", "ranking: recommendations, rank, keep the decision"),
)
READ, RENDER, STAMP = "desk read (again in this process)", "render all panels (again)", "stamp and pack (again)"


@dataclass
class Figures:
    """What a run gave: seconds of each pop and of what was measured beside it."""

    pops: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    beside: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    characters: int = 0


class Bench:
    """The run: rounds of pops, and in turns with them the feed alone and the bare limits."""

    def __init__(self, settings: Settings, parts: Parts, server: int) -> None:
        self.figures = Figures()
        self.watch = Stopwatch()
        self._parts = parts
        self._phone = Phone(parts)
        token = signed_in(parts)
        make_ready(parts)
        with parts.units.begin() as unit:
            found = unit.sessions.find(token)
        if found is None:
            raise AssertionError("the session was just opened")
        self._person: Person = found
        self._desk = Desk(settings, token)
        self._redis = redis.Redis.from_url(settings.redis_url)
        self._servers = {"cuecard serve": server, "PostgreSQL": postmaster_of(settings)}
        self._statements = 0
        sql_event.listen(parts.engine, "before_cursor_execute", self._count)

    def run(self) -> None:
        """Warm both processes up, then measure."""
        for _ in range(WARM_UP):
            self._pop()
            self._again()
            self._give_up()
        self.figures = Figures()
        self.watch.laps.clear()
        for owner, name, part in WATCHED:
            self.watch.watch(owner, name, part)
        self.watch.watch(self._parts.engine.dialect, "do_commit", COMMIT)
        listener = self._redis.pubsub()  # type: ignore[no-untyped-call]
        listener.subscribe(CHANNEL, "bench:bare")
        try:
            for _ in range(ROUNDS):
                for _ in range(POPS):
                    self._pop()
                    self._again()
                    self._give_up()
                self._bare(listener)
        finally:
            self.watch.restore()
            listener.close()
            self._desk.close()

    def _pop(self) -> None:
        call = self._phone.rings()
        trees = {name: with_children(pid) for name, pid in self._servers.items()}
        used = {name: cpu_of(pids) for name, pids in trees.items()}
        own = time.process_time()
        self._statements = 0
        began = time.perf_counter()
        with self.watch.lap(RECORD):
            take_call_event(self._parts, call)
        taken = time.process_time()
        text = self._desk.take(is_ringing)
        self.figures.pops.append(time.perf_counter() - began)
        self.figures.statements.append(self._statements)
        self.figures.characters = len(text)
        self.figures.beside["CPU of the command"].append(taken - own)
        for name, pids in trees.items():
            self.figures.beside[f"CPU of {name}"].append(cpu_of(pids) - used[name])

    def _again(self) -> None:
        """What the web process does with the news, once more here, where its parts can be told apart."""
        began = time.perf_counter()
        with self._parts.units.read() as unit:
            screen = desk_screen(unit, self._person, "en")
        read = time.perf_counter()
        panels = {name: panel_html(name, screen, "en") for name in PANELS}
        rendered = time.perf_counter()
        changed = protocol.Shown().differing(screen.version, panels)
        protocol.screen(screen.version, finish(push_html(changed, "en"), Stamp("benchmark0", self._person.csrf)))
        stamped = time.perf_counter()
        for name, seconds in ((READ, read - began), (RENDER, rendered - read), (STAMP, stamped - rendered)):
            self.figures.beside[name].append(seconds)

    def _give_up(self) -> None:
        """The customer hangs up before the agent answers, so the agent is free for the next."""
        take_call_event(self._parts, self._phone.hangs_up())
        self._desk.take(is_at_rest)

    def _bare(self, listener: Any) -> None:
        """The feed alone, Redis alone, and a transaction that does nothing, in turns."""
        _drain(listener)
        # A desk that nobody has open: the web process hears of it and does nothing.
        change = Changes(desks=[DeskChange(new_id(), 1)])

        def feed_hop() -> None:
            self._parts.feed.tell(change)
            _hear(listener)

        def bare_hop() -> None:
            self._redis.publish("bench:bare", b"1")
            _hear(listener)

        for _ in range(20):
            for name, work in (("feed hop", feed_hop), ("bare Redis", bare_hop), ("bare commit", self._select_and_commit)):
                self.figures.beside[name].append(timed(work))

    def _select_and_commit(self) -> None:
        with self._parts.engine.begin() as connection:
            connection.exec_driver_sql("SELECT 1")

    def _count(self, *_: object) -> None:
        self._statements += 1


def _hear(listener: Any) -> None:
    while listener.get_message(timeout=2.0)["type"] != "message":
        pass


def _drain(listener: Any) -> None:
    while listener.get_message(timeout=0.05) is not None:
        pass


def report(figures: Figures, laps: list[dict[str, float]]) -> None:
    """Print the pop, its parts, CPU, limits and goals."""
    pops = Times(figures.pops)
    beside = {name: statistics.median(seconds) for name, seconds in figures.beside.items()}
    line("whole pop p50", ms(pops.p50), f"p95 {ms(pops.p95)}, {len(pops.seconds)} pops, {figures.characters / 1024:.1f} KB pushed")
    parts = {part: statistics.median(lap.get(part, 0.0) for lap in laps) for part in (RECORD, *(part for *_, part in WATCHED), COMMIT)}
    parts |= {"feed hop (alone)": beside["feed hop"], **{name: beside[name] for name in (READ, RENDER, STAMP)}}
    for name, seconds in parts.items():
        line(f"  {name}", ms(seconds), f"{100 * seconds / pops.p50:.0f} %")
    rest = max(pops.p50 - sum(parts.values()), 0.0)
    line("  the rest: hand-over between threads, socket", ms(rest), f"{100 * rest / pops.p50:.0f} %")
    line("statements of the command", f"{statistics.median(figures.statements):.0f}")
    for name in ("CPU of the command", "CPU of cuecard serve", "CPU of PostgreSQL"):
        line(f"{name} a pop, mean", ms(statistics.mean(figures.beside[name])))
    limit = beside["bare Redis"] + beside["bare commit"]
    line("limit: publish to subscriber, bare Redis", ms(beside["bare Redis"]))
    line("limit: SELECT 1 and COMMIT, bare SQL", ms(beside["bare commit"]), f"the pop takes {pops.p50 / limit:.0f} × both limits")
    goal(f"p50 ≤ {ms(P50_GOAL)}", met=pops.p50 <= P50_GOAL, figure=ms(pops.p50))
    goal(f"p95 ≤ {ms(P95_GOAL)}", met=pops.p95 <= P95_GOAL, figure=ms(pops.p95))


def main() -> None:
    """Set the stage, ring, report."""
    title("pop: call event at the adapter → fragments at the socket; 7,043 customers, 10 offers; no peer publishes one")
    with furnished_stage() as (settings, parts):
        learn(parts)
        with serving(settings) as server:
            bench = Bench(settings, parts, server)
            bench.run()
            report(bench.figures, bench.watch.laps)


if __name__ == "__main__":
    main()
