"""Outcomes in a transaction: what the analytics side is told when an interaction is over (P1)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from flows.interaction import InteractionState
from flows.offers.policy import OfferResponse
from flows.outcome import Outcome
from flows.telephony.call import CallResult
from workspace.scripts.bundles import published
from workspace.transactions.offers import who_of
from workspace.wiring.parts import Unit


def write_outcome(unit: Unit, interaction_id: UUID) -> None:
    """Put the outcome of a closed or abandoned interaction, and the steps of its runs, into the outbox."""
    row = unit.interactions.get(interaction_id)
    if row is None:
        raise AssertionError(f"interaction {interaction_id} ended and is not there")
    one, call = row.interaction, row.call
    closed_at = one.closed_at or unit.now
    ended_at = one.ended_at or closed_at
    named = unit.interactions.names_of(interaction_id)
    chain = unit.interactions.chain_of(row["call_id"]) if row["call_id"] else []
    before, after = _neighbours(chain, row["leg"])
    # The run went with the customer: what this part was worked with is known there.
    script = unit.interactions.names_of(chain[-1]["id"]) if one.is_transferred and chain else named
    outcome = Outcome(
        who=who_of(unit, row),
        offered_at=one.offered_at,
        ended_at=ended_at,
        closed_at=closed_at,
        disposition=one.disposition_code,
        disposition_kind=named["disposition_kind"],
        answered_at=one.answered_at,
        answer_within=timedelta(seconds=named["answer_within_seconds"]) if named["answer_within_seconds"] else None,
        wait=(one.answered_at or ended_at) - one.offered_at,
        talk=call.talked_for(ended_at) if call else timedelta(),
        hold=call.held_for(ended_at) if call else timedelta(),
        wrap_up=max(closed_at - ended_at, timedelta()),
        abandoned=one.state is InteractionState.ABANDONED,
        script_key=script["script_key"],
        script_version=script["script_version"],
        result=CallResult.TRANSFERRED if one.is_transferred else (call.result if call else None),
        transferred_from=before,
        transferred_to=after,
        right_party=named["right_party"],
        satisfaction=row["satisfaction"],
        offers=_offers(unit, interaction_id),
    )
    unit.outbox.add("outcomes", outcome.key, outcome.to_row())
    told = {"state": one.state, "disposition": one.disposition_code}
    unit.audit.add("outcome_recorded", f"interaction:{interaction_id}", told, person_id=one.person_id)
    _write_steps(unit, interaction_id, outcome)
    unit.wake("relay")


def _neighbours(chain: Sequence[Mapping[str, Any]], leg: int) -> tuple[UUID | None, UUID | None]:
    """The parts of the call before and after this one."""
    by_leg = {each["leg"]: each["id"] for each in chain}
    return by_leg.get(leg - 1), by_leg.get(leg + 1)


def _offers(unit: Unit, interaction_id: UUID) -> dict[str, tuple[OfferResponse, str | None]]:
    """What was answered to each offer in the end: a settlement tells of an acceptance."""
    said: dict[str, tuple[OfferResponse, str | None]] = {}
    for each in unit.offers.responses_of(interaction_id):
        if each["interaction_id"] != interaction_id:
            continue  # said to the agent before
        response = OfferResponse(each["response"])
        if response in (OfferResponse.DELIVERED, OfferResponse.FAILED, OfferResponse.PENDING_CONFIRMATION):
            continue
        said[each["offer_key"]] = (response, each["reason"])
    return said


def _write_steps(unit: Unit, interaction_id: UUID, outcome: Outcome) -> None:
    """One row a move of each run: what the step funnels are made of."""
    shared = outcome.who.to_row()
    steps: dict[str, dict[str, object]] = {}
    for run in unit.runs.of(interaction_id):
        script = published(unit, run["bundle_id"])
        moves = unit.runs.moves(run["id"])
        for before, move in pairwise(moves):
            steps[f"{run['id']}:{move['turn']}"] = {
                **shared,
                "person_id": str(move["person_id"]) if move["person_id"] else shared["person_id"],
                "happened_at": move["at"].isoformat(),
                "run_id": str(run["id"]),
                "script_key": script.key,
                "script_version": script.version,
                "step_key": before["step_key"],
                "event": move["kind"],
                "answer": _answer(move),
                "next_step_key": move["step_key"],
                "turn": move["turn"],
                "seconds": (move["at"] - before["at"]).total_seconds(),
            }
    unit.outbox.add_all("script_steps", steps)


def _answer(move: dict[str, object]) -> str | None:
    payload = move["payload"]
    if not isinstance(payload, dict):
        return None
    answer = payload.get("value") or payload.get("response") or payload.get("disposition")
    return str(answer)[:200] if answer is not None else None
