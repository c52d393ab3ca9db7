"""Respond beside the script: a response to an offer of the side list. Acceptance goes through an offer step, where it is read back."""

from uuid import UUID

from flows.errors import InvalidError
from flows.offers.policy import OfferResponse
from scripts_dsl.catalogue.builtins import DECLINE_REASONS
from workspace.scripts.bundles import offer_catalogue
from workspace.transactions.interactions import own_interaction
from workspace.transactions.offers import PANEL, record_response
from workspace.wiring.parts import Parts, Person, Submission

RESPONSES = {"declined": OfferResponse.DECLINED, "later": OfferResponse.DEFERRED}


def respond_beside(
    parts: Parts, person: Person, interaction_id: UUID, offer_key: str, response: str, reason: str, *, submission: Submission
) -> None:
    """Record a decline or a deferral. Raises InvalidError for anything else."""
    if response not in RESPONSES:
        raise InvalidError(fields={"response": "not_listed"})
    if reason and reason not in DECLINE_REASONS.values:
        raise InvalidError(fields={"reason": "not_listed"})
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        offer = offer_catalogue(unit).offers.get(offer_key)
        if offer is None or person.vendor_id is not None:
            raise InvalidError(fields={"offer": "not_listed"})
        decision = next((each for each in reversed(unit.offers.decisions_of(row.id)) if each["slot"] == PANEL), None)
        record_response(
            unit,
            row,
            offer_key=offer.key,
            offer_version=offer.version,
            response=RESPONSES[response],
            reason=reason or None,
            decision_id=decision["id"] if decision else None,
            person_id=person.id,
        )
        unit.desks.touch(person.id)
