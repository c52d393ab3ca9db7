"""Outcomes in a transaction: what the analytics side is told when an interaction is over (P1)."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from flows.interaction import InteractionState
from flows.outcome import Outcome
from flows.policy import OfferResponse
from workspace.bundles import published
from workspace.offers import who_of
from workspace.wiring import Unit


def write_outcome(unit: Unit, interaction_id: UUID) -> None:
    """Put the outcome of a closed or abandoned interaction, and the steps of its runs, into the outbox."""
    row = unit.interactions.get(interaction_id)
    if row is None:
        raise AssertionError(f"interaction {interaction_id} ended and is not there")
    one, call = row.interaction, row.call
    closed_at = one.closed_at or unit.now
    ended_at = one.ended_at or closed_at
    named = unit.interactions.names_of(interaction_id)
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
        talk=call.talked_for(unit.now) if call else timedelta(),
        hold=call.held_for(unit.now) if call else timedelta(),
        wrap_up=max(closed_at - ended_at, timedelta()),
        abandoned=one.state is InteractionState.ABANDONED,
        script_key=named["script_key"],
        script_version=named["script_version"],
        right_party=named["right_party"],
        offers=_offers(unit, interaction_id),
    )
    unit.outbox.add("outcomes", outcome.key, outcome.to_row())
    told = {"state": one.state, "disposition": one.disposition_code}
    unit.audit.add("outcome_recorded", f"interaction:{interaction_id}", told, person_id=one.person_id)
    _write_steps(unit, interaction_id, outcome)
    unit.wake("relay")


def _offers(unit: Unit, interaction_id: UUID) -> dict[str, tuple[OfferResponse, str | None]]:
    """What was answered to each offer in the end: a settlement tells of an acceptance."""
    said: dict[str, tuple[OfferResponse, str | None]] = {}
    for each in unit.offers.responses_of(interaction_id):
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
