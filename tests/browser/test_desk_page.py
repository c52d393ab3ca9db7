"""The desk in a real browser: pushes spare what is typed, keys act where they should, and every state passes axe."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.unit.workspace.screens.sample_desk import DESKS, talking
from workspace.realtime import protocol
from workspace.render import Stamp, finish, panels_html, render, render_panels
from workspace.static_files import STATIC_ROOT
from workspace.translations import LANGUAGES
from workspace.web.headers import SecurityHeaders

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
CHECK = """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})
    .then(found => found.violations.map(each => each.id + ' ' + each.nodes.map(node => node.target.join(' ')).join(', ')))"""
ANA = SimpleNamespace(name="Ana", role="agent")


class Desk:
    """A desk without a database: pages of the sample screens, a socket that pushes on demand, and what was posted."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, dict[str, str]]] = []
        self.push = threading.Event()
        self.app = SecurityHeaders(
            Starlette(
                routes=[
                    Route("/{language}/{name}", self.show),
                    Route("/{path:path}", self.take, methods=["POST"]),
                    WebSocketRoute("/desk/socket", self.talk),
                    Mount("/static/{version}", StaticFiles(directory=STATIC_ROOT)),
                ]
            ),
            tls=False,
        )

    def show(self, request: Request) -> Response:
        """A page in one of the sample states."""
        request.state.language, request.state.csrf, request.state.person = request.path_params["language"], "csrf", ANA
        return render(request, "desk/desk.html", DESKS[request.path_params["name"]])

    async def take(self, request: Request) -> Response:
        """Note what was posted and answer with the next step."""
        form = await request.form()
        self.posted.append((request.url.path, {name: str(value) for name, value in form.items()}))
        if request.url.path.endswith("/notes"):
            return Response(status_code=204, headers={"Saved-At": "09:42:00"})
        request.state.language, request.state.csrf = "en", "csrf"
        return render_panels(request, replace(talking("offer"), version=20))

    async def talk(self, socket: WebSocket) -> None:
        """Beat at once, then push the desk at another step when asked to."""
        await socket.accept()
        hello = protocol.read(await socket.receive_text())
        assert isinstance(hello, protocol.Hello)
        try:
            await socket.send_text(protocol.beat(12, datetime(2026, 11, 22, 5, 41, tzinfo=UTC)))
            await asyncio.to_thread(self.push.wait)
            text = finish(panels_html(talking("say"), "en"), Stamp(hello.nonce, "csrf"))
            await socket.send_text(protocol.screen(13, text))
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            return

    @contextmanager
    def running(self) -> Iterator[str]:
        """The address of the desk while it is served."""
        server = uvicorn.Server(uvicorn.Config(self.app, port=0, ws="websockets-sansio", log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started:
                thread.join(0.02)
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            self.push.set()
            server.force_exit = server.should_exit = True
            thread.join(10)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium of this machine."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def desk() -> Desk:
    """A desk of its own for each test."""
    return Desk()


@pytest.fixture
def page(desk: Desk, browser: Browser) -> Iterator[Page]:
    """Ana's browser at 1366 × 768, at a call that stands at a question."""
    with desk.running() as address, browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address) as context:
        opened = context.new_page()
        opened.goto("/en/talking, ask")
        opened.wait_for_selector("#connection[data-state=online]")
        yield opened


def test_words_being_typed_and_composed_survive_a_push(page: Page, desk: Desk) -> None:
    page.focus("textarea[name=text]")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Also: ")
    input_of_ana = page.context.new_cdp_session(page)
    input_of_ana.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    desk.push.set()
    page.wait_for_selector("text=A step to say")
    assert page.evaluate("document.activeElement.name") == "text"
    input_of_ana.send("Input.insertText", {"text": "你好"})
    assert page.input_value("textarea[name=text]") == "Wants an itemised bill. Also: 你好"


def test_notes_save_themselves_and_say_when(page: Page, desk: Desk) -> None:
    page.focus("textarea[name=text]")
    page.keyboard.press("Control+End")
    page.keyboard.type(" 1")
    page.wait_for_selector("text=Saved 09:42:00")
    paths = [path for path, _ in desk.posted]
    assert paths == ["/interactions/018f2b0c-0000-7000-8000-000000000002/notes"]
    assert desk.posted[0][1]["text"] == "Wants an itemised bill. 1"


def test_a_digit_answers_only_while_the_script_has_the_focus(page: Page, desk: Desk) -> None:
    page.wait_for_timeout(400)
    page.keyboard.press("2")
    assert desk.posted == []
    page.keyboard.press("Alt+s")
    page.keyboard.press("2")
    page.wait_for_selector("text=A step to offer")
    ((path, form),) = desk.posted
    assert path.endswith("/answers")
    assert (form["answer"], form["turn"]) == ("bill", "7")
    assert page.evaluate("document.activeElement.closest('#panel-script') !== null")


def test_what_is_pushed_can_act_and_what_is_injected_cannot(page: Page, desk: Desk) -> None:
    desk.push.set()
    page.wait_for_selector("text=A step to say")
    page.evaluate("""() => {
        document.getElementById('flash').innerHTML = '<b id="bad" hx-post="/stolen" hx-trigger="load, click">x</b>';
        htmx.process(document.getElementById('flash'));
        document.getElementById('bad').click();
    }""")
    page.click("#panel-script button[data-hotkey='1']")
    page.wait_for_selector("text=A step to offer")
    assert [path.rsplit("/", 1)[1] for path, _ in desk.posted] == ["answers"]


def test_a_pop_is_announced_and_takes_no_focus(page: Page) -> None:
    page.goto("/en/ringing")
    page.wait_for_function("document.getElementById('announcer').textContent !== ''")
    assert page.text_content("#announcer") == "Incoming call: Maria Delgado, Billing"
    assert page.evaluate("document.activeElement === document.body")


def look_through(browser: Browser, desk: Desk, language: str, scheme: Any, width: int) -> dict[str, list[str]]:
    """What is wrong with each state of the desk at this width: axe's violations, and sideways scrolling."""
    wrong = {}
    with desk.running() as address, browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 768}) as context:
        page = context.new_page()
        for name in DESKS:
            page.goto(f"{address}/{language}/{name}")
            page.wait_for_selector("#connection[data-state=online]")
            page.evaluate(AXE + "; 0")
            found = page.evaluate(CHECK)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append("scrolls sideways")
            if found:
                wrong[name] = found
    return wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_the_desk_passes_axe(browser: Browser, desk: Desk, language: str, scheme: str) -> None:
    assert look_through(browser, desk, language, scheme, 1366) == {}


def test_every_state_of_the_desk_fits_a_phone(browser: Browser, desk: Desk) -> None:
    assert look_through(browser, desk, "en", "light", 320) == {}
