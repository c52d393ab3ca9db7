"""A worker killed between putting a scheduled change live and committing it: the change goes live once, a little later."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.faults.centre import Centre, centre, wait_for
from tests.unit.workspace.scripts.office import SCRIPT
from workspace.commands.create_draft import create_draft
from workspace.commands.publish import publish
from workspace.commands.save_draft import save_draft
from workspace.studio.wishes import Terms
from workspace.wiring.parts import Person, Submission, new_id, new_key

pytestmark = pytest.mark.faults
LIVE_WITHIN = 60.0
OF_KEY = "SELECT count(*) FROM bundles WHERE key = 'hello'"
PUBLISHED = "SELECT count(*) FROM changes WHERE key = 'hello' AND state = 'published'"
TOLD = "SELECT count(*) FROM notices WHERE kind = 'script_published'"


@pytest.fixture(scope="module")
def here() -> Iterator[Centre]:
    with centre() as made:
        yield made


def test_a_change_whose_worker_dies_while_it_goes_live_goes_live_once(here: Centre) -> None:
    person_id = new_id()
    with here.parts.units.begin() as unit:
        unit.people.add(id=person_id, login="sofia", name="Sofia", role="supervisor", password_hash="")
    sofia = Person(person_id, "sofia", "Sofia", "", "supervisor", None, None, None, "en", {})
    create_draft(here.parts, sofia, "hello", submission=Submission(new_key(), person_id, "", ""))
    with here.parts.units.begin() as unit:
        draft = unit.scripts.draft("hello")
        unit.connection.exec_driver_sql("DELETE FROM script_tests WHERE key = 'hello'")
    assert draft is not None
    save_draft(here.parts, sofia, "hello", SCRIPT, based_on=draft["sha256"])
    with here.parts.units.read() as unit:
        soon = unit.now + timedelta(seconds=2)
    publish(here.parts, sofia, "hello", Terms("at its time", due_at=soon))
    told = here.count(TOLD)

    worker = here.worker()
    worker.start(crash_at="change_applied")
    assert worker.has_crashed(LIVE_WITHIN)
    worker.stop()
    assert here.count(OF_KEY) == 0

    workers = [here.worker(), here.worker()]
    for each in workers:
        each.start()
    wait_for(lambda: here.count(PUBLISHED) == 1, LIVE_WITHIN, lambda: "it did not go live")
    for each in workers:
        each.stop()
    assert here.count(OF_KEY) == 1
    assert here.count(TOLD) == told + 1
