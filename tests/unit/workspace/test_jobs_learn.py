"""Learning turns what customers answered into other recommendations, when it is time or somebody asks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from adapters.clock import FixedClock
from adapters.database.tables.customers import agreements, customers, subscriptions
from adapters.database.tables.offers import recommendations
from adapters.database.tables.people import people
from adapters.database.tables.scripts import bundles
from workspace.commands.learn import EVERY, LEARNED, REST, learn, learn_when_due, want_learning
from workspace.commands.relay_outbox import relay_outbox
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble, new_id

NOW = datetime(2026, 11, 20, 9, 41, tzinfo=UTC)
OFFER = Path(__file__).parents[3] / "flows/library/offers/tech_support.yaml"
COUNT = 60


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def parts(database: Engine, database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url, demo=True), clock=clock, pool_size=4)
    yield made
    made.engine.dispose()


@pytest.fixture
def customer_ids(parts: Parts) -> list[UUID]:
    """Sixty customers, half of them with fibre, and one offer on sale."""
    ids = [new_id() for _ in range(COUNT)]
    with parts.engine.begin() as connection:
        for number, customer_id in enumerate(ids):
            attributes = {"tenure_months": number, "contract": "month_to_month", "gender": "female"}
            row = {"id": customer_id, "account": f"A-{number:03}", "name": f"Customer {number}", "attributes": attributes}
            connection.execute(customers.insert(), row)
            product = "fibre" if number % 2 else "dsl"
            words = {"name_en": product, "name_zh": product}
            connection.execute(subscriptions.insert(), {"id": new_id(), "customer_id": customer_id, "product": product, **words})
            agreed = {"term_months": 1, "monthly": 50 + number, "currency": "USD", "starts_at": NOW, "name_en": "", "name_zh": ""}
            connection.execute(agreements.insert(), {"id": new_id(), "customer_id": customer_id, **agreed})
        offer = {"key": "offers/tech_support", "kind": "offer", "version": 1, "source": OFFER.read_text(), "sha256": "x", "parts": {}}
        connection.execute(bundles.insert(), {"id": new_id(), "published_at": NOW, **offer})
    return ids


def answer(parts: Parts, customer_id: UUID, response: str) -> None:
    with parts.units.begin() as unit:
        fact = {"interaction_id": str(new_id()), "offer_key": "tech_support", "response": response, "customer_id": str(customer_id)}
        unit.outbox.add("offer_responses", str(new_id()), {"happened_at": unit.now, **fact})


def propensities(parts: Parts) -> dict[UUID, float]:
    with parts.engine.connect() as connection:
        rows = connection.execute(select(recommendations.c.customer_id, recommendations.c.propensity))
        return {row.customer_id: row.propensity for row in rows}


def test_what_customers_answer_moves_what_is_recommended(parts: Parts, customer_ids: list[UUID], clock: FixedClock) -> None:
    assert learn(parts)["recommendations"] == COUNT
    before = propensities(parts)
    for number, customer_id in enumerate(customer_ids):
        answer(parts, customer_id, "accepted" if number % 2 else "declined")
    relay_outbox(parts)
    clock.at += timedelta(hours=1)
    assert learn(parts)["answers"] == COUNT
    after = propensities(parts)
    fibre, dsl = customer_ids[1::2], customer_ids[0::2]
    assert all(after[one] > before[one] for one in fibre)
    assert sum(after[one] for one in fibre) > 2 * sum(after[one] for one in dsl)


def test_who_a_person_is_stays_in_sql(parts: Parts, customer_ids: list[UUID]) -> None:
    with parts.units.read() as unit:
        columns = unit.learning.columns()
        rows = list(unit.learning.customers())
    assert not {"gender", "name", "senior_citizen", "partner"} & set(columns)
    assert len(rows) == len(customer_ids)
    assert not any("female" in str(row) for row in rows)


def test_the_first_learning_is_due_at_once_and_the_next_after_a_day(parts: Parts, customer_ids: list[UUID], clock: FixedClock) -> None:
    assert learn_when_due(parts) is True
    assert learn_when_due(parts) is False
    clock.at += EVERY + timedelta(seconds=1)
    assert learn_when_due(parts) is True


def test_without_customers_there_is_nothing_to_learn(parts: Parts) -> None:
    assert learn_when_due(parts) is False


def test_who_asks_is_served_at_once(parts: Parts, customer_ids: list[UUID], clock: FixedClock) -> None:
    sofia = new_id()
    with parts.engine.begin() as connection:
        connection.execute(people.insert(), {"id": sofia, "login": "sofia", "name": "Sofia", "role": "supervisor", "password_hash": "x"})
    learn_when_due(parts)
    clock.at += timedelta(seconds=10)
    want_learning(parts, sofia)
    assert learn_when_due(parts) is True
    with parts.units.read() as unit:
        learned = unit.facts.get(LEARNED)
        assert learned is not None
        assert learned.value["customers"] == COUNT
        assert [row["verb"] for row in unit.audit.of("facts:learned")].count("learning_wanted") == 1


def test_one_learns_while_the_other_leaves_it(parts: Parts, customer_ids: list[UUID], clock: FixedClock) -> None:
    with parts.units.begin() as unit:
        assert unit.facts.claim("learn", timedelta(minutes=15))
    assert learn_when_due(parts) is False
    clock.at += timedelta(minutes=16)
    assert learn_when_due(parts) is True


def test_a_learning_that_fails_is_tried_again_after_a_rest(parts: Parts, customer_ids: list[UUID], clock: FixedClock) -> None:
    folder = parts.settings.analytics_folder
    folder.mkdir(parents=True)
    (folder / "learning").write_text("a file where the folder should be")
    with pytest.raises(FileExistsError):
        learn_when_due(parts)
    (folder / "learning").unlink()
    assert learn_when_due(parts) is False
    clock.at += REST
    assert learn_when_due(parts) is True
