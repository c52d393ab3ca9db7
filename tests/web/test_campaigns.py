"""Campaign pages: what a supervisor sees and moves, and the ledger of a number; each asked the four questions."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser

from flows.outbound.suppression import do_not_call
from tests.outbound import add_agent, add_campaign, add_task, daytime_zone, submit
from tests.web.conftest import Visitor
from workspace.commands.claim_task import claim_task
from workspace.commands.dial_task import dial_task
from workspace.transactions.suppress import suppress
from workspace.wiring.parts import Parts, new_id, new_token

NUMBER = "+12125550101"
PAGES = ("/campaigns", "/campaigns/{id}", "/numbers")
ACTIONS = (
    "/campaigns/{id}/moves",
    "/campaigns/{id}/distribution",
    "/campaigns/{id}/people",
    "/campaigns/{id}/departures",
    "/attempts/{id}/settlements",
)
FORM = {"state": "paused", "result": "busy", "reason": "signed form of 12 May", "number": NUMBER, "purpose": "all"}
FORM |= {"distribution": "push", "held_minutes": "5"}


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    return visit("sofia", role="supervisor")


@pytest.fixture
def campaign(parts: Parts) -> UUID:
    """A running campaign with a task, a refused dial and an agent."""
    bruno = add_agent(parts, "bruno")
    made = add_campaign(parts, bruno)
    add_task(parts, made, zone=daytime_zone(parts.clock.now()))
    row = claim_task(parts, bruno, submission=submit(bruno))
    assert row is not None
    with parts.units.begin() as unit:
        suppress(unit, do_not_call("seller", NUMBER, unit.now, person_id=bruno.id))
    assert not dial_task(parts, bruno, row.id, row.task.claim_no, submission=submit(bruno))
    return made


def state_of(parts: Parts, campaign: UUID) -> str:
    with parts.units.read() as unit:
        row = unit.campaigns.get(campaign)
    assert row is not None
    return str(row["state"])


@pytest.mark.parametrize("path", PAGES)
def test_ana_sees_no_campaign_page(visit: Callable[..., Visitor], path: str) -> None:
    assert visit("ana").get(path.format(id=new_id())).status_code in (403, 404)


@pytest.mark.parametrize("path", PAGES)
def test_charlie_is_asked_to_sign_in(visit: Callable[..., Visitor], path: str) -> None:
    charlie = visit("charlie")
    charlie.client.cookies.clear()
    assert charlie.get(path.format(id=new_id())).status_code == 303


@pytest.mark.parametrize("path", [*ACTIONS, "/numbers/suppressions", "/suppressions/{id}/liftings"])
def test_ana_may_change_nothing_here(parts: Parts, campaign: UUID, visit: Callable[..., Visitor], path: str) -> None:
    assert visit("ana").post(path.format(id=campaign), {**FORM, "person": str(new_id()), "campaign": str(campaign)}).status_code == 403
    assert state_of(parts, campaign) == "running"


@pytest.mark.parametrize("path", [*ACTIONS, "/suppressions/{id}/liftings"])
def test_what_is_not_there_is_not_found(sofia: Visitor, path: str) -> None:
    data = {**FORM, "person": str(new_id()), "campaign": str(new_id())}
    assert sofia.post(path.format(id=new_id()), data).status_code == 404
    assert sofia.get(path.format(id=new_id())).status_code == 405


@pytest.mark.parametrize("language", ["en", "zh"])
def test_with_no_campaign_the_list_says_what_to_do(sofia: Visitor, language: str) -> None:
    sofia.post("/language", {"language": language, "next": "/"})
    page = LexborHTMLParser(sofia.get("/campaigns").text)
    assert page.css_first(".empty-title").text() == {"en": "There is no campaign yet", "zh": "暂无外呼活动"}[language]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sofia_sees_the_campaign_and_why_the_dial_was_refused(sofia: Visitor, campaign: UUID, language: str) -> None:
    sofia.post("/language", {"language": language, "next": "/"})
    listed = LexborHTMLParser(sofia.get("/campaigns").text)
    assert listed.css_first(f"a[href='/campaigns/{campaign}']").text() == {"en": "Deposit", "zh": "存款"}[language]
    page = LexborHTMLParser(sofia.get(f"/campaigns/{campaign}").text)
    why = {"en": "the customer asked not to be called.", "zh": "客户已要求免打扰。"}
    assert page.css_first("section[aria-labelledby=refused] tbody td:last-child").text() == why[language]
    assert "Bruno" in page.css_first("section[aria-labelledby=people] tbody th").text()


def test_one_press_pauses_and_resumes(sofia: Visitor, parts: Parts, campaign: UUID) -> None:
    answer = sofia.post(f"/campaigns/{campaign}/moves", {"state": "paused"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/campaigns/{campaign}")
    assert state_of(parts, campaign) == "paused"
    live = sofia.post(f"/campaigns/{campaign}/moves", {"state": "running"}, **{"hx-request": "true"})
    assert (live.status_code, live.headers["hx-redirect"]) == (204, f"/campaigns/{campaign}")
    assert state_of(parts, campaign) == "running"


def test_each_move_asks_before_it_is_made(sofia: Visitor, campaign: UUID) -> None:
    page = LexborHTMLParser(sofia.get(f"/campaigns/{campaign}").text)
    forms = page.css("form[id^=move-]")
    assert {form.css_first("input[name=state]").attributes["value"] for form in forms} == {"paused", "finished"}
    assert all(form.attributes["hx-confirm"] for form in forms)


def test_a_finished_campaign_does_not_start_again(sofia: Visitor, parts: Parts, campaign: UUID) -> None:
    sofia.post(f"/campaigns/{campaign}/moves", {"state": "finished"})
    assert sofia.post(f"/campaigns/{campaign}/moves", {"state": "running"}).status_code == 409
    assert state_of(parts, campaign) == "finished"


@pytest.mark.parametrize("state", ["stopped", "draft", "", "running'; --"])
def test_a_state_that_is_no_move_is_refused(sofia: Visitor, parts: Parts, campaign: UUID, state: str) -> None:
    assert sofia.post(f"/campaigns/{campaign}/moves", {"state": state}).status_code == 422
    assert state_of(parts, campaign) == "running"


def test_agents_are_added_and_removed_and_others_are_not(
    sofia: Visitor, parts: Parts, campaign: UUID, visit: Callable[..., Visitor]
) -> None:
    ana, dana = visit("ana"), visit("dana", role="analyst")
    assert sofia.post(f"/campaigns/{campaign}/people", {"person": str(ana.person_id)}).status_code == 303
    assert sofia.post(f"/campaigns/{campaign}/people", {"person": str(dana.person_id)}).status_code == 404
    page = LexborHTMLParser(sofia.get(f"/campaigns/{campaign}").text)
    assert {name.text() for name in page.css("section[aria-labelledby=people] tbody th")} == {"Ana", "Bruno"}
    sofia.post(f"/campaigns/{campaign}/departures", {"person": str(ana.person_id)})
    page = LexborHTMLParser(sofia.get(f"/campaigns/{campaign}").text)
    assert {name.text() for name in page.css("section[aria-labelledby=people] tbody th")} == {"Bruno"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_ledger_says_why_a_number_was_not_called(sofia: Visitor, campaign: UUID, language: str) -> None:
    sofia.post("/language", {"language": language, "next": "/"})
    page = LexborHTMLParser(sofia.get("/numbers?number=(212) 555-0101").text)
    why = {"en": "the customer asked not to be called", "zh": "客户已要求免打扰"}[language]
    assert why in page.css_first("section[aria-labelledby=attempts] tbody").text()
    assert why in page.css_first("section[aria-labelledby=tasks] tbody").text()
    assert "US 2026-11-22" in page.css_first("section[aria-labelledby=attempts] dl").text()
    assert len(page.css("section[aria-labelledby=suppressions] tbody tr")) == 1


def test_an_unheard_of_number_has_an_empty_ledger(sofia: Visitor) -> None:
    page = LexborHTMLParser(sofia.get("/numbers?number=%2B12125550177").text)
    assert len(page.css(".empty-title")) == 3


@pytest.mark.parametrize("query", ["hello", "12", "+1 212 555 0101; drop", "%00", "<script>"])
def test_what_is_no_number_is_said_beside_the_field(sofia: Visitor, query: str) -> None:
    answer = sofia.client.get("/numbers", params={"number": query})
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 422
    assert page.css_first("#field-number[aria-invalid=true]") is not None


def test_a_suppression_is_recorded_once_and_lifted_once_with_its_proof(sofia: Visitor, parts: Parts) -> None:
    assert sofia.post("/numbers/suppressions", {"number": "(212) 555-0155", "purpose": "marketing"}).status_code == 303
    assert sofia.post("/numbers/suppressions", {"number": "+12125550155", "purpose": "marketing"}).status_code == 409
    with parts.units.read() as unit:
        (found,) = unit.suppressions.of_number("+12125550155")
    lifting = f"/suppressions/{found['id']}/liftings"
    assert sofia.post(lifting, {"reason": "ok"}).status_code == 422
    assert sofia.post(lifting, {"reason": "Signed form of 12 May, archive 42"}).status_code == 303
    assert sofia.post(lifting, {"reason": "Signed form of 12 May, archive 42"}).status_code == 409
    with parts.units.read() as unit:
        (found,) = unit.suppressions.of_number("+12125550155")
        audited = [row["verb"] for row in unit.audit.of("number:+12125550155")]
    assert found["lifted_reason"] == "Signed form of 12 May, archive 42"
    assert audited == ["suppression_recorded", "suppression_lifted"]


def test_the_same_press_twice_records_once(sofia: Visitor, parts: Parts) -> None:
    key = new_token()[:40]
    answers = [sofia.post("/numbers/suppressions", {"number": NUMBER, "purpose": "all"}, key=key).status_code for _ in range(2)]
    assert answers == [303, 303]
    with parts.units.read() as unit:
        assert len(unit.suppressions.of_number(NUMBER)) == 1


def test_an_old_list_is_warned_of(sofia: Visitor, parts: Parts) -> None:
    made = add_campaign(parts)
    add_task(parts, made, list_obtained_on=(parts.clock.now() - timedelta(days=27)).date())
    page = LexborHTMLParser(sofia.get(f"/campaigns/{made}").text)
    assert page.css_first(".callout.tone-warn") is not None
