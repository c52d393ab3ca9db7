"""What tests of offered tasks begin with: Ana in a campaign that offers of itself, and how they look at what became of it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from adapters.clock import FixedClock
from adapters.database.verify import CHECKS
from flows.telephony.call_event import CallEvent, CallEventKind, Direction
from tests.outbound import NOON_IN_NEW_YORK, add_agent, add_campaign
from tests.web.floor import SERVICE_NUMBER
from workspace.commands.sweep_calls import sweep_calls
from workspace.commands.take_call_event import take_call_event
from workspace.settings import load
from workspace.wiring.parts import Parts, Person, assemble

NUMBER = "+12125550101"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON_IN_NEW_YORK)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    """A centre without a Redis: everything here is decided from SQL."""
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=clock, pool_size=8)
    yield made
    made.engine.dispose()


@pytest.fixture
def ana(parts: Parts) -> Person:
    return add_agent(parts, "ana")


@pytest.fixture
def campaign(parts: Parts, ana: Person) -> UUID:
    """A campaign that offers its tasks of itself, worked by Ana."""
    return add_campaign(parts, ana, distribution="push")


def look(parts: Parts, clock: FixedClock, after: timedelta = timedelta()) -> None:
    """Time goes by, at which nobody's screen falls silent, and the sweeper looks."""
    clock.at += after
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE presence SET seen_at = :now"), {"now": unit.now})
    sweep_calls(parts)


def before(parts: Parts, person: Person) -> UUID | None:
    """The task that is before an agent."""
    with parts.units.read() as unit:
        reservation = unit.task_reservations.open_of(person.id)
    return reservation.task_id if reservation else None


def ends(parts: Parts) -> list[tuple[str, str]]:
    """How the offers ended, with their causes, in the order of their offering."""
    with parts.units.read() as unit:
        found = unit.connection.execute(text("SELECT state, cause FROM reservations WHERE state <> 'offered' ORDER BY offered_at, id"))
        return [(row.state, row.cause) for row in found]


def presence_of(parts: Parts, person: Person) -> tuple[str, str | None]:
    with parts.units.read() as unit:
        presence = unit.presence.get(person.id)
    assert presence is not None
    return presence.state, presence.reason


def assert_sound(parts: Parts) -> None:
    """What `cuecard verify` asks of claims and reservations."""
    with parts.units.read() as unit:
        for check in CHECKS:
            if check.name in ("claims_have_holders", "one_reservation", "offers_of_tasks"):
                assert list(check.find(unit.connection)) == [], check.meaning


def calls_in(parts: Parts, ana: Person, campaign: UUID) -> None:
    """The customer calls us meanwhile."""
    event = CallEvent(
        event_id="one",
        adapter="test",
        call_id="theirs",
        kind=CallEventKind.OFFERED,
        at=parts.clock.now(),
        direction=Direction.INBOUND,
        caller_number=NUMBER,
        dialled_number=SERVICE_NUMBER,
    )
    take_call_event(parts, event)
