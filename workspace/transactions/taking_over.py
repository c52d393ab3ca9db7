"""Taking a call over in a transaction: the supervisor is kept for it from the press on, and it rings at no other desk."""

from uuid import UUID

from flows.errors import ConflictError
from flows.interaction import InteractionState
from flows.routing.matching import RESERVED_FOR, Reservation
from flows.routing.presence import Engaged, PresenceCause, PresenceState, SignedIn
from workspace.transactions.interactions import ring_agent
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Unit, new_id


def keep_for_call(unit: Unit, person_id: UUID) -> None:
    """Keep a supervisor for a call they take: nothing else rings there. Raises ConflictError ("busy_now") when they have a customer.

    One who has not opened their desk yet comes to it by this; after the call they are what they were before.
    """
    presence = unit.presence.get(person_id, lock=True)
    at_work = presence is not None and presence.state in (PresenceState.ENGAGED, PresenceState.WRAPPING_UP)
    if at_work or unit.interactions.open_of(person_id):
        raise ConflictError("busy_now")
    move_presence(unit, person_id, SignedIn())
    move_presence(unit, person_id, Engaged())


def ring_who_took_over(parts: Parts, unit: Unit, call_id: str) -> None:
    """Ring the desk of the supervisor who took the call, now that the switch has it in hand. Nothing happens for any other transfer.

    Where the switch distributes, it rings their telephone itself, and the desk follows.
    """
    rows = unit.interactions.parts_of_call(call_id)
    if len(rows) < 2 or parts.settings.switch_distributes:
        return
    before, row = rows[-2:]
    taker: UUID | None = row["preferred_person_id"]
    if taker is None or row.interaction.state is not InteractionState.WAITING or not unit.interactions.was_taken_over(before.id, taker):
        return
    presence = unit.presence.get(taker, lock=True)
    is_kept = presence is not None and (presence.state, presence.cause) == (PresenceState.ENGAGED, PresenceCause.CALL)
    if is_kept and not unit.interactions.open_of(taker):
        until = unit.now + RESERVED_FOR
        unit.routing.reserve(new_id(), Reservation(work_id=row.id, person_id=taker, offered_at=unit.now, expires_at=until))
        ring_agent(parts, unit, row.id, taker)
