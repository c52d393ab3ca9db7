"""Reassign: a supervisor moves a customer who waits to another queue, to an agent, or before all others, and says why."""

from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError
from flows.interaction import InteractionEventKind, InteractionState, stop_ringing
from flows.routing.matching import RESERVED_FOR, ReservationState
from flows.telephony.port import CommandKind
from workspace.commands.route_waiting import route
from workspace.transactions.interactions import save
from workspace.transactions.tickets import check_text
from workspace.transactions.transfers import note_left_waiting
from workspace.wiring.parts import InteractionRow, Parts, Person, Submission, Unit

STAY = "stay"
FIRST = 1000
"""What is added to the priority of the queue of whoever goes before all others: more than any queue has."""
MOVABLE = (InteractionState.WAITING, InteractionState.RINGING)


def reassign_call(
    parts: Parts, person: Person, interaction_id: UUID, target: str, *, is_first: bool, reason: str, submission: Submission
) -> None:
    """Move a waiting customer to `queue:KEY`, `person:ID` or `stay`, before all others with `is_first`. A call that rings stops ringing.

    Raises NotFoundError, InvalidError for a target that is not one or when nothing would change, ConflictError when the call waits no
    more, when the agent is not free any more, and where the switch distributes.
    """
    check_text("reason", reason)
    if target == STAY and not is_first:
        raise InvalidError(fields={"to": "required"})
    if parts.settings.switch_distributes:
        raise ConflictError("switch_distributes")
    with parts.units.begin(submission) as unit:
        unit.routing.lock()
        row = unit.interactions.get(interaction_id, lock=True)
        if row is None:
            raise NotFoundError
        if row.interaction.state not in MOVABLE or CommandKind.ANSWER in unit.switch.open_of(row.id):
            raise ConflictError("call_moved_on", row.interaction.state)
        changes = _changes(unit, person, target)
        _stop_ringing(parts, unit, row)
        note_left_waiting(unit, row)
        unit.interactions.set(row.id, raised=FIRST if is_first else row["raised"], **changes)
        told = {"to": target, "first": is_first, "reason": reason}
        unit.interactions.note(row.id, "reassigned", told, person_id=person.id)
        unit.audit.add("call_reassigned", f"interaction:{row.id}", told, person_id=person.id)
        unit.desks.touch_boards()
        route(parts, unit)


def _changes(unit: Unit, person: Person, target: str) -> dict[str, object]:
    """The columns that say where the customer waits from now on."""
    kind, _, key = target.partition(":")
    if target == STAY:
        return {}
    if kind == "queue":
        queue = unit.routing.queue(key)
        if queue is None or not queue["active"]:
            raise InvalidError(fields={"to": "not_listed"})
        vendor = {"vendor_id": queue["vendor_id"]}
        return {"queue_id": queue["id"], "preferred_person_id": None, "preferred_until": None, **vendor}
    if kind == "person":
        if not any(str(each["id"]) == key for each in unit.routing.free_colleagues(person.id)):
            raise ConflictError("agent_not_free")
        return {"preferred_person_id": UUID(key), "preferred_until": unit.now + RESERVED_FOR}
    raise InvalidError(fields={"to": "not_listed"})


def _stop_ringing(parts: Parts, unit: Unit, row: InteractionRow) -> None:
    """Let the desk where it rings go: that agent did nothing wrong and stays ready."""
    if row.interaction.state is InteractionState.RINGING:
        unit.routing.end_reservation(row.id, ReservationState.RESCINDED)
        save(parts, unit, row, *stop_ringing(row.interaction, InteractionEventKind.RESCINDED, unit.now))
