"""The supervisor's board follows a call as it happens, without a reload."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift

pytestmark = pytest.mark.browser


def test_sofias_board_follows_anas_call(floor: Shift, sit: Callable[..., Seat]) -> None:
    floor.customer("Maria Delgado", "+14155550165")
    sofia = sit("sofia_looks", "supervisor", home="/board")
    ana = sit("ana_works")
    row = sofia.page.locator("#panel-agents tbody tr", has_text="Ana_Works")
    loaded = sofia.page.evaluate("performance.timeOrigin")

    ana.goes_ready()
    expect(row).to_contain_text("Ready", timeout=PATIENCE)
    floor.telephone.rings("+14155550165")
    expect(row).to_contain_text("Incoming call", timeout=PATIENCE)
    ana.answers()
    expect(row).to_contain_text("On a call", timeout=PATIENCE)
    expect(row).to_contain_text("Broadband inbound service", timeout=PATIENCE)
    ana.presses("button.primary", "ask")
    expect(row).to_contain_text("To protect your account", timeout=PATIENCE)
    sofia.picture("01-talking")
    ana.hangs_up()
    expect(row).to_contain_text("Wrapping up", timeout=PATIENCE)
    expect(row).to_contain_text("Call ended", timeout=PATIENCE)
    ana.page.click("#panel-wrapup .chip:has([value=info_only])")
    ana.page.click("#wrap-up button.primary")
    expect(row).to_contain_text("Ready", timeout=PATIENCE)
    expect(sofia.page.locator("#panel-results table", has_text="Dispositions").locator("tbody tr")).not_to_have_count(0, timeout=PATIENCE)
    sofia.picture("02-after")
    assert sofia.page.evaluate("performance.timeOrigin") == loaded
