"""Who gets which waiting work, on any channel: a pure choice, and the reservation that holds it until the agent answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flows.errors import ConflictError

RESERVED_FOR = timedelta(seconds=20)


class WorkKind(StrEnum):
    """What waits for an agent: a customer on the line, a call that was promised, or a campaign's task."""

    CALL = "call"
    CALLBACK = "callback"
    TASK = "task"


_PLACES = {kind: place for place, kind in enumerate(WorkKind)}
"""Who waits on the line goes first, then whom we promised to call, then whom we want to call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWork:
    """What waits for an agent, on any channel: an interaction, or a due task that becomes one with the dial.

    `work_id` is the id of the one or the other, as `kind` says. Calls go before callbacks, and those before tasks. Of two of a kind, the
    higher `queue_priority` goes first, then who has waited longer, `head_start` counted in; of equals the VIP.
    `skill` is the key its queue asks for at `level` or above, None for anybody; from `relaxes_at` on any level will do.
    `team_id` is the team that alone may take it until `team_until`; later its members still go before others. `refused_by` are agents
    who let it ring or turned it down: it does not ring them again. `preferred` is the agent it is meant for, whatever their skills:
    nobody else gets it until `preferred_until`. `vendor_id`: the vendor whose agents alone work its queue, None for our own.
    `campaign_id`: the campaign whose agents alone may take it, None for anybody.
    """

    work_id: UUID
    waiting_since: datetime
    skill: str | None = None
    level: int = 1
    relaxes_at: datetime | None = None
    queue_priority: int = 0
    head_start: timedelta = timedelta()
    is_vip: bool = False
    team_id: UUID | None = None
    team_until: datetime | None = None
    refused_by: frozenset[UUID] = frozenset()
    preferred: UUID | None = None
    preferred_until: datetime | None = None
    vendor_id: UUID | None = None
    kind: WorkKind = WorkKind.CALL
    campaign_id: UUID | None = None

    def waits_for(self, now: datetime) -> UUID | None:
        """The one agent it may ring now; None: whoever can take it."""
        return self.preferred if self.preferred_until is not None and now < self.preferred_until else None

    def team_alone(self, now: datetime) -> UUID | None:
        """The team whose members alone may take it now; None: the overflow is open."""
        return self.team_id if self.team_until is not None and now < self.team_until else None

    def level_at(self, now: datetime) -> int:
        """The level of the skill that will do now."""
        return 1 if self.relaxes_at is not None and now >= self.relaxes_at else max(self.level, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeAgent:
    """An agent who is ready, reachable and whom no call rings.

    `skills` maps a skill's key to the agent's level, from 1 up; `campaigns` are those the agent may work. `has_offer`: a task lies before
    them that they have not taken. A call may take its place, for that customer is on the line; nothing else may.
    """

    person_id: UUID
    idle_since: datetime
    skills: Mapping[str, int] = field(default_factory=dict)
    team_id: UUID | None = None
    vendor_id: UUID | None = None
    campaigns: frozenset[UUID] = frozenset()
    has_offer: bool = False


class ReservationState(StrEnum):
    """What became of an offer to an agent."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    RESCINDED = "rescinded"  # there is nothing left to answer: the customer left, the campaign paused, a call took its place


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """One piece of work offered to one agent until it is accepted, rejected, timed out or rescinded; its id as in WaitingWork."""

    work_id: UUID
    person_id: UUID
    offered_at: datetime
    expires_at: datetime
    kind: WorkKind = WorkKind.CALL
    state: ReservationState = ReservationState.OFFERED
    ended_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether the agent's time to answer has run out."""
        return self.state is ReservationState.OFFERED and now >= self.expires_at


class ReservationEndedError(ConflictError):
    """An answer to a reservation that has an end already; `detail` is that end, a ReservationState."""

    code = "reservation_ended"


def match(
    waiting: Iterable[WaitingWork], agents: Iterable[FreeAgent], now: datetime, reserved_for: timedelta = RESERVED_FOR
) -> list[Reservation]:
    """A reservation for each piece of waiting work that somebody free can take, the most urgent first.

    Among agents who may take it, those without an offered task go first, then its team, then the higher level, then who has been idle
    longest. No agent and no piece of work is chosen twice. The same input gives the same choice in any order: ties are broken by id.
    """
    free = sorted(agents, key=lambda agent: (agent.idle_since, agent.person_id))
    reservations = []
    for work in sorted(waiting, key=urgency):
        able = [agent for agent in free if may_take(agent, work, now)]
        if not able:
            continue
        # max keeps the first of equals, and the free are in the order of their idle time.
        chosen = max(able, key=lambda agent: _fitness(agent, work))
        free.remove(chosen)
        reservations.append(
            Reservation(
                work_id=work.work_id,
                person_id=chosen.person_id,
                offered_at=now,
                expires_at=now + reserved_for,
                kind=work.kind,
            )
        )
    return reservations


def accept(reservation: Reservation, now: datetime) -> Reservation:
    """The reservation taken by its agent: still possible after its time as long as nobody ended it. Raises ReservationEndedError."""
    return _end(reservation, ReservationState.ACCEPTED, now)


def reject(reservation: Reservation, now: datetime) -> Reservation:
    """The reservation turned down by its agent. Raises ReservationEndedError."""
    return _end(reservation, ReservationState.REJECTED, now)


def time_out(reservation: Reservation, now: datetime) -> Reservation:
    """The reservation left ringing too long. Raises ReservationEndedError; before its time it is our mistake."""
    ended = _end(reservation, ReservationState.TIMED_OUT, now)
    if not reservation.is_due(now):
        raise AssertionError(f"the reservation of {reservation.work_id} lasts until {reservation.expires_at}")
    return ended


def rescind(reservation: Reservation, now: datetime) -> Reservation:
    """The reservation taken back, because there is nothing left to answer. Raises ReservationEndedError."""
    return _end(reservation, ReservationState.RESCINDED, now)


def may_take(agent: FreeAgent, work: WaitingWork, now: datetime) -> bool:
    """Whether this work may go to that agent now."""
    if agent.person_id in work.refused_by or (agent.has_offer and work.kind is not WorkKind.CALL):
        return False
    meant_for = work.waits_for(now)
    if meant_for is not None:
        return agent.person_id == meant_for
    if agent.vendor_id != work.vendor_id or work.team_alone(now) not in (None, agent.team_id):
        return False
    if work.campaign_id is not None and work.campaign_id not in agent.campaigns:
        return False
    return work.skill is None or agent.skills.get(work.skill, 0) >= work.level_at(now)


def urgency(work: WaitingWork) -> tuple[int, int, datetime, bool, datetime, UUID]:
    """What waiting work is sorted by: of two that an agent may take, the agent gets the smaller."""
    since, place = work.waiting_since, _PLACES[work.kind]
    return (place, -work.queue_priority, since - work.head_start, not work.is_vip, since, work.work_id)


def _fitness(agent: FreeAgent, work: WaitingWork) -> tuple[bool, bool, int]:
    is_of_its_team = work.team_id is not None and agent.team_id == work.team_id
    return not agent.has_offer, is_of_its_team, agent.skills.get(work.skill, 0) if work.skill else 0


def _end(reservation: Reservation, state: ReservationState, now: datetime) -> Reservation:
    if reservation.state is not ReservationState.OFFERED:
        raise ReservationEndedError(detail=reservation.state)
    return replace(reservation, state=state, ended_at=now)
