"""A customer on the line goes before a task that lies before an agent and is not taken yet; never the other way round."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from adapters.chance import seeded
from adapters.clock import FixedClock
from flows.errors import ConflictError, NotFoundError
from flows.interaction import InteractionState
from flows.telephony.call_event import CallEvent, CallEventKind, Direction
from tests.outbound import add_agent, add_task, rows, submit
from tests.unit.workspace.offered import ana, assert_sound, before, campaign, clock, ends, look, parts, presence_of
from tests.web.floor import SERVICE_NUMBER
from workspace.commands.accept_task import accept_task, reject_task
from workspace.commands.sweep_calls import sweep_calls
from workspace.commands.take_call_event import take_call_event
from workspace.desk.screen import desk_screen
from workspace.wiring.parts import Parts, Person

__all__ = ["ana", "campaign", "clock", "parts"]  # fixtures
RINGING = [InteractionState.RINGING]


def somebody_calls(parts: Parts, call_id: str = "theirs", number: str = "+12125559901") -> None:
    """A customer who has nothing to do with the tasks."""
    take_call_event(
        parts,
        CallEvent(
            event_id=f"{call_id}/offered",
            adapter="test",
            call_id=call_id,
            kind=CallEventKind.OFFERED,
            at=parts.clock.now(),
            direction=Direction.INBOUND,
            caller_number=number,
            dialled_number=SERVICE_NUMBER,
        ),
    )


def states_at(parts: Parts, person: Person) -> list[InteractionState]:
    """Where the calls at somebody's desk stand."""
    with parts.units.read() as unit:
        return [row.interaction.state for row in unit.interactions.open_of(person.id)]


def test_a_call_rings_at_once_where_a_task_lay_and_the_task_goes_back(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    assert before(parts, ana) == task
    somebody_calls(parts)
    assert (states_at(parts, ana), before(parts, ana), presence_of(parts, ana)) == (RINGING, None, ("ready", None))
    assert (ends(parts), rows(parts, "tasks")[0]["state"]) == ([("rescinded", "call_waits")], "ready")
    with pytest.raises(ConflictError, match="offer_over"):
        accept_task(parts, ana, task, submission=submit(ana))
    look(parts, clock)
    assert before(parts, ana) is None
    assert_sound(parts)


def test_the_desk_that_rings_says_where_the_task_went(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    def says_so() -> list[bool]:
        with parts.units.read() as unit:
            calls = [desk_screen(unit, ana, language).bar.call for language in ("en", "zh")]
        return [call.took_task for call in calls if call is not None]

    add_task(parts, campaign)
    look(parts, clock)
    somebody_calls(parts)
    assert says_so() == [True, True]


def test_who_was_rung_without_a_task_is_told_of_none(parts: Parts, ana: Person) -> None:
    somebody_calls(parts)
    with parts.units.read() as unit:
        call = desk_screen(unit, ana, "en").bar.call
    assert call is not None
    assert (call.state, call.took_task) == ("ringing", False)


def test_a_task_stays_where_a_colleague_is_free_for_the_call(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    bruno = add_agent(parts, "bruno")
    somebody_calls(parts)
    assert (before(parts, ana), states_at(parts, ana), states_at(parts, bruno)) == (task, [], RINGING)
    assert_sound(parts)


def test_a_task_that_is_taken_is_taken_from_nobody(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    accept_task(parts, ana, task, submission=submit(ana))
    somebody_calls(parts)
    assert (states_at(parts, ana), presence_of(parts, ana)) == ([], ("engaged", None))
    assert ends(parts) == [("accepted", "")]


def test_a_call_that_rings_gives_way_to_no_task(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    somebody_calls(parts)
    task = add_task(parts, campaign)
    look(parts, clock)
    assert (states_at(parts, ana), before(parts, ana)) == (RINGING, None)
    bruno = add_agent(parts, "bruno")
    with parts.units.begin() as unit:
        unit.campaigns.join(campaign, bruno.id)
    look(parts, clock)
    assert (states_at(parts, ana), before(parts, bruno)) == (RINGING, task)


def test_calls_and_answers_at_the_same_moments_leave_nothing_in_two_hands(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    agents = [ana, *(add_agent(parts, f"agent{number}") for number in range(3))]
    with parts.units.begin() as unit:
        for each in agents[1:]:
            unit.campaigns.join(campaign, each.id)
    for number in range(8):
        add_task(parts, campaign, f"+12125550{number + 100}")
    look(parts, clock)
    somebody_calls(parts)
    assert ends(parts) == [("rescinded", "call_waits")]
    dice = seeded(20261122)

    def act(move: tuple[str, Person, int]) -> None:
        name, who, number = move
        task = before(parts, who)
        try:
            if name == "call":
                somebody_calls(parts, f"call-{number}", f"+1212555{number:04}")
            elif name == "take" and task:
                accept_task(parts, who, task, submission=submit(who))
            elif name == "reject" and task:
                reject_task(parts, who, task, submission=submit(who))
            else:
                sweep_calls(parts)
        except (ConflictError, NotFoundError):
            return  # too late: refused whole

    with ThreadPoolExecutor(4) as crowd:
        for turn in range(5):
            names = ("call", *(dice.choice(["take", "take", "reject", "sweep"]) for _ in range(5)))
            list(crowd.map(act, [(name, dice.choice(agents), turn) for name in names]))
            assert_sound(parts)
            look(parts, clock, timedelta(seconds=1))
