"""Tasks that come by themselves: a supervisor says so on the campaign's page, and a free agent's desk shows them as a call that rings."""

from collections.abc import Callable
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text

from tests.outbound import add_campaign, add_task, daytime_zone, rows
from tests.web.conftest import Visitor
from tests.web.floor import make_ready
from tests.web.test_tasks import person_of, promise
from workspace.commands.sweep_calls import sweep_calls
from workspace.wiring.parts import Parts


@pytest.fixture
def ana(parts: Parts, visit: Callable[..., Visitor]) -> Visitor:
    """Ana, ready at extension 1009."""
    visitor = visit("ana", extension="1009")
    make_ready(parts, visitor.person_id)
    return visitor


@pytest.fixture
def campaign(parts: Parts, ana: Visitor) -> UUID:
    """Ana's campaign with one task that may be dialled now; agents ask for it."""
    made = add_campaign(parts, person_of(ana))
    add_task(parts, made, zone=daytime_zone(parts.clock.now()))
    return made


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, a supervisor."""
    return visit("sofia", role="supervisor")


def gives_out(sofia: Visitor, campaign: UUID, distribution: str = "push", minutes: object = 10) -> object:
    return sofia.post(f"/campaigns/{campaign}/distribution", {"distribution": distribution, "held_minutes": minutes})


def desk(visitor: Visitor) -> LexborHTMLParser:
    return LexborHTMLParser(visitor.get("/desk").text)


def press(visitor: Visitor, form: str) -> LexborHTMLParser:
    """Press a button of the bar; the panels as they are then."""
    answer = visitor.desk(desk(visitor).css_first(f"#panel-bar #{form}").attributes["action"])
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def test_sofia_lets_a_campaign_offer_its_tasks_and_ana_takes_one(parts: Parts, ana: Visitor, sofia: Visitor, campaign: UUID) -> None:
    sweep_calls(parts)
    assert desk(ana).css_first("#take-task") is None
    assert gives_out(sofia, campaign, minutes=5).status_code == 303
    page = LexborHTMLParser(sofia.get(f"/campaigns/{campaign}").text)
    assert page.css_first("#distribution option[selected]").attributes["value"] == "push"
    assert page.css_first("#distribution input[name=held_minutes]").attributes["value"] == "5"
    sweep_calls(parts)

    shown = desk(ana)
    bar = shown.css_first("#panel-bar")
    assert bar.attributes["data-ringing"] == str(rows(parts, "tasks")[0]["id"])
    assert bar.attributes["data-announce"] == "A task for you: Tom Becker, Deposit"
    assert bar.css_first(".call-who").text().split() == ["Tom", "Becker", "Deposit", "·", "Next", "in", "the", "campaign"]
    assert bar.css_first("time[data-until]") is not None
    assert bar.css_first("button[data-answer]").text(strip=True).startswith("Take it")
    assert "+1 212-555-0101" in shown.css_first("#panel-next dl").text()
    assert shown.css_first("#dial") is None
    assert shown.css_first("#claim") is None

    after = press(ana, "take-task")
    assert after.css_first("#dial input[name=claim]").attributes["value"] == "1"
    assert after.css_first("#panel-bar").attributes.get("data-ringing") is None
    assert ana.desk("/tasks/claims").status_code == 200
    assert [row["claim_no"] for row in rows(parts, "tasks")] == [1]


def test_what_ana_leaves_is_brunos_and_her_late_press_says_so(
    parts: Parts, ana: Visitor, sofia: Visitor, campaign: UUID, visit: Callable[..., Visitor]
) -> None:
    gives_out(sofia, campaign)
    sweep_calls(parts)
    task = rows(parts, "tasks")[0]["id"]
    bruno = visit("bruno", extension="1010")
    with parts.units.begin() as unit:
        unit.campaigns.join(campaign, bruno.person_id)
    make_ready(parts, bruno.person_id)
    assert bruno.desk(f"/tasks/{task}/acceptance").status_code == 404  # it is before Ana
    assert press(ana, "leave-task").css_first("#take-task") is None
    assert desk(bruno).css_first("#take-task") is not None
    late = ana.desk(f"/tasks/{task}/acceptance")
    assert late.status_code == 409
    assert "not offered to you any more" in LexborHTMLParser(late.text).css_first(".flash").text()
    sofia.post(f"/campaigns/{campaign}/moves", {"state": "paused"})
    taken_back = press(bruno, "take-task")
    assert taken_back.css_first("#dial") is None
    assert taken_back.css_first(".flash[role=status]") is not None


def test_a_promise_says_for_when_it_was_made_in_chinese(parts: Parts, ana: Visitor, sofia: Visitor, campaign: UUID) -> None:
    ana.post("/language", {"language": "zh", "next": "/desk"})
    gives_out(sofia, campaign, "callbacks")
    promise(parts, ana)
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE tasks SET priority = 1000, due_at = now() WHERE kind = 'callback'"))
    sweep_calls(parts)
    shown = desk(ana)
    assert "您约定的回访时间" in shown.css_first("#panel-bar .call-who").text()
    assert "您约定的回访时间" in shown.css_first("#panel-next .callout").text()


@pytest.mark.parametrize(
    ("distribution", "minutes", "field"), [("shove", 10, "distribution"), ("push", 56, "held_minutes"), ("push", "x", "held_minutes")]
)
def test_what_is_wrong_is_said_beside_its_field(
    parts: Parts, sofia: Visitor, campaign: UUID, distribution: str, minutes: object, field: str
) -> None:
    answer = gives_out(sofia, campaign, distribution, minutes)
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first(f"#field-{field}-error") is not None
    with parts.units.read() as unit:
        stored = unit.campaigns.get(campaign)
    assert stored is not None
    assert stored["distribution"] == "pull"
