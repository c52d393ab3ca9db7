"""Tickets: what commands share about work that goes to other departments. Every change is kept as a move, audited and told."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flows.customers.card_numbers import has_card_number
from flows.errors import InvalidError, NotFoundError
from workspace.auth import Right, may
from workspace.wiring.parts import Parts, Person, Unit, new_id

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
    category: str = "",
    customer_id: UUID | None,
    interaction_id: UUID | None,
    person_id: UUID | None,
) -> dict[str, Any]:
    """Open a ticket once for a request; its category is picked by id at a desk, and named by key in a script.

    A department that a script names and nobody has made comes to be, and a category it does not have is its first one: no ticket is lost.
    """
    known = unit.departments.ensure(new_id(), department, *(2 * [department.replace("_", " ").capitalize()]))
    own = [each for each in unit.departments.categories() if each["department_id"] == known["id"] and each["active"]]
    kept = _category(own, category_id, category)
    made, is_new = unit.tickets.open(
        id=new_id(),
        request_id=request_id,
        department=department,
        category_id=kept["id"] if kept else None,
        subject=subject,
        body=body,
        priority=priority,
        due_at=unit.now + promise_of(kept, priority),
        customer_id=customer_id,
        interaction_id=interaction_id,
        opened_by=person_id,
    )
    if is_new:
        is_known = not category or (kept is not None and kept["key"] == category)
        record(unit, made["id"], "opened", person_id, note="" if is_known else f"category: {category}?")
    return made


def promise_of(category: Mapping[str, Any] | None, priority: str) -> timedelta:
    """How soon a ticket of this category and priority is to be answered."""
    if category is None:
        return ANSWER_WITHIN[priority]
    return timedelta(minutes=category["urgent_within_minutes" if priority == "high" else "answer_within_minutes"])


def _category(own: Sequence[Mapping[str, Any]], category_id: UUID | None, key: str) -> Mapping[str, Any] | None:
    """The department's category that was picked or named, else its first; raises InvalidError for an id of another department."""
    if category_id is None:
        return next((each for each in own if each["key"] == key), next(iter(own), None))
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


def overdue_of(parts: Parts, person: Person) -> int:
    """How many tickets are late that this person may see: of their department, or of all."""
    if not may(person, Right.WORK_TICKETS):
        return 0
    with parts.units.read() as unit:
        department = department_of(unit, person)
        return 0 if department == "" else unit.tickets.overdue(department or "")


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
