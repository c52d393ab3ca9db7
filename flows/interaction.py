"""The life of an interaction: from the queue or the dial, through the talk, to a disposition.

    waiting ⇄ ringing ─> talking ⇄ held ─> wrapping_up ─> closed
       └───────┴──> abandoned    ^               ^
    dialling ────────────────────┴───────────────┘

The phone moves it (`follow`), the router rings it and the agent ends it. What the phone says is a fact and never refused; what a person
asks for too late is a ConflictError.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flows.errors import ConflictError
from flows.telephony.call import Call, CallState
from flows.telephony.call_event import Cause, Direction, Party

HUNG_UP_EXIT = "hung_up"  # the exit of a script that the phone raises


class InteractionState(StrEnum):
    """Where an interaction stands."""

    WAITING = "waiting"
    RINGING = "ringing"
    DIALLING = "dialling"
    TALKING = "talking"
    HELD = "held"
    WRAPPING_UP = "wrapping_up"
    CLOSED = "closed"
    ABANDONED = "abandoned"


State = InteractionState
CONNECTED = (State.TALKING, State.HELD)
PLACES = {
    State.WAITING: 0,
    State.DIALLING: 0,
    State.RINGING: 1,
    State.TALKING: 2,
    State.HELD: 2,
    State.ABANDONED: 3,
    State.WRAPPING_UP: 4,
    State.CLOSED: 5,
}
"""How far on a state is: the phone moves an interaction only forward, or between talking and held."""


class InteractionEventKind(StrEnum):
    """What happened to an interaction."""

    OFFERED = "offered"
    DIALLED = "dialled"
    RANG = "rang"
    MISSED = "missed"
    REJECTED = "rejected"
    RESCINDED = "rescinded"
    ANSWERED = "answered"
    HELD = "held"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    HUNG_UP = "hung_up"
    ABANDONED = "abandoned"
    WRAP_UP_EXTENDED = "wrap_up_extended"
    DISPOSED = "disposed"
    CLOSED = "closed"


Kind = InteractionEventKind
LEFT_RINGING = (Kind.MISSED, Kind.REJECTED, Kind.RESCINDED)


@dataclass(frozen=True, slots=True)
class InteractionEvent:
    """Something that happened to an interaction, with the agent it concerns; `exit` is the exit its run is to take, if any."""

    kind: InteractionEventKind
    at: datetime
    person_id: UUID | None = None
    exit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One dealing with one customer; `person_id` is the agent it rings or who holds it."""

    interaction_id: UUID
    direction: Direction
    state: InteractionState
    offered_at: datetime
    person_id: UUID | None = None
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ended_cause: Cause | None = None
    hung_up_by: Party | None = None
    is_transferred: bool = False
    wrap_up_until: datetime | None = None
    disposition_code: str | None = None
    closed_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nobody has anything left to do with it."""
        return self.state in (State.CLOSED, State.ABANDONED)

    @property
    def was_dropped(self) -> bool:
        """Whether the talk ended otherwise than by the agent: the customer may ring back and want to go on."""
        return self.answered_at is not None and self.ended_at is not None and not self.is_transferred and self.hung_up_by is not Party.AGENT


Step = tuple[Interaction, tuple[InteractionEvent, ...]]


def offered(interaction_id: UUID, call: Call) -> Step:
    """The interaction of an inbound call, before anything of it is known but its first fact; `follow` brings it up to date."""
    new = Interaction(interaction_id=interaction_id, direction=Direction.INBOUND, state=State.WAITING, offered_at=call.offered_at)
    return new, (InteractionEvent(Kind.OFFERED, call.offered_at),)


def handed_on(interaction_id: UUID, direction: Direction, leg: Call) -> Step:
    """The interaction of a customer whom an agent has sent on: it waits for the next agent, whoever called whom."""
    new = Interaction(interaction_id=interaction_id, direction=direction, state=State.WAITING, offered_at=leg.offered_at)
    return new, (InteractionEvent(Kind.OFFERED, leg.offered_at),)


def dialled(interaction_id: UUID, person_id: UUID, now: datetime) -> Step:
    """The interaction of an outbound call that an agent has ordered."""
    new = Interaction(
        interaction_id=interaction_id, direction=Direction.OUTBOUND, state=State.DIALLING, offered_at=now, person_id=person_id
    )
    return new, (InteractionEvent(Kind.DIALLED, now, person_id),)


def ring(interaction: Interaction, person_id: UUID, now: datetime) -> Step:
    """The interaction reserved for an agent. Raises ConflictError unless it waits."""
    if interaction.state is not State.WAITING:
        raise ConflictError("interaction_moved_on", interaction.state)
    ringing = replace(interaction, state=State.RINGING, person_id=person_id, ringing_at=interaction.ringing_at or now)
    return ringing, (InteractionEvent(Kind.RANG, now, person_id),)


def stop_ringing(interaction: Interaction, why: InteractionEventKind, now: datetime) -> Step:
    """The interaction back in the queue, at its old place: missed, rejected or rescinded. Nothing happens unless it rings."""
    if why not in LEFT_RINGING:
        raise AssertionError(f"{why} does not stop a ring")
    if interaction.state is not State.RINGING:
        return interaction, ()
    return replace(interaction, state=State.WAITING, person_id=None), (InteractionEvent(why, now, interaction.person_id),)


def follow(interaction: Interaction, call: Call, now: datetime, wrap_up_for: timedelta, holder: UUID | None = None) -> Step:
    """The interaction brought in line with what the phone says; `holder` is the agent at `call.extension`, if one is known.

    Facts may come late, twice and in any order and lead to the same interaction: the call has sorted them, and the state only moves on.
    The one correction there is goes forward too: a call believed abandoned whose answer arrives late is wrapped up after all. Answered at
    an extension that belongs to nobody here, it is wrapped up by nobody: whoever sweeps closes it when `wrap_up_until` has passed.
    """
    after = _with_facts(interaction, call, holder)
    target = _target(after, call)
    if PLACES[target] > PLACES[interaction.state] or {target, interaction.state} == set(CONNECTED):
        after = replace(after, state=target)
    if after.state is State.WRAPPING_UP and interaction.state is not State.WRAPPING_UP:
        after = replace(after, wrap_up_until=now + wrap_up_for)
    if after.is_over != interaction.is_over:
        after = replace(after, closed_at=now if after.is_over else None)
    if after.state is State.ABANDONED:
        after = replace(after, person_id=None)
    return after, tuple(_told(interaction, after, call, now))


def extend_wrap_up(interaction: Interaction, by: timedelta, now: datetime) -> Step:
    """The wrap-up given more time, counted from now when it has run out. Raises ConflictError outside a wrap-up."""
    if interaction.state is not State.WRAPPING_UP or interaction.wrap_up_until is None:
        raise ConflictError("not_wrapping_up", interaction.state)
    until = max(interaction.wrap_up_until, now) + by
    return replace(interaction, wrap_up_until=until), (InteractionEvent(Kind.WRAP_UP_EXTENDED, now, interaction.person_id),)


def dispose(interaction: Interaction, code: str, now: datetime) -> Step:
    """The interaction with its disposition: closed when the call is over, else closing with the call; the last code picked counts.

    Raises ConflictError when nobody has talked or dialled yet, and when it is over.
    """
    if interaction.is_over or interaction.state in (State.WAITING, State.RINGING):
        raise ConflictError("interaction_over" if interaction.is_over else "not_answered", interaction.state)
    disposed = replace(interaction, disposition_code=code)
    told = InteractionEvent(Kind.DISPOSED, now, interaction.person_id)
    if interaction.state is not State.WRAPPING_UP:
        return disposed, (told,)
    return replace(disposed, state=State.CLOSED, closed_at=now), (told, InteractionEvent(Kind.CLOSED, now, interaction.person_id))


def close_unattended(interaction: Interaction, now: datetime) -> Step:
    """The interaction closed without a disposition, where nobody here can pick one. Raises ConflictError outside a wrap-up of nobody's."""
    if interaction.state is not State.WRAPPING_UP or interaction.person_id is not None:
        raise ConflictError("not_unattended", interaction.state)
    return replace(interaction, state=State.CLOSED, closed_at=now), (InteractionEvent(Kind.CLOSED, now),)


