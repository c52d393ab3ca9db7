"""What browser stories stand on: one shift for all that go well, and desks that people sign in to."""

import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.sample_server import Desk
from tests.browser.shift import PASSWORD, Shift, shift
from workspace.wiring.parts import new_id

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PICTURES = os.environ.get("CUECARD_PICTURES", "")
"""A folder for pictures of each key moment, to look at."""
PATIENCE = 30_000
"""Milliseconds for anything that crosses processes; a busy machine is no failure."""
expect.set_options(timeout=PATIENCE)
EXPECTED = re.compile(r"401|404|409|422|WebSocket|htmx:ws:error|ERR_CONNECTION|Failed to load resource: net")
"""What a browser may say in its console: answers that the screen explains, and a server that is away."""


@dataclass
class Seat:
    """Somebody in front of a browser."""

    page: Page
    context: BrowserContext
    person_id: UUID
    login: str

    def picture(self, name: str) -> None:
        """Keep a picture where somebody wants to look."""
        if PICTURES:
            self.page.screenshot(path=str(Path(PICTURES) / f"{self.login}-{name}.png"))

    def sees(self, selector: str, text: str | re.Pattern[str] = "") -> None:
        """Wait until it is on the screen, with that text."""
        expect(self.page.locator(selector).first).to_contain_text(text, timeout=PATIENCE)

    def goes_ready(self) -> None:
        """Press the button on the bar."""
        self.page.click("#presence-go button")
        self.page.wait_for_selector("#presence.is-ready", timeout=PATIENCE)

    def answers(self) -> None:
        """Take the call that rings."""
        self.page.wait_for_selector("#panel-bar.is-ringing", timeout=PATIENCE)
        self.page.click("#answer-call button")
        self.page.wait_for_selector("#panel-bar.is-talking", timeout=PATIENCE)

    def at(self, kind: str, text: str = "") -> None:
        """Wait until the script stands at a step of that kind, with that text in it."""
        expect(self.page.locator(f"#panel-script .step.is-{kind}")).to_contain_text(text, timeout=PATIENCE)

    def presses(self, selector: str, then: str, text: str = "") -> None:
        """Press a button of the step, and wait for the kind of step that follows."""
        self.page.click(f"#panel-script .step {selector}")
        self.at(then, text)

    def hangs_up(self) -> None:
        """End the call, and say yes to the question."""
        self.page.click("#control-hang_up button")
        self.page.click("#confirm button[value=yes]")
        self.page.wait_for_selector("#panel-wrapup.is-running", timeout=PATIENCE)


class Shifts:
    """The running centre, which all stories share until one fails: what that one left behind (people, calls that ring, a server that was
    killed) would be in the way of the next, and of its own second telling. So the next story gets a centre of its own."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._shift: Shift | None = None
        self.is_spoilt = False

    def of_the_moment(self) -> Shift:
        """The centre for the story that begins."""
        if self.is_spoilt:
            self.end()
        if self._shift is None:
            self._shift = self._running.enter_context(shift())
        return self._shift

    def end(self) -> None:
        """Stop the centre, if one runs."""
        self._shift, self.is_spoilt = None, False
        self._running.close()


SHIFTS = Shifts()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a story failed, in whatever phase."""
    report = yield
    SHIFTS.is_spoilt |= report.failed
    return report


@pytest.fixture(scope="session")
def shifts(chromium: str) -> Iterator[Shifts]:
    """The centres of this test process; none is started where there is no browser."""
    assert chromium
    yield SHIFTS
    SHIFTS.end()


@pytest.fixture
def floor(shifts: Shifts) -> Shift:
    """The running centre."""
    return shifts.of_the_moment()


@pytest.fixture(scope="module")
def story_browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium of this machine."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def sit(floor: Shift, story_browser: Browser) -> Iterator[Callable[..., Seat]]:
    """A function that seats a new person: `sit("ana")`. With `home=""` they have not signed in yet; a "visitor" has no account.

    A page that complains in its console fails the test.
    """
    seats: list[Seat] = []
    staff: list[UUID] = []
    said: list[str] = []

    def take(login: str, role: str = "agent", *, home: str = "/desk", language: str = "en", **more: Any) -> Seat:
        browser_words = {name: more.pop(name) for name in ("color_scheme", "viewport") if name in more}
        is_visitor = role == "visitor"
        person_id = new_id() if is_visitor else floor.person(login, role, language=language, **more)
        staff.extend([] if is_visitor else [person_id])
        context = story_browser.new_context(base_url=floor.web.url, **{"viewport": {"width": 1366, "height": 768}, **browser_words})
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        seat = Seat(page, context, person_id, login)
        seats.append(seat)
        page.goto("/sign-in")
        if home and not is_visitor:
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.click("button.primary")
            page.wait_for_url(f"**{home}", timeout=PATIENCE)
        return seat

    yield take
    for seat in seats:
        seat.context.close()
    for person_id in staff:
        floor.leave(person_id)
    assert not [words for words in said if not EXPECTED.search(words)]


@pytest.fixture
def desk() -> Desk:
    """A desk without a database, of its own for each test."""
    return Desk()


@pytest.fixture
def page(desk: Desk, story_browser: Browser) -> Iterator[Page]:
    """Ana's browser at 1366 × 768, at a call that stands at a question."""
    with desk.running() as address, story_browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address) as context:
        opened = context.new_page()
        opened.goto("/en/talking, ask")
        opened.wait_for_selector("#connection[data-state=online]")
        yield opened
