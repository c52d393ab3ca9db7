"""The reference BSS answers as the catalogue says, does each request once, and fails in the ways it is told to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine

from adapters.clock import FixedClock
from adapters.customers.reference_bss import SUSPENDED_AFTER, ReferenceBss
from adapters.database.stores.bss import Fault
from adapters.database.unit import Units
from adapters.ids import new_id
from flows.connectors.catalogue import ACTIONS, CATALOGUE
from flows.connectors.ports import CODE_WORDS, KIND_WORDS, ActionFailed, ErrorKind
from flows.customers.billing import Bill, bills_of
from flows.customers.customer import BillingRecord, CustomerRecord, NumberRecord, PlanRecord, SubscriptionRecord
from scripts_dsl.money import Money
from scripts_dsl.values import read_value
from workspace.wiring.customers import dice_of, make_bss

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SOON = timedelta(seconds=3)
CLOUD = PlanRecord("cloud", {"en": "Cloud disk", "zh": "云盘"}, Money(Decimal("4.90"), "USD"))
PLANS = [
    PlanRecord("dsl_50", {"en": "DSL 50", "zh": "DSL 50兆"}, Money(Decimal(45), "USD"), 50),
    PlanRecord("fibre_1000", {"en": "Fibre 1000", "zh": "光纤1000兆"}, Money(Decimal(90), "USD"), 1000),
]
MARIA = CustomerRecord(
    account="0755123",
    name="王芳",
    surname="王",
    title="女士",
    language="zh",
    email="Fang.Wang@example.com",
    attributes={"date_of_birth": "1990-04-01"},
    numbers=(NumberRecord("+14155550123", "mobile"),),
    subscriptions=(SubscriptionRecord("dsl", {"en": "DSL internet", "zh": "DSL宽带"}, Money(Decimal(25), "USD"), taken=True),),
    billing=BillingRecord("dsl_50", "Mailed check", Money(Decimal(45), "USD")),
)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def units(database: Engine, clock: FixedClock) -> Units:
    units = Units(database, clock, lambda changes: None)
    with units.begin() as unit:
        unit.customer_import.put([MARIA], "test", ["mobile"])
        unit.bss_import.put_plans(PLANS)
        bills = bills_of(MARIA, NOW, dice_of(MARIA.account))
        unit.bss_import.put_accounts([(MARIA, bills, {"data_gb": "12.5", "minutes": "40"})])
    return units


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def bss(units: Units, waited: list[float]) -> ReferenceBss:
    return make_bss(units, {"cloud_disk": CLOUD}.get, sleep=waited.append)


def ask(bss: ReferenceBss, action: str, request: UUID | None = None, **parameters: Any) -> Any:
    answer = bss.ask(action, {"account": "0755123", **parameters}, request or new_id(), SOON)
    result = CATALOGUE.actions[action].result
    assert result is not None
    return read_value(answer, result)


def failure(bss: ReferenceBss, action: str, **parameters: Any) -> ActionFailed:
    with pytest.raises(ActionFailed) as failed:
        ask(bss, action, **parameters)
    return failed.value


def test_the_plan_is_told_in_the_customers_language(bss: ReferenceBss) -> None:
    plan = ask(bss, "bss.get_plan")
    assert plan == {"code": "dsl_50", "name": "DSL 50兆", "speed": Decimal(50), "price": Money(Decimal("45.00"), "USD")}
    assert [each["code"] for each in ask(bss, "bss.get_plans")] == ["dsl_50", "fibre_1000"]


def test_the_lines_of_a_bill_make_its_sum(bss: ReferenceBss) -> None:
    bill = ask(bss, "bss.get_bill")
    assert bill["period"] == "2026-10"
    assert sum(line["amount"].amount for line in bill["lines"]) == bill["amount"].amount
    assert bill["lines"][0]["name"] == "DSL宽带"
    older = ask(bss, "bss.get_bill", period="2026-09")
    assert (older["period"], older["paid"]) == ("2026-09", True)
    assert older["amount"] == bill["previous"]


def test_what_is_owed_is_what_the_unpaid_bills_say(bss: ReferenceBss) -> None:
    bill, balance = ask(bss, "bss.get_bill"), ask(bss, "bss.get_balance")
    assert balance["amount"].amount == (Decimal(0) if bill["paid"] else bill["amount"].amount)
    assert balance["payment_method"] == "Mailed check"


def test_usage_and_open_orders_are_told(bss: ReferenceBss) -> None:
    assert ask(bss, "bss.get_usage") == {"period": "2026-11", "data_gb": Decimal("12.5"), "minutes": Decimal(40)}
    assert ask(bss, "bss.get_orders") == ()


def test_a_bill_a_month_overdue_stops_the_line(bss: ReferenceBss, units: Units, clock: FixedClock) -> None:
    working = {"state": "active", "suspended_for": None, "roaming": False}
    assert ask(bss, "bss.get_line") == working
    unpaid = Bill("2026-10", Money(Decimal(45), "USD"), NOW, None, ())
    other = replace(MARIA, account="0755124", email=None, numbers=(NumberRecord("+14155550124", "mobile"),))
    with units.begin() as unit:
        unit.customer_import.put([other], "test", ["mobile"])
        unit.bss_import.put_accounts([(other, (unpaid,), {})])
    assert ask(bss, "bss.get_line", account="0755124") == working
    clock.at += SUSPENDED_AFTER + timedelta(seconds=1)
    assert ask(bss, "bss.get_line", account="0755124") == {**working, "state": "suspended", "suspended_for": "unpaid_bill"}


def test_roaming_is_switched_on_once_and_costs_nothing(bss: ReferenceBss) -> None:
    request = new_id()
    order = ask(bss, "bss.enable_roaming", request)
    assert (order["name"], order["price"]) == ("漫游流量", Money(Decimal("0.00"), "USD"))
    assert ask(bss, "bss.get_line")["roaming"] is True
    assert ask(bss, "bss.enable_roaming", request) == order
    assert failure(bss, "bss.enable_roaming").code == "roaming_on"


def test_an_identity_is_as_strong_as_what_matches(bss: ReferenceBss) -> None:
    assert ask(bss, "crm.verify_identity", date_of_birth="1990-04-01") == {"level": "basic"}
    assert ask(bss, "crm.verify_identity", date_of_birth="1990-04-01", email="fang.wang@EXAMPLE.com") == {"level": "strong"}
    assert failure(bss, "crm.verify_identity", date_of_birth="1990-04-02").code == "identity_mismatch"
    assert failure(bss, "crm.verify_identity", date_of_birth="1990-04-01", email="x@example.com").code == "identity_mismatch"
    assert failure(bss, "crm.verify_identity").code == "bad_parameter"


def test_the_same_request_gives_the_same_order_once(bss: ReferenceBss) -> None:
    request = new_id()
    first = ask(bss, "bss.place_order", request, offer="cloud_disk")
    assert ask(bss, "bss.place_order", request, offer="cloud_disk") == first
    assert (first["product"], first["name"], first["state"]) == ("cloud", "云盘", "accepted")
    assert [each["id"] for each in ask(bss, "bss.get_orders")] == [first["id"]]


def test_the_same_request_at_the_same_moment_makes_one_order(bss: ReferenceBss) -> None:
    request = new_id()
    with ThreadPoolExecutor(6) as threads:
        orders = list(threads.map(lambda _: ask(bss, "bss.place_order", request, offer="cloud_disk")["id"], range(6)))
    assert len(set(orders)) == 1
    assert len(ask(bss, "bss.get_orders")) == 1


def test_two_requests_at_the_same_moment_do_not_order_the_same_thing_twice(bss: ReferenceBss) -> None:
    def place(_: int) -> str:
        try:
            return str(ask(bss, "bss.place_order", offer="cloud_disk")["id"])
        except ActionFailed as failed:
            return failed.code

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(place, range(6)))
    assert answers.count("order_open") == 5


def test_a_request_id_serves_one_request_only(bss: ReferenceBss) -> None:
    request = new_id()
    ask(bss, "bss.place_order", request, offer="cloud_disk")
    with pytest.raises(ActionFailed) as failed:
        ask(bss, "bss.change_plan", request, plan="fibre_1000")
    assert failed.value.code == "bad_parameter"


@pytest.mark.parametrize(
    ("action", "parameters", "code"),
    [
        ("bss.get_plan", {"account": "nobody"}, "unknown_account"),
        ("bss.get_plan", {"account": ""}, "bad_parameter"),
        ("bss.get_bill", {"period": "1999-01"}, "no_bill"),
        ("bss.change_plan", {"plan": "dsl_50"}, "same_plan"),
        ("bss.change_plan", {"plan": "no_such"}, "unknown_plan"),
        ("bss.place_order", {"offer": "no_such"}, "unknown_offer"),
        ("bss.cancel_order", {"order": "A1"}, "unknown_order"),
    ],
)
def test_a_refusal_has_a_code_and_is_for_good(bss: ReferenceBss, action: str, parameters: dict[str, str], code: str) -> None:
    failed = failure(bss, action, **parameters)
    assert (failed.kind, failed.code, failed.permanent) == (ErrorKind.REFUSED, code, True)
    assert failed.words("zh") != failed.words("en")


def test_an_action_that_the_bss_has_not_is_refused(bss: ReferenceBss) -> None:
    with pytest.raises(ActionFailed) as failed:
        bss.ask("bss.drop_table", {"account": "0755123"}, new_id(), SOON)
    assert failed.value.code == "unknown_action"


def test_every_action_of_the_catalogue_is_answered(bss: ReferenceBss) -> None:
    assert {each.name for each in ACTIONS} == bss.actions


def test_an_order_goes_its_way_until_the_customer_has_the_product(bss: ReferenceBss, units: Units, clock: FixedClock) -> None:
    order = ask(bss, "bss.place_order", UUID(int=1 << 64), offer="cloud_disk")
    states = []
    for _ in range(3):
        clock.at += timedelta(minutes=4)
        with units.begin() as unit:
            unit.bss.advance_orders()
        with units.read() as unit:
            states.append(next(each["state"] for each in unit.bss.orders("0755123") if each["number"] == order["id"]))
    assert states[0] == "provisioning"
    assert states[1] in ("active", "failed")
    assert states[2] == states[1]
    with units.read() as unit:
        customer = unit.customers.with_account("0755123")
        assert customer is not None
        desk = unit.customers.on_desk(customer.id, clock.at - timedelta(days=1))
    assert desk is not None
    assert ("cloud" in {each.product for each in desk.subscriptions}) == (states[1] == "active")


def test_an_order_shows_on_the_next_pop(bss: ReferenceBss, units: Units) -> None:
    order = ask(bss, "bss.change_plan", plan="fibre_1000")
    with units.read() as unit:
        (customer,) = unit.customers.with_number("+14155550123")
        desk = unit.customers.on_desk(customer.id, NOW)
    assert desk is not None
    assert [(each.number, each.state, each.name["zh"]) for each in desk.orders] == [(order["id"], "accepted", "光纤1000兆")]


def test_an_order_is_cancelled_once_and_not_after_it_ended(bss: ReferenceBss, units: Units, clock: FixedClock) -> None:
    order = ask(bss, "bss.place_order", offer="cloud_disk")
    assert ask(bss, "bss.cancel_order", order=order["id"])["state"] == "cancelled"
    assert ask(bss, "bss.cancel_order", order=order["id"])["state"] == "cancelled"
    second = ask(bss, "bss.place_order", offer="cloud_disk")
    for _ in range(2):
        clock.at += timedelta(minutes=4)
        with units.begin() as unit:
            unit.bss.advance_orders()
    assert failure(bss, "bss.cancel_order", order=second["id"]).code == "order_ended"


def set_fault(units: Units, fault: Fault) -> None:
    with units.begin() as unit:
        unit.bss.set_fault(fault)


def test_down_and_refused_are_told_apart_by_the_retry_bit(bss: ReferenceBss, units: Units) -> None:
    set_fault(units, Fault("*", "down"))
    assert (failure(bss, "bss.get_plan").kind, failure(bss, "bss.get_plan").permanent) == (ErrorKind.DOWN, False)
    set_fault(units, Fault("bss.get_plan", "refused"))
    assert (failure(bss, "bss.get_plan").kind, failure(bss, "bss.get_plan").permanent) == (ErrorKind.REFUSED, True)
    with units.begin() as unit:
        unit.bss.clear_fault("bss.get_plan")
        unit.bss.clear_fault("*")
        assert unit.bss.faults() == []
    assert ask(bss, "bss.get_plan")["code"] == "dsl_50"


def test_a_slow_answer_comes_when_there_is_time_for_it(bss: ReferenceBss, units: Units, waited: list[float]) -> None:
    set_fault(units, Fault("*", "slow", Decimal(2)))
    assert ask(bss, "bss.get_plan")["code"] == "dsl_50"
    set_fault(units, Fault("*", "slow", Decimal(60)))
    assert failure(bss, "bss.place_order", offer="cloud_disk").kind == ErrorKind.TIMEOUT
    assert waited == [2.0, 3.0]
    with units.read() as unit:
        assert unit.bss.orders("0755123") == []


def test_a_lost_reply_leaves_an_order_that_the_same_request_finds(bss: ReferenceBss, units: Units) -> None:
    set_fault(units, Fault("bss.place_order", "lost_reply", times=1))
    request = new_id()
    with pytest.raises(ActionFailed) as failed:
        ask(bss, "bss.place_order", request, offer="cloud_disk")
    assert (failed.value.kind, failed.value.permanent) == (ErrorKind.TIMEOUT, False)
    with units.read() as unit:
        (made,) = unit.bss.orders("0755123")
    assert ask(bss, "bss.place_order", request, offer="cloud_disk")["id"] == made["number"]
    with units.read() as unit:
        assert len(unit.bss.orders("0755123")) == 1


def test_every_way_to_fail_has_words_in_both_languages() -> None:
    assert set(KIND_WORDS) == set(ErrorKind)
    for words in (*KIND_WORDS.values(), *CODE_WORDS.values()):
        assert words["en"].strip()
        assert words["zh"].strip()


def test_every_action_can_only_fail_in_kinds_its_script_may_name() -> None:
    for action in ACTIONS:
        assert action.error_kinds == {"refused", "down", "timeout", "cancelled"}
        assert set(action.labels) == {"en", "zh"}
