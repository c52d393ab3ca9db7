"""Promised calls: agreed at the customer's time, kept for their agent, released, missed, and made once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from adapters.clock import FixedClock
from flows.connectors.ports import ActionFailed
from flows.errors import InvalidError
from flows.routing.distribution import Distribution
from flows.routing.presence import Engaged, SignedOut
from tests.outbound import NOON_IN_NEW_YORK, add_agent, add_campaign, add_task, rows, submit
from tests.web.floor import add_customer
from workspace.commands.claim_task import claim_task
from workspace.commands.dial_task import dial_task
from workspace.commands.release_tasks import follow_callbacks, stop_outdated_campaigns
from workspace.desk.task_previews import callback_lines, task_preview
from workspace.settings import load
from workspace.transactions.callbacks import book_callback, promise_callback
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import InteractionRow, Parts, Person, Unit, assemble, new_id

AT_THREE = datetime(2026, 11, 24, 15, 0)  # noqa: DTZ001 - a time on the customer's wall has no zone of its own
AT_THREE_UTC = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON_IN_NEW_YORK)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=clock, pool_size=4)
    yield made
    made.engine.dispose()


@pytest.fixture
def ana(parts: Parts) -> Person:
    return add_agent(parts, "ana")


@pytest.fixture
def outbound(parts: Parts, ana: Person) -> UUID:
    """Ana's call to a lead in New York; the interaction's id."""
    add_task(parts, add_campaign(parts, ana))
    row = claim_task(parts, ana, submission=submit(ana))
    assert row is not None
    assert dial_task(parts, ana, row.id, row.task.claim_no, submission=submit(ana))
    with parts.units.read() as unit:
        return unit.interactions.open_of(ana.id)[0].id


def inbound(parts: Parts, ana: Person, **columns: object) -> UUID:
    """A customer's call to Ana."""
    interaction_id = new_id()
    with parts.units.begin() as unit:
        unit.connection.execute(
            text(
                "INSERT INTO interactions (id, direction, state, person_id, offered_at, caller_number, customer_id)"
                " VALUES (:id, 'inbound', 'talking', :person, now(), :number, :customer)"
            ),
            {"id": interaction_id, "person": ana.id, "number": None, "customer": None, **columns},
        )
    return interaction_id


def row_of(unit: Unit, interaction_id: UUID) -> InteractionRow:
    row = unit.interactions.get(interaction_id)
    assert row is not None
    return row


def promised(parts: Parts, interaction_id: UUID, at: datetime = AT_THREE) -> UUID:
    with parts.units.begin() as unit:
        return promise_callback(unit, row_of(unit, interaction_id), at, request_id=new_id(), note="after lunch").id


def state_of(parts: Parts, callback_id: UUID) -> str:
    with parts.units.read() as unit:
        row = unit.callbacks.get(callback_id)
    assert row is not None
    return str(row["state"])


def ends_call(parts: Parts) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE interactions SET state = 'closed', closed_at = now()"))
        unit.connection.execute(text("UPDATE attempts SET state = 'ended', result = 'answered'"))
        unit.connection.execute(text("UPDATE tasks SET state = 'done', holder_id = NULL WHERE kind = 'call'"))


def test_a_promise_is_a_task_for_its_agent_at_the_customers_hour(parts: Parts, ana: Person, outbound: UUID) -> None:
    promised(parts, outbound)
    task = next(each for each in rows(parts, "tasks") if each["kind"] == "callback")
    assert (task["due_at"], task["for_person_id"], task["priority"]) == (AT_THREE_UTC, ana.id, 1000)
    with parts.units.read() as unit:
        lines = callback_lines(unit, ana, "en"), callback_lines(unit, ana, "zh")
    assert [(line.name, line.due, line.overdue) for (line,) in lines] == [
        ("Tom Becker", "Tue 24 Nov 15:00 · America/New York", False),
        ("Tom Becker", "周二 11月24日 15:00 · America/New York", False),
    ]


def test_the_same_request_is_promised_once(parts: Parts, outbound: UUID) -> None:
    request = new_id()
    for _ in range(2):
        with parts.units.begin() as unit:
            booked = book_callback(unit, row_of(unit, outbound), AT_THREE_UTC, request_id=request)
    assert booked.due_at == AT_THREE_UTC
    assert sum(each["kind"] == "callback" for each in rows(parts, "tasks")) == 1


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (AT_THREE.replace(hour=22), "outside_window"),
        (AT_THREE.replace(hour=21), "outside_window"),
        (AT_THREE.replace(day=23), "in_the_past"),
        (AT_THREE.replace(year=2028), "too_far_off"),
    ],
)
def test_what_cannot_be_kept_is_not_promised(parts: Parts, outbound: UUID, at: datetime, code: str) -> None:
    with parts.units.begin() as unit, pytest.raises(InvalidError) as refused:
        promise_callback(unit, row_of(unit, outbound), at, request_id=new_id())
    assert refused.value.fields == {"callback_at": code}
    with parts.units.begin() as unit, pytest.raises(ActionFailed) as failed:
        book_callback(unit, row_of(unit, outbound), at, request_id=new_id())
    assert (failed.value.kind, failed.value.code) == ("refused", code)
    assert sum(each["kind"] == "callback" for each in rows(parts, "tasks")) == 0


