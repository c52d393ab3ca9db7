"""Workers killed while they ask the outside world, and two that work at once: each action is done once, and the agent goes on."""

from collections.abc import Iterator
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.faults.calls import next_form, on_the_line
from tests.faults.centre import Agent, Centre, centre, wait_for
from workspace.commands.ask_action import ask_action, open_actions

pytestmark = pytest.mark.faults
EXTENSIONS = count(1301)
SETTLED_WITHIN = 30.0
"""The time-out of an order (8 s), the lease beyond it, a look of the sweeper, and a slow machine."""
WORKED = "SELECT count(*) FROM run_actions WHERE interaction_id = :one AND action = :action AND applied"


@pytest.fixture(scope="module")
def here() -> Iterator[Centre]:
    with centre() as made:
        yield made


@pytest.fixture(scope="module")
def web(here: Centre) -> object:
    made = here.web()
    made.start()
    return made


def ana_at_the_order(here: Centre, web: object) -> tuple[Agent, UUID, str]:
    """Ana walks a call to its last tick: her consent will order. Everything before is done by a worker of the test."""
    extension = str(next(EXTENSIONS))
    ana = here.agent(web, f"ana{extension}", extension)  # type: ignore[arg-type]
    interaction = on_the_line(here, ana, f"call-{extension}", extension, f"+1415555{extension}")
    with here.parts.engine.connect() as connection:
        statement = text("SELECT account FROM customers c JOIN interactions i ON i.customer_id = c.id WHERE i.id = :one")
        account: str = connection.execute(statement, {"one": interaction}).scalar_one()
    for _ in range(20):
        page = ana.desk()
        form = next_form(page)
        if form is None:
            for action in open_actions(here.parts):
                ask_action(here.parts, action)
            continue
        if form.path.endswith("/consents"):
            return ana, interaction, account
        ana.press(form.path, **form.fields)
    raise AssertionError(page.css_first("#panel-script").text())


def orders_of(here: Centre, account: str) -> int:
    return here.count("SELECT count(*) FROM bss_orders WHERE account = :account", account=account)


def step_of(ana: Agent) -> str:
    script = ana.desk().css_first("#panel-script .step")
    return script.attributes["class"] or ""


@pytest.mark.parametrize(("point", "asked"), [("action_claimed", 0), ("action_asked", 1)])
def test_an_order_whose_worker_dies_is_placed_at_most_once_and_the_agent_goes_on(here: Centre, web: object, point: str, asked: int) -> None:
    ana, interaction, account = ana_at_the_order(here, web)
    worker = here.worker()
    worker.start(crash_at=point)
    consent = next_form(ana.desk())
    assert consent is not None
    assert ana.press(consent.path, turn=str(consent.turn), consent="given").status_code == 200
    assert worker.has_crashed(20)
    worker.stop()
    assert orders_of(here, account) == asked
    assert "is-do" in step_of(ana)

    worker.start()
    wait_for(
        lambda: here.count(WORKED, one=interaction, action="bss.place_order") == 1,
        SETTLED_WITHIN,
        lambda: worker.log.read_text()[-2000:],
    )
    wait_for(lambda: "is-do" not in step_of(ana), SETTLED_WITHIN, lambda: "Ana still waits")
    assert orders_of(here, account) == asked
    worker.stop()


def test_two_workers_and_a_stopped_one_place_each_order_once(here: Centre, web: object) -> None:
    workers = [here.worker(), here.worker()]
    calls = [ana_at_the_order(here, web) for _ in range(3)]
    for worker in workers:
        worker.start()
    for ana, _, _ in calls:
        consent = next_form(ana.desk())
        assert consent is not None
        ana.press(consent.path, turn=str(consent.turn), consent="given")
    for ana, interaction, account in calls:
        wait_for(lambda one=interaction: here.count(WORKED, one=one, action="bss.place_order") == 1, SETTLED_WITHIN, lambda: "not placed")  # type: ignore[misc]
        assert orders_of(here, account) == 1
        assert "is-say" in step_of(ana)
    for worker in workers:
        worker.stop()
