"""Tickets: a department's people take, answer, close and hand on; agents open them, see the answers, and supervisors what is late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from adapters.database.tables.customers import tickets
from adapters.database.tables.ledger import outbox
from tests.web.conftest import Visitor
from tests.web.floor import add_department
from workspace.commands.mark_overdue import mark_overdue
from workspace.transactions.tickets import open_ticket
from workspace.wiring.parts import Parts, new_id


@pytest.fixture
def billing(parts: Parts) -> UUID:
    """The billing department: a day, or four hours when it is urgent."""
    return add_department(parts, "billing", (1440, 240))


@pytest.fixture
def bella(visit: Callable[..., Visitor], billing: UUID) -> Visitor:
    """Bella, who works in billing."""
    return visit("bella", role="department", department_id=billing)


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, a supervisor."""
    return visit("sofia", role="supervisor")


@pytest.fixture
def charlie(visit: Callable[..., Visitor], parts: Parts) -> Visitor:
    """Charlie, who works in another department."""
    return visit("charlie", role="department", department_id=add_department(parts, "moves"))


def opened(parts: Parts, department: str = "billing", *, priority: str = "normal", opened_by: UUID | None = None) -> UUID:
    """A ticket of a customer."""
    with parts.units.begin() as unit:
        made = open_ticket(
            unit,
            request_id=new_id(),
            department=department,
            subject="Charged twice",
            body="in October",
            priority=priority,
            customer_id=None,
            interaction_id=None,
            person_id=opened_by,
        )
    ticket_id: UUID = made["id"]
    return ticket_id


def stored(parts: Parts, ticket_id: UUID) -> dict[str, Any]:
    """The ticket as it is stored."""
    with parts.units.read() as unit:
        found = unit.tickets.get(ticket_id)
    assert found is not None
    return found


def events(parts: Parts, ticket_id: UUID) -> list[str]:
    """What the analytics side was told of a ticket."""
    with parts.engine.connect() as connection:
        rows = connection.execute(select(outbox.c.payload).where(outbox.c.topic == "tickets").order_by(outbox.c.id)).scalars()
        return [row["event"] for row in rows if row["ticket_id"] == str(ticket_id)]


def rows(visitor: Visitor, path: str) -> list[str]:
    """The numbers in a list of tickets."""
    return [node.text() for node in LexborHTMLParser(visitor.get(path).text).css("tbody tr td:first-child a")]  # type: ignore[attr-defined]


def test_bella_takes_answers_and_closes(parts: Parts, bella: Visitor) -> None:
    ticket = opened(parts)
    assert len(rows(bella, "/tickets")) == 1
    assert bella.post(f"/tickets/{ticket}/takings").status_code == 303  # type: ignore[attr-defined]
    assert len(rows(bella, "/tickets?list=mine")) == 1
    bella.post(f"/tickets/{ticket}/answers", {"answer": "It is paid back"})
    assert (stored(parts, ticket)["state"], stored(parts, ticket)["answer"]) == ("answered", "It is paid back")
    bella.post(f"/tickets/{ticket}/closure")
    assert (rows(bella, "/tickets"), len(rows(bella, "/tickets?list=closed"))) == ([], 1)
    assert events(parts, ticket) == ["opened", "taken", "answered", "closed"]


def test_an_answer_may_close_at_once(parts: Parts, bella: Visitor) -> None:
    ticket = opened(parts)
    bella.post(f"/tickets/{ticket}/answers", {"answer": "Done", "close": "on"})
    assert stored(parts, ticket)["state"] == "closed"


def test_what_was_done_already_is_not_done_again(parts: Parts, bella: Visitor, sofia: Visitor) -> None:
    ticket = opened(parts)
    assert sofia.post(f"/tickets/{ticket}/takings").status_code == 303  # type: ignore[attr-defined]
    assert bella.post(f"/tickets/{ticket}/takings").status_code == 409  # type: ignore[attr-defined]
    assert bella.post(f"/tickets/{ticket}/closure").status_code == 409  # type: ignore[attr-defined]
    bella.post(f"/tickets/{ticket}/answers", {"answer": "first"})
    assert bella.post(f"/tickets/{ticket}/answers", {"answer": "second"}).status_code == 409  # type: ignore[attr-defined]
    assert bella.post(f"/tickets/{ticket}/handovers", {"department": "billing"}).status_code == 422  # type: ignore[attr-defined]
    assert stored(parts, ticket)["answer"] == "first"


def test_another_department_has_no_such_ticket(parts: Parts, charlie: Visitor) -> None:
    ticket = opened(parts)
    assert charlie.get(f"/tickets/{ticket}").status_code == 404  # type: ignore[attr-defined]
    for noun in ("takings", "answers", "closure", "handovers"):
        assert charlie.post(f"/tickets/{ticket}/{noun}", {"answer": "x", "department": "billing"}).status_code == 404, noun  # type: ignore[attr-defined]
    assert rows(charlie, "/tickets") == []
    assert stored(parts, ticket)["state"] == "open"


