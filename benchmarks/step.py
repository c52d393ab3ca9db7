"""A script move: over HTTP with its commit, at a real `cuecard serve`; and the engine alone, beside the `transitions` library."""

import http.client
import re
import time
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

import orjson

from benchmarks.desk import Desk, Phone, is_at_rest, is_ringing
from benchmarks.long_script import long_script
from benchmarks.measure import Times, alternated, cpu_of, goal, line, ms, rate, skipped, timed, times, title, with_children
from benchmarks.stage import furnished_stage, make_ready, postmaster_of, serving, signed_in
from flows.connectors.catalogue import CATALOGUE
from flows.publishing.bundle import Bundle
from flows.runs.moves import Answer, Continue
from flows.runs.run import Run
from flows.runs.turn import move, start
from scripts_dsl.loader import MappedLibrary, load_script
from workspace.commands.take_call_event import take_call_event
from workspace.scripts.publishing import check, put_live
from workspace.settings import Settings
from workspace.wiring.parts import Parts, Person, new_token

STEPS, ROUNDS, WARM_UP = 301, 5, 20
P95_GOAL = 0.030
XSTATE_PERSISTED, SPIFF = 22_600, 151
"""Steps per CPU second, as measured for performance.md on such a machine; neither installs beside us."""
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
GIVEN = {"crm.customer": {"account": "A1", "name": "Maria Delgado", "salutation": "Ms. Delgado", "tier": "gold", "language": "en"}}


def walk(bundle: Bundle, *, saved: bool, read_back: bool = False) -> int:
    """Walk a script of 19 steps to its end; `saved`: the state becomes bytes at every move, and is read back. Returns the steps entered."""
    run = start(bundle, GIVEN, now=NOW, language="en").run
    while run.status != "done":
        step = bundle.script.steps[run.step]
        if step.kind == "wrapup":
            break
        run = move(run, bundle, Answer("fair") if step.kind == "ask" else Continue(), now=NOW).run
        if saved:
            state = orjson.dumps(run.to_json())
            run = Run.from_json(orjson.loads(state)) if read_back else run
    return len(run.path)


def engine() -> None:
    """The engine alone."""
    loaded = load_script(long_script(19), name="long_script", catalogue=CATALOGUE, library=MappedLibrary())
    if loaded.script is None:
        raise AssertionError("the script does not compile")
    bundle = Bundle("b", loaded.script, CATALOGUE)
    unsaved, saved = alternated(lambda: rate(lambda: walk(bundle, saved=False)), lambda: rate(lambda: walk(bundle, saved=True)), ROUNDS)
    line("engine: steps per CPU second, state not saved", f"{unsaved:,.0f}")
    line("engine: state to bytes at every move", f"{saved:,.0f}")
    line("engine: to bytes and read back at every move", f"{rate(lambda: walk(bundle, saved=True, read_back=True)):,.0f}")
    peer()
    goal("saved ≥ 10 × xstate persisted (226,000)", met=saved >= 10 * XSTATE_PERSISTED, figure=f"{saved / XSTATE_PERSISTED:.1f} ×")
    goal("saved ≥ 1,000 × SpiffWorkflow (151,000)", met=saved >= 1000 * SPIFF, figure=f"{saved / SPIFF:.0f} ×")


def peer() -> None:
    """`transitions`: 20 states, a condition on every way, nothing saved."""
    try:
        from transitions import Machine
    except ImportError:
        skipped("transitions")
        return

    class Model:
        """Whether the customer is content."""

        def content(self) -> bool:
            """Always, here."""
            return True

    states = [f"s{n}" for n in range(20)]
    ways = [{"trigger": "go", "source": f"s{n}", "dest": f"s{n + 1}", "conditions": "content"} for n in range(19)]
    model = Model()
    machine = Machine(model, states=states, transitions=ways, initial="s0")

    def once() -> int:
        machine.set_state("s0")
        for _ in range(19):
            model.go()  # type: ignore[attr-defined]
        return 20

    line("peer: transitions, 20 states with conditions, not saved", f"{rate(once):,.0f}")


