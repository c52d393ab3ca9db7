"""Move a ticket: the people of its department take, answer, close or hand it on; the agents' desks show it at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flows.errors import ConflictError, InvalidError
from workspace.transactions.tickets import check_text, own_ticket, record
from workspace.wiring.parts import Parts, Person, Submission, Unit, new_id

TOLD_FOR = timedelta(hours=12)
"""How long the agent who opened a ticket is told of its answer, unless they put the notice away."""


def take_ticket(parts: Parts, person: Person, ticket_id: UUID, *, submission: Submission) -> None:
    """Take an open ticket. Raises NotFoundError, ConflictError ("ticket_taken") when somebody has it or it is not open."""
    with parts.units.begin(submission) as unit:
        own_ticket(unit, person, ticket_id)
        if not unit.tickets.take(ticket_id, person.id):
            raise ConflictError("ticket_taken")
        record(unit, ticket_id, "taken", person.id)


def answer_ticket(parts: Parts, person: Person, ticket_id: UUID, answer: str, *, close: bool = False, submission: Submission) -> None:
    """Answer an open ticket, and close it with that. Raises NotFoundError, InvalidError, ConflictError ("ticket_moved")."""
    check_text("answer", answer)
    with parts.units.begin(submission) as unit:
        ticket = own_ticket(unit, person, ticket_id)
        if not unit.tickets.answer(ticket_id, person.id, answer):
            raise ConflictError("ticket_moved")
        record(unit, ticket_id, "answered", person.id)
        _tell_opener(unit, ticket, answer)
        if close:
            unit.tickets.close(ticket_id)
            record(unit, ticket_id, "closed", person.id)


def close_ticket(parts: Parts, person: Person, ticket_id: UUID, *, submission: Submission) -> None:
    """Close an answered ticket. Raises NotFoundError, ConflictError ("ticket_moved")."""
    with parts.units.begin(submission) as unit:
        own_ticket(unit, person, ticket_id)
        if not unit.tickets.close(ticket_id):
            raise ConflictError("ticket_moved")
        record(unit, ticket_id, "closed", person.id)


def hand_on_ticket(parts: Parts, person: Person, ticket_id: UUID, department: str, note: str, *, submission: Submission) -> None:
    """Give an open ticket to another department. Raises NotFoundError, InvalidError, ConflictError ("ticket_moved").

    What the customer was promised stands: the time to answer by stays.
    """
    check_text("note", note, required=False)
    with parts.units.begin(submission) as unit:
        ticket = own_ticket(unit, person, ticket_id)
        to = unit.departments.by_key(department)
        if to is None or not to["active"] or department == ticket["department"]:
            raise InvalidError(fields={"department": "not_listed"})
        if not unit.tickets.hand_on(ticket_id, ticket["department"], department):
            raise ConflictError("ticket_moved")
        record(unit, ticket_id, "handed_on", person.id, note=note)


def _tell_opener(unit: Unit, ticket: Mapping[str, Any], answer: str) -> None:
    """Tell the agent who opened it, unless the answer is on their screen anyway, or they are a vendor's and see no tickets (P14)."""
    opener = unit.people.get(ticket["opened_by"]) if ticket["opened_by"] else None
    if opener is None or opener["role"] != "agent" or opener["vendor_id"] is not None:
        return
    if ticket["customer_id"] is not None and opener["id"] in unit.tickets.shown_to(ticket["customer_id"]):
        return
    words = f"{ticket['number']} · {ticket['subject']}: {answer}"
    reached = unit.notices.add(
        audience={"people": [str(opener["id"])]},
        id=new_id(),
        kind="ticket_answered",
        text_en=words,
        text_zh=words,
        must_acknowledge=False,
        expires_at=unit.now + TOLD_FOR,
    )
    unit.desks.touch(*reached)
