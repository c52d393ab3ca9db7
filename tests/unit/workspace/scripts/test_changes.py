"""Changes of every kind on their way: approved by a second person, live at their time exactly once, taken back for good."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.database.tables.people import teams
from adapters.database.tables.routing import queues
from adapters.ids import new_id
from flows.errors import ConflictError, InvalidError, NotAllowedError, NotFoundError, Refusal
from flows.publishing.publication import State
from tests.unit.workspace.scripts.office import SCRIPT, Press, Write
from workspace.commands.assign_script import assign_script
from workspace.commands.decide_change import approve_change, cancel_change, refuse_change
from workspace.commands.publish import publish
from workspace.commands.roll_back import roll_back, roll_back_change
from workspace.commands.save_disposition import save_disposition
from workspace.commands.set_approvals import set_approvals
from workspace.commands.spread_version import end_trial, spread_version
from workspace.commands.withdraw_version import withdraw_version
from workspace.commands.write_card import create_card
from workspace.commands.write_card import publish as publish_card
from workspace.knowledge import CardTexts
from workspace.scripts.bundles import published
from workspace.settings import load
from workspace.studio.changes import approve, ask, cancel, publish_one_due, refuse
from workspace.studio.wishes import Terms
from workspace.wiring.parts import Parts, Person, Unit, assemble

SOON = timedelta(hours=1)
CODE = {"label_en": "Sold", "label_zh": "成交", "kind": "success", "position": 1, "active": True}
pytestmark = pytest.mark.usefixtures("codes")


def now_of(parts: Parts) -> datetime:
    with parts.units.read() as unit:
        return unit.now


def due(parts: Parts, at: datetime) -> int:
    """What the sweeper would publish if it looked at that moment."""
    for count in range(20):
        with parts.units.begin(now=at) as unit:
            if not publish_one_due(unit):
                return count
    raise AssertionError("it never ends")


def live(parts: Parts, key: str = "hello") -> dict[str, Any]:
    with parts.units.read() as unit:
        found = unit.scripts.live(key)
    assert found is not None
    return found


def change(parts: Parts, change_id: UUID) -> dict[str, Any]:
    with parts.units.read() as unit:
        found = unit.changes.get(change_id)
    assert found is not None
    return found


@pytest.fixture
def approvals(parts: Parts, sofia: Person, press: Press) -> None:
    """A second person approves everything."""
    set_approvals(parts, sofia, ["script", "disposition", "card", "assignment"], submission=press(sofia))


class TestAtATime:
    """What is published later."""

    def test_the_frozen_text_goes_live_at_its_time_and_the_later_draft_stays(self, parts: Parts, sofia: Person, write: Write) -> None:
        write("hello", SCRIPT)
        publish(parts, sofia, "hello")
        write("hello", SCRIPT + "# on Monday\n")
        at = now_of(parts) + SOON
        made = publish(parts, sofia, "hello", Terms("for Monday", due_at=at))
        assert (made.state, made.number) == (State.SCHEDULED, 0)
        write("hello", SCRIPT + "# afterwards\n")
        assert due(parts, at - timedelta(seconds=1)) == 0
        assert due(parts, at) == 1
        assert due(parts, at) == 0
        assert (live(parts)["version"], live(parts)["source"]) == (2, SCRIPT + "# on Monday\n")
        with parts.units.read() as unit:
            kept = unit.scripts.draft("hello")
        assert kept is not None
        assert kept["source"] == SCRIPT + "# afterwards\n"

    def test_one_change_of_a_thing_is_on_its_way_at_a_time(self, parts: Parts, sofia: Person, write: Write) -> None:
        write("hello", SCRIPT)
        publish(parts, sofia, "hello", Terms(due_at=now_of(parts) + SOON))
        with pytest.raises(ConflictError, match="change_open"):
            publish(parts, sofia, "hello")

    def test_what_was_overtaken_fails_and_its_author_is_told(self, parts: Parts, sofia: Person, write: Write) -> None:
        write("hello", SCRIPT)
        publish(parts, sofia, "hello")
        write("hello", SCRIPT + "# two\n")
        publish(parts, sofia, "hello")
        write("hello", SCRIPT + "# three\n")
        at = now_of(parts) + SOON
        made = publish(parts, sofia, "hello", Terms(due_at=at))
        roll_back(parts, sofia, "hello", 1)
        assert due(parts, at) == 1
        failed = change(parts, made.change_id)
        assert (failed["state"], failed["failure"]["code"]) == ("failed", "version_published")
        assert live(parts)["source"] == SCRIPT
        with parts.units.read() as unit:
            told = [row["kind"] for row in unit.notices.open_for(sofia)]
        assert told[0] == "change_failed"

    def test_what_no_longer_passes_fails_whole(self, parts: Parts, sofia: Person, write: Write) -> None:
        write("hello", SCRIPT)
        at = now_of(parts) + SOON
        made = publish(parts, sofia, "hello", Terms(due_at=at))
        with parts.units.begin() as unit:
            unit.connection.exec_driver_sql("UPDATE changes SET after = jsonb_set(after, '{source}', '\"script: [\"')")
        assert due(parts, at) == 1
        assert change(parts, made.change_id)["failure"]["code"] == "problems"
        with parts.units.read() as unit:
            assert unit.scripts.live("hello") is None

    def test_what_is_cancelled_never_goes_live(self, parts: Parts, sofia: Person, write: Write, press: Press) -> None:
        write("hello", SCRIPT)
        at = now_of(parts) + SOON
        made = publish(parts, sofia, "hello", Terms(due_at=at))
        cancel_change(parts, sofia, made.change_id, submission=press(sofia))
        assert due(parts, at) == 0
        with pytest.raises(ConflictError, match="not_open"):
            cancel_change(parts, sofia, made.change_id, submission=press(sofia))


@pytest.mark.usefixtures("approvals")
class TestSecondPerson:
    """Where the installation wants one."""

    def test_it_is_live_once_somebody_else_approved_and_both_are_in_the_version(
        self, parts: Parts, sofia: Person, simon: Person, write: Write, press: Press
    ) -> None:
        write("hello", SCRIPT)
        made = publish(parts, sofia, "hello", Terms("first words"))
        assert made.state is State.WAITING
        with pytest.raises(NotAllowedError, match="own_change"):
            approve_change(parts, sofia, made.change_id, submission=press(sofia))
        assert approve_change(parts, simon, made.change_id, submission=press(simon)).number == 1
        assert (live(parts)["published_by"], live(parts)["approved_by"]) == (sofia.id, simon.id)
        with parts.units.read() as unit:
            verbs = [row["verb"] for row in unit.audit.of("script:hello")]
        assert {"change_asked", "change_approved", "script_published"} <= set(verbs)
        with pytest.raises(ConflictError, match="not_waiting"):
            approve_change(parts, simon, made.change_id, submission=press(simon))

    def test_a_refusal_needs_a_reason_and_reaches_the_author(
        self, parts: Parts, sofia: Person, simon: Person, write: Write, press: Press
    ) -> None:
        write("hello", SCRIPT)
        made = publish(parts, sofia, "hello")
        with pytest.raises(InvalidError):
            refuse_change(parts, simon, made.change_id, "  ", submission=press(simon))
        refuse_change(parts, simon, made.change_id, "The greeting is too long", submission=press(simon))
        with parts.units.read() as unit:
            assert "too long" in unit.notices.open_for(sofia)[0]["text_en"]
            assert unit.scripts.live("hello") is None
            assert unit.scripts.draft("hello") is not None

    def test_going_back_waits_for_nobody(self, parts: Parts, sofia: Person, simon: Person, write: Write, press: Press) -> None:
        for text in (SCRIPT, SCRIPT + "# two\n"):
            write("hello", text)
            approve_change(parts, simon, publish(parts, sofia, "hello").change_id, submission=press(simon))
        assert roll_back(parts, sofia, "hello", 1) == 3

    def test_codes_cards_and_lines_wait_the_same_way(self, parts: Parts, sofia: Person, simon: Person, press: Press) -> None:
        with parts.units.begin() as unit:
            unit.connection.execute(queues.insert(), {"id": new_id(), "key": "sales", "name_en": "Sales", "name_zh": "销售"})
        create_card(parts, sofia, "roaming", CardTexts("Roaming", "漫游", "Free.", "免费。"), submission=press(sofia))
        asked = [
            save_disposition(parts, sofia, "sold_more", CODE, new=True, submission=press(sofia)),
            publish_card(parts, sofia, "roaming", submission=press(sofia)),
            assign_script(parts, sofia, "queue", "sales", "", submission=press(sofia)),
        ]
        assert {each.state for each in asked} == {State.WAITING}
        with parts.units.read() as unit:
            assert unit.administration.get("disposition", "sold_more") is None
            assert unit.changes.to_approve(simon.id) == 3
            assert unit.changes.to_approve(sofia.id) == 0
        for each in asked:
            approve_change(parts, simon, each.change_id, submission=press(simon))
        with parts.units.read() as unit:
            code, card = unit.administration.get("disposition", "sold_more"), unit.knowledge.get("roaming")
        assert code is not None
        assert card is not None
        assert (code["label_en"], card["version"]) == ("Sold", 1)


class TestToATeam:
    """A version that only some take."""

    @pytest.fixture
    def team(self, parts: Parts) -> UUID:
        team = new_id()
        with parts.units.begin() as unit:
            unit.connection.execute(teams.insert(), {"id": team, "name": "Early birds"})
        return team

    def versions_for(self, unit: Unit, *people: Person) -> list[int]:
        found = [unit.scripts.get(unit.scripts.live_script("hello", person.id) or new_id()) for person in people]
        return [row["version"] if row else 0 for row in found]

    def test_new_calls_of_the_team_take_it_until_everybody_does(
        self, parts: Parts, sofia: Person, hire: Callable[..., Person], write: Write, press: Press, team: UUID
    ) -> None:
        ana, bruno = hire("ana", "agent"), hire("bruno", "agent")
        with parts.units.begin() as unit:
            unit.connection.exec_driver_sql("UPDATE people SET team_id = %s WHERE id = %s", (team, ana.id))
        write("hello", SCRIPT)
        with pytest.raises(ConflictError, match="first_for_everybody"):
            publish(parts, sofia, "hello", Terms(teams=(team,)))
        publish(parts, sofia, "hello")
        write("hello", SCRIPT + "# tried\n")
        with pytest.raises(InvalidError):
            publish(parts, sofia, "hello", Terms(teams=(new_id(),)))
        publish(parts, sofia, "hello", Terms(teams=(team,)))
        with parts.units.read() as unit:
            assert self.versions_for(unit, ana, bruno) == [2, 1]
        spread_version(parts, sofia, "hello", 2, submission=press(sofia))
        with parts.units.read() as unit:
            assert self.versions_for(unit, ana, bruno) == [2, 2]
        with pytest.raises(ConflictError, match="no_trial"):
            spread_version(parts, sofia, "hello", 2, submission=press(sofia))

    @pytest.mark.parametrize("way", ["end", "withdraw", "publish", "roll_back"])
    def test_a_try_ends(
        self, parts: Parts, sofia: Person, hire: Callable[..., Person], write: Write, press: Press, team: UUID, way: str
    ) -> None:
        ana = hire("ana", "agent")
        with parts.units.begin() as unit:
            unit.connection.exec_driver_sql("UPDATE people SET team_id = %s WHERE id = %s", (team, ana.id))
        for text, terms in ((SCRIPT, Terms()), (SCRIPT + "# two\n", Terms()), (SCRIPT + "# tried\n", Terms(teams=(team,)))):
            write("hello", text)
            publish(parts, sofia, "hello", terms)
        expected = {"end": 2, "withdraw": 2, "publish": 4, "roll_back": 4}[way]
        if way == "end":
            end_trial(parts, sofia, "hello", 3, submission=press(sofia))
        elif way == "withdraw":
            withdraw_version(parts, sofia, "hello", 3, reason="wrong", submission=press(sofia))
        elif way == "publish":
            write("hello", SCRIPT + "# for all\n")
            publish(parts, sofia, "hello")
        else:
            roll_back(parts, sofia, "hello", 1)
        with parts.units.read() as unit:
            assert self.versions_for(unit, ana) == [expected]
            assert unit.scripts.trial("hello") is None


def test_another_process_takes_the_new_version_at_its_next_call(
    parts: Parts, sofia: Person, write: Write, database_url: str, tmp_path: Path
) -> None:
    other = assemble(load({}, home=tmp_path, database_url=database_url), pool_size=1)
    try:
        for number, text in enumerate((SCRIPT, SCRIPT + "# two\n"), start=1):
            write("hello", text)
            publish(parts, sofia, "hello")
            with other.units.read() as unit:
                bundle = unit.scripts.live_script("hello", sofia.id)
                assert bundle is not None
                assert published(unit, bundle).version == number
    finally:
        other.engine.dispose()


def test_a_code_goes_back_to_what_it_was(parts: Parts, sofia: Person, press: Press) -> None:
    with parts.units.read() as unit:
        first = unit.administration.get("disposition", "sold")
    assert first is not None
    save_disposition(parts, sofia, "sold", {**CODE, "label_en": "Sold!"}, new=False, submission=press(sofia))
    save_disposition(parts, sofia, "sold", {**CODE, "label_en": "Sold!!"}, new=False, submission=press(sofia))
    assert roll_back_change(parts, sofia, "disposition", "sold", 1, submission=press(sofia)) == 3
    with parts.units.read() as unit:
        assert unit.administration.get("disposition", "sold")["label_en"] == "Sold!"  # type: ignore[index]
    roll_back_change(parts, sofia, "disposition", "sold", 0, submission=press(sofia))
    with parts.units.read() as unit:
        assert unit.administration.get("disposition", "sold") == first
    with pytest.raises(NotFoundError):
        roll_back_change(parts, sofia, "disposition", "sold", 9, submission=press(sofia))
    with pytest.raises(NotFoundError):
        roll_back_change(parts, sofia, "script", "sold", 1, submission=press(sofia))


def test_desks_are_told_of_codes_cards_and_lines_that_concern_them(
    parts: Parts, sofia: Person, hire: Callable[..., Person], write: Write, press: Press
) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(queues.insert(), {"id": new_id(), "key": "sales", "name_en": "Sales", "name_zh": "销售"})
    ana, victor = hire("ana", "agent"), hire("victor", "agent", vendor="Callwell")
    write("hello", SCRIPT)
    publish(parts, sofia, "hello")

    def told(person: Person) -> list[tuple[str, str, str]]:
        with parts.units.read() as unit:
            rows = unit.notices.open_for(person)
        return [(row["kind"], row["text_en"], row["text_zh"]) for row in reversed(rows) if not row["kind"].endswith("_published")]

    def code(**changed: Any) -> None:
        columns = {**CODE, "label_en": "Won", "label_zh": "赢单", **changed}
        save_disposition(parts, sofia, "won", columns, new=not told(ana), submission=press(sofia), terms=Terms(note="asked for"))

    code()
    code(position=7)
    code(label_en="Gained")
    code(label_en="Gained", active=False)
    codes = [
        ("code_changed", "New disposition code: Won: asked for", "新增小结代码：赢单：asked for"),
        ("code_changed", "The disposition code Won is now called Gained: asked for", "小结代码“赢单”的英文名称有改动：asked for"),
        ("code_changed", "No longer used: the disposition code Gained: asked for", "小结代码“赢单”不再使用：asked for"),
    ]
    assert told(ana) == told(victor) == codes
    create_card(parts, sofia, "roaming", CardTexts("Roaming", "漫游", "Free.", "免费。"), submission=press(sofia))
    assert len(told(ana)) == len(codes), "a draft is nobody's business"
    made = publish_card(parts, sofia, "roaming", submission=press(sofia))
    for script in ("hello", "hello", ""):
        assign_script(parts, sofia, "queue", "sales", script, submission=press(sofia))
    assert told(victor) == codes
    assert told(ana)[len(codes) :] == [
        ("card_changed", "New knowledge card: Roaming", "新增知识卡片：漫游"),
        ("line_changed", "Calls of the queue Sales open with Hello now", "队列“销售”的来电现在使用话术“问候”"),
        ("line_changed", "Calls of the queue Sales open without a script now", "队列“销售”的来电现在不打开话术"),
    ]
    assert change(parts, made.change_id)["notice_id"] is not None


STEPS = st.lists(
    st.tuples(st.sampled_from(("ask", "ask_at", "approve", "refuse", "cancel", "sweep")), st.sampled_from((0, 1)), st.integers(1, 8)),
    min_size=1,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, needs_approval=st.booleans())
def test_whatever_two_supervisors_and_the_sweeper_do_each_change_goes_live_once_at_most(
    parts: Parts, sofia: Person, simon: Person, steps: list[tuple[str, int, int]], needs_approval: bool
) -> None:
    """Hours pass as the steps say; after each the stored state is held against what a change may do."""
    code, at = f"code_{new_id().hex[-10:]}", now_of(parts)
    with parts.units.begin(now=at) as unit:
        unit.facts.put("approvals", {"kinds": ["disposition"] if needs_approval else []})
    asked: list[UUID] = []
    for place, (step, who, hours) in enumerate(steps):
        person, at = (sofia, simon)[who], at + timedelta(hours=1)
        try:
            with parts.units.begin(now=at) as unit:
                if step.startswith("ask"):
                    terms = Terms(due_at=at + timedelta(hours=hours) if step == "ask_at" else None)
                    asked.append(ask(unit, terms.wish("disposition", code, {**CODE, "position": place}), person.id).change_id)
                elif step == "sweep":
                    at += timedelta(hours=hours)
                    unit.now = at
                    publish_one_due(unit)
                elif asked and step == "approve":
                    approve(unit, asked[-1], person.id)
                elif asked and step == "refuse":
                    refuse(unit, asked[-1], person.id, "no")
                elif asked:
                    cancel(unit, asked[-1], person.id)
        except Refusal:
            continue
    with parts.units.read() as unit:
        rows = [row for each in asked if (row := unit.changes.get(each))]
        saved = [row for row in unit.audit.of(f"disposition:{code}") if row["verb"] == "disposition_saved"]
        standing = unit.administration.get("disposition", code)
    published = [row for row in rows if row["state"] == "published"]
    assert len(saved) == len(published)
    assert sorted(row["number"] for row in published) == list(range(1, len(published) + 1))
    assert all(row["decided_by"] not in (None, row["asked_by"]) for row in published if needs_approval)
    assert all(row["number"] is None for row in rows if row["state"] != "published")
    assert sum(row["state"] in ("waiting", "scheduled") for row in rows) <= 1
    last = max(published, key=lambda row: row["number"], default=None)
    assert (standing["position"] if standing else None) == (last["after"]["position"] if last else None)
