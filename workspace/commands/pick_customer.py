"""Pick the customer: the agent says who it is, whatever the number suggested."""

from uuid import UUID

from flows.customers.recognition import pick_customer as picked
from flows.errors import NotFoundError
from workspace.transactions.interactions import own_interaction
from workspace.transactions.runs import link_customer
from workspace.wiring.parts import Parts, Person, Submission


def pick_customer(parts: Parts, person: Person, interaction_id: UUID, customer_id: UUID, *, submission: Submission) -> None:
    """Link the interaction to a customer; its script and offers know at once. Raises NotFoundError for an unknown customer."""
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        found = unit.customers.on_desk(customer_id, unit.now)
        if found is None:
            raise NotFoundError
        match = picked(customer_id)
        unit.interactions.set(row.id, customer_id=match.customer_id, customer_match=match.kind)
        payload = {"before": str(row["customer_id"] or ""), "customer": str(customer_id)}
        unit.interactions.note(row.id, "customer_picked", payload, person_id=person.id)
        unit.audit.add("customer_picked", f"interaction:{row.id}", payload, person_id=person.id)
        fresh = own_interaction(unit, person, interaction_id)
        link_customer(parts, unit, fresh)
        unit.desks.touch(person.id)
