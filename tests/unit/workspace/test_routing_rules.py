"""The rules of a queue on stored calls: VIPs and their team, levels, the same agent again, and a Redis that is emptied meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import redis
from sqlalchemy import Engine

from adapters.clock import FixedClock
from flows.interaction import InteractionState, dispose
from flows.routing.matching import RESERVED_FOR, ReservationState
from flows.routing.presence import Disposed, PresenceState, Wished
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from tests.outbound import add_agent
from tests.web.floor import SERVICE_NUMBER, add_customer
from workspace.commands.route_waiting import route_waiting
from workspace.commands.sweep_calls import sweep_calls
from workspace.commands.take_call_event import take_call_event
from workspace.settings import load
from workspace.transactions.interactions import save
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Person, assemble, make_feed, new_id

NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LATER = 31 * SECOND


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    settings = load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, demo=True)
    made = assemble(settings, clock=clock, feed=make_feed(settings), pool_size=4)
    open_line(made)
    yield made
    made.feed.close()
    made.engine.dispose()


def open_line(parts: Parts) -> None:
    """A number that leads to the service queue, and a code that says how a call ended."""
    with parts.units.begin() as unit:
        skill = unit.floor.ensure("skill", "service", new_id(), name_en="Service", name_zh="服务")
        queue = unit.floor.ensure("queue", "service", new_id(), name_en="Service", name_zh="服务", skill_id=skill)
        unit.floor.ensure_number(SERVICE_NUMBER, queue, "Service line")
        unit.floor.ensure_disposition("info_only", "Information given", "已提供信息", "neutral", 0)


class Floor:
    """The service queue with its agents, a telephone, and a clock that moves when the test says so."""

    def __init__(self, parts: Parts, clock: FixedClock) -> None:
        self.parts = parts
        self.clock = clock
        self.people: dict[str, Person] = {}
        self._told = 0

    def rules(self, **columns: object) -> None:
        with self.parts.units.begin() as unit:
            queue = unit.routing.queue("service")
            assert queue is not None
            unit.administration.change("queue", queue["id"], **columns)

    def team(self) -> UUID:
        team_id = new_id()
        with self.parts.units.begin() as unit:
            unit.administration.add("team", id=team_id, name="Gold line")
        return team_id

    def agent(self, login: str, level: int = 1, *, ready: bool = True, team: UUID | None = None) -> Person:
        """An agent who serves; each is a second longer idle than the next."""
        person = self.people[login] = add_agent(self.parts, login, ready=ready)
        with self.parts.units.begin() as unit:
            skill = unit.floor.ensure("skill", "service", new_id(), name_en="Service", name_zh="服务")
            unit.floor.ensure_skill_of(person.id, skill, level)
            if team:
                unit.people.change(person.id, team_id=team)
        self.pass_time(1)
        return person

    def pass_time(self, seconds: float) -> None:
        """Time goes by, at which nobody's screen falls silent, and the sweeper looks."""
        self.clock.at += timedelta(seconds=seconds)
        with self.parts.units.begin() as unit:
            unit.people.note_seen([person.id for person in self.people.values()])
        sweep_calls(self.parts)

    def tell(self, call_id: str, kind: CallEventKind, **more: object) -> None:
        self._told += 1
        at = self.clock.now() + timedelta(microseconds=self._told)
        event_id = f"{call_id}-{self._told}"
        event = CallEvent(event_id=event_id, adapter="test", call_id=call_id, kind=kind, at=at, direction=Direction.INBOUND, **more)  # type: ignore[arg-type]
        take_call_event(self.parts, event)

    def call(self, call_id: str, number: str) -> None:
        self.tell(call_id, CallEventKind.OFFERED, caller_number=number, dialled_number=SERVICE_NUMBER)

    def talk(self, call_id: str, number: str, who: Person, seconds: float, *, disposed: bool = True) -> None:
        """A whole conversation with a customer, wrapped up unless said otherwise."""
        self.call(call_id, number)
        self.tell(call_id, CallEventKind.ANSWERED, extension=who.extension)
        self.pass_time(seconds)
        self.tell(call_id, CallEventKind.HUNG_UP, cause=Cause.NORMAL, hung_up_by=Party.CUSTOMER)
        if disposed:
            self.dispose(call_id)

    def dispose(self, call_id: str) -> None:
        with self.parts.units.begin() as unit:
            row = unit.interactions.by_call(call_id)
            assert row is not None
            save(self.parts, unit, row, *dispose(row.interaction, "info_only", unit.now))
            if row.interaction.person_id:
                move_presence(unit, row.interaction.person_id, Disposed())

    def rung(self, call_id: str) -> str | None:
        """Whom this call rings, by login; None while it waits."""
        with self.parts.units.begin() as unit:
            row = unit.interactions.by_call(call_id)
        assert row is not None
        logins = {person.id: login for login, person in self.people.items()}
        return logins[row.interaction.person_id] if row.interaction.state is InteractionState.RINGING else None


