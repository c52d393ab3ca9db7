"""Keys and commands in a real browser: the palette finds what the desk shows, and every key can be changed or switched off."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.sample_server import Desk
from tests.unit.workspace.screens.sample_desk import talking
from workspace.translations import LANGUAGES

pytestmark = pytest.mark.browser
SETTLED = 400
"""Milliseconds after which a digit is no second press any more."""


def paths(desk: Desk) -> list[str]:
    return [path.rsplit("/", 1)[1] for path, _ in desk.posted]


def wait_for_posts(page: Page, desk: Desk, count: int) -> None:
    """Wait until the desk has taken so many forms."""
    for _ in range(200):
        if len(desk.posted) >= count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(desk.posted)


def has_keys(page: Page, **keys: str) -> None:
    """Give Ana keys of her own, as the status line carries them."""
    words = " ".join(f"{delivered.replace('_', '+')}={own}" for delivered, own in keys.items())
    page.evaluate("words => { document.getElementById('panel-status').dataset.keys = words; }", words)


def test_the_palette_runs_what_was_typed(page: Page, desk: Desk) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("lunch")
    expect(page.locator("#palette-list li").first).to_have_text("LunchAfter this call")
    page.keyboard.press("Enter")
    wait_for_posts(page, desk, 1)
    ((path, form),) = desk.posted
    assert (path, form["state"], form["reason"]) == ("/presence", "not_ready", "lunch")
    assert not page.locator("#palette").is_visible()


def test_the_palette_is_a_combobox_by_arrows_and_by_mouse(page: Page, desk: Desk) -> None:
    page.focus("textarea[name=text]")
    page.keyboard.press("Control+k")
    query = page.locator("#palette-query")
    expect(query).to_be_focused()
    expect(query).to_have_attribute("aria-activedescendant", "palette-0")
    page.keyboard.press("ArrowDown")
    expect(query).to_have_attribute("aria-activedescendant", "palette-1")
    expect(page.locator("#palette-list [aria-selected=true]")).to_have_id("palette-1")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    page.click("[data-dialog=palette]")
    query.fill("§")
    expect(page.locator("#palette-said")).to_have_text("Nothing here is called that.")
    query.fill("back")
    page.click("#palette-list li >> nth=0")
    wait_for_posts(page, desk, 1)
    assert paths(desk) == ["back"]


def test_the_palette_offers_jumps_scripts_languages_and_customers(page: Page, desk: Desk) -> None:
    page.keyboard.press("Control+k")
    for typed, found in [("jump greet", "Greet"), ("leave never", "Never call again"), ("中", "中"), ("notes", "Notes")]:
        page.fill("#palette-query", typed)
        expect(page.locator("#palette-list")).to_contain_text(found)
    page.fill("#palette-query", "delg")
    page.keyboard.press("Enter")
    assert page.input_value("[id^=customer-query]") == "delg"
    assert desk.posted == []


def test_a_command_that_a_push_took_away_is_no_longer_offered(page: Page, desk: Desk) -> None:
    page.keyboard.press("Control+k")
    page.fill("#palette-query", "the invoice")
    expect(page.locator("#palette-list li").first).to_contain_text("The invoice")
    desk.pushes(talking("say"))
    expect(page.locator("#palette-list")).to_have_text("Find the customer: the invoice")
    expect(page.locator("#palette-query")).to_be_focused()


def test_enter_while_a_word_is_composed_runs_nothing(page: Page, desk: Desk) -> None:
    page.keyboard.press("Control+k")
    page.fill("#palette-query", "lunch")
    page.evaluate("""() => document.getElementById('palette-query').dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))""")
    assert page.locator("#palette").is_visible()
    assert desk.posted == []


def test_a_key_is_changed_and_one_is_switched_off(page: Page, desk: Desk) -> None:
    page.keyboard.press("?")
    page.click("[data-rebind='Alt+KeyP']")
    page.keyboard.press("Alt+n")
    expect(page.locator("#keys-said")).to_have_text("Already in use for: Notes")
    page.keyboard.press("q")
    expect(page.locator("#keys-said")).to_contain_text("Take Ctrl or Alt")
    page.keyboard.press("Alt+q")
    expect(page.locator("[data-rebind='Alt+KeyP']")).to_have_text("Alt Q")
    wait_for_posts(page, desk, 1)
    page.click("[data-rebind='Alt+KeyD']")
    page.keyboard.press("Backspace")
    expect(page.locator("[data-rebind='Alt+KeyD']")).to_have_text("Off")
    wait_for_posts(page, desk, 2)
    path, form = desk.posted[-1]
    assert path == "/keys"
    assert (form["Alt+KeyP"], form["Alt+KeyD"], form["Alt+KeyN"], form["digits"]) == ("Alt+KeyQ", "", "Alt+KeyN", "plain")
    assert violations(page) == []
    page.click("#keys-delivered")
    wait_for_posts(page, desk, 3)
    assert desk.posted[-1][1]["Alt+KeyP"] == "Alt+KeyP"


def test_a_changed_key_acts_and_the_delivered_one_no_longer(page: Page) -> None:
    has_keys(page, Alt_KeyN="F2")
    page.keyboard.press("Alt+n")
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("F2")
    expect(page.locator("textarea[name=text]")).to_be_focused()


def test_answers_go_with_alt_from_anywhere_or_not_at_all(page: Page, desk: Desk) -> None:
    page.wait_for_timeout(SETTLED)
    page.evaluate("document.getElementById('panel-status').dataset.hotkeys = 'off'")
    page.keyboard.press("Alt+s")
    page.keyboard.press("2")
    page.keyboard.press("Alt+2")
    page.evaluate("document.getElementById('panel-status').dataset.hotkeys = 'alt'")
    page.keyboard.press("2")
    assert desk.posted == []
    page.focus("textarea[name=text]")
    page.keyboard.press("Alt+2")
    page.wait_for_selector("text=A step to offer")
    assert desk.posted[0][1]["answer"] == "bill"


def test_an_offer_is_declined_with_its_reason_by_keys_alone(page: Page, desk: Desk) -> None:
    page.keyboard.press("Alt+o")
    page.keyboard.press("2")
    expect(page.locator("#panel-offers details[open] .menu-item").first).to_be_focused()
    page.keyboard.press("2")
    wait_for_posts(page, desk, 1)
    ((path, form),) = desk.posted
    assert path.endswith("/offer-responses")
    assert (form["offer"], form["response"], form["reason"]) == ("o1", "declined", "need")


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_dialogs_fit_a_phone_and_pass_axe(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/{language}/talking, ask")
    page.wait_for_selector("#connection[data-state=online]")
    for name in ("shortcuts", "palette"):
        page.click(f"[data-dialog={name}]")
        assert violations(page) == [], name
        assert page.evaluate(f"document.getElementById('{name}').scrollWidth <= document.getElementById('{name}').clientWidth"), name
        page.keyboard.press("Escape")


def test_the_keys_of_a_window_that_may_only_read_do_nothing(page: Page, desk: Desk) -> None:
    page.wait_for_timeout(SETTLED)
    page.keyboard.press("Alt+s")
    page.evaluate("for (const part of document.querySelectorAll('.desk-top, .desk-columns')) part.inert = true")
    for keys in ("2", "Alt+2", "Alt+d", "Alt+ArrowLeft"):
        page.keyboard.press(keys)
    page.click("[data-dialog=palette]")
    page.fill("#palette-query", "lunch")
    page.keyboard.press("Enter")
    assert json.dumps(paths(desk)) == "[]"
