"""Tasks and callbacks offered to free agents: one reservation an agent, one agent a task, and each end with its cause (P3, P5)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from adapters.chance import seeded
from adapters.clock import FixedClock
from flows.errors import ConflictError, InvalidError, NotFoundError, StaleError
from flows.outbound.task import CALLBACK_PRIORITY
from flows.routing.distribution import REFUSAL_COUNTS_FOR
from flows.routing.matching import RESERVED_FOR
from flows.routing.presence import PresenceState, SignedOut, Wished
from tests.outbound import add_agent, add_campaign, add_task, rows, submit
from tests.unit.workspace.offered import (
    MINUTE,
    NUMBER,
    ana,
    assert_sound,
    before,
    calls_in,
    campaign,
    clock,
    ends,
    look,
    parts,
    presence_of,
)
from tests.web.floor import SERVICE_NUMBER
from workspace.commands.accept_task import accept_task, reject_task
from workspace.commands.change_presence import change_presence
from workspace.commands.claim_task import claim_task
from workspace.commands.route_waiting import MOST_TASKS
from workspace.commands.set_distribution import set_distribution
from workspace.commands.skip_task import skip_task
from workspace.commands.sweep_calls import sweep_calls
from workspace.settings import load
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Person, assemble, new_id

__all__ = ["ana", "campaign", "clock", "parts"]  # fixtures


def test_a_due_task_goes_before_the_free_agent_and_nobody_else_gets_it(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    bruno = add_agent(parts, "bruno")
    with parts.units.begin() as unit:
        unit.campaigns.join(campaign, bruno.id)
        move_presence(unit, bruno.id, Wished(PresenceState.NOT_READY, "break"))
    task = add_task(parts, campaign)
    look(parts, clock)
    assert before(parts, ana) == task
    assert presence_of(parts, ana) == ("ready", None)
    assert claim_task(parts, bruno, submission=submit(bruno)) is None
    with pytest.raises(NotFoundError):
        accept_task(parts, bruno, task, submission=submit(bruno))
    assert_sound(parts)


def test_the_board_knows_who_has_which_campaigns_task_before_them(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    with parts.units.read() as unit:
        offered = unit.board.agents()
    accept_task(parts, ana, task, submission=submit(ana))
    with parts.units.read() as unit:
        taken = unit.board.agents()
    assert [(each.name, each.campaign_en, each.task_offered_at) for each in offered] == [("Ana", "Deposit", clock.at)]
    assert [(each.presence, each.task_offered_at) for each in taken] == [("engaged", None)]


def test_going_ready_brings_the_first_task_at_once(parts: Parts, ana: Person, campaign: UUID) -> None:
    task = add_task(parts, campaign)
    change_presence(parts, ana, "not_ready", "break", submission=submit(ana))
    assert before(parts, ana) is None
    change_presence(parts, ana, "ready", submission=submit(ana))
    assert before(parts, ana) == task


def test_what_a_campaign_does_not_offer_waits_to_be_asked_for(parts: Parts, clock: FixedClock, ana: Person) -> None:
    asked = add_campaign(parts, ana)
    promised = add_campaign(parts, ana, key="promised", distribution="callbacks")
    add_task(parts, asked)
    add_task(parts, asked, "+12125550102", kind="callback", priority=CALLBACK_PRIORITY)
    add_task(parts, promised, "+12125550103", priority=2000)
    look(parts, clock)
    assert before(parts, ana) is None
    callback = add_task(parts, promised, "+12125550104", kind="callback", priority=CALLBACK_PRIORITY)
    look(parts, clock)
    assert before(parts, ana) == callback


def test_ana_takes_it_and_has_it_as_if_she_had_asked_for_it(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    first = accept_task(parts, ana, task, submission=submit(ana))
    second = accept_task(parts, ana, task, submission=submit(ana))
    assert first is not None
    assert second is not None
    assert (first.id, first.task.claim_no, first.task.holder_id) == (second.id, 1, ana.id)
    assert presence_of(parts, ana) == ("engaged", None)
    assert ends(parts) == [("accepted", "")]
    assert_sound(parts)


def test_an_offer_whose_task_somebody_closed_by_hand_is_not_taken(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE tasks SET state = 'closed', ended_at = now()"))
    with pytest.raises(ConflictError, match="offer_over"):
        accept_task(parts, ana, task, submission=submit(ana))
    assert (ends(parts), presence_of(parts, ana)) == ([], ("ready", None))


def test_what_ana_turns_down_goes_to_bruno_and_not_to_her_again_for_a_while(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    reject_task(parts, ana, task, submission=submit(ana))
    assert presence_of(parts, ana) == ("ready", None)
    look(parts, clock)
    assert before(parts, ana) is None
    bruno = add_agent(parts, "bruno")
    with parts.units.begin() as unit:
        unit.campaigns.join(campaign, bruno.id)
    look(parts, clock)
    assert before(parts, bruno) == task
    reject_task(parts, bruno, task, submission=submit(bruno))
    with pytest.raises(ConflictError):
        reject_task(parts, bruno, task, submission=submit(bruno))
    look(parts, clock, REFUSAL_COUNTS_FOR)
    assert before(parts, ana) == task
    assert ends(parts) == [("rejected", ""), ("rejected", "")]


def test_a_task_that_everybody_turned_down_does_not_stand_before_the_others(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    for place in range(60):
        task = add_task(parts, campaign, f"+12125550{place + 100}", priority=10)
        refused = "INSERT INTO reservations (id, task_id, person_id, state, offered_at, expires_at, ended_at)"
        with parts.units.begin() as unit:
            values = {"id": new_id(), "task": task, "ana": ana.id, "now": unit.now}
            unit.connection.execute(text(f"{refused} VALUES (:id, :task, :ana, 'rejected', :now, :now, :now)"), values)
    last = add_task(parts, campaign, "+12125550199")
    look(parts, clock, MINUTE)
    assert before(parts, ana) == last


def test_what_ana_passed_on_with_a_reason_is_offered_to_others(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    row = accept_task(parts, ana, task, submission=submit(ana))
    assert row is not None
    skip_task(parts, ana, task, row.task.claim_no, "known", submission=submit(ana))
    look(parts, clock, 6 * MINUTE)
    assert before(parts, ana) is None


def test_a_task_left_lying_is_free_again_and_its_agent_not_ready(
    parts: Parts, database_url: str, tmp_path: Path, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    task = add_task(parts, campaign)
    look(parts, clock)
    # Whoever offered it is dead: the reservation is a row, and any other process sees that its time is over.
    survivor = assemble(load({}, home=tmp_path, database_url=database_url), clock=clock, pool_size=2)
    look(survivor, clock, RESERVED_FOR - timedelta(seconds=0.1))
    assert before(parts, ana) == task
    look(survivor, clock, timedelta(seconds=0.1))
    survivor.engine.dispose()
    assert before(parts, ana) is None
    assert presence_of(parts, ana) == ("not_ready", "task_missed")
    assert (rows(parts, "tasks")[0]["state"], ends(parts)) == ("ready", [("timed_out", "")])
    with pytest.raises(ConflictError):
        accept_task(parts, ana, task, submission=submit(ana))
    with parts.units.begin() as unit:
        move_presence(unit, ana.id, Wished(PresenceState.READY))
    look(parts, clock)
    assert before(parts, ana) == task


def test_the_gate_is_asked_before_a_task_is_offered_and_again_when_it_is_taken(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    for place in range(10):
        add_task(parts, campaign, f"+8190555500{place:02}", zone="Asia/Tokyo", priority=10)  # no rules known: nobody may be called
    task = add_task(parts, campaign)
    look(parts, clock)
    assert before(parts, ana) == task
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE leads SET list_obtained_on = '2026-01-01'"))
    assert accept_task(parts, ana, task, submission=submit(ana)) is None
    assert ends(parts) == [("rescinded", "gate")]
    assert next(row for row in rows(parts, "tasks") if row["id"] == task)["due_at"] > clock.at


def test_nothing_is_offered_at_night_and_it_is_in_the_morning(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    clock.at = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # 21:00 in New York
    task = add_task(parts, campaign)
    look(parts, clock)
    assert (before(parts, ana), ends(parts)) == (None, [])
    clock.at = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
    look(parts, clock)
    assert before(parts, ana) == task


def test_a_customer_on_the_line_goes_before_a_promise_and_a_promise_before_a_task(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    with parts.units.begin() as unit:
        move_presence(unit, ana.id, Wished(PresenceState.NOT_READY, "break"))
        queue = unit.floor.ensure("queue", "service", new_id(), name_en="Service", name_zh="服务")
        unit.floor.ensure_number(SERVICE_NUMBER, queue, "Service line")
    add_task(parts, campaign, "+12125550102", priority=999)
    promised = add_task(parts, campaign, "+12125550103", kind="callback", priority=CALLBACK_PRIORITY)
    calls_in(parts, ana, campaign)
    change_presence(parts, ana, "ready", submission=submit(ana))
    with parts.units.read() as unit:
        assert [row["call_id"] for row in unit.interactions.open_of(ana.id)] == ["theirs"]
    assert before(parts, ana) is None
    bruno = add_agent(parts, "bruno")
    with parts.units.begin() as unit:
        unit.campaigns.join(campaign, bruno.id)
    look(parts, clock)
    assert before(parts, bruno) == promised


def test_where_the_switch_distributes_calls_tasks_are_offered_all_the_same(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    following = replace(parts, settings=parts.settings.but(telephony="webhook", telephony_webhook_distributes=True))
    calls_in(following, ana, campaign)
    task = add_task(following, campaign, "+12125550102")
    look(following, clock)
    assert before(following, ana) == task


def test_one_look_of_the_sweeper_gives_everybody_something(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    agents = [ana, *(add_agent(parts, f"agent{number}") for number in range(MOST_TASKS + 1))]
    with parts.units.begin() as unit:
        for each in agents[1:]:
            unit.campaigns.join(campaign, each.id)
    tasks = {add_task(parts, campaign, f"+12125550{number + 100}") for number in range(len(agents))}
    look(parts, clock)
    assert {before(parts, each) for each in agents} == tasks


def test_a_promise_waits_for_its_agent_and_then_goes_to_anybody_of_the_campaign(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    bruno = add_agent(parts, "bruno", ready=False)
    kept = {"for_person_id": bruno.id, "for_person_until": clock.at + 10 * MINUTE}
    task = add_task(parts, campaign, kind="callback", priority=CALLBACK_PRIORITY, **kept)
    look(parts, clock, 9 * MINUTE)
    assert before(parts, ana) is None
    look(parts, clock, MINUTE)
    assert before(parts, ana) == task


def test_a_promise_that_its_agent_turns_down_is_everybodys_at_once(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    bruno = add_agent(parts, "bruno")
    kept = {"for_person_id": bruno.id, "for_person_until": clock.at + 10 * MINUTE}
    task = add_task(parts, campaign, kind="callback", priority=CALLBACK_PRIORITY, **kept)
    callback = new_id()
    with parts.units.begin() as unit:
        lead = next(row["lead_id"] for row in rows(parts, "tasks"))
        values = {"task_id": task, "lead_id": lead, "campaign_id": campaign, "person_id": bruno.id, "number": NUMBER}
        unit.callbacks.add(id=callback, request_id=new_id(), zone="America/New_York", due_at=clock.at, **values)
    look(parts, clock)
    assert (before(parts, bruno), before(parts, ana)) == (task, None)
    reject_task(parts, bruno, task, submission=submit(bruno))
    assert before(parts, ana) == task
    with parts.units.read() as unit:
        stored = unit.callbacks.get(callback)
    assert stored is not None
    assert stored["state"] == "released"


def test_a_promise_that_others_may_make_is_theirs_once_its_absent_agents_offer_is_taken_back(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    bruno = add_agent(parts, "bruno")
    kept = {"for_person_id": bruno.id, "for_person_until": clock.at + 10 * MINUTE}
    task = add_task(parts, campaign, kind="callback", priority=CALLBACK_PRIORITY, **kept)
    look(parts, clock)
    assert before(parts, bruno) == task
    with parts.units.begin() as unit:
        unit.tasks.keep_for(task, None, None)  # as following the promise does when its agent falls silent
        move_presence(unit, bruno.id, SignedOut())
    look(parts, clock)
    assert before(parts, ana) == task


def test_the_callbacks_of_inbound_calls_are_everybodys_of_the_house(parts: Parts, clock: FixedClock, ana: Person) -> None:
    with parts.units.begin() as unit:
        callbacks = unit.campaigns.callbacks(new_id())
    task = add_task(parts, callbacks["id"], kind="callback", priority=CALLBACK_PRIORITY)
    look(parts, clock)
    assert before(parts, ana) == task


def test_a_vendors_agent_is_offered_what_the_vendor_was_allotted_while_its_share_holds(
    parts: Parts, clock: FixedClock, ana: Person, campaign: UUID
) -> None:
    vendor = new_id()
    with parts.units.begin() as unit:
        unit.connection.execute(text("INSERT INTO vendors (id, name) VALUES (:id, 'Calls & Co')"), {"id": vendor})
    vera = add_agent(parts, "vera", vendor_id=vendor)
    ours, theirs = add_task(parts, campaign, "+12125550101"), add_task(parts, campaign, "+12125550102", vendor_id=vendor)
    look(parts, clock)
    assert (before(parts, ana), before(parts, vera)) == (ours, None)
    with parts.units.begin() as unit:
        share = "INSERT INTO campaign_shares (id, campaign_id, vendor_id, share, expires_at) VALUES (:id, :campaign, :vendor, 0.5, :until)"
        values = {"id": new_id(), "campaign": campaign, "vendor": vendor, "until": clock.at + MINUTE}
        unit.connection.execute(text(share), values)
    look(parts, clock)
    assert before(parts, vera) == theirs
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE campaign_shares SET revoked_at = :now"), {"now": unit.now})
    look(parts, clock)
    assert before(parts, vera) is None
    assert ends(parts) == [("rescinded", "not_allowed")]


@pytest.mark.parametrize(("distribution", "minutes"), [("shove", 10), ("push", -1), ("push", 60)])
def test_rubbish_is_refused_whole(parts: Parts, ana: Person, campaign: UUID, distribution: str, minutes: int) -> None:
    with pytest.raises(InvalidError):
        set_distribution(parts, ana, campaign, distribution, minutes, submission=submit(ana))
    with parts.units.read() as unit:
        stored = unit.campaigns.get(campaign)
    assert stored is not None
    assert (stored["distribution"], stored["callback_held_minutes"]) == ("push", 10)


def test_many_at_once_never_hold_one_task_twice(parts: Parts, clock: FixedClock, ana: Person, campaign: UUID) -> None:
    """Sweepers, agents who take, turn down, ask and go, all at the same moments."""
    agents = [ana, *(add_agent(parts, f"agent{number}") for number in range(5))]
    with parts.units.begin() as unit:
        for each in agents[1:]:
            unit.campaigns.join(campaign, each.id)
    for number in range(8):
        add_task(parts, campaign, f"+12125550{number + 100}")
    dice = seeded(20261124)

    def act(move: tuple[str, Person]) -> None:
        name, who = move
        task = before(parts, who)
        try:
            if name == "take" and task:
                accept_task(parts, who, task, submission=submit(who))
            elif name == "reject" and task:
                reject_task(parts, who, task, submission=submit(who))
            elif name == "ask":
                claim_task(parts, who, submission=submit(who))
            elif name == "skip":
                with parts.units.read() as unit:
                    held = unit.tasks.held_by(who.id)
                if held:
                    skip_task(parts, who, held.id, held.task.claim_no, "language", submission=submit(who))
            elif name in ("ready", "offline"):
                change_presence(parts, who, name, submission=submit(who))
            else:
                sweep_calls(parts)
        except (ConflictError, NotFoundError, StaleError):
            return  # too late, or not theirs: refused whole

    names = ("sweep", "sweep", "take", "take", "reject", "ask", "skip", "ready", "offline")
    with ThreadPoolExecutor(6) as crowd:
        for _ in range(12):
            list(crowd.map(act, [(dice.choice(names), dice.choice(agents)) for _ in range(8)]))
            assert_sound(parts)
            look(parts, clock, timedelta(seconds=dice.choice([0, 1, 21])))
    assert ends(parts) != []
