"""Discard a draft: throw away what was written since the live version; the text is kept aside, and discarding can be undone."""

from uuid import UUID

from flows.errors import NotFoundError, StaleError
from workspace.scripts.publishing import kind_of
from workspace.studio.changes import cancel
from workspace.studio.history import discard, standing
from workspace.wiring.parts import Parts, Person, Submission


def discard_draft(parts: Parts, person: Person, key: str, *, sha256: str, cancelling: UUID | None = None, submission: Submission) -> None:
    """Drop the draft that the person saw, and with it the change `cancelling` of the same text that waits or is scheduled.

    Without that such a change goes its way: it is a text of its own. Raises NotFoundError without a draft or such a change, StaleError
    "draft_changed" when it was written to since, ConflictError "not_open" when the change was decided or went live.
    """
    with parts.units.begin(submission) as unit:
        if cancelling is not None:
            row = unit.changes.get(cancelling)
            if row is None or (row["kind"], row["key"]) != (kind_of(key), key):
                raise NotFoundError
            cancel(unit, cancelling, person.id)
        unit.scripts.lock(key)
        now = standing(unit, key)
        if not now.is_draft:
            raise NotFoundError
        if now.sha256 != sha256:
            raise StaleError("draft_changed")
        discard(unit, key, now, by=person.id)
        # Asides go after a while; the audit stays.
        unit.audit.add("draft_discarded", f"{kind_of(key)}:{key}", {"source": now.source}, person_id=person.id)
