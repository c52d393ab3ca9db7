"""Reject: the agent turns a ringing interaction down; it goes back to its place in the queue."""

from uuid import UUID

from flows.errors import ConflictError
from flows.interaction import InteractionEventKind, InteractionState, stop_ringing
from flows.routing.matching import ReservationState
from flows.routing.presence import PresenceCause, RingMissed
from workspace.commands.route_waiting import route
from workspace.transactions.interactions import own_interaction, save
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Person, Submission


def reject_call(parts: Parts, person: Person, interaction_id: UUID, *, submission: Submission) -> None:
    """Give the call back. Whoever rejects stays not ready until they say otherwise. Raises ConflictError when it no longer rings."""
    with parts.units.begin(submission) as unit:
        unit.routing.lock()
        row = own_interaction(unit, person, interaction_id)
        if row.interaction.state is not InteractionState.RINGING:
            raise ConflictError("not_ringing")
        unit.routing.end_reservation(interaction_id, ReservationState.REJECTED)
        after, events = stop_ringing(row.interaction, InteractionEventKind.REJECTED, unit.now)
        save(parts, unit, row, after, events)
        move_presence(unit, person.id, RingMissed(PresenceCause.REJECTED))
        route(parts, unit)
