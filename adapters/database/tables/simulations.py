"""Simulations that take too long for a request: what was asked for, how far it is, what came of it."""

from sqlalchemy import Column, Index, Integer, Table
from sqlalchemy import text as sql

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

simulations = Table(
    "simulations",
    metadata,
    identity(),
    text("key"),  # of the script
    text("source"),  # its text as it stood when it was asked for
    Column("calls", Integer, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("seed", Integer, nullable=False),
    Column("recorded", Integer, nullable=False, server_default="0"),  # recorded answers the customers' are drawn by; 0: evenly
    document("history", empty="[]"),  # those: [[step, way, count]]
    text("state", default="wanted"),  # wanted | running | done | failed | cancelled
    document("result", required=False),
    Column("claim_no", Integer, nullable=False, server_default="0"),
    moment("lease_until"),
    refers("asked_by", "people"),
    created_at(),
    moment("ended_at"),
    Index("ix_simulations_open", "created_at", postgresql_where=sql("state in ('wanted', 'running')")),
    Index("ix_simulations_created_at", "created_at"),
)
