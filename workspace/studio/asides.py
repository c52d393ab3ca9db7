"""Asides: texts that did not become the draft, or no longer are, kept so that nothing anybody wrote is lost.

A text goes aside when it was written from one that no longer stood (`stale`), when it could be redone and something else was written
instead (`undone`), and when its draft was discarded (`discarded`). Housekeeping forgets asides after 30 days.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flows.errors import StaleError
from flows.publishing.frozen import sha256_of
from scripts_dsl.types import Words
from workspace.studio.newlines import shown
from workspace.wiring.parts import Parts, Person, Unit, new_id
from workspace.words import in_language

SHOWN = 50
"""Asides of a key that are listed, the newest."""
TYPES_ON = timedelta(seconds=10)
"""Who goes on typing into a refused text makes no new aside within this time."""
REASONS: Mapping[str, Words] = {
    "stale": {"en": "Somebody else had changed the text", "zh": "保存前文本已被他人修改"},
    "undone": {"en": "Undone, then something else was written", "zh": "撤销后又作了其他修改"},
    "discarded": {"en": "The draft was discarded", "zh": "草稿已丢弃"},
}


class TextStaleError(StaleError):
    """A text that was written from one that no longer stands; both are kept: `mine` under the id `aside`, the other is the draft."""

    def __init__(self, mine: str, aside: UUID | None) -> None:
        super().__init__("draft_changed")
        self.mine = mine
        self.aside = aside


class Refused(Exception):  # noqa: N818 - leaves a unit of work, whose changes are not made
    """What was refused inside a unit of work, to be set aside in the next one: a text, what it was based on, the edit if it was one."""

    def __init__(self, source: str, base: str, edit: Mapping[str, Any] | None = None) -> None:
        super().__init__("refused")
        self.source = source
        self.base = base
        self.edit = edit


def set_aside(parts: Parts, person: Person, key: str, refused: Refused) -> TextStaleError:
    """Keep what was refused; returns the error that tells its writer."""
    fingerprint = sha256_of(refused.source)
    with parts.units.begin() as unit:
        kept: UUID | None = None
        if refused.edit is None:
            kept = unit.asides.replace_recent(key, refused.source, fingerprint, "stale", base=refused.base, by=person.id, within=TYPES_ON)
        if kept is None:
            kept = unit.asides.add(new_id(), key, refused.source, fingerprint, "stale", base=refused.base, edit=refused.edit, by=person.id)
    return TextStaleError(shown(refused.source), kept)


def asides_of(unit: Unit, key: str, language: str) -> list[dict[str, Any]]:
    """The asides of a key as its page lists them, the newest first."""
    return [
        {
            "id": str(each["id"]),
            "by": each["by_name"] or "",
            "at": each["at"].isoformat(),
            "reason": each["reason"],
            "words": in_language(REASONS[each["reason"]], language),
            "source": shown(each["source"]),
            "sha256": each["sha256"],
            "edit": each["edit"],
        }
        for each in unit.asides.of(key, SHOWN)
    ]
