"""A vendor's whole life: invited by a link, an account for the supervisor and for an agent, a masked call, and the end within it (P14)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Response, WebSocket, expect
from sqlalchemy import text

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import PASSWORD, Shift
from workspace.wiring.parts import Parts

pytestmark = pytest.mark.browser
NUMBER = "+12125550191"
DIGITS = re.compile(r"555\D{0,3}0191")


class Wire:
    """Everything a browser is sent: pages, answers and pushes."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("response", self._hear)
        page.on("websocket", self._listen)

    def _hear(self, response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if "html" in kind or "json" in kind:
            try:
                self.heard.append(response.text())
            except Exception:  # noqa: BLE001 - a redirect or a page left behind has no body any more
                return

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.heard.append(str(frame)))


def opened(floor: Shift, sit: Callable[..., Seat], sofia: Seat) -> tuple[str, Seat]:
    """Sofia invites a vendor with all of the campaign; Vera opens the link and makes her account."""
    page = sofia.page
    page.goto("/vendors")
    page.fill("#new-vendor [name=name]", "Callwell")
    page.select_option("#new-vendor [name=campaign]", label="Deposit for Callwell")
    page.fill("#new-vendor [name=share]", "100")
    page.fill("#new-vendor [name=expires_on]", (floor.parts.clock.now() + timedelta(days=30)).date().isoformat())
    page.click("#new-vendor button.primary")
    sofia.picture("01-link")
    link = page.input_value("#vendor-link")

    vera = sit("vera", "visitor")
    vera.page.goto(link)
    expect(vera.page.locator("h1")).to_have_text("Welcome, Callwell")
    vera.picture("01-welcome")
    vera.page.fill("#join [name=name]", "Vera Novak")
    vera.page.fill("#join [name=login]", "vera")
    vera.page.fill("#join [name=password]", PASSWORD)
    vera.page.fill("#join [name=again]", PASSWORD)
    vera.page.click("#join button.primary")
    vera.page.wait_for_url("**/vendor", timeout=PATIENCE)
    return link, vera


def employed(vera: Seat) -> str:
    """Vera makes an account for Victor; his password, which is shown this once."""
    vera.page.fill("#new-agent [name=name]", "Victor Hale")
    vera.page.fill("#new-agent [name=login]", "victor")
    vera.page.click("#new-agent button.primary")
    vera.page.wait_for_load_state()
    vera.picture("02-password")
    return vera.page.inner_text("#new-password")


def person_named(parts: Parts, login: str) -> object:
    with parts.units.read() as unit:
        row = unit.people.by_login(login)
    assert row is not None
    return row["id"]


def test_a_vendors_agent_works_without_the_number_until_the_vendor_is_revoked(floor: Shift, sit: Callable[..., Seat]) -> None:
    floor.campaign("callwell", ("Becker", NUMBER), name_en="Deposit for Callwell", name_zh="Callwell 存款")
    sofia = sit("sofia_invites", "supervisor", home="/board")
    link, vera = opened(floor, sit, sofia)
    password = employed(vera)

    late = sit("late", "visitor")
    late.page.goto(link)
    expect(late.page.locator("h1")).to_have_text("This link does not work")

    victor = sit("victor", "visitor")
    page, wire = victor.page, Wire(victor.page)
    page.fill("[name=login]", "victor")
    page.fill("[name=password]", password)
    page.click("button.primary")
    page.wait_for_url("**/desk", timeout=PATIENCE)
    victor.goes_ready()
    page.click("#claim button")
    victor.sees("#next-title", "Becker")
    victor.picture("01-preview")
    page.click("#dial button")
    page.wait_for_selector("#panel-bar.is-talking", timeout=PATIENCE)
    victor.at("ask", "am I speaking to Mr. Becker")
    victor.presses("button[name=answer][value=yes]", "ask", "from your bank")
    victor.picture("02-talking")
    refused = page.request.get("/customers?q=Becker")
    assert refused.status == 403

    sofia.page.click("a:has-text('Done')")
    sofia.page.click("summary:has-text('Revoke the vendor')")
    sofia.page.click("details.menu[open] button[type=submit]")
    expect(page.locator("#panel-script .step")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("#panel-wrapup")).to_be_visible()
    victor.picture("03-revoked")
    sofia.picture("02-revoked")
    expect(page.locator("#dial, #claim, #panel-script form")).to_have_count(0)
    page.click("#panel-wrapup .chip:has([value=not_interested])")
    page.click("#wrap-up button.primary")

    victor_id = person_named(floor.parts, "victor")

    def is_noted() -> bool:
        with floor.parts.engine.connect() as connection:
            rows = connection.execute(
                text("SELECT disposition_code FROM interactions WHERE person_id = :person"), {"person": victor_id}
            ).scalars()
            return list(rows) == ["not_interested"]

    floor.eventually(is_noted, "the outcome was not kept")
    victor.picture("04-closed")
    assert any("Becker" in words for words in wire.heard)
    assert [words for words in wire.heard if DIGITS.search(words)] == []
