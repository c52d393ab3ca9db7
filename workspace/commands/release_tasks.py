"""Release: what time alone brings about in outbound work. Claims nobody stands behind, promises that fall due, lists that grow old."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flows.outbound.callback import Availability, Due, when_due
from flows.outbound.campaign import CampaignState, StopReason
from flows.outbound.task import TaskState
from flows.routing.presence import PresenceState
from workspace.transactions.attempts import ANYTIME
from workspace.transactions.callbacks import held_for
from workspace.transactions.gate_facts import window_of
from workspace.transactions.tasks import let_go
from workspace.wiring.outbound import callback_from
from workspace.wiring.parts import Parts, Unit

LIST_AGE = timedelta(days=31)


def release_tasks(parts: Parts) -> int:
    """Renew the claims of living screens and release the others; returns how many were released."""
    with parts.units.begin() as unit:
        unit.tasks.renew_leases()
    with parts.units.read() as unit:
        lapsed = unit.tasks.lapsed()
    return sum(_release(parts, task_id, claim_no, holder) for task_id, claim_no, holder in lapsed)


def _release(parts: Parts, task_id: UUID, claim_no: int, holder: UUID) -> bool:
    with parts.units.begin() as unit:
        unit.presence.get(holder, lock=True)
        row = unit.tasks.get(task_id, lock=True)
        if row is None or row.task.state is not TaskState.CLAIMED or row.task.claim_no != claim_no:
            return False
        unit.audit.add("claim_lapsed", f"task:{task_id}", {"claim": claim_no, "holder": str(holder)})
        return let_go(unit, row, unit.now)


def follow_callbacks(parts: Parts) -> int:
    """Bring promises whose time has come in line with their agent and the hour; returns how many moved on."""
    with parts.units.read() as unit:
        due = unit.callbacks.due()
    return sum(_follow(parts, callback_id) for callback_id in due)


def _follow(parts: Parts, callback_id: UUID) -> bool:
    with parts.units.begin() as unit:
        row = unit.callbacks.get(callback_id, lock=True)
        if row is None:
            return False
        callback = replace(callback_from(row), held_for=held_for(unit, row["campaign_id"]))
        window = window_of(callback.number, callback.zone, callback.purpose, unit.now) or ANYTIME
        due = when_due(callback, _availability(unit, row["person_id"]), window, unit.now)
        if due.state is callback.state:
            return False
        unit.callbacks.set_state(callback_id, due.state)
        _keep_task(unit, row["task_id"], due)
        unit.desks.touch(row["person_id"], *unit.campaigns.concerned(row["campaign_id"]))
        unit.desks.touch_boards()
        return True


def _keep_task(unit: Unit, task_id: UUID | None, due: Due) -> None:
    """A held promise is its agent's alone; a released or missed one is everybody's, for the customer waits for it all the same."""
    if task_id is not None:
        held = due.for_agent_id if due.state.is_waiting else None
        unit.tasks.keep_for(task_id, held, due.until if held else None)


def _availability(unit: Unit, person_id: UUID | None) -> Availability:
    presence = unit.presence.get(person_id) if person_id else None
    if presence is None or not presence.is_reachable(unit.now):
        return Availability.AWAY
    return Availability.READY if presence.state is PresenceState.READY else Availability.BUSY


def stop_outdated_campaigns(parts: Parts) -> int:
    """Stop marketing campaigns that rest on no list which is still current; returns how many."""
    with parts.units.begin() as unit:
        outdated = unit.campaigns.outdated(unit.now - LIST_AGE)
        for campaign_id in outdated:
            unit.campaigns.set_state(campaign_id, CampaignState.STOPPED, StopReason.LIST_NOT_CURRENT)
            unit.audit.add("campaign_stopped", f"campaign:{campaign_id}", {"reason": StopReason.LIST_NOT_CURRENT})
            unit.desks.touch(*unit.campaigns.concerned(campaign_id))
        if outdated:
            unit.desks.touch_boards()
    return len(outdated)
