"""Campaigns, leads, tasks, attempts, callbacks and suppressions."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, Numeric, Table, UniqueConstraint, Uuid
from sqlalchemy import text as sql

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

campaigns = Table(
    "campaigns",
    metadata,
    identity(),
    text("key", unique=True),
    text("name_en"),
    text("name_zh"),
    text("state", default="draft"),  # draft | running | paused | stopped | finished
    text("state_reason", default=""),
    text("seller"),
    text("purpose", default="marketing"),  # marketing | service | collections | survey
    text("mode", default="preview"),
    text("distribution", default="pull"),  # pull | callbacks | push: what is offered to free agents of itself
    Column("callback_held_minutes", Integer, nullable=False, server_default="10"),  # so long a due callback waits for its agent
    text("script_key"),
    text("caller_number"),
    text("region", default="US"),
    text("goal", default=""),
    document("rules"),  # what overrides the tables of flows.outbound.campaign
    moment("starts_at"),
    moment("ends_at"),
    created_at(),
    CheckConstraint("distribution in ('pull', 'callbacks', 'push')", name="distribution"),
)

campaign_people = Table(
    "campaign_people",
    metadata,
    Column("campaign_id", Uuid, ForeignKey("campaigns.id"), primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
)

campaign_shares = Table(
    "campaign_shares",
    metadata,
    identity(),
    refers("campaign_id", "campaigns", required=True),
    refers("vendor_id", "vendors", required=True),
    Column("share", Numeric(4, 3), nullable=False),  # of the campaign's ready tasks, 0 to 1
    moment("expires_at", required=True),
    moment("revoked_at"),
    UniqueConstraint("campaign_id", "vendor_id"),
)

vendor_links = Table(
    "vendor_links",
    metadata,
    identity(),
    refers("vendor_id", "vendors", required=True),
    text("token_hash", unique=True),
    refers("created_by", "people"),
    created_at(),
    moment("expires_at", required=True),
    moment("used_at"),
    moment("revoked_at"),
)

leads = Table(
    "leads",
    metadata,
    identity(),
    refers("campaign_id", "campaigns", required=True),
    refers("customer_id", "customers", index=True),
    text("external_id"),
    text("name"),
    text("surname", default=""),
    text("title", default=""),
    text("number"),  # E.164
    text("language", default="en"),
    text("zone", required=False),
    document("attributes"),
    text("state", default="open"),  # open | closed
    text("closed_reason", required=False),
    Column("list_obtained_on", Date, nullable=False),
    text("consent_reference", required=False),
    created_at(),
    UniqueConstraint("campaign_id", "external_id"),
    Index("ix_leads_number", "number"),
)

tasks = Table(
    "tasks",
    metadata,
    identity(),
    refers("campaign_id", "campaigns", required=True),
    refers("lead_id", "leads", required=True, index=True),
    refers("vendor_id", "vendors"),  # allotted to that vendor; empty: our own agents
    text("kind", default="call"),  # call | callback
    text("state", default="ready"),  # ready | offered | claimed | done | closed
    Column("priority", Integer, nullable=False, server_default="0"),
    moment("due_at", required=True),
    refers("for_person_id", "people"),  # a callback promised with this agent
    moment("for_person_until"),
    refers("holder_id", "people", index=True),
    Column("claim_no", Integer, nullable=False, server_default="0"),
    moment("lease_until"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    text("last_result", required=False),
    created_at(),
    moment("ended_at"),
    Index(
        "ix_tasks_next",
        "campaign_id",
        sql("priority desc"),
        "due_at",
        postgresql_where=sql("state = 'ready'"),
    ),
    Index("ix_tasks_leases", "lease_until", postgresql_where=sql("state = 'claimed'")),
    Index("ix_tasks_kept", "for_person_id", postgresql_where=sql("for_person_id IS NOT NULL")),
)

task_skips = Table(
    "task_skips",
    metadata,
    identity(),
    refers("task_id", "tasks", required=True, index=True),
    refers("person_id", "people", required=True),
    text("reason"),
    moment("at", required=True),
)

attempts = Table(
    "attempts",
    metadata,
    identity(),
    refers("task_id", "tasks", required=True, index=True),
    refers("campaign_id", "campaigns", required=True),
    refers("lead_id", "leads", required=True),
    refers("person_id", "people"),
    refers("vendor_id", "vendors"),
    Column("claim_no", Integer, nullable=False),
    text("seller"),
    text("number"),
    text("state"),  # refused | intended | dialling | ended | unknown
    text("result", required=False),  # answered | busy | no_answer | machine | invalid | abandoned | unknown
    text("right_party", required=False),  # yes | no
    document("gate"),  # the verdict with the facts that allowed or forbade it
    moment("intended_at", required=True),
    moment("dialled_at"),
    moment("answered_at"),
    moment("ended_at"),
    Index(
        "uq_attempts_open",
        "seller",
        "number",
        unique=True,
        postgresql_where=sql("state in ('intended', 'dialling', 'unknown')"),
    ),
    Index("ix_attempts_number", "seller", "number", "intended_at"),
    Index("ix_attempts_campaign", "campaign_id", "intended_at"),
)

callbacks = Table(
    "callbacks",
    metadata,
    identity(),
    Column("request_id", Uuid, nullable=False, unique=True),
    refers("interaction_id", "interactions", index=True),
    refers("customer_id", "customers"),
    refers("lead_id", "leads"),
    refers("task_id", "tasks"),  # the task that carries it out
    refers("campaign_id", "campaigns"),
    refers("queue_id", "queues"),
    refers("person_id", "people"),  # promised with this agent
    text("number"),
    text("zone"),
    text("purpose", default="service"),
    moment("due_at", required=True, index=True),
    text("state", default="open"),  # open | held | released | done | missed | cancelled
    text("note", default=""),
    created_at(),
    moment("ended_at"),
)

suppressions = Table(
    "suppressions",
    metadata,
    identity(),
    text("seller"),
    text("number"),
    text("purpose"),  # marketing | service | collections | survey | all
    text("source"),  # customer | list:NAME | import
    refers("interaction_id", "interactions"),
    refers("person_id", "people"),
    moment("obtained_at", required=True),
    moment("lifted_at"),
    text("lifted_reason", required=False),
    Index("uq_suppressions_active", "seller", "number", "purpose", unique=True, postgresql_where=sql("lifted_at is null")),
)
