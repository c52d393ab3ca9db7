"""The board's rows are right on a centre that one can count by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine

from adapters.database.stores.board import BoardStore
from adapters.database.tables.interactions import interactions
from adapters.database.tables.outbound import attempts, campaigns, leads, tasks
from adapters.database.tables.people import people, person_skills, presence, skills, teams, vendors
from adapters.database.tables.routing import opening_hours, queues
from adapters.database.tables.scripts import bundles, runs
from adapters.ids import new_id

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
DAY = NOW.replace(hour=0, minute=0)


class Centre:
    """A small centre in SQL: one queue with a skill, one campaign, and people as they are needed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.skill, self.queue, self.campaign, self.team, self.vendor, hours = (new_id() for _ in range(6))
        self.put(skills, id=self.skill, key="service", name_en="Service", name_zh="服务")
        self.put(opening_hours, id=hours, name="days", zone="Asia/Shanghai", weekly={})
        words = {"name_en": "Service", "name_zh": "客服"}
        self.put(queues, id=self.queue, key="service", skill_id=self.skill, opening_hours_id=hours, answer_within_seconds=20, **words)
        shared = {"seller": "seller", "script_key": "autumn", "caller_number": "+12025550100"}
        self.put(campaigns, id=self.campaign, key="autumn", name_en="Autumn", name_zh="秋季", state="running", **shared)
        self.put(vendors, id=self.vendor, name="Northline")
        self.put(teams, id=self.team, name="Morning")

    def put(self, table: Any, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(table.insert(), values)

    def agent(self, name: str, state: str, *, vendor: bool = False, skilled: bool = True) -> UUID:
        person_id = new_id()
        belongs = {"vendor_id": self.vendor} if vendor else {"team_id": self.team}
        self.put(people, id=person_id, login=name.lower(), name=name, role="agent", password_hash="x", **belongs)
        self.put(presence, person_id=person_id, state=state, since=NOW - timedelta(minutes=4), cause="agent")
        if skilled:
            self.put(person_skills, person_id=person_id, skill_id=self.skill)
        return person_id

    def call(self, state: str, offered: timedelta, waited: float | None = None, **more: Any) -> UUID:
        call_id, at = new_id(), NOW - offered
        answered = None if waited is None else at + timedelta(seconds=waited)
        row = {"id": call_id, "direction": "inbound", "state": state, "queue_id": self.queue, "offered_at": at, "answered_at": answered}
        self.put(interactions, **(row | more))
        return call_id

    def attempt(self, result: str | None, *, state: str = "ended", right_party: str | None = None) -> None:
        lead, task = new_id(), new_id()
        number = {"name": "T. Becker", "number": f"+1202555{str(lead)[-4:]}", "list_obtained_on": DAY.date(), "attributes": {}}
        self.put(leads, id=lead, campaign_id=self.campaign, external_id=str(lead), **number)
        self.put(tasks, id=task, campaign_id=self.campaign, lead_id=lead, due_at=NOW)
        keys = {"id": new_id(), "task_id": task, "campaign_id": self.campaign, "lead_id": lead, "claim_no": 1, "seller": "seller"}
        fate = {"state": state, "result": result, "right_party": right_party, "number": number["number"], "gate": {}, "intended_at": NOW}
        self.put(attempts, **keys, **fate)


@pytest.fixture
def centre(database: Engine) -> Centre:
    return Centre(database)


def test_a_queue_counts_who_waits_and_its_day(centre: Centre) -> None:
    centre.agent("Ana", "ready")
    centre.agent("Bruno", "engaged")
    centre.agent("Charlie", "ready", skilled=False)
    closed = {"closed_at": NOW}
    centre.call("closed", timedelta(hours=1), waited=5, **closed)
    centre.call("closed", timedelta(hours=2), waited=45, **closed)
    centre.call("abandoned", timedelta(hours=3), **closed)
    centre.call("closed", timedelta(hours=30), waited=5, **closed)
    centre.call("closed", timedelta(hours=1), waited=5, source="generated", **closed)
    centre.call("waiting", timedelta(seconds=30))
    centre.call("ringing", timedelta(seconds=10))
    with centre.engine.connect() as connection:
        (queue,) = BoardStore(connection, NOW).queues(DAY)
    assert (queue.key, queue.target, queue.waiting, queue.free_agents) == ("service", Decimal("0.800"), 2, 1)
    assert queue.longest_since == NOW - timedelta(seconds=30)
    assert (queue.offered, queue.answered, queue.abandoned, queue.answered_in_time) == (5, 2, 1, 1)
    assert queue.service_level == pytest.approx(1 / 3)


def test_a_quiet_queue_has_no_service_level(centre: Centre) -> None:
    with centre.engine.connect() as connection:
        (queue,) = BoardStore(connection, NOW).queues(DAY)
    assert (queue.waiting, queue.longest_since, queue.offered, queue.service_level) == (0, None, 0, None)


def test_an_agent_is_shown_with_the_call_and_the_step(centre: Centre) -> None:
    ana = centre.agent("Ana", "engaged")
    centre.agent("Bruno", "offline")
    call = centre.call("talking", timedelta(minutes=3), waited=6, person_id=ana)
    bundle = new_id()
    words = {"title_en": "Inbound", "title_zh": "呼入", "source": "", "sha256": "x"}
    centre.put(bundles, id=bundle, key="inbound", kind="script", version=3, parts={}, published_at=NOW, **words)
    state = {"state": {}, "status": "active", "started_at": NOW, "step_since": NOW - timedelta(seconds=40)}
    centre.put(runs, id=new_id(), interaction_id=call, bundle_id=bundle, step_key="reason", **state)
    with centre.engine.connect() as connection:
        (agent,) = BoardStore(connection, NOW).agents()
    assert (agent.name, agent.team, agent.presence) == ("Ana", "Morning", "engaged")
    assert (agent.interaction_state, agent.queue_zh) == ("talking", "客服")
    assert (agent.script_en, agent.step_key, agent.step_since) == ("Inbound", "reason", NOW - timedelta(seconds=40))
    assert agent.call_since == NOW - timedelta(minutes=3) + timedelta(seconds=6)


def test_a_vendor_sees_its_own_agents(centre: Centre) -> None:
    centre.agent("Ana", "ready")
    centre.agent("Vera", "ready", vendor=True)
    with centre.engine.connect() as connection:
        store = BoardStore(connection, NOW)
        assert [agent.name for agent in store.agents()] == ["Ana", "Vera"]
        assert [agent.name for agent in store.agents(centre.vendor)] == ["Vera"]


def test_a_campaign_counts_dials_and_not_refusals(centre: Centre) -> None:
    centre.attempt("answered", right_party="yes")
    centre.attempt("abandoned")
    centre.attempt("no_answer")
    centre.attempt(None, state="refused")
    with centre.engine.connect() as connection:
        (campaign,) = BoardStore(connection, NOW).campaigns(DAY)
    assert (campaign.dials, campaign.live_answers, campaign.right_parties, campaign.abandoned) == (3, 2, 1, 1)


def test_the_day_goes_by_quarters_of_an_hour(centre: Centre) -> None:
    centre.call("closed", timedelta(minutes=1), waited=5)
    centre.call("abandoned", timedelta(minutes=5))
    centre.call("closed", timedelta(minutes=41), waited=5)
    with centre.engine.connect() as connection:
        store = BoardStore(connection, NOW)
        quarters = [(quarter.at.strftime("%H:%M"), quarter.offered, quarter.answered, quarter.abandoned) for quarter in store.history(DAY)]
        assert store.zone() == "Asia/Shanghai"
    assert quarters == [("09:00", 1, 1, 0), ("09:30", 2, 1, 1)]
