"""An admin sets and heals the faults of the reference BSS; what makes no sense is refused by field."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.database.tables.people import people
from adapters.ids import new_id, new_key
from flows.errors import InvalidError
from workspace.commands.set_bss_fault import set_bss_fault
from workspace.settings import load
from workspace.wiring.customers import Fault
from workspace.wiring.parts import AlreadyDone, Parts, Person, Submission, assemble


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), pool_size=2)
    yield made
    made.engine.dispose()


@pytest.fixture
def sofia(parts: Parts) -> Person:
    person = new_id()
    row = {"id": person, "login": "sofia", "name": "Sofia", "role": "admin", "password_hash": ""}
    with parts.units.begin() as unit:
        unit.connection.execute(people.insert(), row)
    return Person(person, "sofia", "Sofia", "", "admin", None, None, None, "en", {})


def pressed(person: Person) -> Submission:
    return Submission(new_key(), person.id, "/bss-faults", "")


def test_a_fault_is_set_healed_and_audited(parts: Parts, sofia: Person) -> None:
    set_bss_fault(parts, sofia, "bss.get_plan", "slow", "2.5", "3", submission=pressed(sofia))
    with parts.units.read() as unit:
        assert unit.bss.faults() == [Fault("bss.get_plan", "slow", Decimal("2.50"), 3)]
        assert [row["payload"]["kind"] for row in unit.audit.of("action:bss.get_plan")] == ["slow"]
    set_bss_fault(parts, sofia, "bss.get_plan", "", "", "", submission=pressed(sofia))
    with parts.units.read() as unit:
        assert unit.bss.faults() == []


@pytest.mark.parametrize(
    ("action", "kind", "seconds", "times", "field"),
    [
        ("bss.drop", "slow", "", "", "action"),
        ("*", "explode", "", "", "kind"),
        ("*", "slow", "much", "", "seconds"),
        ("*", "slow", "NaN", "", "seconds"),
        ("*", "slow", "-1", "", "seconds"),
        ("*", "slow", "3600", "", "seconds"),
        ("*", "slow", "1", "0", "times"),
        ("*", "slow", "1", "-1", "times"),
        ("*", "slow", "1", "²", "times"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(
    parts: Parts, sofia: Person, action: str, kind: str, seconds: str, times: str, field: str
) -> None:
    with pytest.raises(InvalidError) as refusal:
        set_bss_fault(parts, sofia, action, kind, seconds, times, submission=pressed(sofia))
    assert refusal.value.fields == {field: "invalid"}
    with parts.units.read() as unit:
        assert unit.bss.faults() == []


def test_the_same_press_counts_once(parts: Parts, sofia: Person) -> None:
    press = pressed(sofia)
    set_bss_fault(parts, sofia, "*", "down", "", "", submission=press)
    with pytest.raises(AlreadyDone):
        set_bss_fault(parts, sofia, "*", "down", "", "", submission=press)
