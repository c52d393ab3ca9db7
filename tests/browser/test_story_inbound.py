"""An inbound call worked in Chinese with the keyboard alone, from the sign-in to the disposition."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import PASSWORD, Shift

pytestmark = pytest.mark.browser
SETTLED = 400
"""Milliseconds after a step in which a digit counts as a second press of the last one (static/js/keys.js)."""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until that has the focus, as one who has no mouse does."""
    for _ in range(80):
        if page.evaluate("wanted => document.activeElement?.matches(wanted) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")


def digit(seat: Seat, key: str, then: str, words: str = "") -> None:
    """Press a digit at a step that has settled, and wait for the step that follows."""
    seat.page.wait_for_timeout(SETTLED)
    seat.page.keyboard.press(key)
    seat.at(then, words)


def test_ana_sells_in_chinese_without_touching_the_mouse(floor: Shift, sit: Callable[..., Seat]) -> None:
    floor.customer("王秀英", "+14155550131", given_name="秀英", surname="王", title="女士", language="zh", attributes={})
    ana = sit("ana_zh", home="", language="zh", name="安娜")
    page, keys = ana.page, ana.page.keyboard

    tab_to(page, "[name=login]")
    keys.type("ana_zh")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/desk", timeout=PATIENCE)
    page.wait_for_selector("#connection[data-state=online]", timeout=PATIENCE)
    ana.picture("01-idle")
    tab_to(page, "#presence-go button")
    keys.press("Enter")
    page.wait_for_selector("#presence.is-ready", timeout=PATIENCE)

    floor.telephone.rings("+14155550131")
    page.wait_for_selector("#panel-bar.is-ringing", timeout=PATIENCE)
    ana.picture("02-ringing")
    keys.press("Enter")
    page.wait_for_selector("#panel-bar.is-talking", timeout=PATIENCE)
    ana.sees("#panel-caller h2", "王秀英")
    keys.press("Alt+s")
    ana.at("say", "您好，王")
    ana.picture("03-greet")
    digit(ana, "1", "ask", "本人吗")
    digit(ana, "1", "form", "出生日期")
    assert page.evaluate("document.activeElement?.closest('#panel-script') !== null")
    tab_to(page, "#panel-script input[type=date]")
    keys.type("05011980")
    ana.picture("04-birthday")
    keys.press("Enter")
    ana.at("say", "核验通过")
    keys.press("Alt+s")
    digit(ana, "1", "ask", "主要遇到什么情况")
    ana.picture("05-reason")
    digit(ana, "1", "offer", "升级到千兆")
    ana.picture("06-named-offer")
    digit(ana, "3", "offer")
    expect(page.locator("#panel-script .offer-name")).not_to_have_text("千兆光纤宽带", timeout=PATIENCE)
    expect(page.locator("#panel-script .step .why")).to_contain_text("推荐理由")
    ana.picture("07-ranked-offer")
    digit(ana, "1", "read_back")
    for line in ("1", "2"):
        page.wait_for_timeout(SETTLED)
        keys.press(line)
        expect(page.locator(".read-back .is-ticked")).to_have_count(int(line), timeout=PATIENCE)
    ana.picture("08-read-back")
    digit(ana, "8", "say", "订单号")
    ana.picture("09-ordered")
    digit(ana, "1", "wrapup")

    keys.press("Alt+n")
    keys.type("客户很满意，")
    input_of_ana = ana.context.new_cdp_session(page)
    input_of_ana.send("Input.imeSetComposition", {"text": "xia zhou", "selectionStart": 8, "selectionEnd": 8})
    input_of_ana.send("Input.insertText", {"text": "下周安装。"})
    ana.sees("#panel-notes [data-stamp]", ":")
    tab_to(page, "#control-hang_up button") if False else None
    tab_to(page, "#control-hang_up button")
    keys.press("Enter")
    page.wait_for_selector("#confirm[open]")
    tab_to(page, "#confirm button[value=yes]")
    keys.press("Enter")
    page.wait_for_selector("#panel-wrapup.is-running", timeout=PATIENCE)
    expect(page.locator("#panel-wrapup input[name=disposition]:checked")).to_have_value("sold")
    keys.press("Alt+w")
    ana.picture("10-wrap-up")
    tab_to(page, "#wrap-up button.primary")
    keys.press("Enter")
    page.wait_for_selector("#presence.is-ready", timeout=PATIENCE)
    ana.picture("11-done")

    with floor.parts.engine.connect() as connection:
        row = connection.execute(
            text("SELECT disposition_code, notes FROM interactions WHERE person_id = :person"), {"person": ana.person_id}
        ).one()
    assert tuple(row) == ("sold", "客户很满意，下周安装。")
