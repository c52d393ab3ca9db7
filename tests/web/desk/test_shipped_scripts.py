"""Shipped scripts worked at the desk: what the customer was promised is there afterwards, as an order, ticket, callback or message."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from adapters.database.tables.customers import bss_bills, bss_plans, customers
from tests.web.desk.walking import Walk
from tests.web.floor import BORN
from workspace.transactions.tickets import ANSWER_WITHIN
from workspace.wiring.parts import Parts, new_id

BILLING, SUPPORT, COMPLAINTS = "+18005550106", "+18005550107", "+18005550108"
EMAIL = "maria@example.com"


def rows(parts: Parts, table: str) -> list[dict[str, Any]]:
    with parts.engine.connect() as connection:
        return [dict(each) for each in connection.execute(text(f"SELECT * FROM {table}")).mappings()]  # noqa: S608 - names of this file


def say(walk: Walk, *steps: str) -> None:
    """Go on from each of these steps, one after the other."""
    for step in steps:
        assert walk.step == step
        walk.press("answers")
        walk.do_actions()


def answer(walk: Walk, step: str, value: str) -> None:
    assert walk.step == step
    walk.press("answers", answer=value)
    walk.do_actions()


def fill(walk: Walk, step: str, **fields: str) -> None:
    assert walk.step == step
    walk.press("answers", fields="1", **{f"field-{name}": value for name, value in fields.items()})
    walk.do_actions()


def agree(walk: Walk, step: str, *lines: str) -> None:
    """Read every line and take the consent."""
    assert walk.step == step
    for line in lines:
        walk.press("ticks", line=line)
    walk.press("consents", consent="given")
    walk.do_actions()


def verify(walk: Walk, *, strong: bool = False) -> None:
    """Say who one is; what the script does next is done."""
    answer(walk, "ask_name", "yes")
    if strong:
        fill(walk, "ask_both", date_of_birth=BORN, email=EMAIL)
    else:
        fill(walk, "ask_birthday", date_of_birth=BORN)
    say(walk, "verified")
    for _ in range(4):
        walk.do_actions()


def live_where_it_is_noon(parts: Parts, walk: Walk, after: timedelta) -> None:
    """Let the customer live where it will be about noon then, so that she may be called."""
    east = 12 - (parts.clock.now() + after).hour
    zone = f"Etc/GMT{-east:+d}" if east else "Etc/GMT"  # their signs are turned round
    with parts.units.begin() as unit:
        unit.connection.execute(customers.update().where(customers.c.id == walk.customer_id).values(zone=zone))


@pytest.fixture
def maria(parts: Parts, walk: Walk) -> Walk:
    """A call of Maria's that has not been put through yet; she has an address, an open bill, and more than one plan to choose from."""
    walk.rings("c0")
    walk.phone.customer_hangs_up("c0")
    with parts.units.begin() as unit:
        bill = {
            "id": new_id(),
            "account": walk.account,
            "period": "2026-10",
            "amount": 58,
            "due_at": unit.now + timedelta(days=5),
            "lines": [{"en": "Calls outside the plan", "zh": "套餐外通话", "amount": "13.00"}],
        }
        unit.connection.execute(bss_bills.insert(), bill)
        plan = {"code": "fibre_1000", "name_en": "Fibre 1000", "name_zh": "光纤1000兆", "speed": 1000, "price": 90}
        unit.connection.execute(bss_plans.insert(), plan)
        unit.connection.execute(customers.update().where(customers.c.id == walk.customer_id).values(email=EMAIL, tier="platinum"))
    return walk


def test_a_disputed_bill_leaves_a_ticket_and_a_payment_a_message(parts: Parts, maria: Walk) -> None:
    maria.talks("c1", dialled=BILLING)
    say(maria, "greet")
    verify(maria)
    assert "$58" in maria.find("#panel-script").text()
    say(maria, "overview")
    answer(maria, "what_about", "item")
    fill(maria, "choose_item", item_asked="0")
    answer(maria, "explain_item", "unknown")
    fill(maria, "dispute", disputed="I called nobody")
    (ticket,) = rows(parts, "tickets")
    assert (ticket["department"], ticket["customer_id"]) == ("billing", maria.customer_id)
    assert "Calls outside the plan: I called nobody" in ticket["body"]
    say(maria, "dispute_noted")
    answer(maria, "anything_else", "yes")
    answer(maria, "what_about", "payment")
    answer(maria, "can_you_pay", "now")
    answer(maria, "choose", "link")
    maria.do_actions()
    (message,) = rows(parts, "messages")
    assert (message["channel"], "$58" in message["body"]) == ("sms", True)
    answer(maria, "wait", "paid")
    say(maria, "paid")
    answer(maria, "anything_else", "no")
    say(maria, "goodbye")
    assert maria.closes("ticket_opened").status_code == 200


