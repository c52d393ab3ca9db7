"""Knowledge cards: short articles in both languages, their drafts and published versions."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Uuid

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

kb_cards = Table(
    "kb_cards",
    metadata,
    identity(),
    text("key", unique=True),  # what `kb:` of a step names
    Column("version", Integer, nullable=False, server_default="0"),  # the published one, 0: none yet
    text("title_en", default=""),
    text("title_zh", default=""),
    text("body_en", default=""),  # Markdown
    text("body_zh", default=""),
    text("keywords", default=""),  # other words people search by
    text("headings", default=""),  # titles and keywords in small letters: where a hit counts most
    text("search", default=""),  # everything in small letters, for the trigram index
    document("draft", required=False),  # the texts as they are being written; empty: nothing is
    moment("drafted_at"),
    refers("drafted_by", "people"),
    moment("published_at"),
    moment("archived_at"),
    created_at(),
    Index("ix_kb_cards_search", "search", postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"}),
    Index("ix_kb_cards_headings", "headings", postgresql_using="gin", postgresql_ops={"headings": "gin_trgm_ops"}),
)

kb_versions = Table(
    "kb_versions",
    metadata,
    Column("card_id", Uuid, ForeignKey("kb_cards.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    document("texts"),
    refers("published_by", "people"),
    moment("published_at", required=True),
)
