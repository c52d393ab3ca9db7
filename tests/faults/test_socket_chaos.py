"""Chaos on the socket: lines cut at random over simulated shifts. After each cut the desk is a fresh load, and nothing said is lost.

`make test` cuts some sixty times; `make soak` a thousand times (`--cuts`). The seed is fixed, so a failure can be told again.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from adapters.chance import seeded
from tests.faults.centre import Agent, Web, free_port
from tests.faults.checker import assert_verified
from tests.faults.live_desk import LiveDesk
from tests.faults.shifts import Cutter, Kept, Shift, Worker
from tests.web.conftest import PASSWORD_HASH
from tests.web.floor import add_account, add_customer, make_floor, make_ready
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble, make_feed, new_id, new_token

pytestmark = pytest.mark.faults
FEWEST_CUTS = 60
SEED = 20261122
RIGHT_WITHIN = 12.0
"""Seconds: a push that was lost is repaired by the next heartbeat or the one after it, whatever else the machine does."""
CUSTOMERS = (("Maria Delgado", "+14155550123"), ("Pedro Gomez", "+14155550124"), ("Li Wei", "+14155550125"))


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    """Parts with a feed, as a worker or the switch's link has them."""
    settings = load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, demo=True, processes=1, port=free_port())
    made = assemble(settings, feed=make_feed(settings), pool_size=4)
    yield made
    made.feed.close()
    made.engine.dispose()


@pytest.fixture
def web(parts: Parts, tmp_path: Path) -> Iterator[Web]:
    """A web server in a process of its own."""
    made = Web(("serve",), {**os.environ, **parts.settings.as_environment()}, tmp_path / "web.log", port=parts.settings.port)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def worker(parts: Parts, web: Web, login: str, extension: str) -> Worker:
    """A ready agent at an open desk."""
    person_id, token, csrf = new_id(), new_token(), new_token()
    with parts.units.begin() as unit:
        unit.people.add(id=person_id, login=login, name=login.title(), role="agent", password_hash=PASSWORD_HASH, extension=extension)
        unit.sessions.open(person_id, token, csrf, unit.now + parts.settings.session_lifetime, "test")
        for key in ("sales", "service"):
            unit.floor.ensure_skill_of(person_id, unit.floor.ensure("skill", key, new_id(), name_en=key, name_zh=key), 1)
    make_ready(parts, person_id)
    return Worker(LiveDesk(Agent(web, person_id, token, csrf), web.port), extension)


def wait_until_right(desk: LiveDesk, hellos: int, cut: str) -> float:
    """Wait until the line is back and the desk shows what a fresh load shows; the seconds it took."""
    begun = time.monotonic()
    assert desk.wait_for_news(lambda: desk.hellos > hellos, RIGHT_WITHIN), f"after {cut} no desk: {desk.story()}"
    while wrong := desk.differing():
        assert time.monotonic() - begun < RIGHT_WITHIN, f"after {cut}: {wrong} differ from a fresh load"
        desk.wait_for_news(lambda: False, 0.05)
    return time.monotonic() - begun


def assert_kept(engine: Engine, kept: Kept) -> None:
    """What agents were told is saved is stored, once."""
    with engine.connect() as connection:

        def times(query: str, **values: object) -> int:
            return int(connection.execute(text(query), values).scalar_one())

        for run_id, turn, key in kept.moves:
            assert times("SELECT count(*) FROM run_moves WHERE run_id = :run AND turn = :turn", run=run_id, turn=turn) == 1
            assert times("SELECT count(*) FROM idempotency_keys WHERE key = :key", key=key) == 1
        for interaction, notes in kept.notes.items():
            assert times("SELECT count(*) FROM interactions WHERE id = :one AND notes = :notes", one=interaction, notes=notes) == 1
        said = "SELECT count(*) FROM offer_responses WHERE interaction_id = :one AND offer_key = :offer AND response <> 'presented'"
        for interaction, offer, _ in kept.responses:
            assert times(said, one=interaction, offer=offer) == 1
        disposed = "SELECT count(*) FROM interactions WHERE id = :one AND disposition_code = :code AND state = 'closed'"
        for interaction, code in kept.closed:
            assert times(disposed, one=interaction, code=code) == 1


def figures(shift: Shift, cutter: Cutter, took: list[float]) -> dict[str, object]:
    """What the shift came to: where it was cut, what was done, how long desks took to be right, in seconds."""
    ordered = sorted(took) or [0.0]
    return {
        "cuts": dict(cutter.cuts),
        "acts": dict(shift.acts),
        "right after": {"median": ordered[len(ordered) // 2], "p99": ordered[len(ordered) * 99 // 100], "most": ordered[-1]},
        "forms sent again": sum(one.desk.resent for one in shift.workers),
        "moves": len(shift.kept.moves),
        "notes": sum(one.typed.total() for one in shift.workers),
        "offer responses": len(shift.kept.responses),
    }


def test_after_each_cut_the_desk_is_a_fresh_load_and_nothing_is_lost(parts: Parts, web: Web, pytestconfig: pytest.Config) -> None:
    wanted = pytestconfig.getoption("--cuts") or FEWEST_CUTS
    make_floor(parts)
    for name, number in CUSTOMERS:
        add_account(parts, add_customer(parts, name, number))
    dice = seeded(SEED)
    workers = [worker(parts, web, "ana", "1601"), worker(parts, web, "bruno", "1602")]
    shift, cutter, took = Shift(parts, workers, [number for _, number in CUSTOMERS], dice), Cutter(dice), []
    try:
        for one in workers:
            assert one.desk.wait_for_news(lambda one=one: one.desk.hellos > 0, RIGHT_WITHIN)
        while cutter.cuts.total() < wanted:
            cut_off = dice.choice(workers)
            busy = cut_off if dice.random() < 0.8 else dice.choice(workers)
            hellos, before = cut_off.desk.hellos, cutter.cuts.total()
            cutter.around(cut_off.desk, lambda busy=busy: shift.act(busy))
            shift.work_in_the_background()
            took.append(wait_until_right(cut_off.desk, hellos, f"cut {before}"))
        for one in workers:
            wait_until_right(one.desk, 0, "the last cut")
        assert_kept(parts.engine, shift.kept)
        assert_verified(parts)
        assert "Traceback" not in web.log.read_text()
    finally:
        print(figures(shift, cutter, took))  # noqa: T201 - `make soak` shows it
        for one in workers:
            one.desk.close()
            one.desk.agent.client.close()
    assert shift.kept.moves
    assert shift.kept.notes
