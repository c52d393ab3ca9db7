"""Sofia moves customers who wait: to another queue, to an agent, before all others; each time with a reason that is kept."""

from collections.abc import Callable
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.hostile import NAMES
from tests.web.conftest import Visitor
from tests.web.floor import SERVICE_NUMBER, Phone, add_customer, make_floor, make_ready
from workspace.wiring.parts import InteractionRow, Parts, new_id, new_token


@pytest.fixture
def phone(parts: Parts) -> Phone:
    """A centre with nobody at work, and its telephone network."""
    make_floor(parts)
    return Phone(parts)


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    return visit("sofia", role="supervisor")


def waiting(parts: Parts, call: str) -> InteractionRow:
    with parts.units.read() as unit:
        found = {row["call_id"]: row for row in unit.interactions.open_calls()}
    return found[call]


def page_of(visitor: Visitor, path: str = "/board") -> LexborHTMLParser:
    return LexborHTMLParser(visitor.get(path).text)  # type: ignore[attr-defined]


def rows_of(visitor: Visitor) -> list[LexborNode]:
    return page_of(visitor).css("#panel-waiting tbody tr")


def moves(sofia: Visitor, interaction: UUID, to: str, reason: str = "Sounds upset", key: str = "", **more: str) -> object:
    return sofia.post(f"/board/waiting/{interaction}/reassignments", {"to": to, "reason": reason, **more}, key=key)


def seller(parts: Parts, visit: Callable[..., Visitor], login: str, extension: str, *skills: str) -> Visitor:
    visitor = visit(login, extension=extension)
    with parts.units.begin() as unit:
        for key in skills:
            unit.floor.ensure_skill_of(visitor.person_id, unit.floor.ensure("skill", key, new_id(), name_en=key, name_zh=key), 1)
    make_ready(parts, visitor.person_id)
    return visitor


def test_the_board_lists_who_waits_and_offers_to_move_them(parts: Parts, phone: Phone, sofia: Visitor) -> None:
    add_customer(parts)
    phone.rings("c1")
    (row,) = rows_of(sofia)
    assert "Maria Delgado" in row.css_first("th").text()
    button = row.css_first("button")
    form = page_of(sofia, button.attributes["hx-get"] or "").css_first("form#reassign-form")
    offered = {node.attributes["value"] for node in form.css("option")}
    assert {"stay", "queue:service"} <= offered
    assert "queue:broadband" not in offered


def test_to_another_queue_it_rings_there(parts: Parts, phone: Phone, sofia: Visitor, visit: Callable[..., Visitor]) -> None:
    dana = seller(parts, visit, "dana", "1013", "service")
    phone.rings("c1")
    row = waiting(parts, "c1")
    assert row["person_id"] is None
    answer = moves(sofia, row.id, "queue:service")
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert waiting(parts, "c1")["person_id"] == dana.person_id
    with parts.units.read() as unit:
        (kept,) = unit.audit.of(f"interaction:{row.id}")
    assert (kept["verb"], kept["payload"]["reason"]) == ("call_reassigned", "Sounds upset")


def test_to_an_agent_it_rings_at_that_one_whatever_their_skills(
    parts: Parts, phone: Phone, sofia: Visitor, visit: Callable[..., Visitor]
) -> None:
    phone.rings("c1")
    emil = seller(parts, visit, "emil", "1014")
    moves(sofia, waiting(parts, "c1").id, f"person:{emil.person_id}")
    assert waiting(parts, "c1")["person_id"] == emil.person_id


def test_before_all_others_the_younger_call_is_served_first(
    parts: Parts, phone: Phone, sofia: Visitor, visit: Callable[..., Visitor]
) -> None:
    phone.rings("c1")
    phone.rings("c2", "+14155550199")
    moves(sofia, waiting(parts, "c2").id, "stay", first="on")
    first = rows_of(sofia)[0]
    assert "Before all others" in first.text()
    dana = seller(parts, visit, "dana", "1013", "sales")
    phone.rings("c3", "+14155550198")
    assert waiting(parts, "c2")["person_id"] == dana.person_id
    assert waiting(parts, "c1")["person_id"] is None


