"""Tickets: what commands share about work that goes to other departments. Every change is kept as a move, audited and told."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flows.card_numbers import has_card_number
from flows.errors import InvalidError, NotFoundError
from workspace.auth import Right, may
from workspace.wiring import Person, Unit, new_id

ANSWER_WITHIN = {"high": timedelta(hours=4), "normal": timedelta(hours=24)}
"""When a department promises its answer, by the ticket's priority, where no category says otherwise."""


def open_ticket(
    unit: Unit,
    *,
    request_id: UUID,
    department: str,
    subject: str,
    body: str,
    priority: str,
    category_id: UUID | None = None,
    customer_id: UUID | None,
    interaction_id: UUID | None,
    person_id: UUID | None,
) -> dict[str, Any]:
    """Open a ticket once for a request. A department that a script names and nobody has made comes to be, so that no ticket is lost."""
    known = unit.departments.ensure(new_id(), department, *(2 * [department.replace("_", " ").capitalize()]))
    category = _category(unit, known["id"], category_id)
    made, is_new = unit.tickets.open(
        id=new_id(),
        request_id=request_id,
        department=department,
        category_id=category["id"] if category else None,
        subject=subject,
        body=body,
        priority=priority,
        due_at=unit.now + promise_of(category, priority),
        customer_id=customer_id,
        interaction_id=interaction_id,
        opened_by=person_id,
    )
    if is_new:
        record(unit, made["id"], "opened", person_id)
    return made


def promise_of(category: Mapping[str, Any] | None, priority: str) -> timedelta:
    """How soon a ticket of this category and priority is to be answered."""
    if category is None:
        return ANSWER_WITHIN[priority]
    return timedelta(minutes=category["urgent_within_minutes" if priority == "high" else "answer_within_minutes"])


def _category(unit: Unit, department_id: UUID, category_id: UUID | None) -> dict[str, Any] | None:
    """The category that was picked, else the department's first; raises InvalidError for one of another department."""
    own = [each for each in unit.departments.categories() if each["department_id"] == department_id and each["active"]]
    if category_id is None:
        return next(iter(own), None)
    for each in own:
        if each["id"] == category_id:
            return each
    raise InvalidError(fields={"category": "not_listed"})


def record(unit: Unit, ticket_id: UUID, event: str, person_id: UUID | None, *, note: str = "") -> None:
    """Keep, audit and tell what happened to a ticket: desks that show its customer, boards, and the analytics side."""
    ticket = unit.tickets.get(ticket_id)
    if ticket is None:
        raise AssertionError(f"ticket {ticket_id} was just changed")
    unit.tickets.add_move(ticket_id, event, ticket["department"], person_id=person_id, note=note)
    unit.audit.add(f"ticket_{event}", f"ticket:{ticket_id}", {"department": ticket["department"]}, person_id=person_id)
    moves = len(unit.tickets.moves(ticket_id))
    payload = {
        "happened_at": unit.now.isoformat(),
        "ticket_id": str(ticket_id),
        "number": ticket["number"],
        "event": event,
        "department": ticket["department"],
        "category": ticket["category_en"],
        "priority": ticket["priority"],
        "state": ticket["state"],
        "person_id": _text(person_id),
        "customer_id": _text(ticket["customer_id"]),
        "interaction_id": _text(ticket["interaction_id"]),
        "opened_at": ticket["created_at"].isoformat(),
        "due_at": ticket["due_at"].isoformat(),
        "late": ticket["due_at"] < unit.now,
    }
    unit.outbox.add("tickets", f"ticket:{ticket_id}:{moves}", payload)
    if ticket["customer_id"] is not None:
        unit.desks.touch(*unit.tickets.shown_to(ticket["customer_id"]))
    unit.desks.touch_boards()


def department_of(unit: Unit, person: Person) -> str | None:
    """The department whose tickets a person works: None where they see all of them, empty where they belong to none."""
    if may(person, Right.SEE_ALL_TICKETS):
        return None
    own = unit.departments.of(person.id)
    return own["key"] if own else ""


def own_ticket(unit: Unit, person: Person, ticket_id: UUID) -> dict[str, Any]:
    """A ticket that this person may work on. Raises NotFoundError for one of another department (P13)."""
    ticket = unit.tickets.get(ticket_id)
    department = department_of(unit, person)
    if ticket is None or department not in (None, ticket["department"]):
        raise NotFoundError
    return ticket


def check_text(name: str, text: str, *, required: bool = True) -> str:
    """A text for a ticket. Raises InvalidError when it is missing, or when a card number is in it (P15)."""
    if required and not text:
        raise InvalidError(fields={name: "required"})
    if has_card_number(text):
        raise InvalidError(fields={name: "card_number"})
    return text


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
