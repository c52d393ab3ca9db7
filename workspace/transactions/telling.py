"""Telling one desk something, in both languages: a notice for one person that is on their screen at once."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from workspace.wiring.parts import Unit, new_id

SHOWN_FOR = timedelta(hours=2)
"""How long it stays on a desk where nobody dismisses it."""


def tell_desk(unit: Unit, person_id: UUID, kind: str, words: Mapping[str, str], *, by: UUID | None = None) -> None:
    """Put a notice of that kind on a person's desk; `words` are by language, `by` is who caused it."""
    unit.notices.add(
        audience={"people": [str(person_id)]},
        id=new_id(),
        kind=kind,
        text_en=words["en"],
        text_zh=words["zh"],
        must_acknowledge=False,
        created_by=by,
        expires_at=unit.now + SHOWN_FOR,
    )
    unit.desks.touch(person_id)
