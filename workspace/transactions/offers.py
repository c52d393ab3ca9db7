"""Offers in a transaction: choosing one for a customer with everything weighed kept, and what each response begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.offers.chosen_offer import ChosenOffer
from flows.offers.decision import Decision
from flows.offers.offer import BEST
from flows.offers.policy import OfferResponse, merged, rest_after
from flows.offers.ranking import Dice, Situation, decide, decide_named
from flows.outcome import OfferAnswer, Who
from flows.runs.run import Run
from flows.runs.wants import ChooseOffer
from scripts_dsl.expressions.environment import Environment
from workspace.scripts.bundles import offer_catalogue
from workspace.wiring.parts import InteractionRow, Parts, Unit, new_id

PANEL = "panel"
"""The slot of the side list: ranked when the desk first shows a customer."""
ANSWERED = frozenset({"accepted", "declined", "later", "deferred", "delivered", "failed", "pending_confirmation"})


def choose_offer(parts: Parts, unit: Unit, row: InteractionRow, run_id: UUID, run: Run, want: ChooseOffer) -> ChosenOffer | None:
    """Choose what an offer step is to show; the decision is stored with every candidate. None: there is nothing for this customer."""
    customer = run.given.get("crm.customer")
    situation = _situation(
        unit,
        row,
        customer if isinstance(customer, Mapping) else {},
        run.value("plan"),
        run.zone,
        slot=want.slot or BEST,
        answered=want.answered,
    )
    catalogue = offer_catalogue(unit)
    if want.offer is not None:
        offer = catalogue.offers.get(want.offer)
        if offer is None:
            return None
        decision = decide_named(offer, situation, catalogue=catalogue.version)
    else:
        dice = Dice(parts.chance.random(), parts.chance.random())
        decision = decide(catalogue.offers.values(), situation, dice, catalogue=catalogue.version)
    decision_id = keep_decision(unit, row, decision, run_id=run_id)
    if decision.chosen is None:
        return None
    channel = row["direction"]
    return catalogue.offers[decision.chosen].chosen(
        channel, situation.environment, personalised=decision.personalised, why=decision.reason, decision=str(decision_id)
    )


def rank_for_panel(parts: Parts, unit: Unit, row: InteractionRow, customer: Mapping[str, object], zone: str) -> None:
    """Rank every offer for the side list and keep the decision; without a known customer there is no list."""
    if row["customer_id"] is None:
        return
    situation = _situation(unit, row, customer, None, zone, slot=BEST, answered=())
    catalogue = offer_catalogue(unit)
    # The side list is not a choice put to the customer, so no dice: the order is the plain one.
    decision = decide(catalogue.offers.values(), situation, Dice(1.0, 0.0), catalogue=catalogue.version, epsilon=0.0)
    keep_decision(unit, row, decision, slot=PANEL)


def keep_decision(unit: Unit, row: InteractionRow, decision: Decision, *, run_id: UUID | None = None, slot: str | None = None) -> UUID:
    """Store a decision whole; returns its id."""
    decision_id = new_id()
    stored = decision.to_json()
    unit.offers.decide(
        id=decision_id,
        interaction_id=row.id,
        run_id=run_id,
        customer_id=row["customer_id"],
        slot=slot if slot is not None else decision.slot,
        candidates=stored["candidates"],
        chosen=decision.chosen,
        probability=decision.probability,
        versions={**decision.versions, "explored": decision.explored, "personalised": decision.personalised},
        at=unit.now,
    )
    return decision_id


def record_response(
    unit: Unit,
    row: InteractionRow,
    *,
    offer_key: str,
    offer_version: int,
    response: OfferResponse,
    reason: str | None = None,
    run_id: UUID | None = None,
    decision_id: UUID | None = None,
    person_id: UUID | None = None,
    until: datetime | None = None,
    script: tuple[str, int] | None = None,
    step: str | None = None,
) -> None:
    """Store a response, let the offer rest accordingly from this commit on, and tell the analytics side. Twice accepted counts once."""
    response_id = new_id()
    is_new = unit.offers.respond(
        id=response_id,
        interaction_id=row.id,
        run_id=run_id,
        decision_id=decision_id,
        customer_id=row["customer_id"],
        offer_key=offer_key,
        offer_version=offer_version,
        response=response,
        reason=reason,
        person_id=person_id,
        at=unit.now,
        until=until,
    )
    if not is_new:
        return
    if row["customer_id"] is not None:
        rest = rest_after(response, unit.now, until)
        if rest is not None:
            standing = unit.offers.rests(row["customer_id"]).get(offer_key)
            unit.offers.set_rest(row["customer_id"], offer_key, merged(standing, rest))
    answer = OfferAnswer(
        who=who_of(unit, row),
        response_id=response_id,
        offer_key=offer_key,
        offer_version=offer_version,
        response=response,
        at=unit.now,
        reason=reason,
        run_id=run_id,
        decision_id=decision_id,
        script_key=script[0] if script else None,
        script_version=script[1] if script else None,
        step_key=step,
    )
    unit.outbox.add("offer_responses", answer.key, {**answer.to_row(), **_weighed(unit, row.id, decision_id, offer_key)})
    unit.wake("relay")


def who_of(unit: Unit, row: InteractionRow) -> Who:
    """Who dealt with whom, where: what all rows for the analytics side share."""
    named = unit.interactions.names_of(row.id)
    return Who(
        interaction_id=row.id,
        channel=row["channel"],
        direction=row["direction"],
        language=row["language"],
        queue=named["queue"],
        campaign=named["campaign"],
        person_id=row.interaction.person_id,
        team_id=named["team_id"],
        vendor_id=row["vendor_id"],
        customer_id=row["customer_id"],
        source=row["source"],
    )


def _weighed(unit: Unit, interaction_id: UUID, decision_id: UUID | None, offer_key: str) -> dict[str, Any]:
    """How the offer was weighed when it was chosen: what a model learns from."""
    decision = next((each for each in unit.offers.decisions_of(interaction_id) if each["id"] == decision_id), None)
    if decision is None:
        return {}
    candidate = next((each for each in decision["candidates"] if each["offer"] == offer_key), None)
    if candidate is None:
        return {}
    return {"slot": decision["slot"], **{name: candidate[name] for name in ("model", "position", "propensity", "priority", "probability")}}


def _situation(
    unit: Unit, row: InteractionRow, customer: Mapping[str, object], plan: object, zone: str, *, slot: str, answered: tuple[str, ...]
) -> Situation:
    customer_id: UUID | None = row["customer_id"]
    recommended, rests = unit.offers.standing_for(customer_id)
    said = unit.offers.responses_of(row.id)
    presented: dict[str, int] = {}
    for each in said:
        if each["response"] == "presented":
            presented[each["offer_key"]] = presented.get(each["offer_key"], 0) + 1
    return Situation(
        environment=Environment({"customer": customer, "plan": plan}, unit.now, ZoneInfo(zone)),
        slot=slot,
        recommendations=recommended,
        rests=rests,
        presented=presented,
        answered={*answered, *(each["offer_key"] for each in said if each["response"] in ANSWERED)},
        personalised=not customer.get("no_personalised_marketing", False),
    )
