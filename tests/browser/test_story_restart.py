"""The server is killed in the middle of a call and started again: the desk says so, and nothing is lost (P7)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift

pytestmark = pytest.mark.browser


def test_a_killed_server_costs_ana_neither_her_step_nor_her_words(floor: Shift, sit: Callable[..., Seat]) -> None:
    floor.customer("Maria Delgado", "+14155550151")
    ana = sit("ana_stays")
    page = ana.page
    ana.goes_ready()
    floor.telephone.rings("+14155550151")
    ana.answers()
    ana.presses("button.primary", "ask", "Am I speaking to")
    ana.presses("button[name=answer][value=yes]", "form", "date of birth")
    notes = page.locator("#panel-notes textarea")
    notes.fill("Calls about the bill.")
    ana.sees("#panel-notes [data-stamp]", "Saved")

    floor.web.kill()
    expect(page.locator("#band-offline")).to_be_visible(timeout=PATIENCE)
    notes.press_sequentially(" Very patient.")
    ana.picture("01-away")
    floor.web.start()

    expect(page.locator("#band-offline")).to_be_hidden(timeout=PATIENCE)
    page.wait_for_selector("#connection[data-state=online]", timeout=PATIENCE)
    expect(notes).to_have_value("Calls about the bill. Very patient.")
    ana.at("form", "date of birth")
    ana.picture("02-back")

    def is_kept() -> bool:
        with floor.parts.units.read() as unit:
            return bool(unit.interactions.open_of(ana.person_id)[0]["notes"] == "Calls about the bill. Very patient.")

    floor.eventually(is_kept, "what was typed while the server was away never reached it")
    page.reload()
    expect(notes).to_have_value("Calls about the bill. Very patient.")
    ana.at("form", "date of birth")
    page.fill("#panel-script input[type=date]", "1980-05-01")
    ana.presses("button.primary", "say", "that matches")
