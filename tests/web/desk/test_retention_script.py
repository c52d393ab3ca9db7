"""The retention script worked at the desk: a supervisor's approval, the order that follows, and a way out for whoever wants to leave."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from tests.web.floor import BORN
from workspace.wiring.parts import Parts

CARE = "+18005550104"


def rows(parts: Parts, table: str) -> list[dict[str, Any]]:
    with parts.engine.connect() as connection:
        return [dict(each) for each in connection.execute(text(f"SELECT * FROM {table}")).mappings()]  # noqa: S608 - names of this file


def press(walk: Walk, step: str, noun: str = "answers", **fields: str) -> None:
    """Do one thing at the step where the call must stand, and let the worker do what follows."""
    assert walk.step == step
    walk.press(noun, **fields)
    for _ in range(3):
        walk.do_actions()


@pytest.fixture
def leaving(walk: Walk) -> Walk:
    """Maria on the line, verified; she was just asked why she wants to leave."""
    walk.talks(dialled=CARE)
    press(walk, "greet")
    press(walk, "ask_name", answer="yes")
    press(walk, "ask_birthday", fields="1", **{"field-date_of_birth": BORN})
    press(walk, "verified")
    assert walk.step == "why_leaving"
    return walk


def test_a_special_price_is_made_only_after_a_supervisor_approved_it(parts: Parts, leaving: Walk, visit: Callable[..., Visitor]) -> None:
    press(leaving, "why_leaving", answer="rival")
    press(leaving, "rival_deal", fields="1", **{"field-rival_name": "Other Net", "field-rival_price": "42"})
    press(leaving, "may_i_ask", answer="yes")
    press(leaving, "price_in_mind", fields="1", **{"field-fair_price": "45"})
    assert leaving.step == "ask_supervisor"
    with parts.units.read() as unit:
        (asked,) = unit.runs.approvals()
    sofia = visit("sofia", role="supervisor")
    assert sofia.post(f"/approvals/{asked['id']}", {"granted": "yes", "note": "a good customer"}).status_code == 204
    assert "$45" in leaving.find("#panel-script").text()
    press(leaving, "special_offer", "offer-responses", response="accepted")
    for line in ("price", "instead_of", "cooling_off", "agreed"):
        press(leaving, "read_back", "ticks", line=line)
    press(leaving, "read_back", "consents", consent="given")
    (order,) = rows(parts, "bss_orders")
    assert (order["product"], order["account"]) == ("keeper_rate", leaving.account)
    press(leaving, "kept")
    (message,) = rows(parts, "messages")
    assert order["number"] in message["body"]
    press(leaving, "goodbye")
    assert leaving.closes("retained").status_code == 200


def test_whoever_only_wants_out_gets_a_ticket_and_a_message(parts: Parts, leaving: Walk) -> None:
    press(leaving, "why_leaving", "objections", objection="just_cancel")
    press(leaving, "why_leaving")
    press(leaving, "sure_to_leave", answer="today")
    for line in ("last_day", "last_bill", "sure"):
        press(leaving, "leaving_terms", "ticks", line=line)
    press(leaving, "leaving_terms", "consents", consent="given")
    (ticket,) = rows(parts, "tickets")
    assert (ticket["department"], ticket["customer_id"]) == ("cancellations", leaving.customer_id)
    (message,) = rows(parts, "messages")
    assert f"T{ticket['serial']}" in message["body"]
    press(leaving, "left")
    press(leaving, "goodbye")
    assert leaving.closes("leaving").status_code == 200