def test_an_inbound_customers_promise_is_a_service_task(parts: Parts, ana: Person) -> None:
    customer = add_customer(parts, zone="America/Los_Angeles")
    promised(parts, inbound(parts, ana, number="+14155550123", customer=customer))
    with parts.units.read() as unit:
        campaign = unit.campaigns.by_key("callbacks")
    assert campaign is not None
    assert (campaign["purpose"], campaign["state"]) == ("service", "running")
    assert rows(parts, "tasks")[0]["due_at"] == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert rows(parts, "leads")[0]["customer_id"] == customer


def test_a_caller_who_withheld_the_number_cannot_be_called_back(parts: Parts, ana: Person) -> None:
    interaction_id = inbound(parts, ana)
    with parts.units.begin() as unit, pytest.raises(ActionFailed) as failed:
        book_callback(unit, row_of(unit, interaction_id), AT_THREE_UTC, request_id=new_id())
    assert failed.value.code == "no_recipient"


@pytest.mark.parametrize("minutes", [10, 3], ids=["as delivered", "as the campaign says"])
def test_a_promise_due_in_wrap_up_is_held_for_its_agent_and_then_released(
    parts: Parts, ana: Person, outbound: UUID, clock: FixedClock, minutes: int
) -> None:
    bruno = add_agent(parts, "bruno")
    with parts.units.begin() as unit:
        campaign = row_of(unit, outbound)["campaign_id"]
        unit.campaigns.join(campaign, bruno.id)
        if minutes != 10:
            unit.campaigns.set_distribution(campaign, Distribution.PULL, minutes)
    callback = promised(parts, outbound)
    ends_call(parts)
    clock.at = AT_THREE_UTC
    with parts.units.begin() as unit:
        unit.people.note_seen([ana.id, bruno.id])
        move_presence(unit, ana.id, Engaged())
    assert follow_callbacks(parts) == 1
    assert state_of(parts, callback) == "held"
    assert claim_task(parts, bruno, submission=submit(bruno)) is None
    clock.at += timedelta(minutes=minutes)
    with parts.units.begin() as unit:
        unit.people.note_seen([ana.id])
    assert follow_callbacks(parts) == 1
    assert state_of(parts, callback) == "released"
    assert claim_task(parts, bruno, submission=submit(bruno)) is not None


def test_a_promise_of_somebody_off_shift_goes_to_colleagues_at_once(parts: Parts, ana: Person, outbound: UUID, clock: FixedClock) -> None:
    callback = promised(parts, outbound)
    ends_call(parts)
    clock.at = AT_THREE_UTC
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE presence SET state = 'ready'"))
        move_presence(unit, ana.id, SignedOut())
    follow_callbacks(parts)
    assert state_of(parts, callback) == "released"


def test_a_promise_nobody_kept_is_missed_and_still_callable(parts: Parts, ana: Person, outbound: UUID, clock: FixedClock) -> None:
    callback = promised(parts, outbound)
    ends_call(parts)
    clock.at = AT_THREE_UTC + timedelta(hours=1)
    follow_callbacks(parts)
    assert state_of(parts, callback) == "missed"
    assert follow_callbacks(parts) == 0
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE presence SET state = 'ready'"))
        missed = unit.callbacks.missed_of(rows(parts, "tasks")[0]["campaign_id"], clock.at - timedelta(days=1))  # type: ignore[arg-type]
    assert [each["id"] for each in missed] == [callback]
    assert claim_task(parts, ana, submission=submit(ana)) is not None


def test_the_promised_call_is_done_when_it_is_dialled(parts: Parts, ana: Person, outbound: UUID, clock: FixedClock) -> None:
    callback = promised(parts, outbound)
    ends_call(parts)
    clock.at = AT_THREE_UTC
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE presence SET state = 'ready'"))
    row = claim_task(parts, ana, submission=submit(ana))
    assert row is not None
    with parts.units.read() as unit:
        preview = task_preview(unit, ana, "en")
    assert preview is not None
    assert [(fact.label, fact.value) for fact in preview.facts] == [("Promised for", "Tue 24 Nov 15:00"), ("Note", "after lunch")]
    assert dial_task(parts, ana, row.id, row.task.claim_no, submission=submit(ana))
    assert state_of(parts, callback) == "done"


def test_a_campaign_on_an_old_list_stops_by_itself(parts: Parts, ana: Person, clock: FixedClock) -> None:
    campaign = add_campaign(parts, ana)
    add_task(parts, campaign)
    assert stop_outdated_campaigns(parts) == 0
    clock.at += timedelta(days=30)
    assert stop_outdated_campaigns(parts) == 1
    with parts.units.read() as unit:
        row = unit.campaigns.get(campaign)
    assert row is not None
    assert (row["state"], row["state_reason"]) == ("stopped", "list_not_current")
