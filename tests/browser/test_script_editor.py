"""Sofia's editor in a real browser, on the real application: typing, checking, saving by itself, trying, publishing."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import Engine

from adapters.database.tables.routing import dispositions
from flows.dispositions import DISPOSITIONS
from flows.frozen import sha256_of
from tests.browser.test_desk_page import AXE, CHECK
from workspace.app import application
from workspace.settings import load
from workspace.shipped_library import publish_library
from workspace.wiring import Parts, assemble, new_id, new_token

pytestmark = pytest.mark.browser
CODES = tuple(code for code, *_ in DISPOSITIONS)
KEY = "broadband_inbound"
PICTURES = os.environ.get("CUECARD_PICTURES", "")
"""A folder for pictures of each page, to look at."""


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, demo=True), pool_size=6)
    with made.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": code, "label_en": code, "label_zh": code} for code in CODES])
    publish_library(made)
    yield made
    made.feed.close()
    made.engine.dispose()


@pytest.fixture
def address(parts: Parts) -> Iterator[str]:
    """Where the application is served."""
    server = uvicorn.Server(uvicorn.Config(application(parts), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def signed_in(story_browser: Browser, parts: Parts, address: str, login: str, **context: object) -> BrowserContext:
    """A browser of a supervisor."""
    person, token = new_id(), new_token()
    language = "zh" if login.endswith("zh") else "en"
    with parts.units.begin() as unit:
        unit.people.add(id=person, login=login, name=login.title(), role="supervisor", password_hash="", language=language)
        unit.sessions.open(person, token, new_token(), unit.now.replace(year=2999), "test")
    opened = story_browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address, **context)  # type: ignore[arg-type]
    opened.add_cookies([{"name": "cuecard_session", "value": token, "url": address}])
    return opened


@pytest.fixture
def page(story_browser: Browser, parts: Parts, address: str) -> Iterator[Page]:
    """Sofia's browser at the editor, with nothing said in the console but what the server refused."""
    with signed_in(story_browser, parts, address, "sofia") as context:
        opened = context.new_page()
        said: list[str] = []
        opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.goto(f"/scripts/{KEY}")
        expect(opened.locator("#panel-script")).to_be_visible()
        yield opened
        assert not [each for each in said if not any(known in each for known in ("409", "422", "DISCONNECTED"))]


