"""A ticket goes to another department during a call and its answer comes back to the desk; a card is found beside the call."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Seat
from tests.browser.shift import Shift
from tests.browser.test_accessibility import wrong_on
from workspace.transactions.tickets import open_ticket
from workspace.wiring.parts import new_id

pytestmark = pytest.mark.browser
SAYS = {
    "en": {
        "name": "Maria Delgado",
        "open": "Open a ticket",
        "paid": "It was paid back on Monday",
        "query": "roaming",
        "card": "Mobile data abroad",
    },
    "zh": {"name": "王秀英", "open": "创建工单", "paid": "周一已退款", "query": "漫游", "card": "国外使用手机流量"},
}


@pytest.mark.parametrize(("language", "number"), [("en", "+14155550171"), ("zh", "+14155550172")])
def test_the_answer_of_billing_is_on_anas_desk_while_she_talks(floor: Shift, sit: Callable[..., Seat], language: str, number: str) -> None:
    says = SAYS[language]
    floor.customer(says["name"], number, language=language, surname=says["name"], attributes={})
    with floor.parts.units.read() as unit:
        billing = unit.departments.by_key("billing")
    assert billing is not None
    bella = sit(f"bella_tickets_{language}", "department", home="/tickets", language=language, department_id=billing["id"])
    ana = sit(f"ana_tickets_{language}", language=language)
    ana.goes_ready()
    floor.telephone.rings(number)
    ana.answers()

    ana.page.click(f"#panel-caller summary:has-text('{says['open']}')")
    ana.page.select_option("#panel-caller select[name=about]", index=1)
    ana.page.fill("#panel-caller input[name=subject]", f"Charged twice {language}")
    ana.page.check("#panel-caller input[name=urgent]")
    ana.picture("ticket-form")
    ana.page.click("#panel-caller form[id^=open-ticket] button[type=submit]")
    ana.sees("#panel-caller .is-ticket", f"Charged twice {language}")
    ticket = ana.page.locator("#panel-caller .is-ticket b").inner_text()
    found = wrong_on(ana, "ticket-open")

    # The ticket went to the department that was second on the list: Sofia, who sees all, hands it on to billing where it is not.
    with floor.parts.units.read() as unit:
        (stored,) = [each for each in unit.tickets.listed("open", department="", person_id=ana.person_id) if each["number"] == ticket]
    if stored["department"] != "billing":
        sofia = sit(f"sofia_tickets_{language}", "supervisor", home="/board", language=language)
        sofia.sees("#panel-tickets .ticket-counts")
        sofia.page.goto(f"/tickets/{stored['id']}")
        sofia.page.click("#hand-on summary")
        sofia.page.select_option("#hand-on select[name=department]", "billing")
        sofia.page.click("#hand-on button[type=submit]")
        sofia.page.wait_for_url("**/tickets", timeout=PATIENCE)
    bella.page.goto("/tickets")
    found += wrong_on(bella, "tickets")
    bella.page.click(f"a:has-text('{ticket}')")
    bella.page.click("#take button")
    expect(bella.page.locator("#take")).to_have_count(0, timeout=PATIENCE)
    bella.page.fill("textarea[name=answer]", says["paid"])
    found += wrong_on(bella, "ticket")

    # Ana types into the search of knowledge meanwhile: the push neither takes her focus nor her words.
    search = ana.page.locator("#panel-knowledge input[type=search]")
    search.fill(says["query"])
    ana.sees("#panel-knowledge .hit", says["card"])
    bella.page.click("#answer button[type=submit]")
    ana.sees("#panel-caller .is-ticket .history-note", says["paid"])
    expect(search).to_have_value(says["query"])
    expect(search).to_be_focused()
    ana.page.click("#panel-knowledge .hit")
    ana.sees("#panel-knowledge .kb-card .kb-body")
    found += wrong_on(ana, "answered")
    assert found == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_supervisors_pages_of_tickets_and_knowledge_pass_axe(floor: Shift, sit: Callable[..., Seat], language: str) -> None:
    with floor.parts.units.begin() as unit:
        values = {"department": "billing", "subject": "Charged twice", "body": "in October", "priority": "high"}
        made = open_ticket(unit, request_id=new_id(), customer_id=None, interaction_id=None, person_id=None, **values)
        department = unit.departments.by_key("billing")
    assert department is not None
    sofia = sit(f"sofia_cards_{language}", "supervisor", home="/board", language=language)
    found = []
    for path in (
        "/tickets",
        f"/tickets/{made['id']}",
        "/departments",
        f"/departments/{department['id']}",
        "/cards",
        "/cards/new",
        "/cards/bill_dearer",
    ):
        sofia.page.goto(path)
        found += wrong_on(sofia, path.strip("/").split("/")[0] + str(path.count("/")) + path[-3:])
    sofia.page.fill("textarea[name=body_en]", "## Read this\n\n- first\n- <b>second</b>")
    expect(sofia.page.locator("#preview article[lang=en] li").nth(1)).to_have_text("<b>second</b>", timeout=PATIENCE)
    assert found == []
