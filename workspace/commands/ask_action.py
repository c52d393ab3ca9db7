"""Ask an action: a worker asks the outside world, holding no transaction meanwhile, and the answer becomes a turn of the run."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from flows.connectors.ports import ActionFailed, ErrorKind
from flows.runs.moves import ActionResult
from flows.runs.plain import decode_fields, encode
from flows.runs.refusals import MoveRefused
from workspace.bss import bss_of
from workspace.transactions.built_in_actions import BUILT_IN, WAITING
from workspace.transactions.runs import move_run
from workspace.wiring.parts import Parts, Unit, crash_at

log = structlog.get_logger()

LEASE_BEYOND = timedelta(seconds=5)
"""How much longer than its own time-out a worker has an action to itself."""
APPROVAL_WITHIN = timedelta(minutes=10)


def open_actions(parts: Parts) -> list[UUID]:
    """The actions that nobody is asking for at present."""
    with parts.units.read() as unit:
        return unit.runs.open_actions()


def ask_action(parts: Parts, action_id: UUID) -> None:
    """Ask for one action, unless another worker does."""
    with parts.units.begin() as unit:
        stored = unit.runs.action(action_id)
        if stored is None or stored["applied"]:
            return
        timeout = timedelta(seconds=stored["parameters"]["timeout"])
        claimed = unit.runs.claim_action(action_id, timeout + LEASE_BEYOND)
        if claimed is None:
            return
        if claimed["action"] in BUILT_IN:
            _carry_out(parts, unit, claimed)
            return
        late = unit.now > claimed["deadline_at"] + LEASE_BEYOND
    if late:
        # Whoever had it before may have asked: a time-out is never sent again.
        _apply(parts, claimed, error=ErrorKind.TIMEOUT)
        return
    crash_at("action_claimed")
    try:
        result = bss_of(parts).ask(claimed["action"], decode_fields(claimed["parameters"]["values"]), action_id, timeout)
    except ActionFailed as failed:
        log.info("action_failed", action=claimed["action"], kind=failed.kind, code=failed.code)
        _apply(parts, claimed, error=failed.kind)
        return
    crash_at("action_asked")
    _apply(parts, claimed, result=result)


def _carry_out(parts: Parts, unit: Unit, claimed: Mapping[str, Any]) -> None:
    """Do one of the desk's own actions and apply its result in the same transaction."""
    if claimed["action"] == "desk.ask_supervisor" and unit.now < claimed["created_at"] + APPROVAL_WITHIN:
        unit.runs.lease_action(claimed["id"], claimed["created_at"] + APPROVAL_WITHIN)
        unit.desks.touch_boards()
        return
    row = unit.interactions.get(claimed["interaction_id"], lock=True)
    if row is None:
        raise AssertionError(f"action {claimed['id']} has no interaction")
    if claimed["action"] == "desk.ask_supervisor":
        settle(parts, unit, claimed, error=ErrorKind.TIMEOUT)
        return
    try:
        result = BUILT_IN[claimed["action"]](unit, row, decode_fields(claimed["parameters"]["values"]), claimed["id"])
    except ActionFailed as failed:
        settle(parts, unit, claimed, error=failed.kind)
        return
    if result is not WAITING:
        settle(parts, unit, claimed, result=result)


def _apply(parts: Parts, claimed: Mapping[str, Any], *, result: object = None, error: str | None = None) -> None:
    with parts.units.begin() as unit:
        settle(parts, unit, claimed, result=result, error=error)


def settle(parts: Parts, unit: Unit, claimed: Mapping[str, Any], *, result: object = None, error: str | None = None) -> bool:
    """Make the result of an action a turn of its run; False when another worker has claimed it since (its result stands)."""
    row = unit.interactions.get(claimed["interaction_id"], lock=True)
    if row is None:
        raise AssertionError(f"action {claimed['id']} has no interaction")
    stored = encode(result) if result is not None else None
    if not unit.runs.end_action(claimed["id"], claimed["claim_no"], "failed" if error else "done", error=error, result=stored):
        return False
    run = unit.runs.get(claimed["run_id"], lock=True)
    if run is None:
        raise AssertionError(f"action {claimed['id']} has no run")
    holder = row if run["interaction_id"] == row.id else unit.interactions.get(run["interaction_id"], lock=True)
    if holder is None:
        raise AssertionError(f"run {run['id']} has no interaction")
    try:
        move_run(parts, unit, holder, run["id"], ActionResult(claimed["step_key"], result, error))
    except MoveRefused as refusal:
        # The run knows of this result already, or was rebuilt without the step: the action's own row keeps what came.
        log.warning("action_result_unused", action=claimed["action"], code=refusal.code)
    return True
