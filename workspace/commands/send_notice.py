"""Send a notice: a supervisor tells desks something, at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flows.errors import InvalidError
from workspace.wiring.parts import Parts, Person, Submission, new_id

LONGEST = 500


def send_notice(
    parts: Parts,
    person: Person,
    text_en: str,
    text_zh: str,
    *,
    everyone: bool = False,
    teams: Sequence[UUID] = (),
    vendors: Sequence[UUID] = (),
    must_acknowledge: bool = False,
    expires_at: datetime | None = None,
    submission: Submission,
) -> UUID:
    """Send to everybody, or to these teams and vendors; a text in one language stands for the other. Raises InvalidError."""
    if not text_en and not text_zh:
        raise InvalidError(fields={"text_en": "required"})
    if not everyone and not teams and not vendors:
        raise InvalidError(fields={"audience": "required"})
    notice_id = new_id()
    with parts.units.begin(submission) as unit:
        known = {row["id"] for row in unit.administration.all("team")}, {row["id"] for row in unit.vendors.all()}
        if not set(teams) <= known[0] or not set(vendors) <= known[1]:
            raise InvalidError(fields={"audience": "not_listed"})
        if expires_at is not None and expires_at <= unit.now:
            raise InvalidError(fields={"expires_at": "past"})
        audience = {"everyone": True} if everyone else {"teams": [str(id) for id in teams], "vendors": [str(id) for id in vendors]}
        reached = unit.notices.add(
            audience=audience,
            id=notice_id,
            kind="broadcast",
            text_en=text_en or text_zh,
            text_zh=text_zh or text_en,
            must_acknowledge=must_acknowledge,
            created_by=person.id,
            expires_at=expires_at,
        )
        unit.desks.touch(*reached)
        unit.audit.add("notice_sent", f"notice:{notice_id}", {**audience, "reached": len(reached)}, person_id=person.id)
    return notice_id