@pytest.fixture
def floor(parts: Parts, clock: FixedClock) -> Floor:
    return Floor(parts, clock)


def test_a_vip_rings_the_team_and_after_the_overflow_anybody(floor: Floor) -> None:
    team = floor.team()
    floor.rules(vip_from_tier="gold", vip_team_id=team, vip_overflow_seconds=30)
    add_customer(floor.parts, "Gao Jin", "+14155550201", tier="gold")
    ana = floor.agent("ana")
    bruno = floor.agent("bruno", team=team)
    with floor.parts.units.begin() as unit:
        move_presence(unit, bruno.id, Wished(PresenceState.NOT_READY, "break"))
    floor.call("vip", "+14155550201")
    assert floor.rung("vip") is None
    floor.pass_time(29)
    assert floor.rung("vip") is None
    floor.pass_time(1.1)
    assert floor.rung("vip") == ana.login


def test_a_vip_of_a_team_that_has_gone_home_waits_for_nobody(floor: Floor) -> None:
    floor.rules(vip_from_tier="gold", vip_team_id=floor.team(), vip_overflow_seconds=600)
    add_customer(floor.parts, "Gao Jin", "+14155550201", tier="platinum")
    floor.agent("ana")
    floor.call("vip", "+14155550201")
    assert floor.rung("vip") == "ana"


def test_a_tier_s_head_start_puts_it_before_who_came_a_little_earlier(floor: Floor) -> None:
    floor.rules(gold_head_start=60)
    add_customer(floor.parts, "Gao Jin", "+14155550201", tier="gold")
    add_customer(floor.parts, "Tom Becker", "+14155550202")
    floor.call("early", "+14155550202")
    floor.pass_time(61)
    floor.call("ordinary", "+14155550202")
    floor.pass_time(30)
    floor.call("gold", "+14155550201")
    for login, expected in (("ana", "early"), ("bruno", "gold"), ("chen", "ordinary")):
        floor.agent(login)
        assert floor.rung(expected) == login


def test_a_level_asked_for_relaxes(floor: Floor) -> None:
    floor.rules(skill_level=2, relax_after_seconds=30)
    floor.agent("ana", level=1)
    floor.call("picky", "+14155550202")
    floor.pass_time(29)
    assert floor.rung("picky") is None
    floor.pass_time(1.1)
    assert floor.rung("picky") == "ana"


def test_a_customer_gets_their_last_agent_back_even_out_of_a_wrap_up(floor: Floor) -> None:
    floor.rules(last_agent_seconds=20, last_agent_days=7)
    add_customer(floor.parts, "Maria Delgado", "+14155550203")
    ana = floor.agent("ana")
    floor.talk("first", "+14155550203", ana, 40, disposed=False)
    floor.agent("bruno")
    floor.call("again", "+14155550203")
    assert floor.rung("again") is None  # Ana is about to be ready
    floor.pass_time(5)
    floor.dispose("first")
    floor.pass_time(1)
    assert floor.rung("again") == "ana"


def test_who_waits_for_their_last_agent_in_vain_gets_anybody_at_the_end_of_the_time(floor: Floor) -> None:
    floor.rules(last_agent_seconds=20)
    add_customer(floor.parts, "Maria Delgado", "+14155550203")
    ana = floor.agent("ana")
    floor.talk("first", "+14155550203", ana, 40, disposed=False)
    floor.agent("bruno")
    floor.call("again", "+14155550203")
    floor.pass_time(19)
    assert floor.rung("again") is None
    floor.pass_time(1.1)
    assert floor.rung("again") == "bruno"


def test_nobody_waits_for_a_last_agent_who_will_not_come(floor: Floor) -> None:
    floor.rules(last_agent_seconds=300)
    add_customer(floor.parts, "Maria Delgado", "+14155550203")
    ana = floor.agent("ana")
    floor.talk("first", "+14155550203", ana, 40, disposed=False)
    floor.agent("bruno")
    floor.call("again", "+14155550203")
    assert floor.rung("again") is None
    with floor.parts.units.begin() as unit:
        move_presence(unit, ana.id, Wished(PresenceState.NOT_READY, "lunch"))  # after the wrap-up
    floor.pass_time(1)
    assert floor.rung("again") == "bruno"


@pytest.mark.parametrize(("talked", "then", "days"), [(10, 60, 7), (40, 8 * 86400, 7)], ids=["hardly a word was said", "that was long ago"])
def test_no_agent_of_their_own_for_who_hardly_spoke_or_long_ago(floor: Floor, talked: float, then: float, days: int) -> None:
    floor.rules(last_agent_seconds=300, last_agent_days=days)
    add_customer(floor.parts, "Maria Delgado", "+14155550203")
    ana = floor.agent("ana")
    floor.talk("first", "+14155550203", ana, talked)
    bruno = floor.agent("bruno")
    with floor.parts.units.begin() as unit:
        move_presence(unit, bruno.id, Wished(PresenceState.NOT_READY, "break"))
        move_presence(unit, ana.id, Wished(PresenceState.NOT_READY, "break"))
        move_presence(unit, bruno.id, Wished(PresenceState.READY))
    floor.pass_time(then)
    with floor.parts.units.begin() as unit:
        move_presence(unit, ana.id, Wished(PresenceState.READY))
    floor.call("again", "+14155550203")
    assert floor.rung("again") == "bruno"  # the longer idle


