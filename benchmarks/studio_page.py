"""The studio's page in a real browser: how long until it can be used, and which pauses 300 steps make in scrolling, choosing, writing.

The peer is CodeMirror alone with the same text, the limit a `<textarea>` with it. What a pause is, `benchmarks.studio_seat` says.
"""

import html
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from playwright.sync_api import Page, Route, sync_playwright

from benchmarks.long_script import long_script
from benchmarks.measure import Times, goal, line, ms, skipped, title
from benchmarks.stage import scripts_stage, serving, signed_in
from benchmarks.studio_seat import Costs, Seat
from flows.publishing.frozen import sha256_of
from workspace.settings import Settings
from workspace.static_files import static_url
from workspace.wiring.parts import Parts

SHORT, LONG, STEPS = "broadband_inbound", "long_script", 301
SLOWER = 4
"""How much slower than this machine's the CPU of a weak computer is taken to be."""
USABLE, PAUSE = 1.5, 0.2
OPENINGS, ROUNDS, ROUNDS_ON_MAP = 4, 3, 3
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
BARE = """
<!doctype html><title>Bare</title><div id="here"></div><script type="application/json" id="text">%s</script>
<script type="module">
import { basicSetup, EditorState, EditorView, yaml } from "%s";
const doc = JSON.parse(document.getElementById("text").textContent);
new EditorView({ parent: document.getElementById("here"), state: EditorState.create({ doc, extensions: [basicSetup, yaml()] }) });
document.documentElement.dataset.studio = "ready";
</script>
"""
PLAIN = '<!doctype html><html data-studio="ready"><title>Plain</title><textarea rows="30" cols="90">%s</textarea>'


Act = Callable[[int], object]
"""Something done in the page for the n-th time."""


def acts(page: Page) -> Mapping[str, Act]:
    """What is done in a script of 300 steps, by name."""
    outline, text = page.locator("#outline"), page.locator("#studio-yaml .cm-content")
    step = outline.locator(".outline-step")

    def drag(number: int) -> None:
        page.evaluate("document.getElementById('outline').scrollTo(0, 0)")  # what is far out of sight has no place to be taken at
        step.nth(2).drag_to(step.nth(6 + number))

    def type_on(words: str) -> None:
        text.focus()
        page.keyboard.press("Control+End")
        page.keyboard.type(words, delay=40)

    def save() -> None:
        type_on("\n# line")
        page.keyboard.press("Control+S")

    return {
        "choosing a step": lambda n: outline.locator(f"[data-step=words_{3 * n + 30}] .outline-step").click(),
        "scrolling the outline": lambda n: wheel(page, "#outline", n),
        "scrolling the text": lambda n: wheel(page, "#studio-yaml", n),
        "finding steps": lambda n: page.fill("#outline-find", f"question_{3 * n + 1}"),
        "finding all again": lambda _: page.fill("#outline-find", ""),
        "typing a word in the form": lambda _: page.locator("#step-form textarea[data-op]").first.press_sequentially(" word", delay=40),
        "undoing it": lambda _: page.locator("#studio-undo").click(),
        "moving a step by keys": lambda n: step.nth(5 + n).press("Alt+ArrowDown"),
        "dragging a step": drag,
        "typing a word in the text": lambda _: type_on("# word"),
        "typing a line in the text, saving by key": lambda _: save(),
    }


def wheel(page: Page, where: str, number: int) -> None:
    """Turn the wheel twelve times, down and the next time up again."""
    page.locator(where).hover()
    for _ in range(12):
        page.mouse.wheel(0, -700 if number % 2 else 700)
        page.wait_for_timeout(30)


def acts_on_map(page: Page) -> Mapping[str, Act]:
    """What is done with the map, by name."""
    box = page.locator("#map .map-box")
    return {
        "opening the map": lambda _: page.locator("button[data-view=map]").click(),
        "choosing a step on the map": lambda n: box.nth(2 + n).dispatch_event("click"),
        "undoing with the map in sight": lambda _: page.locator("#studio-undo").click(),
    }