def typed_at_end(page: Page, text: str) -> None:
    """Type at the end of the text, as a person does."""
    page.locator(".cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def test_what_is_typed_is_saved_and_neither_text_nor_caret_is_lost(page: Page, parts: Parts) -> None:
    typed_at_end(page, "# one")
    expect(page.locator("#saved")).to_contain_text(":", timeout=5000)
    page.keyboard.type(" two")
    expect(page.locator("#problem-count")).to_be_visible()
    page.wait_for_timeout(1500)
    assert page.evaluate("document.activeElement.classList.contains('cm-content')")
    with parts.units.read() as unit:
        draft = unit.scripts.draft(KEY)
    assert draft is not None
    assert draft["source"].endswith("# one two")


def test_a_mistake_is_marked_listed_and_found_from_the_outline(page: Page) -> None:
    typed_at_end(page, "\nnonsense: 1\n")
    expect(page.locator("[data-errors]")).to_have_text("1")
    expect(page.locator("#problems .mark.is-E")).to_contain_text("S001")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    page.get_by_role("button", name="pick_offer").click()
    expect(page.locator(".cm-activeLine").first).to_contain_text("pick_offer")
    page.locator("#open-publish").click()
    expect(page.locator("#publish-blocked")).to_be_visible()
    expect(page.locator("#publish-now")).to_be_disabled()


def test_the_preview_is_walked_and_follows_the_text(page: Page) -> None:
    panel = page.locator("#preview")
    expect(panel.locator(".cue-words").first).to_contain_text("How can I help")
    before = panel.locator(".step").inner_text()
    panel.locator(".step-form button").first.click()
    expect(panel.locator("[data-made]")).to_have_attribute("data-made", "1")
    assert panel.locator(".step").inner_text() != before
    page.select_option("#spoken", "zh")
    expect(panel.locator(".cue-words").first).to_contain_text("您好")


def test_publishing_from_the_dialog_makes_it_live(page: Page, parts: Parts) -> None:
    typed_at_end(page, "# changed")
    page.locator("#open-publish").click()
    expect(page.locator("#publish-diff .cm-mergeView, #publish-diff .cm-merge-b")).not_to_have_count(0)
    expect(page.locator("#publish-changes")).to_have_text("Nothing that a call would notice changes.")
    page.fill("#field-note", "a new ending")
    if page.locator("#publish-accept").is_visible():
        page.check("#publish-accept")
    page.locator("#publish-now").click()
    expect(page.locator(".callout.tone-good")).to_contain_text("version 2")
    with parts.units.read() as unit:
        live = unit.scripts.live(KEY)
    assert live is not None
    assert (live["version"], live["note"]) == (2, "a new ending")


def test_a_colleagues_save_is_shown_beside_ones_own(page: Page, parts: Parts, story_browser: Browser, address: str) -> None:
    with parts.units.read() as unit:
        live = unit.scripts.live(KEY)
        sofia = unit.connection.exec_driver_sql("SELECT id FROM people WHERE login = 'sofia'").scalar_one()
    assert live is not None
    with parts.units.begin() as unit:
        unit.people.add(id=(simon := new_id()), login="simon", name="Simon", role="supervisor", password_hash="")
        theirs = live["source"] + "# Simon\n"
        unit.scripts.save_draft(KEY, "script", theirs, sha256_of(theirs), based_on=live["sha256"], person_id=simon)
    typed_at_end(page, "# Sofia")
    expect(page.locator("#conflict")).to_be_visible(timeout=5000)
    expect(page.locator("#conflict-diff")).to_contain_text("# Simon")
    expect(page.locator("#conflict-diff")).to_contain_text("# Sofia")
    page.locator("#keep-merged").click()
    expect(page.locator("#saved")).to_contain_text(":", timeout=5000)
    with parts.units.read() as unit:
        draft = unit.scripts.draft(KEY)
    assert draft is not None
    assert draft["source"].endswith("# Sofia")
    assert draft["updated_by"] == sofia


def test_what_the_server_never_got_comes_back(page: Page, parts: Parts, address: str) -> None:
    page.context.set_offline(True)
    typed_at_end(page, "# typed while away")
    expect(page.locator("#saved")).to_have_class("muted tone-bad", timeout=5000)
    page.context.set_offline(False)
    expect(page.locator("#saved")).not_to_have_class("muted tone-bad", timeout=8000)
    with parts.units.read() as unit:
        draft = unit.scripts.draft(KEY)
    assert draft is not None
    assert draft["source"].endswith("# typed while away")


def test_a_red_test_is_seen_while_it_is_typed_and_stops_publishing(page: Page, parts: Parts) -> None:
    page.get_by_role("link", name="Tests").click()
    report = page.locator(".test-report")
    expect(report).to_have_attribute("data-state", "green")
    typed_at_end(page, "\n  - name: too early\nsteps:\n  - {at: wrap, disposition: sold}")
    expect(report).to_have_attribute("data-state", "red", timeout=15000)
    red = page.locator(".test-list .is-red .problem").first
    expect(red).to_contain_text("too early")
    red.click()
    expect(page.locator(".cm-activeLine").first).to_contain_text("too early")
    expect(page.locator("#saved")).to_contain_text(":", timeout=5000)
    page.get_by_role("link", name="To the editor").click()
    typed_at_end(page, "# changed")
    page.locator("#open-publish").click()
    page.locator("#publish-now").click()
    expect(page.get_by_role("alert")).to_contain_text("tests are not green")
    with parts.units.read() as unit:
        live = unit.scripts.live(KEY)
    assert live is not None
    assert live["version"] == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("login", ["sofia_en", "sofia_zh"])
def test_every_page_passes_axe(story_browser: Browser, parts: Parts, address: str, login: str, scheme: str) -> None:
    with signed_in(story_browser, parts, address, login, color_scheme=scheme) as context:
        opened = context.new_page()
        opened.goto(f"/scripts/{KEY}")
        for name, path in (
            ("scripts", "/scripts"),
            ("editor", f"/scripts/{KEY}"),
            ("versions", f"/scripts/{KEY}/versions"),
            ("version", f"/scripts/{KEY}/versions/1"),
            ("tests", f"/scripts/{KEY}/tests"),
            ("offers", "/offers"),
            ("offer", "/offers/fibre_1000m"),
        ):
            opened.goto(path)
            if opened.locator("#preview").count():
                expect(opened.locator("#preview .step, #preview table").first).to_be_visible()
            picture(opened, f"{name}-{login}-{scheme}")
            opened.evaluate(AXE)
            assert opened.evaluate(CHECK) == [], name
        if opened.locator("#open-publish").count():
            opened.goto(f"/scripts/{KEY}")
            typed_at_end(opened, "\nnonsense: 1\n# other words")
            expect(opened.locator("[data-errors]")).to_have_text("1")
            picture(opened, f"mistake-{login}-{scheme}")
            opened.locator("#open-publish").click()
            expect(opened.locator("#publish-diff")).to_contain_text("nonsense")
            picture(opened, f"publish-{login}-{scheme}")
            opened.evaluate(AXE)
            assert opened.evaluate(CHECK) == []


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")