def test_the_most_urgent_of_a_long_line_is_seen_however_late_it_came(floor: Floor) -> None:
    floor.rules(platinum_head_start=600)
    add_customer(floor.parts, "Bai Jin", "+14155550201", tier="platinum")
    for place in range(3):
        floor.call(f"early-{place}", f"+1415555030{place}")
    with floor.parts.engine.begin() as connection:
        # A line longer than what the router looks at: copies of one row, a millisecond apart.
        copy = """
            INSERT INTO interactions (id, direction, state, call_id, queue_id, offered_at, call)
            SELECT gen_random_uuid(), direction, state, call_id || n, queue_id, offered_at + n * interval '1 ms', call
            FROM interactions, generate_series(1, 300) n WHERE call_id = 'early-0'
        """
        connection.exec_driver_sql(copy)
    floor.pass_time(5)
    floor.call("platinum", "+14155550201")
    floor.agent("ana")
    assert floor.rung("platinum") == "ana"


def test_routers_at_the_same_moment_ring_nobody_twice_and_leave_nobody_idle(floor: Floor) -> None:
    for login in ("ana", "bruno", "chen"):
        floor.agent(login)
    with floor.parts.units.begin() as unit:
        for person in floor.people.values():
            move_presence(unit, person.id, Wished(PresenceState.NOT_READY, "break"))
    for place in range(5):
        floor.call(f"call-{place}", f"+1415555030{place}")
    with floor.parts.units.begin() as unit:
        for person in floor.people.values():
            move_presence(unit, person.id, Wished(PresenceState.READY))
    with ThreadPoolExecutor(4) as routers:
        rung = sum(routers.map(lambda _: route_waiting(floor.parts), range(8)))
    assert rung == 3
    assert [floor.rung(f"call-{place}") for place in range(5)] == ["ana", "bruno", "chen", None, None]


def told(floor: Floor, *, flushes: redis.Redis | None) -> list[tuple[str, str | None, str]]:
    """A shift in which calls wait, ring, are missed, abandoned and answered; whom each rang and how its reservations ended."""
    seen: list[tuple[str, str | None, str]] = []

    def step(name: str) -> None:
        if flushes is not None:
            flushes.flushall()
        floor.pass_time(1)
        with floor.parts.engine.connect() as connection:
            counted = connection.exec_driver_sql("SELECT state, count(*) FROM reservations GROUP BY 1 ORDER BY 1").all()
        ends = ", ".join(f"{state} {times}" for state, times in counted)
        seen.extend((name, floor.rung(call), ends) for call in calls)

    calls: list[str] = []
    floor.rules(last_agent_seconds=20, gold_head_start=60)
    for call, number in (("one", "+14155550201"), ("two", "+14155550202"), ("three", "+14155550203")):
        calls.append(call)
        floor.call(call, number)
        step(f"{call} waits")
    floor.agent("ana")
    step("ana is ready")
    floor.agent("bruno")
    step("bruno is ready")
    floor.tell("one", CallEventKind.ANSWERED, extension=floor.people["ana"].extension)
    step("ana talks")
    floor.clock.at += RESERVED_FOR
    step("bruno misses it")
    floor.tell("three", CallEventKind.HUNG_UP, cause=Cause.ABANDONED, hung_up_by=Party.CUSTOMER)
    step("three gives up")
    floor.tell("one", CallEventKind.HUNG_UP, cause=Cause.NORMAL, hung_up_by=Party.CUSTOMER)
    floor.dispose("one")
    step("ana is ready again")
    return seen


def test_a_redis_emptied_before_every_step_changes_no_reservation(floor: Floor, redis_url: str, clean: object) -> None:
    undisturbed = told(floor, flushes=None)
    assert {rung for _, rung, _ in undisturbed} == {None, "ana", "bruno"}
    assert all(state in undisturbed[-1][2] for state in (ReservationState.ACCEPTED, ReservationState.TIMED_OUT, ReservationState.OFFERED))
    clean()  # type: ignore[operator]
    open_line(floor.parts)
    with redis.Redis.from_url(redis_url) as client:
        assert told(Floor(floor.parts, floor.clock), flushes=client) == undisturbed
        # What goes through Redis again is told there again: the fast path came back by itself.
        heard = client.pubsub(ignore_subscribe_messages=True)
        heard.subscribe("cuecard:feed")
        heard.get_message(timeout=5)
        with floor.parts.units.begin() as unit:
            unit.desks.touch_boards()
        message = next(filter(None, (heard.get_message(timeout=1) for _ in range(10))), None)
        assert message is not None
        heard.close()
