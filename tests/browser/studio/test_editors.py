"""The plainer editors in a real browser: an offer's text, a script's test file, and every page about scripts for axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from flows.publishing.frozen import sha256_of
from tests.browser.studio.conftest import KEY, passes_axe
from workspace.wiring.parts import Parts, new_id

pytestmark = pytest.mark.browser
OFFER = "fibre_1000m"
PAGES = ("/scripts", f"/scripts/{KEY}/versions", f"/scripts/{KEY}/versions/1", f"/scripts/{KEY}/tests", "/offers", f"/offers/{OFFER}")


def typed_at_end(page: Page, text: str) -> None:
    """Type at the end of the text, as a person does."""
    page.locator(".cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_an_offer_is_typed_checked_tried_and_kept_beside_a_colleagues(seat: Callable[..., Page], parts: Parts) -> None:
    key, page = f"offers/{OFFER}", seat("sofia")
    page.goto(f"/{key}")
    expect(page.locator("#preview table")).to_be_visible()
    typed_at_end(page, "\nnonsense: 1\n")
    expect(page.locator("[data-errors]")).to_have_text("1")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    page.locator(".outline").get_by_role("button", name="price").first.click()
    expect(page.locator(".cm-activeLine").first).to_contain_text("price")
    expect(page.locator("#saved")).to_contain_text(":")
    with parts.units.begin() as unit:
        draft = unit.scripts.draft(key)
        assert draft is not None
        assert draft["source"].endswith("nonsense: 1\n")
        unit.people.add(id=(simon := new_id()), login="simon", name="Simon", role="supervisor", password_hash="")
        theirs = draft["source"] + "# Simon\n"
        unit.scripts.save_draft(key, "offer", theirs, sha256_of(theirs), based_on=draft["sha256"], person_id=simon)
    typed_at_end(page, "# Sofia")
    expect(page.locator("#conflict-diff")).to_contain_text("# Simon")
    expect(page.locator("#conflict-diff")).to_contain_text("# Sofia")
    page.locator("#keep-merged").click()
    expect(page.locator("#conflict")).to_be_hidden()
    page.context.set_offline(True)
    typed_at_end(page, " while away")
    expect(page.locator("#saved.tone-bad")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#saved:not(.tone-bad)")).to_contain_text(":")
    with parts.units.read() as unit:
        draft = unit.scripts.draft(key)
    assert draft is not None
    assert draft["source"].endswith("# Sofia while away")


def test_a_red_test_is_seen_while_it_is_typed(seat: Callable[..., Page]) -> None:
    page = seat("sofia")
    page.goto(f"/scripts/{KEY}/tests")
    report = page.locator(".test-report")
    expect(report).to_have_attribute("data-state", "green")
    typed_at_end(page, "\n  - name: too early\nsteps:\n  - {at: wrap, disposition: sold}")
    expect(report).to_have_attribute("data-state", "red")
    red = page.locator(".test-list .is-red .problem").first
    expect(red).to_contain_text("too early")
    red.click()
    expect(page.locator(".cm-activeLine").first).to_contain_text("too early")
    expect(page.locator("#saved")).to_contain_text(":")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_every_page_passes_axe(seat: Callable[..., Page], language: str, scheme: str) -> None:
    page = seat("sofia", language, color_scheme=scheme)
    for path in PAGES:
        page.goto(path)
        if page.locator("#preview").count():
            expect(page.locator("#preview table")).to_be_visible()
        passes_axe(page)
