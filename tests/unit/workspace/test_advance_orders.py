"""Orders go their way by themselves, and the desk of whoever speaks with that customer is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine

from adapters.clock import FixedClock
from adapters.database.tables.interactions import interactions
from adapters.database.tables.people import people
from adapters.ids import new_id
from flows.customers.customer import BillingRecord, CustomerRecord, PlanRecord
from scripts_dsl.money import Money
from workspace.commands.advance_orders import advance_orders
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CLOUD = PlanRecord("cloud", {"en": "Cloud disk", "zh": "云盘"}, Money(Decimal("4.90"), "USD"))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def parts(database: Engine, database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=clock, pool_size=2)
    yield made
    made.engine.dispose()


def speaking_with(parts: Parts, name: str, account: str) -> UUID:
    """An agent in a call with the customer of that account, who has a new order."""
    agent = new_id()
    record = CustomerRecord(account, "Maria", billing=BillingRecord(None, "check", Money(Decimal(9), "USD")))
    with parts.units.begin() as unit:
        unit.connection.execute(people.insert(), {"id": agent, "login": name, "name": name, "role": "agent", "password_hash": ""})
        unit.customer_import.put([record], "test", [])
        unit.bss_import.put_accounts([(record, (), {})])
        customer = unit.customers.with_account(account)
        assert customer is not None
        call = {
            "id": new_id(),
            "direction": "inbound",
            "state": "talking",
            "customer_id": customer.id,
            "person_id": agent,
            "offered_at": NOW,
        }
        unit.connection.execute(interactions.insert(), call)
        unit.bss.add_order(account, new_id(), CLOUD, "order")
    return agent


def test_only_the_desk_that_shows_the_order_changes(parts: Parts, clock: FixedClock) -> None:
    ana = speaking_with(parts, "ana", "A-1")
    clock.at += timedelta(minutes=2)
    bruno = speaking_with(parts, "bruno", "A-2")
    assert advance_orders(parts) == 1
    with parts.units.read() as unit:
        assert unit.desks.versions([ana, bruno]) == {ana: 1}
        assert [order["state"] for order in unit.bss.orders("A-1")] == ["provisioning"]
        assert [order["state"] for order in unit.bss.orders("A-2")] == ["accepted"]


def test_a_look_that_finds_nothing_tells_nobody(parts: Parts) -> None:
    ana = speaking_with(parts, "ana", "A-1")
    assert advance_orders(parts) == 0
    with parts.units.read() as unit:
        assert unit.desks.version(ana) == 0