class Browser:
    """A signed-in browser's connection: forms with the session's token and a fresh key each."""

    def __init__(self, settings: Settings, token: str, person: Person) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", settings.port)
        origin = f"http://127.0.0.1:{settings.port}"
        self._headers = {
            "Cookie": f"cuecard_session={token}",
            "Origin": origin,
            "HX-Request": "true",
            "HX-Current-URL": f"{origin}/desk",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._csrf = person.csrf

    def post(self, path: str, **fields: object) -> str:
        """Press a button; gives the desk's panels."""
        body = urlencode({"csrf": self._csrf, "key": new_token(), **fields})
        self._http.request("POST", path, body, self._headers)
        response = self._http.getresponse()
        text = response.read().decode()
        if response.status != 200:
            raise AssertionError(f"{response.status} at {path}: {text[:300]}")
        return text


class Walker:
    """An agent who walks the long script from its first step to its last."""

    def __init__(self, browser: Browser, interaction_id: UUID) -> None:
        self._browser = browser
        self._html = browser.post(f"/interactions/{interaction_id}/runs", script="long_script")

    def step(self) -> None:
        """One move: the words are said, or the first answer is given."""
        run, turn = self._found(r'data-run="([^"]+)"'), self._found(r'data-turn="(\d+)"')
        answer = {"answer": "good"} if "step is-ask" in self._html else {}
        self._html = self._browser.post(f"/runs/{run}/answers", turn=turn, **answer)

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self._html)
        if found is None:
            raise AssertionError("the desk shows no run")
        return found.group(1)


def over_http(settings: Settings, parts: Parts, server: int) -> None:
    """Moves with their commit, the desk rendered in the answer; and in turns with them an empty answer of the same server."""
    with parts.units.begin() as unit:
        text = long_script(STEPS)
        put_live(unit, "long_script", text, check(unit, "long_script", text), note="", person_id=None)
    token = signed_in(parts)
    make_ready(parts)
    with parts.units.begin() as unit:
        person = unit.sessions.find(token)
    if person is None:
        raise AssertionError("the session was just opened")
    desk, phone = Desk(settings, token), Phone(parts)
    take_call_event(parts, phone.rings())
    desk.take(is_ringing)
    take_call_event(parts, phone.connects())
    desk.take(is_at_rest)
    with parts.units.read() as unit:
        interaction_id = unit.interactions.open_of(person.id)[0].id
    walker = Walker(Browser(settings, token, person), interaction_id)
    for _ in range(WARM_UP):
        walker.step()
    health = http.client.HTTPConnection("127.0.0.1", settings.port)

    def ask_health() -> None:
        health.request("GET", "/health/live")
        health.getresponse().read()

    moves: list[float] = []
    limits: list[float] = []
    trees = with_children(server), with_children(postmaster_of(settings))
    used = [0.0, 0.0]
    for _ in range(9):
        before = [cpu_of(tree) for tree in trees]
        for _ in range(18):
            moves.append(timed(walker.step))
            time.sleep(0.005)
        used = [total + cpu_of(tree) - one for total, tree, one in zip(used, trees, before, strict=True)]
        limits.extend(times(ask_health, 18).seconds)
    desk.close()
    ours, limit = Times(moves), Times(limits)
    line("move over HTTP, committed and rendered, p50", ms(ours.p50), f"p95 {ms(ours.p95)}, {len(moves)} moves of one agent")
    line("  CPU of cuecard serve a move (its push to the socket too)", ms(used[0] / len(moves)))
    line("  CPU of PostgreSQL a move", ms(used[1] / len(moves)))
    line("limit: GET /health/live at the same server", ms(limit.p50), f"a move takes {ours.p50 / limit.p50:.0f} ×")
    goal(f"p95 ≤ {ms(P95_GOAL)}", met=ours.p95 <= P95_GOAL, figure=ms(ours.p95))


def main() -> None:
    """The engine, then the whole way."""
    title("step: one move of a script")
    engine()
    with furnished_stage() as (settings, parts), serving(settings) as server:
        over_http(settings, parts, server)


if __name__ == "__main__":
    main()
