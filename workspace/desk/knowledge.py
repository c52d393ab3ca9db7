"""Knowledge on the desk: the card that the present step of the script names, and any card opened beside a call."""

from datetime import UTC

from workspace.auth import Right, may
from workspace.desk.state import DeskState
from workspace.knowledge import html_of
from workspace.screens.knowledge import KnowledgePanel, OpenCard
from workspace.wiring.parts import Unit


def knowledge_panel(unit: Unit, state: DeskState) -> KnowledgePanel:
    """The panel: empty without a call. A vendor's agent sees the card of the step, and searches nothing (P14)."""
    if state.row is None:
        return KnowledgePanel()
    key = state.run.view.kb if state.run else None
    card = open_card(unit, key, state.language) if key else None
    return KnowledgePanel(str(state.row.id), card, may(state.person, Right.READ_KNOWLEDGE))


def open_card(unit: Unit, key: str, language: str) -> OpenCard | None:
    """A published card in a language; None for one that is not there, not published, or put away."""
    row = unit.knowledge.get(key)
    if row is None or not row["version"] or row["archived_at"] is not None:
        return None
    published = f"{row['published_at'].astimezone(UTC):%Y-%m-%d}"
    return OpenCard(row["key"], row[f"title_{language}"], html_of(row[f"body_{language}"]), row["version"], published)
