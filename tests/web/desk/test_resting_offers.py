"""Offers rest while somebody waits for us to put something right, and say why."""

from sqlalchemy import insert

from adapters.database.tables.customers import tickets
from tests.web.desk.walking import Walk
from tests.web.floor import SERVICE_NUMBER
from workspace.wiring.parts import new_id


def offered(walk: Walk) -> list[str]:
    """The offers that may be answered."""
    return [node.text(strip=True) for node in walk.page().css("#panel-offers li:not(.is-rested) .offer-head b")]


def reasons(walk: Walk) -> set[str]:
    """Why the dimmed ones rest."""
    return {node.text(strip=True) for node in walk.page().css("#panel-offers li.is-rested .why")}


def test_nothing_is_offered_while_a_ticket_is_open(walk: Walk) -> None:
    walk.talks()
    assert offered(walk)
    ticket: dict[str, object] = {
        "id": new_id(),
        "customer_id": walk.customer_id,
        "request_id": new_id(),
        "department": "billing",
        "subject": "Wrong bill",
    }
    ticket["due_at"] = walk.parts.clock.now()
    with walk.parts.engine.begin() as connection:
        connection.execute(insert(tickets).values(**ticket))
    assert offered(walk) == []
    assert reasons(walk) == {"rests: a ticket of this customer is open"}
    assert walk.page().css("#panel-offers form") == []


def test_nothing_is_offered_from_a_complaint_on(walk: Walk) -> None:
    walk.talks(dialled=SERVICE_NUMBER).press("answers")
    assert walk.step == "topic"
    assert offered(walk)
    walk.press("answers", answer="complaint")
    assert offered(walk) == []
    assert reasons(walk) == {"rests: the customer has a complaint"}


def test_the_complaint_script_itself_offers_nothing(walk: Walk) -> None:
    walk.talks()
    assert walk.ask("runs", script="complaint").status_code == 200
    assert offered(walk) == []
