"""Add-ins: outside pages and lookups beside a call, the hosts they come from, what lookups answered, and the layout of desks."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, Uuid
from sqlalchemy import text as sql

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

add_in_hosts = Table(
    "add_in_hosts",
    metadata,
    Column("host", Text, primary_key=True),  # as in an address: crm.example.com, or crm.example.com:8443
    refers("added_by", "people"),
    created_at(),
)

add_ins = Table(
    "add_ins",
    metadata,
    identity(),
    text("name_en"),
    text("name_zh"),
    text("kind"),
    text("url"),  # with {customer.account} and such in it
    text("context"),  # where the signed context stands in a page's address
    text("secret"),  # what the context is signed with; shown once
    Column("at_caller", Boolean, nullable=False, server_default="false"),
    Column("every_team", Boolean, nullable=False, server_default="true"),
    Column("for_vendors", Boolean, nullable=False, server_default="false"),
    Column("timeout_ms", Integer, nullable=False),
    document("fields", empty="[]"),  # of a lookup: flows.connectors.lookup.LookupField as JSON
    Column("active", Boolean, nullable=False, server_default="true"),
    Column("version", BigInteger, nullable=False, server_default="1"),  # raised by each change: what was answered before is asked anew
    created_at(),
    CheckConstraint("kind in ('page', 'lookup')", name="kind"),
    CheckConstraint("context in ('none', 'query', 'fragment')", name="context"),
    CheckConstraint("timeout_ms > 0", name="timeout"),
)

add_in_teams = Table(
    "add_in_teams",
    metadata,
    Column("add_in_id", Uuid, ForeignKey("add_ins.id"), primary_key=True),
    Column("team_id", Uuid, ForeignKey("teams.id"), primary_key=True),
)

add_in_steps = Table(
    "add_in_steps",
    metadata,
    Column("add_in_id", Uuid, ForeignKey("add_ins.id"), primary_key=True),
    Column("script_key", Text, primary_key=True),
    Column("step_key", Text, primary_key=True),
)

add_in_answers = Table(
    "add_in_answers",
    metadata,
    Column("interaction_id", Uuid, ForeignKey("interactions.id"), primary_key=True),
    Column("add_in_id", Uuid, ForeignKey("add_ins.id"), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),  # of this asking: a new one each time it is asked again
    Column("version", BigInteger, nullable=False),  # of the add-in
    text("url"),  # what was asked, filled in
    Column("masked", Boolean, nullable=False, server_default="false"),  # asked for a vendor's agent
    text("state"),
    text("error", default=""),
    text("detail", default=""),
    document("items", empty="[]"),  # the declared fields' values, as flows.connectors.lookup reads them
    moment("asked_at", required=True, index=True),
    moment("leased_until"),  # a worker has it until then
    moment("answered_at"),
    CheckConstraint("state in ('asked', 'answered', 'failed')", name="state"),
    Index("ix_add_in_answers_open", "asked_at", postgresql_where=sql("state = 'asked'")),
)

desk_layouts = Table(
    "desk_layouts",
    metadata,
    Column("team_id", Uuid, ForeignKey("teams.id"), primary_key=True),
    document("layout"),  # workspace.desk.layout.Layout as JSON
    refers("saved_by", "people"),
    moment("saved_at", required=True),
)