def test_a_call_that_rings_is_taken_back_and_that_agent_stays_ready(
    parts: Parts, phone: Phone, sofia: Visitor, visit: Callable[..., Visitor]
) -> None:
    dana = seller(parts, visit, "dana", "1013", "sales")
    phone.rings("c1")
    assert "Rings at Dana" in rows_of(sofia)[0].text()
    moves(sofia, waiting(parts, "c1").id, "queue:service")
    assert waiting(parts, "c1")["person_id"] is None
    with parts.units.read() as unit:
        presence = unit.presence.get(dana.person_id)
    assert presence is not None
    assert presence.state.value == "ready"


def test_what_is_missing_or_gone_is_said_and_nothing_moves(
    parts: Parts, phone: Phone, sofia: Visitor, visit: Callable[..., Visitor]
) -> None:
    charlie = visit("charlie")
    phone.rings("c1")
    row = waiting(parts, "c1")
    for to, reason, status in (
        ("queue:service", "", 422),
        ("queue:service", "paid with 4111 1111 1111 1111", 422),
        ("stay", "why not", 422),
        ("queue:nowhere", "x", 422),
        ("nobody", "x", 422),
        (f"person:{charlie.person_id}", "x", 409),
    ):
        answer = moves(sofia, row.id, to, reason)
        assert answer.status_code == status  # type: ignore[attr-defined]
        assert LexborHTMLParser(answer.text).css_first("#reassigning .tone-bad") is not None  # type: ignore[attr-defined]
    assert waiting(parts, "c1")["queue_id"] == row["queue_id"]
    phone.customer_hangs_up("c1")
    assert moves(sofia, row.id, "queue:service").status_code == 409  # type: ignore[attr-defined]
    assert "not waiting any more" in page_of(sofia, f"/board/waiting/{row.id}").text()


def test_wrong_method_wrong_person_already_done(parts: Parts, phone: Phone, sofia: Visitor, visit: Callable[..., Visitor]) -> None:
    phone.rings("c1")
    row = waiting(parts, "c1")
    path = f"/board/waiting/{row.id}"
    for outsider in (visit("charlie"), visit("nora", role="analyst")):
        assert outsider.get(path).status_code == 403  # type: ignore[attr-defined]
        assert moves(outsider, row.id, "queue:service").status_code == 403  # type: ignore[attr-defined]
    assert sofia.get(f"{path}/reassignments").status_code == 405  # type: ignore[attr-defined]
    assert sofia.get(f"/board/waiting/{new_id()}").status_code == 404  # type: ignore[attr-defined]
    key = new_token()
    assert [moves(sofia, row.id, "queue:service", key=key).status_code for _ in range(2)] == [200, 200]  # type: ignore[attr-defined]
    with parts.units.read() as unit:
        assert len(unit.audit.of(f"interaction:{row.id}")) == 1


def test_an_analyst_sees_that_somebody_waits_but_not_who(parts: Parts, phone: Phone, visit: Callable[..., Visitor]) -> None:
    add_customer(parts)
    phone.rings("c1")
    (row,) = rows_of(visit("nora", role="analyst"))
    assert "Delgado" not in row.text()
    assert "5550123" not in row.text()
    assert row.css("button") == []


def test_hostile_names_of_callers_and_agents_are_text_on_the_board(
    parts: Parts, phone: Phone, sofia: Visitor, visit: Callable[..., Visitor]
) -> None:
    for place, name in enumerate(NAMES):
        number = f"+141555502{place:02}"
        add_customer(parts, name, number)
        phone.rings(f"w{place}", number, SERVICE_NUMBER)
    for place, name in enumerate(NAMES):
        agent = visit(f"hostile{place}", extension=f"88{place:02}")
        with parts.units.begin() as unit:
            unit.people.change(agent.person_id, name=name)
        make_ready(parts, agent.person_id)
    page = page_of(sofia)
    assert {row.css_first("th").text() for row in rows_of(sofia)} == set(NAMES)
    assert set(NAMES) <= {row.css_first("th").text() for row in page.css("#panel-agents tbody tr")}
    assert page.css("#board img, #board script, #board [hx-post='/stolen']") == []
    for row in rows_of(sofia)[:3]:
        box = page_of(sofia, row.css_first("button").attributes["hx-get"] or "")
        assert box.css("img, script, [hx-post='/stolen']") == []
