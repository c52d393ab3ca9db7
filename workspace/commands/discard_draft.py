"""Discard a draft: throw away what was written since the live version."""

from flows.errors import NotFoundError, StaleError
from workspace.publishing import kind_of
from workspace.wiring import Parts, Person, Submission


def discard_draft(parts: Parts, person: Person, key: str, *, sha256: str, submission: Submission) -> None:
    """Drop the draft that the person saw. Raises NotFoundError without one, StaleError "draft_changed" when it was written to since."""
    with parts.units.begin(submission) as unit:
        draft = unit.scripts.draft(key)
        if draft is None:
            raise NotFoundError
        if draft["sha256"] != sha256:
            raise StaleError("draft_changed")
        unit.scripts.drop_draft(key)
        # The text goes into the audit: what was thrown away by mistake can be had back.
        unit.audit.add("draft_discarded", f"{kind_of(key)}:{key}", {"source": draft["source"]}, person_id=person.id)
