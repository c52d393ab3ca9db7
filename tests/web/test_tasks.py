"""Outbound work at the desk: claim, skip, dial, promised calls, do-not-call; each asked the four questions."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text

from flows.outbound.suppression import do_not_call
from tests.outbound import add_campaign, add_task, daytime_zone, rows
from tests.web.conftest import Visitor
from tests.web.floor import Phone, make_ready
from workspace.transactions.suppress import suppress
from workspace.wiring.parts import Parts, Person, new_id, new_token


def person_of(visitor: Visitor) -> Person:
    return Person(visitor.person_id, "", "", "", "agent", None, None, None, "en", {})


@pytest.fixture
def ana(parts: Parts, visit: Callable[..., Visitor]) -> Visitor:
    """Ana, ready at extension 1009, in a campaign with one task that may be dialled now."""
    visitor = visit("ana", extension="1009")
    make_ready(parts, visitor.person_id)
    campaign = add_campaign(parts, person_of(visitor))
    add_task(parts, campaign, zone=daytime_zone(parts.clock.now()))
    return visitor


def claim(visitor: Visitor, **more: object) -> LexborHTMLParser:
    answer = visitor.desk("/tasks/claims", **more)
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def dial(visitor: Visitor, page: LexborHTMLParser) -> object:
    form = page.css_first("#dial")
    return visitor.desk(form.attributes["action"], {"claim": form.css_first("input[name=claim]").attributes["value"]})


ACTIONS = (
    "/tasks/claims",
    "/tasks/{id}/acceptance",
    "/tasks/{id}/rejection",
    "/tasks/{id}/skips",
    "/tasks/{id}/attempts",
    "/callbacks/{id}/claims",
    "/suppressions",
)


@pytest.mark.parametrize("path", ACTIONS)
def test_no_action_is_a_page(ana: Visitor, path: str) -> None:
    assert ana.get(path.format(id=new_id())).status_code in (404, 405)


@pytest.mark.parametrize("path", ACTIONS)
def test_an_analyst_may_do_none_of_it(visit: Callable[..., Visitor], path: str) -> None:
    data = {"claim": 1, "reason": "other", "task": str(new_id())}
    assert visit("dana", role="analyst").post(path.format(id=new_id()), data).status_code == 403


@pytest.mark.parametrize("path", [path for path in ACTIONS if "{id}" in path])
@pytest.mark.parametrize("target", ["01890000-0000-7000-8000-000000000000", "../etc", "1"])
def test_what_is_not_there_is_not_found(ana: Visitor, path: str, target: str) -> None:
    assert ana.desk(path.format(id=target), {"claim": 1, "reason": "other"}).status_code == 404


def test_ana_claims_and_sees_the_preview(ana: Visitor) -> None:
    page = claim(ana)
    assert page.css_first("#panel-next h2").text() == "Tom Becker"
    assert "+1 212-555-0101" in page.css_first("#panel-next dl").text()
    assert page.css_first("#dial button") is not None
    assert len(page.css("#skip-form button")) == 5


def test_the_preview_speaks_chinese(ana: Visitor) -> None:
    ana.post("/language", {"language": "zh", "next": "/desk"})
    assert claim(ana).css_first("#panel-next .muted").text().startswith("存款")


def test_nothing_to_claim_is_said_and_is_no_error(ana: Visitor, parts: Parts) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE campaigns SET state = 'paused'"))
    page = claim(ana)
    assert page.css_first("#dial") is None
    assert page.css_first(".flash[role=status]") is not None


def test_the_same_press_twice_claims_once(ana: Visitor, parts: Parts) -> None:
    key = new_token()[:40]
    first, second = claim(ana, key=key), claim(ana, key=key)
    assert first.css_first("#dial input[name=claim]").attributes["value"] == second.css_first("#dial input[name=claim]").attributes["value"]
    assert rows(parts, "tasks")[0]["claim_no"] == 1


def test_the_same_key_for_another_form_is_refused(ana: Visitor, parts: Parts) -> None:
    key, task = new_token()[:40], rows(parts, "tasks")[0]["id"]
    claim(ana, key=key)
    assert ana.desk(f"/tasks/{task}/attempts", {"claim": 1}, key=key).status_code == 422
    assert rows(parts) == []


def test_ana_dials_and_the_switch_is_asked_once(ana: Visitor, parts: Parts) -> None:
    page = claim(ana)
    assert dial(ana, page).status_code == 200
    assert dial(ana, page).status_code == 409
    assert [each["kind"] for each in rows(parts, "switch_commands")] == ["dial"]


def test_bruno_can_neither_dial_nor_skip_anas_task(ana: Visitor, parts: Parts, visit: Callable[..., Visitor]) -> None:
    claim(ana)
    bruno = visit("bruno", extension="1010")
    make_ready(parts, bruno.person_id)
    task = rows(parts, "tasks")[0]["id"]
    assert bruno.desk(f"/tasks/{task}/attempts", {"claim": 1}).status_code == 409
    assert bruno.desk(f"/tasks/{task}/skips", {"claim": 1, "reason": "other"}).status_code == 409
    assert bruno.desk("/suppressions", {"task": str(task)}).status_code == 404
    assert (rows(parts), rows(parts, "tasks")[0]["holder_id"]) == ([], ana.person_id)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refused_dial_says_why_and_offers_the_next_task(ana: Visitor, parts: Parts, language: str) -> None:
    ana.post("/language", {"language": language, "next": "/desk"})
    page = claim(ana)
    with parts.units.begin() as unit:
        suppress(unit, do_not_call("seller", "+12125550101", unit.now))
    answer = dial(ana, page)
    assert answer.status_code == 200
    shown = LexborHTMLParser(answer.text)
    words = {"en": "the customer asked not to be called", "zh": "客户已要求免打扰"}
    assert words[language] in shown.css_first("#panel-next .callout").text()
    assert shown.css_first("#dial") is None
    assert shown.css_first("#claim button") is not None


@pytest.mark.parametrize("fields", [{}, {"claim": "x"}, {"claim": "9" * 30}, {"claim": 1, "reason": "because"}])
def test_a_skip_of_rubbish_is_refused_whole(ana: Visitor, parts: Parts, fields: dict[str, object]) -> None:
    claim(ana)
    task = rows(parts, "tasks")[0]["id"]
    assert ana.desk(f"/tasks/{task}/skips", fields).status_code == 422
    assert rows(parts, "tasks")[0]["state"] == "claimed"


def test_ana_skips_and_a_second_skip_is_too_late(ana: Visitor, parts: Parts) -> None:
    claim(ana)
    task = rows(parts, "tasks")[0]["id"]
    assert ana.desk(f"/tasks/{task}/skips", {"claim": 1, "reason": "known"}).status_code == 200
    assert ana.desk(f"/tasks/{task}/skips", {"claim": 1, "reason": "known"}).status_code == 409
    assert rows(parts, "tasks")[0]["state"] == "ready"


def test_do_not_call_on_a_preview_is_one_press(ana: Visitor, parts: Parts) -> None:
    page = claim(ana)
    task = page.css_first("#suppress-task input[name=task]").attributes["value"]
    answer = ana.desk("/suppressions", {"task": task, "purpose": "all"})
    assert answer.status_code == 200
    assert rows(parts, "leads")[0]["closed_reason"] == "do_not_call"
    assert ana.desk("/suppressions", {"task": task, "purpose": "all"}).status_code == 404


def test_do_not_call_during_a_call_is_one_press(ana: Visitor, parts: Parts) -> None:
    dial(ana, claim(ana))
    Phone(parts).connects(str(rows(parts)[0]["id"]), "1009")
    with parts.units.read() as unit:
        interaction = unit.interactions.open_of(ana.person_id)[0].id
    assert ana.desk("/suppressions", {"interaction": str(interaction), "purpose": "all"}).status_code == 200
    with parts.units.read() as unit:
        assert len(unit.suppressions.standing("seller", "+12125550101")) == 1


def test_charlie_cannot_take_up_anas_promise(ana: Visitor, parts: Parts, visit: Callable[..., Visitor]) -> None:
    callback = promise(parts, ana)
    charlie = visit("charlie", extension="1011")
    make_ready(parts, charlie.person_id)
    assert charlie.desk(f"/callbacks/{callback}/claims").status_code == 404


def test_ana_takes_her_promised_call_up(ana: Visitor, parts: Parts) -> None:
    callback = promise(parts, ana)
    shown = LexborHTMLParser(ana.get("/desk").text)
    assert shown.css_first(f"#callback-{callback}") is not None
    assert ana.desk(f"/callbacks/{callback}/claims").status_code == 200
    held = [each for each in rows(parts, "tasks") if each["state"] == "claimed"]
    assert [(each["kind"], each["holder_id"]) for each in held] == [("callback", ana.person_id)]


def promise(parts: Parts, visitor: Visitor) -> UUID:
    """A call this agent promised for in an hour."""
    first, callback_id, now = rows(parts, "tasks")[0], new_id(), parts.clock.now()
    due_at = now + timedelta(hours=1)
    with parts.units.begin() as unit:
        task_id = new_id()
        unit.tasks.add(
            id=task_id,
            campaign_id=first["campaign_id"],
            lead_id=first["lead_id"],
            kind="callback",
            due_at=due_at,
            for_person_id=visitor.person_id,
        )
        unit.callbacks.add(
            id=callback_id,
            request_id=new_id(),
            task_id=task_id,
            lead_id=first["lead_id"],
            campaign_id=first["campaign_id"],
            person_id=visitor.person_id,
            number="+12125550101",
            zone="America/New_York",
            due_at=due_at,
        )
    return callback_id
