"""Changes on their way to calls: what somebody wants to be live, who agreed, and when; and new business activities being put together."""

from sqlalchemy import Boolean, Column, Index, Integer, Table
from sqlalchemy import text as sql

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

changes = Table(
    "changes",
    metadata,
    identity(),
    text("kind"),  # script | offer | disposition | card | assignment | activity
    text("key"),  # of the script, offer, code or card; queue:billing for what that queue opens with
    text("state"),  # flows.publishing.publication.State
    document("before"),  # what stood when it was asked for
    document("after"),  # what is to stand: it is frozen here, whatever is written afterwards
    text("note", default=""),
    Column("must_read", Boolean, nullable=False, server_default="false"),  # agents have to confirm that they read it
    document("teams", empty="[]"),  # ids of the only teams that get it; empty: everybody
    moment("due_at"),  # when it goes live; empty: as soon as it may
    Column("rolled_back_to", Integer, nullable=True),
    refers("asked_by", "people"),
    moment("asked_at", required=True),
    refers("decided_by", "people"),  # who approved, refused or cancelled it
    moment("decided_at"),
    text("reason", default=""),  # why it was refused
    document("failure", required=False),  # why it did not go live at its time: {"code": ..., "detail": ...}
    Column("number", Integer, nullable=True),  # the version it became
    moment("ended_at"),
    refers("notice_id", "notices"),  # what the desks were told
    Index("uq_changes_open", "kind", "key", unique=True, postgresql_where=sql("state IN ('waiting', 'scheduled')")),
    Index("ix_changes_due", "due_at", postgresql_where=sql("state = 'scheduled'")),
    Index("ix_changes_of", "kind", "key", "asked_at"),
    Index("ix_changes_asked_at", "asked_at"),
)

activities = Table(
    "activities",
    metadata,
    identity(),
    text("name"),
    document("plan"),  # workspace.studio.activity.Plan as JSON
    refers("created_by", "people"),
    created_at(),
    moment("changed_at", required=True),
    moment("live_at"),
)
