"""Decide a change: a second person approves or refuses it, or it is taken back before it is live."""

from uuid import UUID

from workspace.studio.changes import Asked, approve, cancel, refuse
from workspace.wiring.parts import Parts, Person, Submission


def approve_change(parts: Parts, person: Person, change_id: UUID, *, submission: Submission) -> Asked:
    """Let it go live, now or at its time; it is checked again.

    Raises NotFoundError, ConflictError "not_waiting", NotAllowedError "own_change" for what this person asked for, StaleError
    "version_published", InvalidError when it no longer passes: it then goes on waiting.
    """
    with parts.units.begin(submission) as unit:
        return approve(unit, change_id, person.id)


def refuse_change(parts: Parts, person: Person, change_id: UUID, reason: str, *, submission: Submission) -> None:
    """Say no; its author reads the reason on their desk. Raises NotFoundError, ConflictError, NotAllowedError, InvalidError."""
    with parts.units.begin(submission) as unit:
        refuse(unit, change_id, person.id, reason)


def cancel_change(parts: Parts, person: Person, change_id: UUID, *, submission: Submission) -> None:
    """Take back what waits or is scheduled: it never goes live. Raises NotFoundError, ConflictError "not_open"."""
    with parts.units.begin(submission) as unit:
        cancel(unit, change_id, person.id)
