"""A publication: a change on its way to calls, from the asking for it to the moment it is live, refused, cancelled or failed.

    asked ─┬─ waiting ── approved ─┐
           └───────────────────────┴─┬─ published      (at once)
                                     └─ scheduled ─ published or failed, at its time

Nobody approves their own change, and what is over never moves again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotAllowedError

LONGEST_REASON = 300
FARTHEST = timedelta(days=366)
"""How far ahead something may be scheduled."""


class State(StrEnum):
    """Where a change stands."""

    WAITING = "waiting"
    """For a second person."""
    SCHEDULED = "scheduled"
    """For its time."""
    PUBLISHED = "published"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """Its time came, and it no longer fitted what was live then."""


OPEN = frozenset({State.WAITING, State.SCHEDULED})


@dataclass(frozen=True, slots=True)
class Publication:
    """One change: who asked, who decided (approved, refused or cancelled it), and when it is due (None: as soon as it may)."""

    state: State
    asked_by: UUID | None
    due_at: datetime | None = None
    decided_by: UUID | None = None

    def approved(self, by: UUID, now: datetime) -> "Publication":
        """A second person agrees. Raises ConflictError "not_waiting", NotAllowedError "own_change"."""
        self._must_be(State.WAITING, "not_waiting")
        if by == self.asked_by:
            raise NotAllowedError("own_change")
        return replace(self, state=_settled(self.due_at, now), decided_by=by)

    def refused(self, by: UUID) -> "Publication":
        """A second person says no; who asked takes it back instead. Raises ConflictError "not_waiting", NotAllowedError "own_change"."""
        self._must_be(State.WAITING, "not_waiting")
        if by == self.asked_by:
            raise NotAllowedError("own_change")
        return replace(self, state=State.REFUSED, decided_by=by)

    def cancelled(self) -> "Publication":
        """It is taken back, by whoever may publish. Raises ConflictError "not_open"."""
        if self.state not in OPEN:
            raise ConflictError("not_open")
        return replace(self, state=State.CANCELLED)

    def came_due(self, now: datetime) -> "Publication":
        """Its time has come. Raises ConflictError "not_due" for what is not scheduled, or later."""
        if not self.is_due(now):
            raise ConflictError("not_due")
        return replace(self, state=State.PUBLISHED)

    def failed(self) -> "Publication":
        """Its time came and it could not go live. Raises ConflictError "not_due"."""
        self._must_be(State.SCHEDULED, "not_due")
        return replace(self, state=State.FAILED)

    def is_due(self, now: datetime) -> bool:
        """Whether it goes live now."""
        return self.state is State.SCHEDULED and self.due_at is not None and self.due_at <= now

    def _must_be(self, state: State, code: str) -> None:
        if self.state is not state:
            raise ConflictError(code)


def asked(by: UUID | None, now: datetime, *, due_at: datetime | None = None, needs_approval: bool = False) -> Publication:
    """A change as it is asked for. Raises InvalidError at `at` for a time that is past, or over a year ahead."""
    if due_at is not None and due_at <= now:
        raise InvalidError(fields={"at": "past"})
    if due_at is not None and due_at > now + FARTHEST:
        raise InvalidError(fields={"at": "too_far"})
    return Publication(State.WAITING if needs_approval else _settled(due_at, now), by, due_at)


def _settled(due_at: datetime | None, now: datetime) -> State:
    return State.SCHEDULED if due_at is not None and due_at > now else State.PUBLISHED
