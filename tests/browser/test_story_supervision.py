"""Sofia writes to Ana's desk during a call, looks at it as Ana works, and reads what came of the shift."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift

pytestmark = pytest.mark.browser


def test_sofia_coaches_ana_and_watches_her_desk(floor: Shift, sit: Callable[..., Seat]) -> None:
    floor.customer("Maria Delgado", "+14155550175")
    sofia = sit("sofia_coaches", "supervisor", home="/board")
    ana = sit("ana_learns")
    ana.goes_ready()
    floor.telephone.rings("+14155550175")
    ana.answers()
    row = sofia.page.locator("#panel-agents tbody tr", has_text="Ana_Learns")
    expect(row).to_contain_text("On a call", timeout=PATIENCE)

    row.get_by_role("button", name="Message Ana_Learns").click()
    expect(sofia.page.locator("#coaching-text")).to_be_focused(timeout=PATIENCE)
    sofia.page.keyboard.type("Ask for her date of birth first")
    sofia.page.click("#send-coaching button")
    expect(sofia.page.locator("#sent-messages li")).to_contain_text("Not read yet", timeout=PATIENCE)
    sofia.picture("01-sent")
    message = ana.page.locator("#panel-notices .is-coaching")
    expect(message).to_contain_text("Ask for her date of birth first", timeout=PATIENCE)
    message.get_by_role("button").click()
    expect(message).to_have_count(0, timeout=PATIENCE)
    sofia.page.keyboard.press("Escape")
    expect(row).to_contain_text("Message read", timeout=PATIENCE)

    row.get_by_role("link", name="Watch Ana_Learns").click()
    mirror = sofia.page.locator(".mirror")
    expect(mirror).to_contain_text("Maria Delgado", timeout=PATIENCE)
    expect(ana.page.locator("#panel-notices .is-watched")).to_contain_text("Sofia_Coaches", timeout=PATIENCE)
    before = mirror.locator("#panel-script h2").inner_text()
    loaded = sofia.page.evaluate("performance.timeOrigin")
    ana.presses("button.primary", "ask")
    expect(mirror.locator("#panel-script h2")).not_to_have_text(before, timeout=PATIENCE)
    expect(mirror.locator("#panel-script h2")).to_have_text(ana.page.locator("#panel-script h2").inner_text(), timeout=PATIENCE)
    expect(mirror.locator("button, input, textarea, select, form, a")).to_have_count(0)
    sofia.picture("02-mirror")
    assert sofia.page.evaluate("performance.timeOrigin") == loaded

    ana.hangs_up()
    ana.page.click("#panel-wrapup .chip:has([value=info_only])")
    ana.page.click("#wrap-up button.primary")
    expect(mirror.locator("#panel-bar")).to_contain_text("Ready", timeout=PATIENCE)
    sofia.page.goto("/shifts")
    line = sofia.page.locator(".shift-report tbody tr", has_text="Ana_Learns")
    expect(line).to_contain_text("Information given 1")
    sofia.picture("03-shift")
