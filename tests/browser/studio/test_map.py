"""Sofia's tools in a real browser: the map by mouse and keys, a walk that becomes a green test, shares, and a script from a pasted text."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.studio.conftest import KEY, passes_axe
from workspace.wiring.parts import Parts

pytestmark = pytest.mark.browser
TEXT = """# Opening
Hello [customer name], do you have a minute?
- Yes
- No -> Then I call later.

Agent: How is your line?
Customer: It is slow.
"""


def box(page: Page, step: str) -> Locator:
    """A step on the map."""
    return page.locator(f".map-box[data-step='{step}']")


def open_map(page: Page) -> None:
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("#map[data-steps]")).to_be_visible()


def current(page: Page, step: str) -> None:
    """Wait until a step is chosen on the map and in the outline."""
    expect(box(page, step)).to_have_attribute("aria-current", "true")
    expect(page.locator("#outline .outline-step[aria-current=true] .outline-id")).to_have_text(step)


def test_the_map_is_walked_by_mouse_and_by_keys(page: Page) -> None:
    open_map(page)
    box(page, "verify").click()
    current(page, "verify")
    expect(page.locator("#map-world")).to_have_class(re.compile("has-selection"))
    assert page.locator(".map-box.is-near").evaluate_all("all => all.map(each => each.dataset.step).sort()") == [
        "greet",
        "load_plan",
        "sorry_unverified",
        "verify",
    ]
    page.keyboard.press("ArrowUp")
    current(page, "greet")
    page.keyboard.press("ArrowDown")
    current(page, "verify")
    page.keyboard.press("End")
    current(page, "wrap")
    page.keyboard.press("Home")
    current(page, "greet")
    expect(box(page, "greet")).to_be_focused()
    expect(box(page, "verify")).to_contain_text("Section Opening. Leads to ok: load_plan; failed: sorry_unverified")
    before = float(page.locator("#map").get_attribute("data-scale") or 0)
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert float(page.locator("#map").get_attribute("data-scale") or 0) > before
    page.keyboard.press("0")
    everywhere = page.locator("#map-port").bounding_box()
    for each in ("greet", "wrap", "exit.hung_up"):
        inside, outside = box(page, each).bounding_box(), everywhere
        assert inside is not None
        assert outside is not None
        assert outside["x"] <= inside["x"]
        assert inside["y"] + inside["height"] <= outside["y"] + outside["height"] + 1
    page.locator(".map-stub", has_text="→ wrap").first.click()
    current(page, "wrap")
    page.get_by_text("As a table").click()
    page.locator("#map-table [data-step=reason]").click()
    current(page, "reason")
    passes_axe(page)


def test_a_walk_from_the_preview_becomes_a_green_test(page: Page, parts: Parts) -> None:
    with parts.units.read() as unit:
        before = unit.scripts.tests(KEY)
    preview = page.locator("#preview")
    expect(preview.locator("#panel-script")).to_be_visible()
    page.locator("#outline li[data-step=reason] .outline-step").click()
    page.get_by_role("button", name="Start here").click()
    expect(preview.locator("#preview-panel")).to_have_attribute("data-step", "reason")
    expect(page.locator("#preview-keep")).to_be_disabled()
    preview.locator("button[name=answer][value=moving]").click()
    expect(preview.locator("#preview-panel")).to_have_attribute("data-step", "move_form")
    preview.locator("[data-choose=move_form]").click()
    expect(page.locator("#outline .outline-step[aria-current=true] .outline-id")).to_have_text("move_form")

    page.locator("#studio-yaml .cm-content").press("Control+End")
    page.keyboard.insert_text("\nnonsense: yes\n")
    band = page.locator("#preview-band")
    expect(band).to_contain_text("Mend the error in line")
    expect(preview.locator("#preview-panel")).to_have_attribute("data-step", "move_form")
    page.locator("#preview-restart").click()  # what could be walked last can be walked on
    expect(preview.locator("#preview-panel")).to_have_attribute("data-step", "greet")
    page.locator("#studio-undo").click()
    expect(band).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing makes the page longer than the window"

    preview.locator("#walk-values summary").click()
    preview.locator("[data-value='customer.tier']").select_option("gold")
    expect(preview.locator(".is-changed [data-value='customer.tier']")).to_be_visible()
    expect(preview.locator(".cue-words").last).to_contain_text("personal adviser")
    preview.locator(".step-form button[type=submit]").click()
    expect(page.locator("#preview-keep")).to_be_enabled()
    page.locator("#preview-keep").click()
    page.locator("#walk-name").fill("gold begins")
    page.keyboard.press("Enter")
    expect(page.locator("#walk-told")).to_contain_text("gold begins")
    expect(page.locator("#walk-told")).to_have_attribute("data-tone", "good")
    expect(page.locator(".test-list li", has_text="gold begins")).to_have_class(re.compile("is-green"))
    expect(page.locator("#outline li[data-step=greet] .painted")).to_have_text("✔")
    with parts.units.read() as unit:
        after = unit.scripts.tests(KEY)
    assert before is not None
    assert after is not None
    assert after["source"].startswith(before["source"])


def test_shares_of_a_simulation_are_painted_and_told(seat: Callable[..., Page]) -> None:
    page = seat("sofiazh", language="zh", color_scheme="dark")
    page.goto(f"/scripts/{KEY}")
    expect(page.locator("#preview #panel-script")).to_be_visible()
    page.locator("#open-simulation").click()
    page.locator("#simulate-calls").fill("200")
    page.keyboard.press("Enter")
    expect(page.locator(".simulation")).to_be_visible()
    expect(page.locator("#outline li[data-step=greet] .painted")).to_have_text("100%")
    page.locator(".segmented [data-view=map]").click()
    expect(box(page, "greet").locator(".map-share")).to_have_text("100%")
    passes_axe(page)
    page.locator("#paint").select_option("")
    expect(box(page, "greet").locator(".map-share")).to_have_text("")


def test_a_pasted_text_becomes_a_script(seat: Callable[..., Page]) -> None:
    page = seat("sofia")
    page.goto("/scripts")
    page.get_by_role("link", name="New script").click()
    page.get_by_label("A pasted text").check(force=True)
    page.get_by_label("The text").fill(TEXT)
    expect(page.locator(".pasted li")).to_have_count(3)
    page.get_by_role("textbox", name="English").fill("Slow lines")
    expect(page.get_by_label("Short name")).to_have_value("slow_lines")
    passes_axe(page)
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile("/scripts/slow_lines"))
    expect(page.locator("#outline li")).to_have_count(4)
    expect(page.locator("#preview .cue-words")).to_contain_text("do you have a minute?")
    open_map(page)
    expect(page.locator(".map-label", has_text="Yes")).to_be_visible()


def test_sixty_steps_are_laid_out_beside_the_page(page: Page) -> None:
    page.goto("/scripts/mobile_data_trouble")
    open_map(page)
    assert int(page.locator("#map").get_attribute("data-steps") or 0) >= 60
    assert [each.url for each in page.workers if each.url.endswith("studio/map-layout.js")]