def usable(seat: Seat, key: str) -> None:
    """Print how long a page takes until it can be used."""
    seat.open(f"/scripts/{key}")  # the first time compiles templates at the server and scripts in the browser
    cpu = Times([seat.open(f"/scripts/{key}") for _ in range(OPENINGS)])
    began: float = seat.page.evaluate("performance.getEntriesByType('navigation')[0].responseStart") / 1000
    slowed = SLOWER * min(cpu.seconds)
    line(
        f"{key}: CPU until it can be used, p50",
        ms(cpu.p50),
        f"least {ms(min(cpu.seconds))}, x{SLOWER} {ms(slowed)}; first byte after {ms(began)}",
    )
    goal(f"{key}: usable ≤ {ms(USABLE)} on a CPU x{SLOWER} slower, least", met=slowed <= USABLE, figure=ms(slowed))


def walk(seat: Seat, rounds: int, choose: Callable[[Page], Mapping[str, Act]], found: dict[str, Costs]) -> None:
    """Each act so often, one after the other; what they cost is added to `found`."""
    for number in range(rounds):
        for name, act in choose(seat.page).items():
            seat.cost(found.setdefault(name, Costs()), partial(act, number))


def told(name: str, costs: Costs) -> None:
    """Print what one act cost."""
    pauses, clock, cpu = Times(costs.pauses), Times(costs.by_clock), Times(costs.cpu)
    more = f"least {ms(min(pauses.seconds))}, by the clock {ms(clock.p50)}; all tasks {ms(cpu.p50)}"
    line(f"{name}: longest task, p50", ms(pauses.p50), more)


def beside(seat: Seat, address: str) -> None:
    """What CodeMirror alone and a plain textarea take to open with the same text and to type a word."""
    text = long_script(STEPS)
    quoted = json.dumps(text).replace("<", "\\u003c")
    pages = {
        "peer: CodeMirror alone": (BARE % (quoted, static_url("vendor/codemirror-6.0.2.min.js")), ".cm-content"),
        "limit: a textarea": (PLAIN % html.escape(text), "textarea"),
    }
    for name, (body, place) in pages.items():
        seat.page.route("**/bare", partial(fulfil, body))
        cpu = Times([seat.open(f"{address}/bare") for _ in range(OPENINGS)])
        line(f"{name}: CPU until it can be used, p50", ms(cpu.p50), f"least {ms(min(cpu.seconds))}")
        costs = Costs()
        for _ in range(ROUNDS):
            seat.cost(costs, partial(seat.page.locator(place).press_sequentially, "# word", delay=40))
        told(f"{name}: typing a word", costs)
        seat.page.unroute("**/bare")


def fulfil(body: str, route: Route) -> None:
    """Answer with a page that the server does not have."""
    route.fulfill(body=body, content_type="text/html")


@contextmanager
def seated(settings: Settings, token: str, chromium: str) -> Iterator[Seat]:
    """The supervisor at a browser of their own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address(settings))
        context.add_cookies([{"name": "cuecard_session", "value": token, "url": address(settings)}])
        yield Seat(browser, context)
        browser.close()


def prepared(parts: Parts) -> str:
    """The session of a supervisor, who has a long draft."""
    token, source = signed_in(parts, "supervisor"), long_script(STEPS)
    with parts.units.begin() as unit:
        person = unit.sessions.find(token)
        if person is None:
            raise AssertionError("the session was just opened")
        unit.scripts.save_draft(LONG, "script", source, sha256_of(source), based_on="", person_id=person.id)
    return token


def address(settings: Settings) -> str:
    """Where the server answers."""
    return f"http://127.0.0.1:{settings.port}"


def main() -> None:
    """Measure in the Chromium of this machine, where there is one."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        skipped("chromium")
        return
    with scripts_stage() as (settings, parts), serving(settings), seated(settings, prepared(parts), chromium) as seat:
        title("studio_page: opened and used in a browser")
        for key in (SHORT, LONG):
            usable(seat, key)
        seat.open(f"/scripts/{LONG}")
        seat.page.wait_for_selector("#studio-yaml .cm-content")
        seat.settle()
        costs: dict[str, Costs] = {}
        walk(seat, ROUNDS, acts, costs)
        for _ in range(ROUNDS_ON_MAP):
            seat.open(f"/scripts/{LONG}#view=build")
            seat.settle()
            walk(seat, 1, acts_on_map, costs)
        beside(seat, address(settings))
    for name, each in costs.items():
        told(f"{STEPS} steps: {name}", each)
    slowest = max(costs, key=lambda name: Times(costs[name].pauses).p50)
    longest = Times(costs[slowest].pauses).p50
    goal(f"no pause over {ms(PAUSE)}: {slowest}", met=longest <= PAUSE, figure=ms(longest))


if __name__ == "__main__":
    main()
