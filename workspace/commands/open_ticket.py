"""Open a ticket from the desk: an agent hands a piece of work to another department during the call."""

from dataclasses import dataclass
from uuid import UUID

from flows.errors import InvalidError
from workspace.transactions.interactions import own_interaction
from workspace.transactions.tickets import check_text
from workspace.transactions.tickets import open_ticket as open_in
from workspace.wiring.parts import Parts, Person, Submission, new_id


@dataclass(frozen=True)
class NewTicket:
    """What the agent says about the work: `category_id` may be empty for a department without categories."""

    department: str
    category_id: UUID | None
    subject: str
    body: str
    is_urgent: bool = False


def open_ticket(parts: Parts, person: Person, interaction_id: UUID, wanted: NewTicket, *, submission: Submission) -> str:
    """Open it and return its number. Raises InvalidError at the field that is wrong, NotFoundError for a call that is not theirs."""
    check_text("subject", wanted.subject)
    check_text("body", wanted.body, required=False)
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        department = unit.departments.by_key(wanted.department)
        if department is None or not department["active"]:
            raise InvalidError(fields={"department": "not_listed"})
        made = open_in(
            unit,
            request_id=new_id(),
            department=wanted.department,
            category_id=wanted.category_id,
            subject=wanted.subject,
            body=wanted.body,
            priority="high" if wanted.is_urgent else "normal",
            customer_id=row["customer_id"],
            interaction_id=row.id,
            person_id=person.id,
        )
        unit.desks.touch(person.id)
    return str(made["number"])