def test_the_wrong_method_is_refused(parts: Parts, bella: Visitor) -> None:
    ticket = opened(parts)
    assert bella.get(f"/tickets/{ticket}/takings").status_code == 405  # type: ignore[attr-defined]
    assert bella.post(f"/tickets/{ticket}").status_code == 405  # type: ignore[attr-defined]


def test_a_ticket_handed_on_is_the_other_departments(parts: Parts, bella: Visitor, charlie: Visitor) -> None:
    ticket = opened(parts)
    due = stored(parts, ticket)["due_at"]
    bella.post(f"/tickets/{ticket}/takings")
    assert bella.post(f"/tickets/{ticket}/handovers", {"department": "moves", "note": "moved house"}).status_code == 303  # type: ignore[attr-defined]
    assert bella.get(f"/tickets/{ticket}").status_code == 404  # type: ignore[attr-defined]
    assert charlie.get(f"/tickets/{ticket}").status_code == 200  # type: ignore[attr-defined]
    assert (stored(parts, ticket)["holder_id"], stored(parts, ticket)["due_at"]) == (None, due)


def test_somebody_without_a_department_sees_no_ticket(parts: Parts, visit: Callable[..., Visitor], billing: UUID) -> None:
    opened(parts)
    nobody = visit("nora", role="department")
    assert rows(nobody, "/tickets") == []
    assert LexborHTMLParser(nobody.get("/tickets").text).css_first(".empty") is not None  # type: ignore[attr-defined]


def test_a_card_number_is_refused_in_an_answer(parts: Parts, bella: Visitor) -> None:
    ticket = opened(parts)
    assert bella.post(f"/tickets/{ticket}/answers", {"answer": "card 4111 1111 1111 1111"}).status_code == 422  # type: ignore[attr-defined]
    assert stored(parts, ticket)["state"] == "open"


@pytest.mark.parametrize(("priority", "within"), [("normal", timedelta(hours=24)), ("high", timedelta(hours=4))])
def test_the_category_promises_by_priority(parts: Parts, billing: UUID, priority: str, within: timedelta) -> None:
    ticket = stored(parts, opened(parts, priority=priority))
    assert ticket["due_at"] - ticket["created_at"] == within


def test_a_department_that_only_a_script_names_comes_to_be(parts: Parts, sofia: Visitor) -> None:
    opened(parts, "lost_and_found")
    assert len(rows(sofia, "/tickets")) == 1
    assert "lost_and_found" in [node.text() for node in LexborHTMLParser(sofia.get("/departments").text).css("td")]  # type: ignore[attr-defined]


def test_what_is_late_is_marked_once_and_on_the_board(parts: Parts, sofia: Visitor, billing: UUID) -> None:
    late, _ = opened(parts), opened(parts)
    with parts.units.begin() as unit:
        unit.connection.execute(tickets.update().where(tickets.c.id == late).values(due_at=unit.now - timedelta(minutes=1)))
    assert (mark_overdue(parts), mark_overdue(parts)) == (1, 0)
    assert events(parts, late) == ["opened", "overdue"]
    assert len(rows(sofia, "/tickets?list=overdue")) == 1
    panel = LexborHTMLParser(sofia.get("/board").text).css_first("#panel-tickets")  # type: ignore[attr-defined]
    assert panel is not None
    assert [node.text() for node in panel.css("[role=status] .tag")] == ["1 overdue"]


def test_the_agent_who_opened_it_is_told_of_the_answer(parts: Parts, bella: Visitor, visit: Callable[..., Visitor]) -> None:
    ana = visit("ana")
    victor = visit("victor", vendor_id=_vendor(parts))
    for agent in (ana, victor):
        ticket = opened(parts, opened_by=agent.person_id)
        bella.post(f"/tickets/{ticket}/answers", {"answer": "<b>It is</b> paid back"})
    assert "<b>It is</b> paid back" in LexborHTMLParser(ana.get("/desk").text).css_first("#panel-notices").text()  # type: ignore[attr-defined,union-attr]
    assert LexborHTMLParser(victor.get("/desk").text).css_first("#panel-notices .notice") is None  # type: ignore[attr-defined]


def _vendor(parts: Parts) -> UUID:
    vendor_id = new_id()
    with parts.units.begin() as unit:
        unit.vendors.add(id=vendor_id, name="Callwell")
    return vendor_id


def test_sofia_keeps_departments_and_their_promises(parts: Parts, sofia: Visitor) -> None:
    names = {"name_en": "Lost and found", "name_zh": "失物招领"}
    assert sofia.post("/departments", {"short_name": "lost", **names}).status_code == 303  # type: ignore[attr-defined]
    assert sofia.post("/departments", {"short_name": "lost", **names}).status_code == 422  # type: ignore[attr-defined]
    with parts.units.read() as unit:
        department = unit.departments.by_key("lost")
    assert department is not None
    where = f"/departments/{department['id']}"
    promise = {"answer_within": "60", "urgent_within": "30"}
    assert sofia.post(f"{where}/categories", {**names, **promise}).status_code == 303  # type: ignore[attr-defined]
    assert sofia.post(f"{where}/categories", {**names, **promise, "answer_within": "0"}).status_code == 422  # type: ignore[attr-defined]
    ticket = stored(parts, opened(parts, "lost"))
    assert ticket["due_at"] - ticket["created_at"] == timedelta(hours=1)
    assert sofia.post(where, names).status_code == 303  # type: ignore[attr-defined]
    with parts.units.read() as unit:
        assert unit.departments.choices() == []


