"""Transfers in a transaction: the next agent's part of a call, what goes there with the customer, and the colleague who was asked first."""

from uuid import UUID

from flows.errors import ConflictError
from flows.interaction import InteractionState, handed_on
from flows.routing.matching import RESERVED_FOR
from flows.routing.presence import CallEnded, Engaged, PresenceCause, PresenceState
from flows.telephony.call import Call, CallState
from flows.telephony.port import CommandKind
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import InteractionRow, Unit, new_id

CARRIED = ("channel", "campaign_id", "task_id", "customer_id", "customer_match", "caller_number", "dialled_number", "language", "source")
"""What the next agent's part has from the one before: who it is, and why we talk."""


def open_next_part(unit: Unit, before: InteractionRow, sent_to: str | None, leg: Call) -> InteractionRow:
    """Begin the part of the agent whom the customer is sent on to, with every script that was opened for them, where it stands.

    It goes to the queue it was sent to. One sent to a colleague is meant for that one, and for whoever comes first in the queue it came
    from when the colleague does not take it in time.
    """
    place: int = before["leg"] + 1
    queue = unit.routing.queue(leg.queue) if leg.queue else None
    preferred = unit.presence.person_at(sent_to) if sent_to and queue is None else None
    if queue is None and before["queue_id"] is not None:
        queue = unit.routing.queue_by_id(before["queue_id"])
    interaction, events = handed_on(new_id(), before.interaction.direction, leg)
    row = unit.interactions.add(
        interaction,
        **{name: before[name] for name in CARRIED},
        call_id=before["call_id"],
        leg=place,
        queue_id=queue["id"] if queue else None,
        vendor_id=unit.transfers.vendor_meant(before.id) or queue["vendor_id"] if queue and preferred is None else None,
        preferred_person_id=preferred,
        preferred_until=unit.now + RESERVED_FOR if preferred else None,
        call=leg.to_json(),
    )
    unit.runs.go_on_in(before.id, row.id)
    unit.interactions.note_events(row.id, events)
    unit.interactions.note(before.id, "handed_on", {"to": str(row.id)}, person_id=before.interaction.person_id)
    unit.audit.add("handed_on", f"interaction:{before.id}", {"to": str(row.id)}, person_id=before.interaction.person_id)
    unit.desks.touch(before.interaction.person_id, preferred)
    unit.desks.touch_boards()
    return row


def consult(unit: Unit, row: InteractionRow, colleague_id: UUID) -> None:
    """Keep a free colleague for a question: nothing else rings there meanwhile. Raises ConflictError when they are not free any more."""
    presence = unit.presence.get(colleague_id, lock=True)
    if presence is None or presence.state is not PresenceState.READY:
        raise ConflictError("agent_not_free")
    unit.interactions.set(row.id, consulted_id=colleague_id)
    move_presence(unit, colleague_id, Engaged())
    unit.desks.touch(colleague_id)


def settle_consultation(unit: Unit, row: InteractionRow, state: CallState | None) -> None:
    """Let go of the colleague who was asked, once the agent talks to the customer again, has let go of them, or was refused the line.

    One to whom the customer went stays engaged: their own part of the call holds them.
    """
    consulted: UUID | None = row["consulted_id"]
    if consulted is None or state is CallState.HELD:
        return
    if state is not CallState.ENDED and CommandKind.CONSULT in unit.switch.open_of(row.id):
        return
    unit.interactions.set(row.id, consulted_id=None)
    after = [part for part in unit.interactions.parts_of_call(row["call_id"]) if part["leg"] > row["leg"]]
    if not after or after[0]["preferred_person_id"] != consulted:
        free(unit, consulted)


def free(unit: Unit, person_id: UUID) -> None:
    """Let a colleague take calls again who was kept for a customer and did not get them, unless they are busy with another one."""
    presence = unit.presence.get(person_id, lock=True)
    is_kept = presence is not None and (presence.state, presence.cause) == (PresenceState.ENGAGED, PresenceCause.CALL)
    if is_kept and not unit.interactions.open_of(person_id):
        move_presence(unit, person_id, CallEnded(disposed=True))
    unit.desks.touch(person_id)


def note_left_waiting(unit: Unit, row: InteractionRow) -> None:
    """A customer who was sent on has gone before the next agent spoke: whom they were meant for is free again."""
    if row["preferred_person_id"] is not None:
        free(unit, row["preferred_person_id"])


def settle_consultations(unit: Unit) -> int:
    """Look after every question to a colleague that has an end nobody told us, and every customer whose colleague did not come.

    Whoever was kept for a customer and did not get them is free again.
    """
    asked = unit.interactions.consulting()
    for row in asked:
        ended = row.interaction.ended_at is not None or row.interaction.is_over
        settle_consultation(unit, row, CallState.ENDED if ended else _state(row))
    past = unit.interactions.preferences_past()
    for interaction_id in past:
        row_now = unit.interactions.get(interaction_id, lock=True)
        if row_now is None or row_now.interaction.state is not InteractionState.WAITING:
            continue
        unit.interactions.set(interaction_id, preferred_person_id=None, preferred_until=None)
        if row_now["preferred_person_id"] is not None and row_now["leg"] > 0:
            free(unit, row_now["preferred_person_id"])
    kept = unit.interactions.kept_in_vain()
    for person_id in kept:
        free(unit, person_id)
    return len(past) + len(kept)


def _state(row: InteractionRow) -> CallState:
    return row.call.state if row.call else CallState.OFFERED
