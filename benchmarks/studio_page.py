"""The studio's page in a real browser: how long until it can be used, and what choosing, typing, moving and scrolling cost in 300 steps.

Counted is the CPU time of the page's main thread, so that a busy machine changes little. It is the sum of all that an act sets off, so
no single pause is longer.
"""

import os
import shutil
from collections.abc import Callable, Mapping

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from benchmarks.long_script import long_script
from benchmarks.measure import goal, line, ms, skipped, title
from benchmarks.stage import furnished_stage, serving, signed_in
from flows.frozen import sha256_of
from workspace.settings import Settings
from workspace.wiring import Parts

SHORT, LONG = "broadband_inbound", "long_script"
STEPS, SLOWER = 301, 4
"""How much slower than this machine's the CPU of the first goal is."""
USABLE, PAUSE = 1.5, 0.2
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
READY = "html[data-studio=ready]"
SETTLED = "() => new Promise((done) => { setTimeout(() => { requestAnimationFrame(() => { setTimeout(done); }); }, 1500); })"
"""Long enough for what an act sets off: the answer of the server, a check, a save."""


def spent(session: CDPSession) -> float:
    """Seconds of CPU that the page's main thread has worked so far."""
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])


def acts(page: Page) -> Mapping[str, Callable[[], object]]:
    """What is done in a script of 300 steps, by name."""
    step = page.locator("#outline .outline-step")
    return {
        "choosing a step": lambda: step.nth(3).click(),
        "scrolling through the outline": lambda: page.evaluate("document.getElementById('outline').scrollTo(0, 1e6)"),
        "finding steps": lambda: page.fill("#outline-find", "question_1"),
        "finding all again": lambda: page.fill("#outline-find", ""),
        "moving a step by keys, saved": lambda: step.nth(5).press("Alt+ArrowDown"),
        "typing a word, checked and saved": lambda: page.locator("#studio-yaml .cm-content").press_sequentially("# word"),
        "undoing it": lambda: page.locator("#studio-undo").click(),
    }


def measured(page: Page, session: CDPSession, act: Callable[[], object]) -> float:
    """Seconds of CPU for one act and all that it sets off."""
    before = spent(session)
    act()
    page.evaluate(SETTLED)
    return spent(session) - before


def opened(page: Page, session: CDPSession, key: str) -> float:
    """Seconds of CPU until a step can be chosen."""
    page.goto("about:blank")
    before = spent(session)
    page.goto(f"/scripts/{key}", wait_until="commit")
    page.wait_for_selector(READY, timeout=60_000)
    return spent(session) - before


def main() -> None:
    """Measure in the Chromium of this machine, where there is one."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        skipped("chromium")
        return
    with furnished_stage() as (settings, parts), serving(settings):
        token = prepared(parts)
        title("studio_page: opened and used in a browser")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = seated(browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address(settings)), settings, token)
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            for key in (SHORT, LONG):
                opened(page, session, key)  # the first time compiles templates at the server and scripts in the browser
                usable = opened(page, session, key)
                line(f"{key}: until a step can be chosen", ms(usable), f"x{SLOWER}: {ms(usable * SLOWER)}")
                goal(
                    f"{key}: usable within {ms(USABLE)} on a CPU {SLOWER} times slower",
                    met=usable * SLOWER <= USABLE,
                    figure=ms(usable * SLOWER),
                )
            page.wait_for_selector("#studio-yaml .cm-content")
            page.evaluate(SETTLED)
            costs = {name: measured(page, session, act) for name, act in acts(page).items()}
            browser.close()
    for name, cost in costs.items():
        line(f"{STEPS} steps: {name}", ms(cost))
    slowest = max(costs, key=lambda name: costs[name])
    goal(f"no act over {ms(PAUSE)}: {slowest}", met=costs[slowest] <= PAUSE, figure=ms(costs[slowest]))


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


def seated(context: BrowserContext, settings: Settings, token: str) -> Page:
    """The supervisor's page."""
    context.add_cookies([{"name": "cuecard_session", "value": token, "url": address(settings)}])
    return context.new_page()


if __name__ == "__main__":
    main()
