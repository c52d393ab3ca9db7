"""The desk's socket in a real browser: whatever ends it, the desk comes back by itself, but for the three ends that are meant."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PATIENCE
from tests.browser.sample_server import Desk
from tests.unit.workspace.screens.sample_desk import idle, ringing
from workspace.realtime import protocol

pytestmark = pytest.mark.browser
ENDS = (1000, 1001, 1003, 1008, 1009, 1011, protocol.CLOSE_RESTART, protocol.CLOSE_TRY_LATER, 3000, protocol.CLOSE_SILENT, 4999)
"""Codes with which servers, and what stands between, close sockets."""
STATE = "#connection"
WITHOUT = """new Promise((done) => {
    const look = () => (globalThis.htmx ? setTimeout(done, 100) : setTimeout(look, 20));
    look();
})"""
"""Time for htmx to come, and to read the page without what comes later."""


@pytest.fixture
def tries(page: Page, desk: Desk) -> list[str]:
    """The sockets that Ana's desk opens from now on; its clock is in the test's hand."""
    page.clock.install()
    page.reload()
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    is_live(page, desk)
    opened.clear()
    return opened


def is_live(page: Page, desk: Desk) -> None:
    """Wait until the desk shows again what is pushed."""
    expect(page.locator(STATE)).to_have_attribute("data-state", "online", timeout=PATIENCE)
    expect(page.locator("#band-offline")).to_be_hidden()
    desk.pushes(ringing())
    page.wait_for_selector("#panel-bar.is-ringing", timeout=PATIENCE)
    desk.pushes(idle())
    page.wait_for_selector("#panel-bar:not(.is-ringing)", timeout=PATIENCE)


def happens(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until the server's side is so."""
    for _ in range(PATIENCE // 20):
        if is_so():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it never came")


def stays_away(page: Page, tries: list[str]) -> None:
    """Hours pass without a try."""
    made = len(tries)
    for _ in range(3):
        page.clock.fast_forward("01:00:00")
    assert len(tries) == made


def test_a_desk_comes_back_whatever_its_socket_was_closed_with(page: Page, desk: Desk) -> None:
    for came, code in enumerate(ENDS, start=1):
        happens(page, lambda came=came: desk.sockets == came)
        desk.closes(code)
    happens(page, lambda: desk.sockets == len(ENDS) + 1)
    is_live(page, desk)


def test_a_desk_that_is_refused_and_left_hanging_comes_back(page: Page, desk: Desk, tries: list[str]) -> None:
    desk.refuses(1008, 1000, None, 1013, None)
    desk.closes(1008)
    for made in range(1, 7):
        happens(page, lambda made=made: len(tries) >= made)
        page.clock.fast_forward("00:13")
    is_live(page, desk)


def test_a_silent_server_is_noticed_said_and_asked_again(page: Page, desk: Desk, tries: list[str]) -> None:
    desk.refuses(None)
    page.clock.fast_forward("00:11")
    expect(page.locator("#band-offline")).to_be_visible()
    expect(page.locator(STATE)).to_have_attribute("data-state", "offline")
    happens(page, lambda: len(tries) == 1)
    page.clock.fast_forward("00:13")
    is_live(page, desk)


def test_a_desk_used_elsewhere_may_be_read_and_does_not_come_back(page: Page, desk: Desk, tries: list[str]) -> None:
    desk.closes(protocol.CLOSE_OPENED_ELSEWHERE)
    expect(page.locator("#band-elsewhere")).to_be_visible(timeout=PATIENCE)
    assert page.locator(".desk-columns").evaluate("element => element.inert")
    stays_away(page, tries)


def test_who_was_signed_out_is_led_to_the_door(page: Page, desk: Desk, tries: list[str]) -> None:
    desk.closes(protocol.CLOSE_SIGNED_OUT)
    page.wait_for_url(re.compile("/sign-in[?]next=%2Fen%2Ftalking"), timeout=PATIENCE)
    assert tries == []


def test_who_may_no_longer_see_it_gets_the_page_that_says_so_and_asks_once(page: Page, desk: Desk, tries: list[str]) -> None:
    desk.refuses(protocol.CLOSE_FORBIDDEN)
    with page.expect_event("load", timeout=PATIENCE):
        desk.closes(protocol.CLOSE_FORBIDDEN)
    expect(page.locator("#band-offline")).to_be_visible(timeout=PATIENCE)
    assert len(tries) == 1
    stays_away(page, tries)


def test_a_desk_whose_scripts_come_one_by_one_is_live(page: Page, desk: Desk) -> None:
    held: list[Route] = []
    page.route("**/hx-ws-*.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.evaluate(WITHOUT)
    held[0].continue_()
    is_live(page, desk)