def test_a_changed_plan_is_an_order_and_a_message(parts: Parts, maria: Walk) -> None:
    maria.talks("c1", dialled=BILLING)
    assert maria.ask("runs", script="plan_change").status_code == 200
    say(maria, "greet")
    verify(maria, strong=True)
    say(maria, "present_plan")
    answer(maria, "what_for", "cheaper")
    say(maria, "save_money")
    maria.do_actions()
    fill(maria, "choose", new_plan="fibre_1000")
    agree(maria, "terms", "new_plan", "instead_of", "agreed")
    (order,) = rows(parts, "bss_orders")
    assert (order["kind"], order["product"], order["state"]) == ("plan_change", "fibre_1000", "accepted")
    say(maria, "changed")
    maria.do_actions()
    (message,) = rows(parts, "messages")
    assert order["number"] in message["body"]
    say(maria, "written", "goodbye")
    assert maria.closes("sold").status_code == 200


def test_roaming_and_a_top_up_are_orders(parts: Parts, maria: Walk) -> None:
    with parts.units.begin() as unit:
        usage = {"account": maria.account, "usage": '{"data_gb": "101", "data_limit_gb": "100"}'}
        unit.connection.execute(text("UPDATE bss_accounts SET usage = CAST(:usage AS jsonb) WHERE account = :account"), usage)
    maria.talks("c1", dialled=SUPPORT)
    say(maria, "greet")
    verify(maria)
    answer(maria, "first_test", "none")
    answer(maria, "status_bar", "bars")
    answer(maria, "test_again", "none")
    answer(maria, "abroad", "yes")
    answer(maria, "roaming_switch", "on")
    say(maria, "roaming_open")
    answer(maria, "test_again", "none")
    answer(maria, "mobile_data", "on")
    answer(maria, "data_gone", "top_up")
    assert maria.step == "top_up"
    maria.press("offer-responses", response="accepted")
    agree(maria, "read_back", "price", "agreed")
    assert maria.step == "topped_up"
    assert {(each["product"], each["price"]) for each in rows(parts, "bss_orders")} == {("data_roaming", 0), ("data_top_up_2", 5)}


def test_a_valued_customer_s_complaint_is_a_ticket_and_a_call(parts: Parts, maria: Walk) -> None:
    live_where_it_is_noon(parts, maria, ANSWER_WITHIN["high"])
    maria.talks("c1", dialled=COMPLAINTS)
    say(maria, "greet", "apologise")
    answer(maria, "what_kind", "network")
    fill(maria, "the_story", what_happened="no service for a week")
    answer(maria, "before", "no")
    fill(maria, "wanted")
    answer(maria, "say_it_back", "yes")
    answer(maria, "how_to_answer", "phone")
    maria.do_actions()
    (ticket,) = rows(parts, "tickets")
    assert ticket["department"] == "complaints"
    (callback,) = rows(parts, "callbacks")
    assert callback["due_at"] == ticket["due_at"]
    say(maria, "promise_call")
    answer(maria, "make_good", "yes")
    say(maria, "goodbye")
    assert maria.closes("complaint").status_code == 200


def test_a_refund_is_a_ticket_and_a_message(parts: Parts, maria: Walk) -> None:
    maria.talks("c1", dialled=BILLING)
    assert maria.ask("runs", script="refund").status_code == 200
    say(maria, "greet")
    verify(maria)
    answer(maria, "what_for", "begin")
    answer(maria, "why", "twice")
    fill(maria, "purchase", order_number="O77", item_bought="monthly fee", bought_on="2020-01-01")
    fill(maria, "how_much", amount="45")
    answer(maria, "which_way", "original")
    agree(maria, "terms", "what", "way", "agreed")
    maria.do_actions()
    (ticket,) = rows(parts, "tickets")
    assert (ticket["department"], "$45 · O77 · " in ticket["subject"]) == ("refunds", True)
    (message,) = rows(parts, "messages")
    assert f"T{ticket['serial']}" in message["body"]
    say(maria, "written")
