"""Recommendations from the analytics side, decisions made with them, and customers' responses."""

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, Table, Text, Uuid
from sqlalchemy import text as sql

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

recommendations = Table(
    "recommendations",
    metadata,
    Column("customer_id", Uuid, ForeignKey("customers.id"), primary_key=True),
    Column("offer_key", Text, primary_key=True),
    Column("propensity", Float, nullable=False),
    text("model"),
    document("drivers"),  # {"en": [...], "zh": [...]}: what moved the number most, sayable
    moment("expires_at", required=True),
    created_at(),
)

offer_decisions = Table(
    "offer_decisions",
    metadata,
    identity(),
    refers("interaction_id", "interactions", required=True, index=True),
    refers("run_id", "runs"),
    refers("customer_id", "customers"),
    text("slot"),
    document("candidates", empty="[]"),  # every candidate: verdict, propensity, priority, position
    text("chosen", required=False),
    Column("probability", Float, nullable=False),
    document("versions"),
    moment("at", required=True),
)

offer_responses = Table(
    "offer_responses",
    metadata,
    identity(),
    refers("interaction_id", "interactions", required=True, index=True),
    refers("run_id", "runs"),
    refers("decision_id", "offer_decisions"),
    refers("customer_id", "customers"),
    text("offer_key"),
    Column("offer_version", Integer, nullable=False, server_default="0"),
    text("response"),  # presented | accepted | declined | deferred | delivered | failed | pending_confirmation
    text("reason", required=False),
    refers("person_id", "people"),
    moment("at", required=True),
    moment("until"),  # deferred: not before
    Index("ix_offer_responses_customer", "customer_id", "offer_key", "at"),
    Index("uq_offer_responses_accepted", "interaction_id", "offer_key", unique=True, postgresql_where=sql("response = 'accepted'")),
)

offer_rests = Table(
    "offer_rests",
    metadata,
    Column("customer_id", Uuid, ForeignKey("customers.id"), primary_key=True),
    Column("offer_key", Text, primary_key=True),
    text("cause"),  # declined | accepted | deferred
    moment("until", required=True),
)

list_dates = Table(
    "list_dates",
    metadata,
    Column("name", Text, primary_key=True),  # a suppression list
    Column("obtained_on", Date, nullable=False),
)
