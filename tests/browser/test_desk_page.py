"""The desk in a real browser: pushes spare what is typed, keys act where they should, and every state passes axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations, violations_by_scheme
from tests.browser.sample_server import Desk
from tests.unit.workspace.screens.sample_desk import DESKS, form_typed_in, idle, ringing, talking

pytestmark = pytest.mark.browser


def test_words_being_typed_and_composed_survive_a_push(page: Page, desk: Desk) -> None:
    page.focus("textarea[name=text]")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Also: ")
    input_of_ana = page.context.new_cdp_session(page)
    input_of_ana.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    desk.pushes(talking("say"))
    page.wait_for_selector("text=A step to say")
    assert page.evaluate("document.activeElement.name") == "text"
    input_of_ana.send("Input.insertText", {"text": "你好"})
    assert page.input_value("textarea[name=text]") == "Wants an itemised bill. Also: 你好"


def test_a_word_composed_in_a_field_survives_every_push(page: Page, desk: Desk) -> None:
    page.goto("/en/talking, form")
    page.wait_for_selector("#connection[data-state=online]")
    field = page.locator("[name=field-name]")
    field.focus()
    page.keyboard.press("End")
    input_of_ana = page.context.new_cdp_session(page)
    for number, composed in enumerate(("n", "ni", "ni h", "ni hao")):
        input_of_ana.send("Input.imeSetComposition", {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)})
        desk.pushes(form_typed_in(f"Push {number}"))
        page.wait_for_selector(f"text=Push {number}")
        assert field.input_value() == f"Ana{composed}"
        assert page.evaluate("document.activeElement.name") == "field-name"
    input_of_ana.send("Input.insertText", {"text": "你好"})
    assert field.input_value() == "Ana你好"


def test_a_pop_takes_no_focus_and_breaks_off_no_word(page: Page, desk: Desk) -> None:
    desk.pushes(idle())
    page.wait_for_selector("text=What comes next")
    page.click("[data-dialog=palette]")
    input_of_ana = page.context.new_cdp_session(page)
    input_of_ana.send("Input.imeSetComposition", {"text": "wu", "selectionStart": 2, "selectionEnd": 2})
    desk.pushes(ringing())
    page.wait_for_selector("#panel-bar.is-ringing")
    assert page.evaluate("document.activeElement.id") == "palette-query"
    input_of_ana.send("Input.insertText", {"text": "午"})
    assert page.input_value("#palette-query") == "午"


def test_notes_that_never_reached_the_server_come_back(page: Page, desk: Desk) -> None:
    page.route("**/notes", lambda route: route.abort())
    page.focus("textarea[name=text]")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Kept here.")
    page.wait_for_selector("text=Not saved yet: kept on this computer")
    assert desk.posted == []
    page.unroute("**/notes")
    page.reload()
    page.wait_for_selector("text=Saved 09:42:00")
    assert page.input_value("textarea[name=text]") == "Wants an itemised bill. Kept here."
    assert desk.posted[-1][1]["text"] == "Wants an itemised bill. Kept here."
    assert page.evaluate("localStorage.length") == 0


def test_a_call_flashes_the_title_and_notifies_a_hidden_window(page: Page, desk: Desk) -> None:
    page.evaluate("""() => {
        globalThis.told = [];
        globalThis.Notification = class { constructor(words) { globalThis.told.push(words); } static permission = 'granted'; };
        Object.defineProperty(document, 'hidden', { get: () => true });
    }""")
    desk.pushes(ringing())
    expect(page).to_have_title("☎ Incoming call: Maria Delgado, Billing")
    assert page.evaluate("told") == []
    desk.pushes(talking("say"))
    page.wait_for_selector("#panel-bar.is-talking")
    expect(page).to_have_title("Desk · Cuecard")
    desk.pushes(ringing(notifications=True, title_flash=False))
    expect(page.locator("#announcer")).to_have_text("Incoming call: Maria Delgado, Billing")
    assert page.evaluate("told") == ["Incoming call: Maria Delgado, Billing"]
    assert page.title() == "Desk · Cuecard"


def test_notes_save_themselves_and_say_when(page: Page, desk: Desk) -> None:
    page.focus("textarea[name=text]")
    page.keyboard.press("Control+End")
    page.keyboard.type(" 1")
    page.wait_for_selector("text=Saved 09:42:00")
    paths = [path for path, _ in desk.posted]
    assert paths == ["/interactions/018f2b0c-0000-7000-8000-000000000002/notes"]
    assert desk.posted[0][1]["text"] == "Wants an itemised bill. 1"


def test_a_digit_answers_only_while_the_script_has_the_focus(page: Page, desk: Desk) -> None:
    page.wait_for_timeout(400)
    page.keyboard.press("2")
    assert desk.posted == []
    page.keyboard.press("Alt+s")
    page.keyboard.press("2")
    page.wait_for_selector("text=A step to offer")
    ((path, form),) = desk.posted
    assert path.endswith("/answers")
    assert (form["answer"], form["turn"]) == ("bill", "7")
    assert page.evaluate("document.activeElement.closest('#panel-script') !== null")


def test_after_the_agents_own_answer_the_keys_go_to_the_script(page: Page, desk: Desk) -> None:
    page.goto("/en/ringing")
    page.wait_for_selector("#connection[data-state=online]")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-script h2")).to_be_focused()
    page.goto("/en/ringing")
    page.focus("textarea[name=text]")
    page.evaluate("document.querySelector('[data-answer]').click()")
    page.wait_for_selector("text=A step to offer")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    assert [path.rsplit("/", 1)[1] for path, _ in desk.posted] == ["answer", "answer"]


def test_what_is_pushed_can_act_and_what_is_injected_cannot(page: Page, desk: Desk) -> None:
    desk.pushes(talking("say"))
    page.wait_for_selector("text=A step to say")
    page.evaluate("""() => {
        document.getElementById('flash').innerHTML = '<b id="bad" hx-post="/stolen" hx-trigger="load, click">x</b>';
        htmx.process(document.getElementById('flash'));
        document.getElementById('bad').click();
    }""")
    page.click("#panel-script button[data-hotkey='1']")
    page.wait_for_selector("text=A step to offer")
    assert [path.rsplit("/", 1)[1] for path, _ in desk.posted] == ["answers"]


def test_a_pop_is_announced_and_takes_no_focus(page: Page) -> None:
    page.goto("/en/ringing")
    expect(page.locator("#announcer")).to_have_text("Incoming call: Maria Delgado, Billing")
    assert page.evaluate("document.activeElement === document.body")


SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize(("language", "look"), [("en", violations_by_scheme), ("zh", violations)])
def test_every_state_of_the_desk_passes_axe_and_fits_a_phone(
    story_browser: Browser, desk: Desk, language: str, look: Callable[[Page], list[str]]
) -> None:
    wrong = {}
    with desk.running() as address, story_browser.new_context(base_url=address) as context:
        page = context.new_page()
        for name in DESKS:
            page.set_viewport_size({"width": 1366, "height": 768})
            page.goto(f"/{language}/{name}")
            page.wait_for_selector("#connection[data-state=online]")
            wrong[name] = look(page)
            page.set_viewport_size({"width": 320, "height": 768})
            wrong[f"{name}, on a phone"] = ["scrolls sideways"] if page.evaluate(SIDEWAYS) else []
            wrong[f"{name}, on a phone"] += violations(page) if language == "en" else []
    assert {name: found for name, found in wrong.items() if found} == {}
