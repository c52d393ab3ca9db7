"""Interactions in a transaction: what every command that moves one has to do besides."""

from collections.abc import Sequence
from uuid import UUID

from flows.errors import NotFoundError
from flows.interaction import LEFT_RINGING, Interaction, InteractionEvent, InteractionEventKind, InteractionState, ring
from flows.routing.matching import ReservationState
from flows.routing.presence import CallEnded, Engaged
from flows.runs.moves import HungUp
from workspace.transactions.attempts import follow_attempt
from workspace.transactions.outcomes import write_outcome
from workspace.transactions.presences import move_presence
from workspace.transactions.runs import link_customer, move_current_run, open_first_run
from workspace.transactions.transfers import note_left_waiting
from workspace.wiring.parts import InteractionRow, Parts, Person, Unit

Kind = InteractionEventKind


def own_interaction(unit: Unit, person: Person, interaction_id: UUID, *, lock: bool = True) -> InteractionRow:
    """The interaction, when this agent holds it. Raises NotFoundError otherwise: a foreign one does not exist for them (P13)."""
    row = unit.interactions.get(interaction_id, lock=lock)
    if row is None or row.interaction.person_id != person.id:
        raise NotFoundError
    return row


def ring_agent(parts: Parts, unit: Unit, interaction_id: UUID, person_id: UUID) -> None:
    """Ring an agent's desk: everything it is to show, the script at its first step included, is stored before it is told."""
    row = unit.interactions.get(interaction_id, lock=True)
    if row is None:
        raise AssertionError(f"interaction {interaction_id} was reserved and is not there")
    after, events = ring(row.interaction, person_id, unit.now)
    save(parts, unit, row, after, events)
    open_first_run(parts, unit, row.moved(after))


LEAVES_TRACES = (Kind.HUNG_UP, Kind.TRANSFERRED, Kind.ABANDONED, Kind.CLOSED)
"""After these a customer's history has changed, and what they may go on with: other desks may show this customer, too."""


def save(
    parts: Parts, unit: Unit, before: InteractionRow, after: Interaction, events: Sequence[InteractionEvent], **columns: object
) -> None:
    """Store a moved interaction with all that follows from it: presence, run, attempt, outcome, screens."""
    unit.interactions.save(after, **columns)
    unit.interactions.note_events(after.interaction_id, events)
    unit.desks.touch(before.interaction.person_id, after.person_id)
    unit.desks.touch_boards()
    for event in events:
        _follow(parts, unit, before, after, event)
    if any(event.kind in LEAVES_TRACES for event in events):
        unit.desks.touch(*unit.interactions.also_about(before))
    if after.is_over and not before.interaction.is_over:
        write_outcome(unit, after.interaction_id)


def _follow(parts: Parts, unit: Unit, before: InteractionRow, after: Interaction, event: InteractionEvent) -> None:
    """What one thing that happened to an interaction means to others."""
    agent, was_sent_on = event.person_id, before["leg"] > 0
    if event.kind is Kind.ANSWERED:
        unit.routing.end_reservation(after.interaction_id, ReservationState.ACCEPTED)
        if agent:
            move_presence(unit, agent, Engaged())
            if was_sent_on:
                link_customer(parts, unit, before.moved(after))
    elif event.kind is Kind.ABANDONED:
        unit.routing.end_reservation(after.interaction_id, ReservationState.RESCINDED)
        if was_sent_on:
            move_current_run(parts, unit, after.interaction_id, HungUp())
            note_left_waiting(unit, before)
    elif event.kind in LEFT_RINGING and was_sent_on:
        unit.interactions.set(after.interaction_id, preferred_person_id=None, preferred_until=None)
    elif event.kind in (Kind.HUNG_UP, Kind.TRANSFERRED):
        if event.exit:
            move_current_run(parts, unit, after.interaction_id, HungUp())
        if agent:
            move_presence(unit, agent, CallEnded(disposed=after.state is InteractionState.CLOSED))
    follow_attempt(parts, unit, after, event)