def _with_facts(interaction: Interaction, call: Call, holder: UUID | None) -> Interaction:
    return replace(
        interaction,
        person_id=holder if holder and call.state is not CallState.OFFERED and not interaction.is_transferred else interaction.person_id,
        offered_at=min(interaction.offered_at, call.offered_at),
        ringing_at=interaction.ringing_at or call.ringing_at,
        answered_at=call.answered_at,
        ended_at=call.transferred_at or call.ended_at,
        ended_cause=call.cause,
        hung_up_by=call.hung_up_by,
        is_transferred=call.transferred_at is not None,
    )


def _target(interaction: Interaction, call: Call) -> InteractionState:
    if call.state is CallState.ENDED or call.transferred_at:
        # An outbound customer who was sent on waits in a queue, too, and may leave it.
        waits = interaction.direction is Direction.INBOUND or interaction.state in (State.WAITING, State.RINGING)
        if call.answered_at is None and waits:
            return State.ABANDONED
        return State.CLOSED if interaction.disposition_code else State.WRAPPING_UP
    if call.state is CallState.HELD:
        return State.HELD
    if call.state is CallState.TALKING:
        return State.TALKING
    if call.state is CallState.RINGING and interaction.state is State.WAITING and interaction.person_id:
        return State.RINGING  # the switch distributes, we follow
    return interaction.state


def _told(before: Interaction, after: Interaction, call: Call, now: datetime) -> list[InteractionEvent]:
    told: list[InteractionEvent] = []

    def tell(kind: InteractionEventKind, at: datetime | None = None, raises: str | None = None) -> None:
        told.append(InteractionEvent(kind, at or now, after.person_id or before.person_id, raises))

    if after.state is State.RINGING and before.state is State.WAITING:
        tell(Kind.RANG, call.ringing_at)
    if after.answered_at and before.answered_at is None:
        tell(Kind.ANSWERED, after.answered_at)
    if after.state is State.HELD and before.state is not State.HELD:
        tell(Kind.HELD)
    if after.state is State.TALKING and before.state is State.HELD:
        tell(Kind.RESUMED)
    if after.state is State.ABANDONED and before.state is not State.ABANDONED:
        tell(Kind.ABANDONED, after.ended_at)
    if after.state in (State.WRAPPING_UP, State.CLOSED) and before.state not in (State.WRAPPING_UP, State.CLOSED):
        # Nothing can be said once the line is gone, whoever cut it; a run that has reached its wrap-up ignores the exit. A customer
        # sent on to somebody else is still on the line: that run takes no exit, it goes with the customer.
        tell(*((Kind.TRANSFERRED, after.ended_at) if after.is_transferred else (Kind.HUNG_UP, after.ended_at, HUNG_UP_EXIT)))
    if after.state is State.CLOSED and before.state is not State.CLOSED:
        tell(Kind.CLOSED)
    return told
