"""Sofia publishes while calls run: the next call takes the new version, the calls in progress keep theirs to the end."""

from collections.abc import Callable
from uuid import UUID

import pytest

from adapters.database.tables.interactions import interactions
from adapters.ids import new_id
from flows.runs.moves import Continue
from flows.runs.run import Run
from flows.runs.view import view
from tests.unit.workspace.scripts.office import CALLING, INNER, SCRIPT, Write
from workspace.commands.publish import publish
from workspace.commands.roll_back import roll_back
from workspace.scripts.bundles import published
from workspace.transactions.runs import move_run, start_run
from workspace.wiring.parts import Parts, Person

pytestmark = pytest.mark.usefixtures("codes")


@pytest.fixture
def call(parts: Parts, hire: Callable[..., Person]) -> Callable[[str, str], UUID]:
    """A function that puts an agent into a call, opened with a script; gives the interaction."""

    def begin(login: str, script: str) -> UUID:
        agent, interaction = hire(login, "agent"), new_id()
        with parts.units.begin() as unit:
            row = {"id": interaction, "direction": "inbound", "state": "talking", "person_id": agent.id, "offered_at": unit.now}
            unit.connection.execute(interactions.insert(), {**row, "language": "en"})
            stored = unit.interactions.get(interaction)
            assert stored is not None
            start_run(parts, unit, stored, script)
        return interaction

    return begin


def said(parts: Parts, interaction: UUID) -> str:
    """What the agent says at the present step."""
    with parts.units.read() as unit:
        row = unit.runs.current(interaction)
        assert row is not None
        seen = view(Run.from_json(row["state"]), published(unit, row["bundle_id"]).bundle, now=unit.now, language="en")
    return "".join(part.text for paragraph in seen.say for part in paragraph)


def go_on(parts: Parts, interaction: UUID) -> str:
    """Go on by one step; gives the step the run stands at then."""
    with parts.units.begin() as unit:
        row, stored = unit.runs.current(interaction), unit.interactions.get(interaction)
        assert row is not None
        assert stored is not None
        return move_run(parts, unit, stored, row["id"], Continue()).step


def test_a_new_call_takes_the_new_version_and_a_running_one_keeps_its_own(
    parts: Parts, sofia: Person, write: Write, call: Callable[[str, str], UUID]
) -> None:
    write("hello", SCRIPT)
    publish(parts, sofia, "hello")
    before = call("ana", "hello")
    write(
        "hello",
        SCRIPT.replace("Hello.", "Good day.").replace("next: wrap", "next: more", 1)
        + "  more:\n    say: {en: More., zh: 还有。}\n    next: wrap\n",
    )
    publish(parts, sofia, "hello")
    after = call("bruno", "hello")
    assert (said(parts, before), said(parts, after)) == ("Hello.", "Good day.")
    with parts.units.read() as unit:
        assert unit.runs.versions_in_use("hello") == {1: 1, 2: 1}
    assert (go_on(parts, before), go_on(parts, after)) == ("wrap", "more")
    roll_back(parts, sofia, "hello", 1)
    assert said(parts, call("carla", "hello")) == "Hello."
    assert said(parts, after) == "More."


def test_a_new_sub_script_reaches_calls_only_when_its_caller_is_published_again(
    parts: Parts, sofia: Person, write: Write, call: Callable[[str, str], UUID]
) -> None:
    for key, source in (("lib/inner", INNER), ("hello", CALLING.replace("outer", "inner"))):
        write(key, source)
        publish(parts, sofia, key)
    write("lib/inner", INNER.replace("One moment.", "Please wait."))
    publish(parts, sofia, "lib/inner")
    assert said(parts, call("ana", "hello")) == "One moment."
    publish(parts, sofia, "hello")
    assert said(parts, call("bruno", "hello")) == "Please wait."
