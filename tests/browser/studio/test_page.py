"""Sofia's studio in a real browser: one text in three views, moved by mouse and by keys, undone, typed into, and never lost."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from flows.publishing.frozen import sha256_of
from tests.browser.studio.conftest import KEY, PATIENCE, passes_axe
from workspace.wiring.parts import Parts, new_id

pytestmark = pytest.mark.browser


def stored(parts: Parts) -> str:
    """The draft, or what is live where there is none."""
    with parts.units.read() as unit:
        found = unit.scripts.draft(KEY) or unit.scripts.live(KEY)
    assert found is not None
    source: str = found["source"]
    return source


def eventually(page: Page, parts: Parts, ending: str) -> None:
    """Wait until the stored text ends so."""
    until = time.monotonic() + PATIENCE / 1000
    while not stored(parts).endswith(ending):
        assert time.monotonic() < until, stored(parts)[-200:]
        page.wait_for_timeout(50)


def order(page: Page) -> list[str]:
    """The steps as the outline has them."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('#outline li')].map((each) => each.dataset.step)")
    return found


def step(page: Page, name: str) -> Locator:
    """The button of a step."""
    return page.locator(f"#outline li[data-step={name}] .outline-step")


def chosen(page: Page) -> Locator:
    """The step that is chosen in the outline."""
    return page.locator("#outline .outline-step[aria-current=true] .outline-id")


def done(page: Page, label: str) -> None:
    """Wait until the last change is one that reads so."""
    expect(page.locator("#studio-undo")).to_have_attribute("title", re.compile(label))


