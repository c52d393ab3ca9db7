"""Change presence: the agent, or a supervisor for them, wishes ready, not ready with a reason, or offline."""

from uuid import UUID

from flows.errors import InvalidError, NotFoundError
from flows.routing.presence import AGENT_REASONS, PresenceCause, PresenceState, SignedIn, Wished
from workspace.auth import Right, may
from workspace.commands.route_waiting import route
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Person, Submission, Unit

WISHES = (PresenceState.READY, PresenceState.NOT_READY, PresenceState.OFFLINE)


def change_presence(parts: Parts, person: Person, state: str, reason: str = "", *, of: UUID | None = None, submission: Submission) -> None:
    """Wish for `ready`, `not_ready` with a reason, or `offline`; during a call it is what comes after it.

    Raises InvalidError for anything else, NotFoundError when `of` is somebody this person may not change.
    """
    subject = of or person.id
    with parts.units.begin(submission) as unit:
        unit.routing.lock()
        if subject != person.id and not _may_change(unit, person, subject):
            raise NotFoundError
        _wish(unit, person, subject, state, reason)
        route(parts, unit, with_tasks=True)


def _wish(unit: Unit, person: Person, subject: UUID, state: str, reason: str) -> None:
    if state not in WISHES:
        raise InvalidError(fields={"state": "not_listed"})
    if state == PresenceState.NOT_READY and reason not in AGENT_REASONS:
        raise InvalidError(fields={"reason": "not_listed"})
    known = unit.presence.get(subject)
    is_offline = known is None or known.state is PresenceState.OFFLINE
    if is_offline and state == PresenceState.OFFLINE:
        return  # that is what they are
    if is_offline and subject == person.id:
        # Pressing Ready after going offline with the page still open: the person is here.
        move_presence(unit, subject, SignedIn(owes_wrap_up=bool(unit.interactions.open_of(subject))), by=person.id)
    cause = PresenceCause.AGENT if subject == person.id else PresenceCause.SUPERVISOR
    move_presence(unit, subject, Wished(PresenceState(state), reason if state == PresenceState.NOT_READY else None, by=cause), by=person.id)


def _may_change(unit: Unit, person: Person, subject: UUID) -> bool:
    row = unit.people.get(subject)
    return may(person, Right.SUPERVISE_DESKS) and row is not None and row["role"] == "agent"
