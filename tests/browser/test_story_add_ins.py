"""Another system beside a call: its page gets a signed context and is not loaded anew by pushes, its values stand in a table, and the
supervisor lays the desks out while they are open."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift
from tests.browser.test_accessibility import wrong_on
from tests.lookup_server import LookupServer
from tests.token_check import check_context
from workspace.wiring.parts import new_id

pytestmark = pytest.mark.browser


@pytest.fixture
def server() -> Iterator[LookupServer]:
    """Another company's server on this machine."""
    made = LookupServer()
    yield made
    made.close()


@pytest.fixture
def team(floor: Shift) -> UUID:
    """The team of this story."""
    team_id = new_id()
    with floor.parts.units.begin() as unit:
        unit.administration.add("team", id=team_id, name="Add-ins")
    return team_id


def test_a_page_and_a_lookup_beside_a_call(floor: Shift, sit: Callable[..., Seat], server: LookupServer, team: UUID) -> None:
    with floor.parts.units.read() as unit:
        broadband = unit.routing.queue("broadband")
    assert broadband is not None
    customer = floor.customer("Maria Delgado", "+14155550181", surname="Delgado", attributes={})
    alex = sit("alex_add_ins", "admin", home="/people")
    found = allow(alex, server)
    sofia = sit("sofia_add_ins", "supervisor", home="/board")
    secret, made = make_page(sofia, server)
    found += make_lookup(sofia, server)

    ana = sit("ana_add_ins", team_id=team)
    ana.goes_ready()
    floor.telephone.rings("+14155550181")
    ana.answers()
    frame = ana.page.frame_locator("#panel-addins iframe")
    token = shown_token(frame)
    account = account_of(floor, customer)
    claims = check_context(token, secret, audience=server.host, now=floor.parts.clock.now().timestamp())
    assert (claims["add_in"], claims["agent"], claims["customer"]) == (made, str(ana.person_id), account)
    # The lookup asked itself; what a stranger calls itself is text.
    ana.sees("#panel-addins .add-in-table", "<img src=x onerror=hacked=1>")
    ana.sees("#panel-addins .add-in-table", "$12.50")
    assert ana.page.evaluate("window.hacked") is None

    # Typed into the page; then pushes come: notes from elsewhere, another step, another layout. The frame stays as it is.
    frame.locator("#typed").fill("half a sentence")
    loads = server.paths().count(page_path(account))
    ana.presses("[data-hotkey='1']", "ask")
    rearrange(sofia, team)
    expect(ana.page.locator("#panel-side")).to_have_attribute("data-panels", "notes offers", timeout=PATIENCE)
    expect(ana.page.locator("#panel-knowledge")).to_be_hidden()
    order = "[...document.querySelectorAll('.column:last-child > section')].map(panel => panel.id).filter(id => id !== 'panel-knowledge')"
    assert ana.page.evaluate(order) == ["panel-notes", "panel-offers", "panel-wrapup"]
    expect(ana.page.locator("#panel-caller dt").first).to_have_text("Number", timeout=PATIENCE)
    expect(frame.locator("#typed")).to_have_value("half a sentence")
    assert (shown_token(frame), server.paths().count(page_path(account))) == (token, loads)
    found += wrong_on(ana, "add-ins")
    ana.picture("add-ins")

    ana.page.click("#panel-addins [data-larger]")
    expect(ana.page.locator("#panel-addins .is-large iframe")).to_be_visible()
    ana.picture("add-in-enlarged")
    expect(frame.locator("#typed")).to_have_value("half a sentence")
    assert found == []


def allow(alex: Seat, server: LookupServer) -> list[str]:
    """An administrator allows the host."""
    alex.page.goto("/add-in-hosts")
    alex.page.fill("[name=host]", server.host)
    alex.page.click("#new-host button[type=submit]")
    alex.sees("tbody th", server.host)
    return wrong_on(alex, "add-in-hosts")


def make_page(sofia: Seat, server: LookupServer) -> tuple[str, str]:
    """A supervisor makes a page; its secret and its id."""
    sofia.page.goto("/add-ins/new")
    sofia.page.fill("[name=name_en]", "CRM")
    sofia.page.fill("[name=name_zh]", "客户系统")
    sofia.page.fill("[name=url]", server.url + "/page?account={customer.account}")
    expect(sofia.page.locator(".for-lookup")).to_be_hidden()
    sofia.page.click("#add-in button[type=submit]")
    secret = sofia.page.input_value("#add-in-secret")
    sofia.page.click("a.primary")
    sofia.page.wait_for_url("**/add-ins/*", timeout=PATIENCE)
    return secret, sofia.page.url.rsplit("/", 1)[-1]


def make_lookup(sofia: Seat, server: LookupServer) -> list[str]:
    """A supervisor makes a lookup."""
    sofia.page.goto("/add-ins/new")
    sofia.page.fill("[name=name_en]", "Balance")
    sofia.page.fill("[name=name_zh]", "余额")
    sofia.page.select_option("[name=kind]", "lookup")
    expect(sofia.page.locator(".for-page")).to_be_hidden()
    sofia.page.fill("[name=url]", server.url + "/balance?account={customer.account}")
    for row, (path, label, kind) in enumerate([("name", "Name", "text"), ("balance", "Balance", "money")]):
        sofia.page.fill(f"[name=path-{row}]", path)
        sofia.page.fill(f"[name=label_en-{row}]", label)
        sofia.page.fill(f"[name=label_zh-{row}]", label)
        sofia.page.select_option(f"[name=type-{row}]", kind)
    found = wrong_on(sofia, "add-in-new")
    sofia.picture("add-in")
    sofia.page.click("#add-in button[type=submit]")
    sofia.page.wait_for_selector("#add-in-secret")
    sofia.page.goto("/add-ins")
    sofia.sees("tbody", "CRM")
    return found + wrong_on(sofia, "add-ins")


def rearrange(sofia: Seat, team: UUID) -> None:
    """Notes go up by their button, knowledge is left out, and the number is dragged to the top of the fields."""
    sofia.page.goto(f"/desk-layouts/{team}")
    up = "li:has([name=side][value=notes]) [data-move=up]"
    sofia.page.focus(up)
    sofia.page.keyboard.press("Enter")
    sofia.page.keyboard.press("Enter")
    expect(sofia.page.locator("#layout-said")).to_have_text("Notes: place 1 of 3")
    sofia.page.uncheck("[name=side][value=knowledge]")
    grip = sofia.page.locator("li:has([name=fields][value=number]) [data-grip]")
    grip.drag_to(sofia.page.locator("li:has([name=fields][value=pays]) [data-grip]"), target_position={"x": 5, "y": 2})
    expect(sofia.page.locator("[name=fields]").first).to_have_value("number")
    assert wrong_on(sofia, "desk-layout") == []
    sofia.picture("layout")
    sofia.page.click("#layout button.primary")
    sofia.page.wait_for_url("**done=saved", timeout=PATIENCE)


def shown_token(frame: FrameLocator) -> str:
    """The context that the page in the frame was given."""
    expect(frame.locator("#who")).to_contain_text(".", timeout=PATIENCE)
    return frame.locator("#who").inner_text()


def page_path(account: str) -> str:
    """What the frame asks the server for."""
    return f"/page?account={account}"


def account_of(floor: Shift, customer: UUID) -> str:
    """The account of a customer."""
    with floor.parts.units.read() as unit:
        on_desk = unit.customers.on_desk(customer, unit.now)
    assert on_desk is not None
    return on_desk.customer.account
