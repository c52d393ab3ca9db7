"""Ana asks Bruno, hands him the customer, and he goes on where she stopped: two browsers, with keys alone at the transfer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift

pytestmark = pytest.mark.browser


def test_bruno_goes_on_where_ana_stopped(floor: Shift, sit: Callable[..., Seat]) -> None:
    floor.customer("Rosa Delgado", "+14155550161", given_name="Rosa", surname="Delgado", title="Ms.")
    ana = sit("ana_asks", name="Ana Asks")
    ana.goes_ready()
    floor.telephone.rings("+14155550161")
    ana.answers()
    ana.at("say")
    ana.presses("button.primary", "ask")
    bruno = sit("bruno_helps", name="Bruno Helps")
    bruno.goes_ready()

    ana.page.keyboard.press("Alt+t")
    ask = ana.page.locator("#transfer-targets form[id^='transfer-warm-'] button", has_text="Bruno Helps")
    expect(ask).to_be_visible(timeout=PATIENCE)
    ask.focus()
    ana.picture("01-transfer")
    ana.page.keyboard.press("Enter")
    bruno.sees("#question", "Ana Asks")
    bruno.picture("02-asked")
    ana.page.click("#control-hand_over button", timeout=PATIENCE)
    bruno.page.wait_for_selector("#panel-bar.is-talking", timeout=PATIENCE)
    bruno.sees("#panel-bar .call", "Ana Asks")
    bruno.at("ask")
    bruno.picture("03-took-over")
    ana.sees("#panel-script", "Bruno Helps")
    ana.picture("04-wraps-up")
    expect(ana.page.locator("#panel-wrapup input[name=disposition]:checked")).to_have_value("transferred", timeout=PATIENCE)
