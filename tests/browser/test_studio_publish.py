"""Sofia publishes with everything in view, Simon approves, and Ana is told: red tests refused, a time kept, a version taken back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift
from tests.browser.test_accessibility import wrong_on
from tests.unit.workspace.scripts.office import SCRIPT
from workspace.commands.create_draft import create_draft
from workspace.commands.save_draft import save_draft
from workspace.commands.save_tests import save_tests
from workspace.wiring.parts import Person, Submission, new_id, new_key

pytestmark = pytest.mark.browser
RED = "script: {key}\ntests:\n  - name: It says goodbye\n    steps:\n      - expect: {{step: nowhere}}\n"


@pytest.fixture
def key(floor: Shift) -> Iterator[str]:
    """A script of one's own; no second person is asked for once the story is over."""
    yield f"studio_{new_id().hex[-8:]}"
    rule(floor)


def rule(floor: Shift, *kinds: str) -> None:
    """Say which changes a second person approves."""
    with floor.parts.units.begin() as unit:
        unit.facts.put("approvals", {"kinds": list(kinds)})


def write(floor: Shift, seat: Seat, key: str, source: str) -> None:
    """Put a text into the draft, as the studio's saving does."""
    sofia = Person(seat.person_id, seat.login, seat.login, "", "supervisor", None, None, None, "en", {})
    with floor.parts.units.read() as unit:
        known = unit.scripts.draft(key) or unit.scripts.live(key)
    if known is None:
        create_draft(floor.parts, sofia, key, submission=Submission(new_key(), sofia.id, "/scripts", ""))
        with floor.parts.units.read() as unit:
            known = unit.scripts.draft(key)
    assert known is not None
    save_draft(floor.parts, sofia, key, source.replace("script: hello", f"script: {key}"), based_on=known["sha256"])


