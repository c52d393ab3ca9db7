"""An opt-out and the work on the same number at the same moment: each waits for the other's end, and neither for the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from uuid import UUID

import pytest
from sqlalchemy import text

from flows.outbound.lead import CloseReason
from flows.outbound.suppression import do_not_call
from tests.outbound import add_task, rows
from tests.unit.workspace.offered import NUMBER, ana, campaign, clock, parts
from workspace.transactions.suppress import suppress
from workspace.wiring.parts import Parts, Person, Unit

__all__ = ["ana", "campaign", "clock", "parts"]  # fixtures
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def somebody_waits(parts: Parts) -> bool:
    """Whether a transaction waits for another one."""
    with parts.units.read() as unit:
        return bool(unit.connection.execute(WAITING).scalar())


def is_offered(unit: Unit, ana: Person, task: UUID) -> bool:
    return unit.task_reservations.hold(task)


def is_claimed(unit: Unit, ana: Person, task: UUID) -> bool:
    return unit.tasks.claim_next(ana.id, ana.vendor_id, []) is not None


@pytest.mark.parametrize("taken", [is_offered, is_claimed])
def test_an_opt_out_waits_for_whoever_has_the_task_and_keeps_nothing_from_them(
    parts: Parts, ana: Person, campaign: UUID, taken: Callable[[Unit, Person, UUID], bool]
) -> None:
    task = add_task(parts, campaign)

    def opt_out() -> None:
        with parts.units.begin() as unit:
            suppress(unit, do_not_call("seller", NUMBER, unit.now))

    with ThreadPoolExecutor(1) as other:
        with parts.units.begin() as unit:
            assert taken(unit, ana, task)
            said_no = other.submit(opt_out)
            end = monotonic() + 20
            while not somebody_waits(parts):
                assert monotonic() < end, "the opt-out did not wait"
                sleep(0.02)
            # What the gate's refusal may mean for the lead: with the lead in the other's hands, both would wait for ever.
            row = unit.tasks.get(task)
            assert row is not None
            unit.tasks.close_lead(row.task.lead_id, CloseReason.INVALID_NUMBER)
        said_no.result(20)
    assert [row["closed_reason"] for row in rows(parts, "leads")] == ["do_not_call"]
