"""Offers of tasks that cannot stay: each is taken back with its cause, by the sweeper or by whoever takes it first (P3, P5)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text

from adapters.clock import FixedClock
from adapters.database.tables.interactions import interactions
from flows.outbound.suppression import do_not_call
from flows.routing.presence import SignedOut
from tests.outbound import add_agent, add_task, rows, submit
from tests.unit.workspace.offered import NUMBER, ana, assert_sound, before, calls_in, campaign, clock, ends, look, parts, presence_of
from tests.web.floor import SERVICE_NUMBER
from workspace.commands.accept_task import accept_task
from workspace.commands.change_presence import change_presence
from workspace.commands.move_campaign import move_campaign, set_member
from workspace.commands.set_distribution import set_distribution
from workspace.transactions.presences import move_presence
from workspace.transactions.suppress import suppress
from workspace.wiring.parts import Parts, Person, new_id

__all__ = ["ana", "campaign", "clock", "parts"]  # fixtures


def pauses(parts: Parts, ana: Person, campaign: UUID) -> None:
    move_campaign(parts, ana, campaign, "paused", submission=submit(ana))


def is_asked_for(parts: Parts, ana: Person, campaign: UUID) -> None:
    set_distribution(parts, ana, campaign, "callbacks", 10, submission=submit(ana))


def must_not_be_called(parts: Parts, ana: Person, campaign: UUID) -> None:
    with parts.units.begin() as unit:
        suppress(unit, do_not_call("seller", NUMBER, unit.now))


def loses_ana(parts: Parts, ana: Person, campaign: UUID) -> None:
    set_member(parts, ana, campaign, ana.id, belongs=False, submission=submit(ana))


def calls_a_colleague(parts: Parts, ana: Person, campaign: UUID) -> None:
    """With nobody else free, the call would take the task's place at once."""
    add_agent(parts, "bruno")
    calls_in(parts, ana, campaign)


def is_being_called(parts: Parts, ana: Person, campaign: UUID) -> None:
    """By a colleague, for another campaign that knows the number alone."""
    with parts.units.begin() as unit:
        call = {"id": new_id(), "direction": "outbound", "state": "talking", "call_id": "ours", "offered_at": unit.now}
        unit.connection.execute(interactions.insert(), {**call, "caller_number": SERVICE_NUMBER, "dialled_number": NUMBER})


def closes_for_the_night(parts: Parts, ana: Person, campaign: UUID) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE leads SET zone = 'Asia/Tokyo'"))  # where it is two in the morning


def goes_home(parts: Parts, ana: Person, campaign: UUID) -> None:
    with parts.units.begin() as unit:
        move_presence(unit, ana.id, SignedOut())


def takes_a_break(parts: Parts, ana: Person, campaign: UUID) -> None:
    change_presence(parts, ana, "not_ready", "break", submission=submit(ana))


Change = Callable[[Parts, Person, UUID], None]
CHANGES: list[tuple[Change, str, str]] = [
    (pauses, "campaign", "ready"),
    (is_asked_for, "campaign", "ready"),
    (must_not_be_called, "lead_closed", "closed"),
    (loses_ana, "not_allowed", "ready"),
    (calls_a_colleague, "customer_called", "ready"),
    (is_being_called, "customer_called", "ready"),
    (closes_for_the_night, "window_closed", "ready"),
    (goes_home, "presence", "ready"),
    (takes_a_break, "presence", "ready"),
]


@pytest.mark.parametrize(("change", "cause", "state"), CHANGES, ids=[change.__name__ for change, _, _ in CHANGES])
def test_what_cannot_stay_is_taken_back_with_its_cause(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID, change: Change, cause: str, state: str
) -> None:
    add_task(parts, campaign)
    look(parts, clock)
    assert before(parts, ana) is not None
    change(parts, ana, campaign)
    look(parts, clock)
    look(parts, clock)
    assert before(parts, ana) is None
    assert ends(parts) == [("rescinded", cause)]
    assert rows(parts, "tasks")[0]["state"] == state
    with parts.units.read() as unit:
        audited = unit.connection.execute(text("SELECT payload FROM audit WHERE verb = 'task_offer_ended'")).scalars().all()
    assert [(each["state"], each["cause"], each["agent"]) for each in audited] == [("rescinded", cause, str(ana.id))]
    assert_sound(parts)


@pytest.mark.parametrize(("change", "cause", "state"), CHANGES[:7], ids=[change.__name__ for change, _, _ in CHANGES[:7]])
def test_whoever_takes_it_before_the_sweeper_has_looked_does_not_get_it(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID, change: Change, cause: str, state: str
) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    change(parts, ana, campaign)
    assert accept_task(parts, ana, task, submission=submit(ana)) is None
    assert ends(parts) == [("rescinded", cause)]
    assert (rows(parts, "tasks")[0]["state"], presence_of(parts, ana)) == (state, ("ready", None))
    assert_sound(parts)
