"""The audit's chain: one line through all rows, in the order in which they were sealed."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, Row, select

from adapters.clock import Clock
from adapters.database.stores.audit import link_after
from adapters.database.tables.ledger import audit
from adapters.database.unit import Units


@pytest.fixture
def units(database: Engine) -> Units:
    return Units(database, Clock(), lambda changes: None)


def chain(units: Units) -> Sequence[Row[tuple[object, ...]]]:
    """The sealed rows in the order of the chain."""
    with units.read() as unit:
        return unit.connection.execute(select(audit).where(audit.c.seal_no.is_not(None)).order_by(audit.c.seal_no)).all()


def is_whole(units: Units) -> bool:
    """If each link follows from the one before it."""
    link = ""
    for row in chain(units):
        link = link_after(link, row._mapping)
        if link != row.chain:
            return False
    return True


def test_rows_are_sealed_in_one_chain(units: Units) -> None:
    for verb in ("opened", "changed", "closed"):
        with units.begin() as unit:
            unit.audit.add(verb, "thing:1", {"verb": verb})
            assert unit.audit.seal(2) == 1
    assert [(row.seal_no, row.verb) for row in chain(units)] == [(1, "opened"), (2, "changed"), (3, "closed")]
    assert is_whole(units)


def test_a_lower_id_committed_after_a_higher_one_was_sealed_does_not_fork_the_chain(units: Units) -> None:
    with units.begin() as slow:
        slow.audit.add("began_early", "thing:1")
        with units.begin() as quick:
            quick.audit.add("committed_first", "thing:2")
        with units.begin() as sealer:
            assert sealer.audit.seal() == 1
    for verb in ("", "afterwards"):
        with units.begin() as unit:
            assert unit.audit.seal() == 1
            if verb == "":
                unit.audit.add("afterwards", "thing:3")
    assert [row.verb for row in chain(units)] == ["committed_first", "began_early", "afterwards"]
    assert [row.id for row in chain(units)] != sorted(row.id for row in chain(units))
    assert is_whole(units)


def test_a_second_sealer_leaves_the_work_to_the_first(units: Units) -> None:
    with units.begin() as unit:
        unit.audit.add("opened", "thing:1")
    with units.begin() as first:
        assert first.audit.seal() == 1
        with units.begin() as second:
            assert second.audit.seal() == 0
    assert len(chain(units)) == 1
    assert is_whole(units)