def wait_until_live(floor: Shift, seat: Seat, key: str) -> dict[str, Any]:
    """The version that the worker put live."""
    for _ in range(PATIENCE // 250):
        with floor.parts.units.read() as unit:
            live = unit.scripts.live(key)
        if live is not None:
            return live
        seat.page.wait_for_timeout(250)
    raise AssertionError(f"{key} did not go live")


def opens_the_dialog(seat: Seat, key: str) -> None:
    """Go to the studio and press Publish…"""
    seat.page.goto(f"/scripts/{key}")
    seat.page.wait_for_selector("html[data-publish=ready]", timeout=PATIENCE)
    seat.page.click("#open-publish")
    seat.page.wait_for_selector("#publish[open] #publish-inside", timeout=PATIENCE)


def test_publishing_from_red_tests_to_a_version_taken_back(floor: Shift, sit: Callable[..., Seat], key: str) -> None:
    ana = sit("ana_told")
    sofia = sit("sofia_publishes", "supervisor", home="/board")
    person = Person(sofia.person_id, sofia.login, sofia.login, "", "supervisor", None, None, None, "en", {})

    write(floor, sofia, key, SCRIPT.replace(", zh: 您好。", ""))
    with floor.parts.units.begin() as unit:
        stood = unit.scripts.tests(key)
    save_tests(floor.parts, person, key, RED.format(key=key), based_on=stood["sha256"] if stood else "")
    opens_the_dialog(sofia, key)
    sofia.sees("[data-tests=red]", "not green")
    expect(sofia.page.locator("#publish-now")).to_be_disabled()
    assert wrong_on(sofia, "publish-red") == []
    sofia.page.emulate_media(color_scheme="light")
    sofia.picture("01-red")

    with floor.parts.units.begin() as unit:
        unit.connection.exec_driver_sql("DELETE FROM script_tests WHERE key = %s", (key,))
    opens_the_dialog(sofia, key)
    sofia.sees("#publish-warnings", "⚠")
    expect(sofia.page.locator("#publish-now")).to_be_enabled(timeout=PATIENCE)
    sofia.page.fill("#field-note", "Chinese follows next week")
    sofia.page.check("#field-must_read")
    sofia.picture("02-warnings")
    sofia.page.click("#publish-now")
    sofia.sees(".callout.tone-good", "version 1")
    ana.sees("#panel-notices", "Chinese follows next week")
    ana.picture("01-told")

    write(floor, sofia, key, SCRIPT.replace("Hello., zh", "Good day., zh"))
    opens_the_dialog(sofia, key)
    sofia.sees("#publish-changes", "greet")
    expect(sofia.page.locator("#publish-now")).to_be_enabled(timeout=PATIENCE)
    sofia.page.click("text=The text, before and after")
    sofia.sees("#publish-diff .cm-mergeView", "Good day.")
    sofia.picture("03-both")
    assert wrong_on(sofia, "publish-dialog") == []
    sofia.page.emulate_media(color_scheme="light")
    sofia.page.click("#publish-now")
    sofia.sees(".callout.tone-good", "version 2")
    ana.sees("#panel-notices .notice-changes", "2 changes")
    ana.page.click("#panel-notices .notice:has-text('v1 published') button")
    expect(ana.page.locator("#panel-notices .notice", has_text="v1 published")).to_have_count(0, timeout=PATIENCE)

    sofia.page.goto(f"/scripts/{key}/versions")
    sofia.sees("tbody tr:nth-child(2)", "1 has read the notice")
    sofia.picture("04-versions")
    sofia.page.click("[data-dialog=roll-back-1]")
    sofia.page.click("#roll-back-1 button[type=submit]")
    sofia.sees(".callout.tone-good", "version 3")
    sofia.page.select_option("#compare-from", "2")
    sofia.page.select_option("#compare-to", "3")
    sofia.page.click("#compare button")
    sofia.sees(".cm-mergeView", "Good day.")
    sofia.picture("05-compared")
    assert wrong_on(sofia, "comparison") == []


def test_a_second_person_approves_what_has_a_time(floor: Shift, sit: Callable[..., Seat], key: str) -> None:
    rule(floor, "script")
    sofia = sit("sofia_asks", "supervisor", home="/board")
    simon = sit("simon_approves", "supervisor", home="/board", language="zh", color_scheme="dark")
    write(floor, sofia, key, SCRIPT)
    with floor.parts.units.read() as unit:
        tomorrow = (unit.now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    opens_the_dialog(sofia, key)
    expect(sofia.page.locator("#publish-now")).to_be_enabled(timeout=PATIENCE)
    sofia.page.fill("#field-note", "For tomorrow")
    sofia.page.check("#publish input[name=timing][value=at]")
    sofia.page.fill("#publish-at", tomorrow)
    expect(sofia.page.locator("#publish-now")).to_contain_text("Ask for approval")
    sofia.picture("01-asks")
    sofia.page.click("#publish-now")
    sofia.sees(".callout.tone-good", "waits for a second person")

    simon.page.goto("/changes")
    simon.sees(".nav-badge")
    simon.picture("01-waiting")
    assert wrong_on(simon, "changes") == []
    simon.page.emulate_media(color_scheme="dark")
    simon.page.click("#waiting .change-line a.button")
    simon.page.wait_for_selector(".cm-mergeView", timeout=PATIENCE)
    simon.picture("02-change")
    assert wrong_on(simon, "change") == []
    simon.page.click("#approve button")
    simon.sees(".tag", "已定时")

    sofia.page.goto("/changes")
    sofia.sees("#scheduled .change-line", "For tomorrow")
    with floor.parts.units.begin() as unit:
        unit.connection.exec_driver_sql("UPDATE changes SET due_at = now() WHERE key = %s", (key,))
    version = wait_until_live(floor, sofia, key)
    assert (version["published_by"], version["approved_by"]) == (sofia.person_id, simon.person_id)
    sofia.page.goto("/changes")
    sofia.sees("#recent tbody tr", "For tomorrow")
    sofia.picture("02-changes")
    assert wrong_on(sofia, "changes-done") == []

    sofia.page.goto("/activities/new")
    sofia.page.fill("#field-name", "Moving house")
    sofia.page.click("#new-activity button[type=submit]")
    sofia.page.wait_for_selector("#go-live", timeout=PATIENCE)
    sofia.picture("03-activity")
    sofia.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
    assert wrong_on(sofia, "activity") == []
    sofia.page.set_viewport_size({"width": 320, "height": 700})
    sofia.picture("04-activity-small")
    assert sofia.page.evaluate("document.documentElement.scrollWidth") <= 320
