"""Claiming: one holder a task, the right one first, and nothing in a hand that may not be dialled (P3, P5)."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from adapters.clock import FixedClock
from flows.errors import ConflictError, NotFoundError, StaleError
from flows.outbound.suppression import do_not_call
from flows.routing.presence import NotSignedInError, PresenceState
from tests.outbound import NOON_IN_NEW_YORK, add_agent, add_campaign, add_task, rows, submit
from workspace.commands.claim_task import claim_task
from workspace.commands.move_campaign import move_campaign
from workspace.commands.release_tasks import release_tasks
from workspace.commands.skip_task import SKIP_REASONS, skip_task
from workspace.settings import load
from workspace.transactions.suppress import suppress
from workspace.wiring.parts import Parts, assemble, new_id


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON_IN_NEW_YORK)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=clock, pool_size=10)
    yield made
    made.engine.dispose()


def test_two_hundred_claims_of_fifty_tasks_give_fifty_holders(
    database_url: str, database: Engine, tmp_path: Path, clock: FixedClock
) -> None:
    parts = assemble(load({}, home=tmp_path, database_url=database_url, pool_wait=60), clock=clock, pool_size=16)
    try:
        agents = [add_agent(parts, f"agent{number}") for number in range(200)]
        campaign = add_campaign(parts, *agents)
        for number in range(50):
            add_task(parts, campaign, f"+12125550{number + 100}")
        with ThreadPoolExecutor(40) as crowd:
            taken = list(crowd.map(lambda agent: claim_task(parts, agent, submission=submit(agent)), agents))
    finally:
        held = Counter(row["holder_id"] for row in rows(parts, "tasks") if row["state"] == "claimed")
        parts.engine.dispose()
    assert sum(row is None for row in taken) == 150
    assert len({row.id for row in taken if row}) == 50
    assert len(held) == 50
    assert set(held.values()) == {1}


def test_a_claim_makes_the_agent_engaged_and_a_second_press_gives_the_same_task(parts: Parts) -> None:
    ana = add_agent(parts, "ana")
    campaign = add_campaign(parts, ana)
    add_task(parts, campaign)
    add_task(parts, campaign, "+12125550102")
    first, second = claim_task(parts, ana, submission=submit(ana)), claim_task(parts, ana, submission=submit(ana))
    assert first is not None
    assert second is not None
    assert (first.id, first.task.claim_no) == (second.id, second.task.claim_no)
    with parts.units.read() as unit:
        presence = unit.presence.get(ana.id)
    assert presence is not None
    assert presence.state is PresenceState.ENGAGED


def test_priority_goes_before_age_and_a_promise_to_this_agent_before_both(parts: Parts) -> None:
    ana = add_agent(parts, "ana")
    campaign = add_campaign(parts, ana)
    old = add_task(parts, campaign, "+12125550101", due_at=NOON_IN_NEW_YORK - timedelta(days=1))
    urgent = add_task(parts, campaign, "+12125550102", priority=5000)
    promised = add_task(parts, campaign, "+12125550103", kind="callback", for_person_id=ana.id)
    order = []
    for _ in range(3):
        row = claim_task(parts, ana, submission=submit(ana))
        assert row is not None
        order.append(row.id)
        skip_task(parts, ana, row.id, row.task.claim_no, "other", submission=submit(ana))
    assert order == [promised, urgent, old]


def test_what_is_kept_for_bruno_is_not_anas_until_his_time_is_over(parts: Parts, clock: FixedClock) -> None:
    ana, bruno = add_agent(parts, "ana"), add_agent(parts, "bruno")
    campaign = add_campaign(parts, ana, bruno)
    add_task(parts, campaign, kind="callback", for_person_id=bruno.id, for_person_until=clock.at + timedelta(minutes=10))
    assert claim_task(parts, ana, submission=submit(ana)) is None
    clock.at += timedelta(minutes=11)
    assert claim_task(parts, ana, submission=submit(ana)) is not None


def test_charlie_who_does_not_belong_to_the_campaign_gets_nothing(parts: Parts) -> None:
    add_task(parts, add_campaign(parts, add_agent(parts, "ana")))
    charlie = add_agent(parts, "charlie")
    assert claim_task(parts, charlie, submission=submit(charlie)) is None


def test_a_paused_campaign_gives_no_task_from_the_commit_on(parts: Parts) -> None:
    ana, sofia = add_agent(parts, "ana"), add_agent(parts, "sofia", role="supervisor")
    campaign = add_campaign(parts, ana)
    add_task(parts, campaign)
    move_campaign(parts, sofia, campaign, "paused", submission=submit(sofia))
    assert claim_task(parts, ana, submission=submit(ana)) is None
    move_campaign(parts, sofia, campaign, "running", submission=submit(sofia))
    assert claim_task(parts, ana, submission=submit(ana)) is not None


def test_leads_whose_window_is_shut_are_passed_over_together_and_wait_for_their_morning(parts: Parts, clock: FixedClock) -> None:
    clock.at = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)  # 8:30 in New York, 5:30 in Los Angeles
    ana = add_agent(parts, "ana")
    campaign = add_campaign(parts, ana)
    for number in range(30):
        add_task(parts, campaign, f"+13105550{number + 100}", zone="America/Los_Angeles", priority=10)
    open_ = add_task(parts, campaign)
    row = claim_task(parts, ana, submission=submit(ana))
    assert row is not None
    assert row.id == open_
    due = {row["due_at"] for row in rows(parts, "tasks") if row["id"] != open_}
    assert due == {datetime(2026, 11, 24, 16, 0, tzinfo=UTC)}


def test_a_window_that_closes_with_tasks_ready_gives_none(parts: Parts, clock: FixedClock) -> None:
    ana = add_agent(parts, "ana")
    add_task(parts, add_campaign(parts, ana))
    clock.at = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # 21:00 in New York
    assert claim_task(parts, ana, submission=submit(ana)) is None
    assert rows(parts, "tasks")[0]["due_at"] == datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


def test_the_night_the_clocks_go_back_opens_an_hour_later_in_utc(parts: Parts, clock: FixedClock) -> None:
    ana = add_agent(parts, "ana")
    clock.at = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)  # 22:00 on 31 October in New York; at 2 in the night the clock goes back
    add_task(parts, add_campaign(parts, ana))
    assert claim_task(parts, ana, submission=submit(ana)) is None
    clock.at = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)  # 7:30 there, 8:30 by yesterday's clock
    assert claim_task(parts, ana, submission=submit(ana)) is None
    clock.at = datetime(2026, 11, 1, 13, 0, tzinfo=UTC)
    assert claim_task(parts, ana, submission=submit(ana)) is not None


def test_a_suppressed_number_is_never_put_into_a_hand(parts: Parts) -> None:
    ana = add_agent(parts, "ana")
    add_task(parts, add_campaign(parts, ana))
    with parts.units.begin() as unit:
        suppress(unit, do_not_call("seller", "+12125550101", unit.now))
    assert claim_task(parts, ana, submission=submit(ana)) is None
    assert rows(parts, "leads")[0]["closed_reason"] == "do_not_call"


@pytest.mark.parametrize("reason", SKIP_REASONS)
def test_a_skipped_task_is_due_later_and_its_agent_ready_again(parts: Parts, reason: str) -> None:
    ana = add_agent(parts, "ana")
    add_task(parts, add_campaign(parts, ana))
    row = claim_task(parts, ana, submission=submit(ana))
    assert row is not None
    skip_task(parts, ana, row.id, row.task.claim_no, reason, submission=submit(ana))
    after = rows(parts, "tasks")[0]
    assert (after["state"], after["holder_id"], after["due_at"]) == ("ready", None, NOON_IN_NEW_YORK + SKIP_REASONS[reason])
    with parts.units.read() as unit:
        presence = unit.presence.get(ana.id)
    assert presence is not None
    assert presence.state is PresenceState.READY


def test_a_write_under_an_old_claim_changes_nothing_and_is_kept(parts: Parts) -> None:
    ana, bruno = add_agent(parts, "ana"), add_agent(parts, "bruno")
    add_task(parts, add_campaign(parts, ana, bruno))
    row = claim_task(parts, ana, submission=submit(ana))
    assert row is not None
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE tasks SET lease_until = now() - interval '1 minute'"))
    taken = claim_task(parts, bruno, submission=submit(bruno))
    assert taken is not None
    before = rows(parts, "tasks")
    with pytest.raises(StaleError):
        skip_task(parts, ana, row.id, row.task.claim_no, "other", submission=submit(ana))
    assert rows(parts, "tasks") == before
    with parts.units.read() as unit:
        kept = unit.late_notes.of(f"task:{row.id}")
    assert [(note["person_id"], note["payload"]["skipped"]) for note in kept] == [(ana.id, "other")]


def test_another_agents_task_cannot_be_skipped(parts: Parts) -> None:
    ana, charlie = add_agent(parts, "ana"), add_agent(parts, "charlie")
    add_task(parts, add_campaign(parts, ana))
    row = claim_task(parts, ana, submission=submit(ana))
    assert row is not None
    with pytest.raises(StaleError):
        skip_task(parts, charlie, row.id, row.task.claim_no, "other", submission=submit(charlie))
    with pytest.raises(NotFoundError):
        skip_task(parts, charlie, new_id(), 1, "other", submission=submit(charlie))
    assert rows(parts, "tasks")[0]["holder_id"] == ana.id


def test_a_lease_lives_with_the_screen_and_is_released_when_it_is_silent(parts: Parts) -> None:
    ana = add_agent(parts, "ana")
    add_task(parts, add_campaign(parts, ana))
    assert claim_task(parts, ana, submission=submit(ana)) is not None
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE tasks SET lease_until = now() - interval '1 minute'"))
        unit.connection.execute(text("UPDATE presence SET seen_at = now()"))
    assert release_tasks(parts) == 0
    with parts.units.begin() as unit:
        unit.connection.execute(text("UPDATE tasks SET lease_until = now() - interval '1 minute'"))
        unit.connection.execute(text("UPDATE presence SET seen_at = now() - interval '2 minutes', since = now() - interval '1 hour'"))
    assert release_tasks(parts) == 1
    assert rows(parts, "tasks")[0]["state"] == "ready"
    with parts.units.read() as unit:
        presence = unit.presence.get(ana.id)
    assert presence is not None
    assert presence.state is PresenceState.READY


def test_nobody_claims_while_signed_out(parts: Parts) -> None:
    ana = add_agent(parts, "ana", ready=False)
    add_task(parts, add_campaign(parts, ana))
    with pytest.raises(NotSignedInError):
        claim_task(parts, ana, submission=submit(ana))


def test_a_vendors_agent_gets_the_allotted_tasks_of_a_valid_share_and_no_others(parts: Parts, clock: FixedClock) -> None:
    vendor = new_id()
    with parts.units.begin() as unit:
        unit.connection.execute(text("INSERT INTO vendors (id, name) VALUES (:id, 'Calls & Co')"), {"id": vendor})
    ana, vera = add_agent(parts, "ana"), add_agent(parts, "vera", vendor_id=vendor)
    campaign = add_campaign(parts, ana)
    ours = add_task(parts, campaign, "+12125550101")
    theirs = add_task(parts, campaign, "+12125550102", vendor_id=vendor)
    assert claim_task(parts, vera, submission=submit(vera)) is None
    with parts.units.begin() as unit:
        share = "INSERT INTO campaign_shares (id, campaign_id, vendor_id, share, expires_at) VALUES (:id, :campaign, :vendor, 0.5, :until)"
        values = {"id": new_id(), "campaign": campaign, "vendor": vendor, "until": clock.at + timedelta(days=1)}
        unit.connection.execute(text(share), values)
    got = claim_task(parts, vera, submission=submit(vera)), claim_task(parts, ana, submission=submit(ana))
    assert [row and row.id for row in got] == [theirs, ours]


def test_nobody_claims_during_a_call(parts: Parts) -> None:
    ana = add_agent(parts, "ana")
    add_task(parts, add_campaign(parts, ana))
    with parts.units.begin() as unit:
        unit.connection.execute(
            text("INSERT INTO interactions (id, direction, state, person_id, offered_at) VALUES (:id, 'inbound', 'ringing', :ana, now())"),
            {"id": new_id(), "ana": ana.id},
        )
    with pytest.raises(ConflictError):
        claim_task(parts, ana, submission=submit(ana))
