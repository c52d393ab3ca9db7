"""Presence as it is stored: the record of changes leads to the row, says who did it, and the sweeps lay silence to the right cause."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from adapters.clock import FixedClock
from flows.routing.presence import (
    Beat,
    CallEnded,
    Disposed,
    Engaged,
    NotSignedInError,
    Presence,
    PresenceCause,
    PresenceState,
    RingMissed,
    SignedIn,
    SignedOut,
    TaskReleased,
    WentSilent,
    Wished,
)
from tests.outbound import add_agent, submit
from workspace.commands.change_presence import change_presence
from workspace.commands.sweep_calls import notice_silence, send_home
from workspace.settings import load
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Person, assemble

NOON = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
RECORD = text("SELECT state, reason, cause, by_person_id, at FROM presence_changes WHERE person_id = :person ORDER BY id")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def make_parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Callable[[], Parts]]:
    """A function that starts the system, as often as it is restarted."""
    made: list[Parts] = []

    def make() -> Parts:
        made.append(assemble(load({}, home=tmp_path, database_url=database_url, redis_url=redis_url), clock=clock, pool_size=2))
        return made[-1]

    yield make
    for parts in made:
        parts.engine.dispose()


@pytest.fixture
def parts(make_parts: Callable[[], Parts]) -> Parts:
    return make_parts()


def presence_of(parts: Parts, person: Person) -> Presence:
    with parts.units.read() as unit:
        found = unit.presence.get(person.id)
    assert found is not None
    return found


def record_of(parts: Parts, person: Person) -> list[tuple[object, ...]]:
    with parts.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(RECORD, {"person": person.id})]


def place(parts: Parts, person: Person) -> tuple[PresenceState, str | None, PresenceCause]:
    found = presence_of(parts, person)
    return found.state, found.reason, found.cause


MOVES = st.sampled_from(
    [
        SignedIn(),
        SignedIn(owes_wrap_up=True),
        SignedOut(),
        Wished(PresenceState.READY),
        Wished(PresenceState.NOT_READY, "break"),
        Wished(PresenceState.OFFLINE),
        Wished(PresenceState.NOT_READY, "meeting", PresenceCause.SUPERVISOR),
        Engaged(),
        Engaged(PresenceCause.TASK),
        CallEnded(),
        Disposed(),
        TaskReleased(),
        RingMissed(),
        WentSilent(),
        Beat(),
    ]
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(MOVES, st.integers(1, 40)), min_size=5, max_size=25))
def test_the_record_s_last_line_is_the_presence_and_no_line_repeats_the_one_before(
    parts: Parts, clock: FixedClock, moves: list[tuple[object, int]]
) -> None:
    ana = add_agent(parts, f"ana-{clock.at.timestamp()}", ready=False)
    for move, seconds in moves:
        clock.at += timedelta(seconds=seconds)
        with parts.units.begin() as unit:
            try:
                move_presence(unit, ana.id, move)  # type: ignore[arg-type]
            except NotSignedInError:
                continue
    record = record_of(parts, ana)
    with parts.units.read() as unit:
        now = unit.presence.get(ana.id)
    if record:
        assert now is not None
        assert record[-1] == (now.state, now.reason, now.cause, None, now.since)
    states = [(PresenceState.OFFLINE.value, None), *((state, reason) for state, reason, *_ in record)]
    assert all(one != other for one, other in zip(states, states[1:], strict=False))
    assert all(one[4] < other[4] for one, other in zip(record, record[1:], strict=False))  # type: ignore[operator]


def test_a_supervisor_s_name_stays_with_what_they_set_also_after_the_call(parts: Parts) -> None:
    ana, sofia = add_agent(parts, "ana"), add_agent(parts, "sofia", role="supervisor")
    change_presence(parts, sofia, "not_ready", "meeting", of=ana.id, submission=submit(sofia))
    assert place(parts, ana) == (PresenceState.NOT_READY, "meeting", PresenceCause.SUPERVISOR)
    assert (presence_of(parts, ana).by_person_id, record_of(parts, ana)[-1][3]) == (sofia.id, sofia.id)
    change_presence(parts, ana, "ready", submission=submit(ana))
    assert presence_of(parts, ana).by_person_id is None
    with parts.units.begin() as unit:
        move_presence(unit, ana.id, Engaged())
    change_presence(parts, sofia, "not_ready", "coaching", of=ana.id, submission=submit(sofia))
    with parts.units.begin() as unit:
        move_presence(unit, ana.id, CallEnded())
    after = presence_of(parts, ana)
    assert (after.state, after.pending and after.pending.reason, after.by_person_id) == (PresenceState.WRAPPING_UP, "coaching", sofia.id)


def test_a_restart_of_ours_is_not_laid_to_the_agents_lines(make_parts: Callable[[], Parts], clock: FixedClock) -> None:
    ana, bruno = add_agent(make_parts(), "ana"), add_agent(make_parts(), "bruno")
    clock.at += timedelta(minutes=5)
    restarted = make_parts()
    clock.at += timedelta(seconds=29)
    assert notice_silence(restarted) == 2
    assert {presence_of(restarted, each).state for each in (ana, bruno)} == {PresenceState.READY}
    with restarted.units.begin() as unit:
        unit.people.note_seen([bruno.id])
    clock.at += timedelta(seconds=1)
    notice_silence(restarted)
    assert place(restarted, ana) == (PresenceState.NOT_READY, "connection_lost", PresenceCause.SYSTEM_RESTART)
    assert presence_of(restarted, bruno).state is PresenceState.READY
    clock.at += timedelta(seconds=30)
    notice_silence(restarted)
    assert place(restarted, bruno) == (PresenceState.NOT_READY, "connection_lost", PresenceCause.CONNECTION_LOST)


def test_who_is_silent_for_long_and_has_no_session_left_is_offline(parts: Parts, clock: FixedClock) -> None:
    ana, bruno = add_agent(parts, "ana"), add_agent(parts, "bruno")
    with parts.units.begin() as unit:
        unit.sessions.open(bruno.id, "token", "csrf", clock.at + timedelta(hours=10), "test")
    clock.at += timedelta(minutes=1)
    notice_silence(parts)
    clock.at += timedelta(minutes=16)
    assert send_home(parts) == 1
    assert place(parts, ana) == (PresenceState.OFFLINE, None, PresenceCause.SESSION_ENDED)
    assert place(parts, bruno) == (PresenceState.NOT_READY, "connection_lost", PresenceCause.CONNECTION_LOST)