def typed_at_end(page: Page, text: str) -> None:
    """Type at the end of the text, as a person does."""
    page.locator("#studio-yaml .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_what_is_chosen_is_chosen_in_every_view(page: Page) -> None:
    step(page, "pick_offer").click()
    expect(page.locator(".cm-activeLine").first).to_contain_text("pick_offer:")
    page.locator(".cm-line", has_text="offer_1000m:").first.click()
    expect(chosen(page)).to_have_text("offer_1000m")
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("#map-world [aria-current=true], #map-world .is-selected").first).to_be_visible()
    assert "step=offer_1000m" in page.url
    page.reload()
    expect(page.locator("#studio")).to_have_attribute("data-view", "map")
    expect(chosen(page)).to_have_text("offer_1000m")
    page.keyboard.press("/")
    page.keyboard.type("read_b")
    expect(page.locator("#outline li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(chosen(page)).to_have_text("read_back")
    page.get_by_role("link", name="YAML only").click()
    expect(page.locator(".cm-activeLine").first).to_contain_text("read_back:")


def test_a_drag_its_keys_and_its_menu_write_the_same_text_and_undo_survives_a_reload(page: Page, parts: Parts) -> None:
    before = stored(parts)
    step(page, "order_later").scroll_into_view_if_needed()
    moved, onto = step(page, "order_later").bounding_box(), step(page, "confirm").bounding_box()
    assert moved is not None
    assert onto is not None
    page.mouse.move(moved["x"] + 60, moved["y"] + 12)
    page.mouse.down()
    page.mouse.move(moved["x"] + 60, moved["y"] + 4, steps=3)
    page.mouse.move(onto["x"] + 60, onto["y"] + 4, steps=10)
    over = page.locator("#outline li[data-step=order_later] + li[data-step=confirm]")
    for nudge in range(200):  # what comes while the rows still move aside is not seen
        if over.count():
            break
        page.mouse.move(onto["x"] + 60, onto["y"] + 4 + nudge % 2)
        page.wait_for_timeout(50)
    expect(over).to_have_count(1)
    page.mouse.up()
    done(page, "move step order_later")
    dragged = stored(parts)
    assert dragged != before
    page.keyboard.press("Control+z")
    expect(page.locator("#studio-redo")).to_be_enabled()
    assert stored(parts) == before

    step(page, "order_later").focus()
    page.keyboard.press("Space")
    expect(page.locator("#studio-live")).to_contain_text("lifted")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.locator("#studio-live")).to_contain_text("back where it was")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#studio-live")).to_contain_text("position 10 of 16, in Close")
    page.keyboard.press("Space")
    done(page, "move step order_later")
    assert stored(parts) == dragged
    assert page.evaluate("document.activeElement.closest('li').dataset.step") == "order_later"
    page.keyboard.press("Control+z")
    expect(page.locator("#studio-redo")).to_be_enabled()

    page.locator("[data-do=move]").click()
    page.select_option("#step-move-place", "before")
    page.select_option("#step-move-other", "confirm")
    page.locator("#step-move .primary").click()
    done(page, "move step order_later")
    assert stored(parts) == dragged

    page.reload()
    expect(page.locator("#studio-undo")).to_be_enabled()
    page.locator("#studio-undo").click()
    expect(page.locator("#studio-redo")).to_have_attribute("title", re.compile("move step order_later"))
    assert stored(parts) == before
    page.locator("#studio-redo").click()
    done(page, "move step order_later")
    assert stored(parts) == dragged


def test_steps_and_sections_are_made_renamed_and_deleted(page: Page, parts: Parts) -> None:
    before = stored(parts)
    step(page, "confirm").click()
    page.locator("[data-do=add]").click()
    page.get_by_role("radio", name="Question").check(force=True)
    expect(page.locator("#step-add-id")).to_have_value("ask")
    page.fill("#step-add-id", "confirm")
    page.locator("#step-add .primary").click()
    expect(page.locator("#step-add-error")).to_have_text("Another step has this name.")
    page.fill("#step-add-id", "anything_else")
    page.locator("#step-add .primary").click()
    expect(chosen(page)).to_have_text("anything_else")
    assert order(page)[order(page).index("confirm") + 1] == "anything_else"
    assert "next: anything_else" in stored(parts)

    step(page, "anything_else").focus()
    page.keyboard.press("F2")
    page.fill("#step-rename-id", "more")
    page.keyboard.press("Enter")
    expect(chosen(page)).to_have_text("more")
    assert "anything_else" not in stored(parts)

    step(page, "more").focus()
    page.keyboard.press("Delete")
    expect(page.locator("#step-delete [data-arrivals] li")).to_have_text([re.compile("confirm$")])
    page.select_option("#step-delete-to", "wrap")
    page.locator("#step-delete .danger").click()
    expect(page.locator("#studio-toast")).to_contain_text("deleted")
    assert stored(parts) == before
    page.locator("#studio-toast [data-undo]").click()
    expect(step(page, "more")).to_be_visible()

    page.locator("[data-section=reason] [data-section-menu]").click()
    page.fill("#section-name", "cause")
    page.keyboard.press("Enter")
    expect(page.locator("[data-section=cause] li")).to_have_count(2)
    page.locator("[data-section=cause] [data-section-menu]").click()
    page.locator("#section-edit [value=up]").click()
    expect(page.locator(".outline-part").first).to_have_attribute("data-section", "cause")
    assert order(page)[:3] == ["reason", "pick_offer", "greet"]
    assert page.locator("[data-section=opening] li").count() == 3


def test_typing_is_checked_completed_and_saved_beside_the_edits_of_the_page(page: Page, parts: Parts) -> None:
    typed_at_end(page, "\nnonsense: 1\n")
    expect(page.locator("[data-errors]")).to_have_text("1")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    page.locator("#studio-problems summary").click()
    expect(page.locator("#problems .mark.is-E")).to_contain_text("S001")
    page.keyboard.press("Control+s")
    done(page, "type in the text")
    eventually(page, parts, "nonsense: 1\n")

    # A step is moved while somebody types: the typed words and the caret stay.
    step(page, "confirm").focus()
    page.keyboard.press("Alt+ArrowUp")
    typed_at_end(page, "# still here")
    eventually(page, parts, "nonsense: 1\n# still here")
    assert stored(parts).index("  confirm:") < stored(parts).index("  place_order:")
    assert page.evaluate("document.activeElement.classList.contains('cm-content')")
    page.locator("#problems .problem").first.click()
    expect(page.locator(".cm-activeLine").first).to_contain_text("nonsense")

    typed_at_end(page, "\nstart: gr")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("greet")
    page.keyboard.press("Escape")


def test_a_stale_text_is_laid_beside_the_colleagues_and_the_colleague_is_named(page: Page, parts: Parts, seat: Callable[..., Page]) -> None:
    simon = seat("simon")
    simon.goto(f"/scripts/{KEY}#view=build&step=verify")
    expect(step(simon, "verify")).to_have_attribute("aria-current", "true")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#studio-colleagues")).to_contain_text("Simon is editing step Verify")

    # Nothing of hers is unsaved: his text appears by itself.
    typed_at_end(simon, "# Simon")
    done(simon, "type in the text")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#studio-undo")).to_have_attribute("title", re.compile("Simon"))
    page.locator("#studio-yaml .cm-content").click()
    page.keyboard.press("Control+End")
    expect(page.locator(".cm-activeLine").last).to_contain_text("# Simon")

    # Both write: his was first, hers is kept beside it.
    with parts.units.begin() as unit:
        theirs = stored(parts) + " first\n"
        unit.people.add(id=(third := new_id()), login="third", name="Third", role="supervisor", password_hash="")
        standing = unit.scripts.draft(KEY)
        assert standing is not None
        unit.scripts.save_draft(KEY, "script", theirs, sha256_of(theirs), based_on=standing["sha256"], person_id=third)
    page.keyboard.type(" and Sofia")
    expect(page.locator("#conflict")).to_be_visible()
    expect(page.locator("#conflict-diff")).to_contain_text("# Simon first")
    expect(page.locator("#conflict-diff")).to_contain_text("# Simon and Sofia")
    passes_axe(page)
    page.locator("#keep-merged").click()
    expect(page.locator("#conflict")).to_be_hidden()
    expect(page.locator("#saved")).to_contain_text("draft saved")
    eventually(page, parts, "# Simon and Sofia")
    page.locator("summary[aria-label=More]").click()
    page.locator("#open-asides").click()
    expect(page.locator("#asides-list")).to_contain_text("Somebody else had changed the text")
    expect(page.locator("#asides-diff .cm-mergeView")).to_be_visible()


def test_what_the_server_never_got_comes_back(page: Page, parts: Parts) -> None:
    page.context.set_offline(True)
    typed_at_end(page, "# while away")
    step(page, "confirm").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#saved")).to_contain_text("the server is away")
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"/scripts/{KEY}")
    expect(again.locator("#studio-notice")).to_have_text("Brought back what this computer had not saved.")
    done(again, "move step confirm")
    source = stored(parts)
    assert source.endswith("# while away")
    assert source.index("  confirm:") < source.index("  place_order:")


