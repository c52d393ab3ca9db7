"""What the studio's browser tests stand on: the real application with the shipped scripts, and supervisors in front of browsers."""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from tests.browser.axe import violations
from tests.web.floor import make_library
from workspace.app import application
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble, new_id, new_token

KEY = "broadband_inbound"
PATIENCE = 30_000
"""Milliseconds for anything that crosses processes; a busy machine is no failure."""
EXPECTED = re.compile(r"409|422|DISCONNECTED")
"""What a browser may say in its console: refusals that the page explains, and a server that is away."""


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    """Parts with the shipped library published."""
    made = assemble(load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, demo=True), pool_size=6)
    make_library(made)
    yield made
    made.feed.close()
    made.engine.dispose()


@pytest.fixture
def address(parts: Parts) -> Iterator[str]:
    """Where the application is served."""
    server = uvicorn.Server(uvicorn.Config(application(parts), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def seat(story_browser: Browser, parts: Parts, address: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a browser for a new supervisor: `seat("sofia")`. A page that complains in its console fails the test."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_browser(login: str, language: str = "en", **context: Any) -> Page:
        person, token = new_id(), new_token()
        with parts.units.begin() as unit:
            unit.people.add(id=person, login=login, name=login.title(), role="supervisor", password_hash="", language=language)
            unit.sessions.open(person, token, new_token(), unit.now.replace(year=2999), "test")
        opened = story_browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "base_url": address, **context})
        opened.add_cookies([{"name": "cuecard_session", "value": token, "url": address}])
        contexts.append(opened)
        page = opened.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_browser
    for each in contexts:
        each.close()
    assert not [words for words in said if not EXPECTED.search(words)]


@pytest.fixture
def page(seat: Callable[..., Page]) -> Page:
    """Sofia's browser at the studio of the broadband script, ready to be used."""
    opened = seat("sofia")
    opened.goto(f"/scripts/{KEY}")
    expect(opened.locator("#studio-yaml .cm-content")).to_be_visible()
    return opened


def passes_axe(page: Page) -> None:
    """Fail with what axe finds against."""
    assert violations(page) == []
