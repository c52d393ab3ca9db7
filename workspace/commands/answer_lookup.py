"""Answer a lookup: a worker asks the other system, holding no transaction meanwhile, and what came of it is on the desk at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from flows.connectors.lookup import ShapeError, fields_from, read_answer
from workspace.desk.add_in_tokens import token_for
from workspace.wiring.add_ins import LookupFailed, ask_outside
from workspace.wiring.parts import Parts

log = structlog.get_logger()

LEASE_BEYOND = timedelta(seconds=5)
"""How much longer than its own time-out a worker has a lookup to itself."""


def open_lookups(parts: Parts) -> list[UUID]:
    """The lookups that nobody is asking for at present."""
    with parts.units.read() as unit:
        return unit.add_ins.open_answers()


def answer_lookup(parts: Parts, answer_id: UUID) -> None:
    """Ask for one lookup, unless another worker does."""
    with parts.units.begin() as unit:
        claimed = unit.add_ins.claim_answer(answer_id, LEASE_BEYOND)
        if claimed is None:
            return
        hosts = frozenset(unit.add_ins.hosts())
        row = unit.interactions.get(claimed["interaction_id"])
        customer = unit.customers.on_desk(row["customer_id"], unit.now) if row and row["customer_id"] else None
        token = token_for(parts, unit, claimed, account=customer.customer.account if customer else None)
    try:
        body = ask_outside(parts.settings, hosts, claimed["url"], within=claimed["timeout_ms"] / 1000, token=token)
        items = read_answer(body, fields_from(claimed["fields"]))
    except (LookupFailed, ShapeError) as failed:
        detail = failed.detail if isinstance(failed, LookupFailed) else failed.path
        log.info("lookup_failed", add_in=str(claimed["add_in_id"]), code=failed.code, detail=detail)
        _end(parts, claimed, error=failed.code, detail=detail)
        return
    _end(parts, claimed, items=items)


def _end(parts: Parts, claimed: Mapping[str, Any], **came: Any) -> None:
    with parts.units.begin() as unit:
        if unit.add_ins.end_answer(claimed["id"], **came):
            unit.desks.touch(claimed["person_id"])