def test_a_view_chosen_before_the_page_is_ready_is_shown(seat: Callable[..., Page]) -> None:
    page = seat("sofia")
    held: list[Route] = []
    page.route("**/js/studio/studio.js", lambda route: held.append(route))
    page.goto(f"/scripts/{KEY}", wait_until="commit")
    page.locator("[data-view=yaml]", has_text="YAML").click()
    held[0].continue_()
    expect(page.locator("#studio")).to_have_attribute("data-view", "yaml")
    expect(page.locator(".segmented [aria-current]")).to_have_text("YAML only")


def test_publishing_says_that_the_server_cannot_be_reached(page: Page) -> None:
    page.wait_for_selector("html[data-publish=ready]")
    page.route("**/publications/new", lambda route: route.abort("internetdisconnected"))
    page.locator("#open-publish").click()
    expect(page.locator("#publish [role=alert]")).to_have_text("Not sent: the server cannot be reached. Please try again.")
    page.unroute("**/publications/new")
    page.keyboard.press("Escape")
    page.locator("#open-publish").click()
    expect(page.locator("#publish-inside")).to_be_visible()
    expect(page.locator("#publish [role=alert]")).to_have_count(0)


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_each_view_passes_axe(seat: Callable[..., Page], language: str, scheme: str) -> None:
    page = seat("sofia", language, color_scheme=scheme)
    page.goto(f"/scripts/{KEY}")
    expect(page.locator("#studio-yaml .cm-content")).to_be_visible()
    expect(page.locator("#preview .step").first).to_be_visible()
    typed_at_end(page, "\nnonsense: 1\n")
    expect(page.locator("[data-errors]")).to_have_text("1")
    page.locator("#studio-problems summary").click()
    step(page, "greet").click()
    passes_axe(page)
    for name in ("map", "yaml"):
        page.locator(f".segmented [data-view={name}]").click()
        if name == "map":
            expect(page.locator("#map-world").locator("[data-step]").first).to_be_visible()
        passes_axe(page)
    for opener, dialog in (
        ("[data-do=add]", "#step-add"),
        ("[data-do=move]", "#step-move"),
        ("[data-section=opening] [data-section-menu]", "#section-edit"),
    ):
        page.locator(opener).click()
        expect(page.locator(dialog)).to_be_visible()
        passes_axe(page)
        page.keyboard.press("Escape")


def test_on_a_narrow_screen_everything_stands_below_each_other(seat: Callable[..., Page]) -> None:
    page = seat("sofia", viewport={"width": 320, "height": 640})
    page.goto(f"/scripts/{KEY}")
    expect(page.locator("#studio-yaml .cm-content")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    tops = [page.locator(selector).bounding_box() for selector in ("#studio-outline", "#studio-form", "#studio-text", "#studio-preview")]
    assert [each["y"] for each in tops if each] == sorted(each["y"] for each in tops if each)
    assert len([each for each in tops if each]) == 4