def test_alex_gives_a_person_a_department(parts: Parts, visit: Callable[..., Visitor], billing: UUID) -> None:
    alex = visit("alex", role="admin")
    profile = {"login": "bernd", "name": "Bernd", "role": "department", "language": "en"}
    assert alex.post("/people", profile).status_code == 422  # type: ignore[attr-defined]
    assert alex.post("/people", {**profile, "department": str(billing)}).status_code == 200  # type: ignore[attr-defined]
    with parts.units.read() as unit:
        person = unit.people.by_login("bernd")
    assert person is not None
    assert person["department_id"] == billing


def page_of(visitor: Visitor, path: str) -> LexborHTMLParser:
    """A page as it is now."""
    return LexborHTMLParser(visitor.get(path).text)  # type: ignore[attr-defined]


def test_what_is_late_is_in_the_menu_and_on_every_supervisors_desk_in_their_language(
    parts: Parts, sofia: Visitor, bella: Visitor, charlie: Visitor, visit: Callable[..., Visitor]
) -> None:
    assert page_of(sofia, "/tickets").css_first(".nav-badge.is-bad") is None
    song = visit("song", role="supervisor", language="zh")
    ticket = opened(parts)
    with parts.units.begin() as unit:
        unit.connection.execute(tickets.update().values(due_at=unit.now - timedelta(minutes=1)))
        versions = [unit.desks.version(each.person_id) for each in (sofia, song)]
    assert mark_overdue(parts) == 1
    with parts.units.read() as unit:
        assert all(unit.desks.version(each.person_id) > before for each, before in zip((sofia, song), versions, strict=True))
    number = stored(parts, ticket)["number"]
    notice = page_of(sofia, "/desk").css_first(".notice.is-tickets_overdue").text()
    assert f"{number} Charged twice now late, 1 in all" in " ".join(notice.split())
    assert f"新超时：{number} Charged twice；共 1 张超时" in page_of(song, "/desk").css_first(".notice.is-tickets_overdue").text()
    assert page_of(sofia, "/board").css_first(".nav-badge.is-bad").text().strip().startswith("1")
    assert page_of(bella, "/tickets").css_first(".nav-badge.is-bad") is not None
    assert page_of(charlie, "/tickets").css_first(".nav-badge.is-bad") is None
    assert page_of(visit("ana"), "/desk").css_first(".notice.is-tickets_overdue") is None
    opened(parts)
    with parts.units.begin() as unit:
        unit.connection.execute(tickets.update().values(due_at=unit.now - timedelta(minutes=1)))
    assert mark_overdue(parts) == 1
    (line,) = page_of(sofia, "/desk").css(".notice.is-tickets_overdue")
    assert "2 in all" in line.text()
    assert "Charged twice" not in page_of(sofia, "/notices").text()


def test_a_script_names_the_category_and_an_unknown_one_is_the_first(parts: Parts, sofia: Visitor) -> None:
    department = add_department(parts, "billing", (1440, 240), (60, 30))
    with parts.units.begin() as unit:
        keys = [each["key"] for each in unit.departments.categories() if each["department_id"] == department]
        made = {}
        for named in ("", keys[1], "no_such"):
            what = {"department": "billing", "subject": f"about {named}", "body": "", "priority": "normal"}
            nobody = {"customer_id": None, "interaction_id": None, "person_id": None}
            made[named] = open_ticket(unit, request_id=new_id(), category=named, **what, **nobody)
    within = {named: ticket["due_at"] - ticket["created_at"] for named, ticket in made.items()}
    assert within == {"": timedelta(days=1), keys[1]: timedelta(hours=1), "no_such": timedelta(days=1)}
    assert "category: no_such?" in page_of(sofia, f"/tickets/{made['no_such']['id']}").css_first(".history").text()
    assert f"{keys[1]} · " in page_of(sofia, f"/departments/{department}").html


def test_a_list_is_narrowed_to_a_category(parts: Parts, sofia: Visitor, bella: Visitor) -> None:
    add_department(parts, "faults", (60, 30))
    for department in ("billing", "faults"):
        opened(parts, department)
    page = page_of(sofia, "/tickets")
    options = {each.text(): each.attributes["value"] or "" for each in page.css("#field-category option")}
    assert len(page.css("tbody tr")) == 2
    chosen = next(value for words, value in options.items() if words.lower().startswith("faults"))
    page = page_of(sofia, f"/tickets?category={chosen}")
    assert len(page.css("tbody tr")) == 1
    assert page.css_first("#field-category option[selected]").attributes["value"] == chosen
    assert all("faults" not in each.text().lower() for each in page_of(bella, "/tickets").css("#field-category option"))
    assert len(page_of(sofia, "/tickets?category=nonsense").css("tbody tr")) == 2
