"""Every page of the running product passes axe (WCAG 2.2 A and AA), in both languages; its colours pass in the dark as well."""

import os
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Table, select

from adapters.database.tables.outbound import campaigns
from adapters.database.tables.people import people
from adapters.database.tables.routing import opening_hours, queues
from tests.browser.axe import violations, violations_by_scheme
from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift
from workspace.wiring.parts import new_id

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "zh")
PAGES_IN = LANGUAGES if os.environ.get("CUECARD_LONG_STORIES") else LANGUAGES[:1]
"""`make story` looks at the pages in Chinese too; the desk is always looked at in both."""
MISSING = ("/nowhere", "/vendor-link")
"""Pages that say there is nothing: a wrong address, and a vendor's link that was used."""


def wrong_on(seat: Seat, name: str) -> list[str]:
    """What axe finds on the page as it is, in each colour scheme."""
    seat.page.emulate_media(color_scheme="light")
    seat.picture(f"axe-{name}-light")
    found = violations_by_scheme(seat.page)
    seat.picture(f"axe-{name}-dark")
    return [f"{name} {each}" for each in found]


def look_at(seat: Seat, paths: list[str], language: str) -> list[str]:
    """What is wrong on each of these pages. Colours do not depend on the language: the dark ones are judged in English alone."""
    found = []
    for path in paths:
        answer = seat.page.goto(path)
        assert answer is not None
        assert answer.status == (404 if path in MISSING else 200), path
        name = path.strip("/").replace("/", "_")[:24] or "start"
        found += wrong_on(seat, name) if language == "en" else [f"{name} {each}" for each in violations(seat.page)]
    return found


@pytest.fixture
def vendor(floor: Shift) -> UUID:
    """A vendor, beside a campaign with two leads."""
    vendor_id = new_id()
    name = f"axe_{vendor_id.hex[-6:]}"
    floor.campaign(name, ("Becker", "+12125550181"), ("Weber", "+12125550182"))
    with floor.parts.units.begin() as unit:
        unit.vendors.add(id=vendor_id, name=name, expires_at=unit.now + timedelta(days=30))
    return vendor_id


def id_of(floor: Shift, table: Table) -> UUID:
    """Any row of a table."""
    with floor.parts.engine.connect() as connection:
        return UUID(str(connection.execute(select(table.c.id).limit(1)).scalar_one()))


@pytest.mark.parametrize("language", PAGES_IN)
def test_a_supervisors_pages_pass_axe(floor: Shift, sit: Callable[..., Seat], vendor: UUID, language: str) -> None:
    sofia = sit(f"sofia_axe_{language}", "supervisor", home="/board", language=language)
    listed = ["/board", "/scripts", "/scripts/broadband_inbound", "/scripts/broadband_inbound/versions", "/offers", "/offers/fibre_1000m"]
    listed += ["/changes", "/activities/new", "/changes/history?kind=disposition&of=sold"]
    outbound = ["/campaigns", f"/campaigns/{id_of(floor, campaigns)}", "/numbers", "/notices", "/vendors", f"/vendors/{vendor}"]
    routing = ["/queues", f"/queues/{id_of(floor, queues)}", "/skills", "/opening-hours", f"/opening-hours/{id_of(floor, opening_hours)}"]
    codes = ["/dialled-numbers", "/dispositions", "/dispositions/sold", "/account", "/nowhere"]
    watched = ["/shifts", f"/board/desks/{sit(f'ana_watched_{language}').person_id}"]
    assert look_at(sofia, [*listed, *watched, *outbound, *routing, *codes], language) == []


@pytest.mark.parametrize("language", PAGES_IN)
def test_an_administrators_and_a_vendors_pages_pass_axe(floor: Shift, sit: Callable[..., Seat], vendor: UUID, language: str) -> None:
    alex = sit(f"alex_axe_{language}", "admin", home="/people", language=language)
    found = look_at(
        alex, ["/people", "/people/new", f"/people/{id_of(floor, people)}", "/teams", "/queues/new", "/opening-hours/new"], language
    )
    found += look_at(alex, ["/approval-rules"], language)
    vera = sit(f"vera_axe_{language}", "vendor", home="/vendor", language=language, vendor_id=vendor)
    found += look_at(vera, ["/vendor"], language)
    nobody = sit(f"nobody_axe_{language}", "visitor")
    with nobody.page.expect_navigation():
        nobody.page.click(f".languages button[value={language}]")
    found += look_at(nobody, ["/sign-in", "/vendor-link"], language)
    nobody.page.goto("/sign-in")
    nobody.page.fill("[name=login]", "nobody")
    nobody.page.fill("[name=password]", "wrong words")
    nobody.page.click("button.primary")
    nobody.page.wait_for_selector(".callout.tone-bad")
    found += wrong_on(nobody, "wrong-password")
    assert found == []


def test_the_desk_passes_axe_from_idle_to_wrap_up(floor: Shift, sit: Callable[..., Seat]) -> None:
    floor.customer("王秀英", "+14155550111", given_name="秀英", surname="王", title="女士", language="zh")
    ana = sit("ana_axe")
    found = in_both_languages(ana, "idle")
    ana.goes_ready()
    floor.telephone.rings("+14155550111")
    ana.page.wait_for_selector("#panel-bar.is-ringing", timeout=PATIENCE)
    found += in_both_languages(ana, "ringing")
    ana.answers()
    found += in_both_languages(ana, "talking")
    ana.hangs_up()
    found += in_both_languages(ana, "wrap-up")
    assert found == []


def in_both_languages(seat: Seat, name: str) -> list[str]:
    """What is wrong with the desk in this state, after switching to Chinese, and after switching back."""
    found = []
    for language in reversed(LANGUAGES):
        switch(seat.page, language)
        found += wrong_on(seat, f"{name}-{language}")
    return found


def switch(page: Page, language: str) -> None:
    """Press the language's button on the bar."""
    page.click(f".languages[action='/language'] button[value={language}]")
    expect(page.locator("html")).to_have_attribute("lang", {"en": "en", "zh": "zh-Hans"}[language], timeout=PATIENCE)
    page.wait_for_selector("#connection[data-state=online]", timeout=PATIENCE)
