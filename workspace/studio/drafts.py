"""A draft as the studio's page knows it: its text, what can be undone, and what the checker says; the same after each change."""

from dataclasses import dataclass
from typing import Any

from workspace.scripts.pages import checks_json
from workspace.scripts.publishing import Checked
from workspace.studio.checks import checked_of, document_of
from workspace.studio.history import Standing, standing
from workspace.studio.labels import words_of
from workspace.studio.newlines import shown
from workspace.studio.outline import Outline, outline_of
from workspace.wiring.parts import Person, Unit


@dataclass(frozen=True)
class DraftState:
    """What stands under a key for one person. `fields` are the JSON of the page, to which the outline's HTML is added."""

    standing: Standing
    checked: Checked
    outline: Outline
    fields: dict[str, Any]


def draft_state(unit: Unit, person: Person, key: str, language: str) -> DraftState:
    """What stands under a key. Raises NotFoundError.

    `source` and the places of problems are as browsers count: lines end with `\\n`, characters are UTF-16 units. `sha256` is that of the
    stored text, whatever its line ends.
    """
    now = standing(unit, key)
    checked = checked_of(unit, key, now.source)
    fields = {
        "source": shown(now.source),
        "sha256": now.sha256,
        "revision": now.current["number"] if now.current else 0,
        "undo": _undo(now, person, language),
        "redo": _redo(unit, key, now, person, language),
        "saved_at": now.row["updated_at"].isoformat() if now.is_draft else None,
        "by": now.by,
        "is_draft": now.is_draft,
        "errors": len(checked.errors),
        "warnings": len(checked.warnings),
        "problems": checks_json(now.source, checked, language),
        "asides": unit.asides.count(key),
    }
    return DraftState(now, checked, outline_of(document_of(now.source, now.sha256), checked.problems, language), fields)


def _undo(now: Standing, person: Person, language: str) -> str | None:
    """What undoing would take back, in words; a colleague's doing with their name."""
    entry = now.current
    if entry is None or entry["earlier"] is None:
        return None
    return words_of(entry["label"], language, by="" if entry["by"] == person.id else entry["by_name"] or "")


def _redo(unit: Unit, key: str, now: Standing, person: Person, language: str) -> str | None:
    entry = now.current
    later = unit.revisions.label(key, entry["later"]) if entry and entry["later"] is not None else None
    if later is None:
        return None
    return words_of(later["label"], language, by="" if later["by"] == person.id else later["by_name"] or "")
