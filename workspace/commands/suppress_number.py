"""Suppress: record that somebody must not be called, from a call, a preview or a supervisor's page; and lift it again with proof."""

from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError
from flows.outbound.lead import CloseReason
from flows.outbound.suppression import Scope, Suppression, do_not_call
from flows.outbound.task import TaskState
from workspace.transactions.interactions import own_interaction
from workspace.transactions.suppress import suppress, suppress_customer
from workspace.transactions.tasks import give_up
from workspace.wiring.outbound import NotAPhone, normal
from workspace.wiring.parts import Parts, Person, Submission

LEAST_REASON = 10
"""Letters of the shortest reason that documents a new consent."""


def suppress_caller(parts: Parts, person: Person, interaction_id: UUID, *, submission: Submission) -> None:
    """The person on this agent's call wants no more calls. Raises NotFoundError, InvalidError ("no_number") for a withheld number."""
    with parts.units.begin(submission) as unit:
        row = own_interaction(unit, person, interaction_id)
        if not suppress_customer(unit, row, person_id=person.id):
            raise InvalidError("no_number")


def suppress_task(parts: Parts, person: Person, task_id: UUID, *, submission: Submission) -> None:
    """The lead of the task in this agent's hands must not be called; the task is closed. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        unit.presence.get(person.id, lock=True)
        row = unit.tasks.get(task_id, lock=True)
        if row is None or row.task.holder_id != person.id or row.task.state is not TaskState.CLAIMED:
            raise NotFoundError
        if unit.interactions.open_of(person.id):
            raise ConflictError("busy_now")
        suppress(unit, do_not_call(row.campaign.seller, row.lead.number, unit.now, person_id=person.id))
        give_up(unit, row, CloseReason.DO_NOT_CALL, by=person.id)
        unit.audit.add("suppression_recorded", f"task:{row.id}", {"purpose": Scope.ALL}, person_id=person.id)


def suppress_number(parts: Parts, person: Person, number: str, purpose: str, *, submission: Submission) -> str:
    """A supervisor records an opt-out that came another way; returns the number as it is kept.

    Raises InvalidError for a number that is none or a purpose not listed, ConflictError ("suppressed_already").
    """
    if purpose not in list(Scope):
        raise InvalidError(fields={"purpose": "not_listed"})
    kept = number_of(number, parts.settings.region)
    with parts.units.begin(submission) as unit:
        seller = unit.campaigns.seller_of(None)
        if not suppress(unit, Suppression(seller, kept, Scope(purpose), "customer", unit.now, person_id=person.id)):
            raise ConflictError("suppressed_already")
        unit.audit.add("suppression_recorded", f"number:{kept}", {"purpose": purpose}, person_id=person.id)
    return kept


def lift_suppression(parts: Parts, person: Person, suppression_id: UUID, reason: str, *, submission: Submission) -> str:
    """End a suppression because of a new consent; `reason` says where the proof is. Returns the number.

    Raises InvalidError for a reason too short to document anything, NotFoundError, ConflictError ("lifted_already").
    """
    if len(reason) < LEAST_REASON:
        raise InvalidError(fields={"reason": "too_short"})
    with parts.units.begin(submission) as unit:
        if not unit.suppressions.knows(suppression_id):
            raise NotFoundError
        number = unit.suppressions.lift(suppression_id, reason)
        if number is None:
            raise ConflictError("lifted_already")
        unit.audit.add("suppression_lifted", f"number:{number}", {"reason": reason}, person_id=person.id)
    return number


def number_of(text: str, region: str) -> str:
    """A number as a person types it, in the form it is kept in. Raises InvalidError."""
    try:
        return normal(text, "GB" if region == "UK" else region)
    except NotAPhone:
        raise InvalidError(fields={"number": "format"}) from None
