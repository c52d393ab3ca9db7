"""Sofia changes a sentence of a script in the browser and publishes it: the next call has it, the call in progress keeps the old one."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift
from workspace.scripts.publishing import check, put_live
from workspace.seeding.shipped_library import LIBRARY

pytestmark = pytest.mark.browser
KEY = "broadband_inbound"


@pytest.fixture
def broadband_script(floor: Shift) -> Iterator[None]:
    """The broadband script, put back as it was shipped once the story is over."""
    yield
    source = (LIBRARY / f"{KEY}.yaml").read_text()
    with floor.parts.units.begin() as unit:
        put_live(unit, KEY, source, check(unit, KEY, source), note="", person_id=None)


@pytest.mark.usefixtures("broadband_script")
def test_a_sentence_sofia_publishes_is_in_the_next_call_and_not_in_this_one(floor: Shift, sit: Callable[..., Seat]) -> None:
    floor.customer("Maria Delgado", "+14155550141")
    floor.customer("Tom Becker", "+14155550142")
    ana = sit("ana_keeps")
    ana.goes_ready()
    floor.telephone.rings("+14155550141")
    ana.answers()
    ana.at("say", "How can I help?")

    # Wide enough that the line is one row: End goes to the end of a row.
    sofia = sit("sofia_writes", "supervisor", home="/board", viewport={"width": 1920, "height": 900})
    sofia.page.click("nav a[href='/scripts']")
    sofia.page.click(f"a[href='/scripts/{KEY}']")
    sofia.page.click("a[data-view=yaml]")
    line = sofia.page.locator(".cm-line", has_text="speaking. How can I help?")
    line.click()
    sofia.page.keyboard.press("End")
    for _ in "How can I help?":
        sofia.page.keyboard.press("Shift+ArrowLeft")
    sofia.page.keyboard.type("What may I do for you today?")
    expect(sofia.page.locator("#saved")).to_contain_text(":", timeout=PATIENCE)
    sofia.picture("01-editor")
    sofia.page.wait_for_selector("html[data-publish=ready]", timeout=PATIENCE)
    sofia.page.click("#open-publish")
    sofia.page.click("#publish-texts > summary")
    sofia.sees("#publish-diff", "What may I do for you today?")
    sofia.page.fill("#field-note", "A warmer greeting")
    sofia.picture("02-publish")
    expect(sofia.page.locator("#publish-now")).to_be_enabled(timeout=PATIENCE)
    sofia.page.click("#publish-now")
    sofia.sees(".callout.tone-good", "version 2")
    sofia.picture("03-published")

    ana.sees("#panel-notices", "A warmer greeting")
    ana.page.reload()
    ana.at("say", "How can I help?")
    ana.sees("#panel-script .progress", "version 1")
    ana.picture("01-told")

    bruno = sit("bruno_takes")
    bruno.goes_ready()
    floor.telephone.rings("+14155550142")
    bruno.answers()
    bruno.at("say", "What may I do for you today?")
    bruno.sees("#panel-script .progress", "version 2")
    bruno.picture("01-new-words")
