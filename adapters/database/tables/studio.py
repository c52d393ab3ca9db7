"""The script studio: every text a draft has had, texts that were set aside, and who is editing."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, Uuid
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from adapters.database.metadata import document, identity, metadata, moment, refers, text

draft_revisions = Table(
    "draft_revisions",
    metadata,
    Column("key", Text, primary_key=True),  # of the script or offer, whether or not it has a draft now
    Column("number", Integer, primary_key=True),
    text("source"),
    text("sha256"),
    document("label"),  # what led from the text before to this one: {"code", ...} (workspace.studio.labels)
    document("renames", empty="[]"),  # steps and objections that it calls otherwise, which the stored tests follow: [[kind, old, new]]
    text("burst", default=""),  # what is being typed: the same again by the same person soon after replaces this text
    refers("by", "people"),
    moment("began_at", required=True),
    moment("at", required=True),
    Column("current", Boolean, nullable=False, server_default="false"),  # the one that stands; those behind it can be redone
    moment("cut_at"),  # undone, and then something else was written: no longer on the line
    Index("uq_draft_revisions_current", "key", unique=True, postgresql_where=sql("current")),
    Index("ix_draft_revisions_cut_at", "cut_at", postgresql_where=sql("cut_at IS NOT NULL")),
)

draft_asides = Table(
    "draft_asides",
    metadata,
    identity(),
    text("key"),
    text("source"),
    text("sha256"),
    text("base_sha256", default=""),  # of the text it was written from
    text("reason"),  # stale | undone | discarded
    Column("edit", JSONB(none_as_null=True), nullable=True),  # the edit that was refused, where it was one
    refers("by", "people"),
    moment("at", required=True, index=True),
    Index("ix_draft_asides_key", "key", "at"),
)

draft_editors = Table(
    "draft_editors",
    metadata,
    Column("key", Text, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    text("step_key", default=""),  # where they stand, empty: the settings of the script
    moment("since", required=True),
    moment("seen_at", required=True, index=True),
)
