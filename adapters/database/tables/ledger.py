"""What makes every change lasting and explained: outbox, idempotency keys, audit, batches."""

from sqlalchemy import BigInteger, Boolean, Column, Identity, Index, Integer, Table, Text, Uuid
from sqlalchemy import text as sql

from adapters.database.metadata import created_at, document, metadata, moment, refers, text

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    text("key", unique=True),
    text("topic"),
    document("payload"),
    created_at(),
    Column("attempts", Integer, nullable=False, server_default="0"),
    moment("next_at", required=True),
    moment("sent_at"),
    moment("parked_at"),
    text("error", required=False),
    Index("ix_outbox_unsent", "next_at", postgresql_where=sql("sent_at is null and parked_at is null")),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key", Text, primary_key=True),
    refers("person_id", "people", required=True),
    text("path"),
    text("body_sha256"),
    document("answer"),  # a reference to what was done, never HTML
    created_at(),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    moment("at", required=True, index=True),
    refers("person_id", "people"),
    text("verb"),
    text("subject"),  # noun:id
    document("payload"),
    text("digest"),  # sha256 of the payload's canonical JSON
    # Both set by the sealer after the commit. Ids do not order the chain: a lower one may be committed after a higher one was sealed.
    Column("seal_no", BigInteger, nullable=True, unique=True),
    text("chain", required=False),
    Index("ix_audit_subject", "subject"),
    Index("ix_audit_unsealed", "id", postgresql_where=sql("seal_no is null")),
)

late_notes = Table(
    "late_notes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    refers("person_id", "people"),
    text("subject"),
    document("payload"),  # what was refused because its claim or turn was old
    moment("at", required=True),
)

batches = Table(
    "batches",
    metadata,
    Column("id", Uuid, primary_key=True),  # also names the Parquet file
    text("topic"),
    Column("rows", Integer, nullable=False),
    text("file"),
    Column("live", Boolean, nullable=False, server_default="true"),  # false: compacted into another
    created_at(),
    moment("retired_at"),  # when it left the readers' list; its file goes a while later
)

facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),  # installation facts: seeded_at, seller, approvals, model runs
    document("value"),
    moment("at", required=True),
)
