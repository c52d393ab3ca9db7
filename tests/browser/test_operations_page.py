"""The page of operations in a real browser: Alex sets a fault and heals it, sends a fact again, and the full page passes axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift
from tests.browser.test_accessibility import wrong_on as axe_on
from workspace.wiring.parts import new_id

pytestmark = pytest.mark.browser
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def wrong_on(seat: Seat, name: str) -> list[str]:
    """What axe finds on the page in each colour scheme, and whether a phone would have to scroll it sideways."""
    found = axe_on(seat, name)
    seat.page.set_viewport_size({"width": 320, "height": 700})
    found += ["scrolls sideways"] if seat.page.evaluate(SCROLLS) else []
    seat.page.set_viewport_size({"width": 1366, "height": 768})
    return found


@pytest.mark.parametrize(("language", "all_actions"), [("en", "All actions"), ("zh", "全部操作")])
def test_alex_mends_what_is_stuck(floor: Shift, sit: Callable[..., Seat], language: str, all_actions: str) -> None:
    alex = sit(f"alex_operates_{language}", "admin", home="/people", language=language)
    key = f"heard:{new_id()}"
    with floor.parts.units.begin() as unit:
        unit.outbox.add("gossip", key, {"happened_at": unit.now})
        unit.late_notes.add("task:7", {"claim": 3, "skipped": "busy"}, alex.person_id)
    parked = alex.page.locator("#outbox ~ .table-scroll tr", has_text=key)
    # The shift's own worker finds that it fits nowhere.
    floor.eventually(lambda: is_parked(floor, key), "the fact is not put aside")
    alex.page.click(".nav a[href='/operations']")
    expect(parked).to_contain_text("gossip")
    alex.page.fill("#set-fault [name=seconds]", "1.5")
    alex.page.click("#set-fault button.primary")
    row = alex.page.locator("#faults ~ .table-scroll tbody tr")
    expect(row).to_contain_text(all_actions, timeout=PATIENCE)
    assert wrong_on(alex, f"operations-{language}") == []
    row.locator("button").click()
    expect(row).to_have_count(0, timeout=PATIENCE)
    parked.locator("button").click()
    floor.eventually(lambda: is_audited(floor, key), "the fact is not sent again")


def is_parked(floor: Shift, key: str) -> bool:
    """If the fact was put aside."""
    with floor.parts.units.read() as unit:
        return any(row["key"] == key for row in unit.operations.parked())


def is_audited(floor: Shift, key: str) -> bool:
    """If somebody sent the fact again."""
    query = "SELECT count(*) FROM audit WHERE verb = 'fact_resent' AND payload ->> 'key' = %(key)s"
    with floor.parts.engine.connect() as connection:
        return connection.exec_driver_sql(query, {"key": key}).scalar_one() == 1
