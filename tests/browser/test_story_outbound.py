"""An outbound call worked in English: a task offered and taken, preview, right party, an offer put off, a callback, the task gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift
from tests.outbound import rows

pytestmark = pytest.mark.browser
NUMBER = "+12125550171"


def test_bruno_reaches_mr_becker_and_promises_to_call_again(floor: Shift, sit: Callable[..., Seat]) -> None:
    bruno = sit("bruno_out")
    floor.campaign("deposit_story", ("Becker", NUMBER), agent=bruno.person_id, distribution="push")
    page = bruno.page
    bruno.goes_ready()
    page.wait_for_selector("#panel-bar.is-ringing", timeout=PATIENCE)
    bruno.sees("#panel-bar .call-who", "Becker")
    bruno.picture("00-offered")
    page.keyboard.press("Enter")
    page.wait_for_selector("#dial", timeout=PATIENCE)
    bruno.sees("#next-title", "Becker")
    bruno.sees("#panel-next", "am I speaking to Mr. Becker?")
    bruno.sees("#panel-next dl", "0171")
    bruno.picture("01-preview")
    page.click("#dial button")
    page.wait_for_selector("#panel-bar.is-dialling", timeout=PATIENCE)
    bruno.picture("02-dialling")
    page.wait_for_selector("#panel-bar.is-talking", timeout=PATIENCE)

    bruno.at("ask", "am I speaking to Mr. Becker")
    expect(page.locator("#panel-script")).not_to_contain_text("from your bank")
    bruno.presses("button[name=answer][value=yes]", "ask", "from your bank")
    bruno.picture("03-right-party")
    bruno.presses("button[name=answer][value=yes]", "ask", "What matters most")
    bruno.presses("button[name=answer][value=safe]", "ask", "ordinary account")
    bruno.presses("button[name=answer][value=ordinary]", "offer", "Why this one")
    bruno.picture("04-offer")
    bruno.presses("form[id$=later] button", "form", "When would be a good time")
    soon = floor.parts.clock.now() + timedelta(days=2)
    wednesday = soon + timedelta(days=(2 - soon.weekday()) % 7)  # a day on which every region may be called
    page.fill("#panel-script input[type=datetime-local]", wednesday.strftime("%Y-%m-%dT14:00"))
    bruno.picture("05-when")
    bruno.presses("button.primary", "say", "We will call you on")
    bruno.presses("button.primary", "say", "Goodbye")
    bruno.presses("button.primary", "wrapup")
    bruno.hangs_up()
    expect(page.locator("#panel-wrapup input[name=disposition]:checked")).to_have_value("callback")
    bruno.picture("06-wrap-up")
    page.click("#wrap-up button.primary")
    page.wait_for_selector("#claim button", timeout=PATIENCE)
    page.wait_for_selector("#presence.is-ready", timeout=PATIENCE)
    bruno.sees("#panel-next .callbacks", "Becker")
    bruno.picture("07-promised")
    page.click("#claim button")
    bruno.sees("#flash", "Nothing is due")

    tasks = {(row["kind"], row["state"]) for row in rows(floor.parts, "tasks") if row["lead_id"] == _lead(floor)}
    assert tasks == {("call", "done"), ("callback", "ready")}
    assert [row["right_party"] for row in rows(floor.parts) if row["lead_id"] == _lead(floor)] == ["yes"]


def _lead(floor: Shift) -> object:
    return next(row["id"] for row in rows(floor.parts, "leads") if row["number"] == NUMBER)
