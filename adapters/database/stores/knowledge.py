"""Knowledge cards: drafts, published versions, and finding one as somebody types, in Chinese and English."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, null, select, text, update
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.knowledge import kb_cards, kb_versions

ADD = insert(kb_cards).on_conflict_do_nothing(index_elements=["key"]).returning(kb_cards.c.id)
BY_KEY = select(kb_cards).where(kb_cards.c.key == bindparam("wanted"))
LOCK = BY_KEY.with_for_update()
ALL = select(kb_cards).order_by(kb_cards.c.archived_at.is_not(None), kb_cards.c.key)
CHANGE = update(kb_cards).where(kb_cards.c.id == bindparam("card"))
ADD_VERSION = kb_versions.insert()
VERSIONS = text("""
    SELECT v.version, v.published_at, coalesce(p.name, '') AS person, v.texts
    FROM kb_versions v LEFT JOIN people p ON p.id = v.published_by WHERE v.card_id = :card ORDER BY v.version DESC
""")
# A word in the title or among the keywords counts three times; half of what was typed must be there.
SEARCH = text("""
    SELECT key, title_en, title_zh, body_en, body_zh, sum(CASE WHEN strpos(headings, word) > 0 THEN 3 ELSE 1 END) AS points
    FROM kb_cards JOIN unnest(CAST(:words AS text[])) AS word ON search LIKE '%' || word || '%'
    WHERE version > 0 AND archived_at IS NULL
    GROUP BY id HAVING count(*) * 2 >= :least ORDER BY points DESC, key LIMIT :limit
""")
# For slips of the finger, where the words as typed found little: likeness of trigrams with the title and the keywords.
SEARCH_LIKE = text("""
    SELECT key, title_en, title_zh, body_en, body_zh, sum(word_similarity(word, headings)) AS points
    FROM kb_cards JOIN unnest(CAST(:words AS text[])) AS word ON word_similarity(word, headings) >= 0.35
    WHERE version > 0 AND archived_at IS NULL GROUP BY id ORDER BY points DESC, key LIMIT :limit
""")
ON_DESKS = text("SELECT DISTINCT person_id FROM interactions WHERE closed_at IS NULL AND person_id IS NOT NULL")
SHORTEST_LIKE = 4
"""Letters below which a likeness says nothing."""
FEW = 3
"""Fewer hits than this make it look for what is only alike."""


KEYS = select(kb_cards.c.key).where(kb_cards.c.archived_at.is_(None)).order_by(kb_cards.c.key)


class KnowledgeStore:
    """The knowledge cards of one transaction; rows are mappings with the columns of `kb_cards`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, card_id: UUID, key: str) -> bool:
        """Make an empty card; False when the key is taken."""
        return self._connection.execute(ADD, {"id": card_id, "key": key}).one_or_none() is not None

    def get(self, key: str, *, lock: bool = False) -> dict[str, Any] | None:
        """A card by its key, or None."""
        row = self._connection.execute(LOCK if lock else BY_KEY, {"wanted": key}).mappings().one_or_none()
        return dict(row) if row else None

    def keys(self) -> list[str]:
        """The keys of the cards that were not put away, drafts too."""
        return list(self._connection.execute(KEYS).scalars())

    def all(self) -> list[dict[str, Any]]:
        """All cards by their keys, those put away last."""
        return [dict(row) for row in self._connection.execute(ALL).mappings()]

    def save_draft(self, card_id: UUID, texts: Mapping[str, str] | None, person_id: UUID | None) -> None:
        """Keep what is being written; None throws it away."""
        if texts is None:
            self._connection.execute(CHANGE.values(draft=null(), drafted_at=None), {"card": card_id})
        else:
            values = {"draft": dict(texts), "drafted_at": self._now, "drafted_by": person_id}
            self._connection.execute(CHANGE.values(**values), {"card": card_id})

    def publish(self, card_id: UUID, version: int, texts: Mapping[str, str], search: tuple[str, str], person_id: UUID | None) -> None:
        """Put a version before agents; `search` are the headings and everything, in small letters."""
        row = {"card_id": card_id, "version": version, "texts": dict(texts), "published_by": person_id, "published_at": self._now}
        self._connection.execute(ADD_VERSION, row)
        headings, everything = search
        columns = {**texts, "headings": headings, "search": everything, "version": version, "published_at": self._now}
        self._connection.execute(CHANGE.values(**columns, archived_at=None), {"card": card_id})
        self.save_draft(card_id, None, person_id)

    def archive(self, card_id: UUID, archived_at: datetime | None) -> None:
        """Put a card away, or (None) take it out again."""
        self._connection.execute(CHANGE.values(archived_at=archived_at), {"card": card_id})

    def versions(self, card_id: UUID) -> list[dict[str, Any]]:
        """What was published, newest first."""
        return [dict(row) for row in self._connection.execute(VERSIONS, {"card": card_id}).mappings()]

    def search(self, words: Sequence[str], limit: int = 8) -> list[dict[str, Any]]:
        """Published cards that hold at least half of these words (small letters; two characters each in Chinese), best first."""
        if not words:
            return []
        values = {"words": list(words), "least": len(words), "limit": limit}
        found = [dict(row) for row in self._connection.execute(SEARCH, values).mappings()]
        long = [word for word in words if len(word) >= SHORTEST_LIKE]
        if len(found) < FEW and long:
            known = {row["key"] for row in found}
            alike = self._connection.execute(SEARCH_LIKE, {"words": long, "limit": limit}).mappings()
            found += [dict(row) for row in alike if row["key"] not in known]
        return found[:limit]

    def on_desks(self) -> list[UUID]:
        """The agents who have a call on their desk, and so may have a card on it."""
        return list(self._connection.execute(ON_DESKS).scalars())
