"""Discard a draft: throw away what was written since the live version; the text is kept aside, and discarding can be undone."""

from flows.errors import NotFoundError, StaleError
from workspace.publishing import kind_of
from workspace.studio.history import discard, standing
from workspace.wiring import Parts, Person, Submission


def discard_draft(parts: Parts, person: Person, key: str, *, sha256: str, submission: Submission) -> None:
    """Drop the draft that the person saw. Raises NotFoundError without one, StaleError "draft_changed" when it was written to since."""
    with parts.units.begin(submission) as unit:
        unit.scripts.lock(key)
        now = standing(unit, key)
        if not now.is_draft:
            raise NotFoundError
        if now.sha256 != sha256:
            raise StaleError("draft_changed")
        discard(unit, key, now, by=person.id)
        # Asides go after a while; the audit stays.
        unit.audit.add("draft_discarded", f"{kind_of(key)}:{key}", {"source": now.source}, person_id=person.id)
