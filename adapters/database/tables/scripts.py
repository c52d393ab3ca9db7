"""Scripts as supervisors keep them, and the runs that agents walk."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Index, Integer, Table, Text, UniqueConstraint, Uuid
from sqlalchemy import text as sql

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

drafts = Table(
    "drafts",
    metadata,
    Column("key", Text, primary_key=True),  # broadband_inbound, lib/verify_identity, offers/fibre_1000m
    text("kind"),  # script | offer
    text("source"),
    text("base_sha256", default=""),  # of the text this draft was started from
    text("sha256"),
    refers("updated_by", "people"),
    moment("updated_at", required=True),
)

bundles = Table(
    "bundles",
    metadata,
    identity(),
    text("key"),
    text("kind"),  # script | offer
    Column("version", Integer, nullable=False),
    text("source"),
    document("parts"),  # sub-scripts, offer versions, attributes, codes and the catalogue of actions, frozen (flows.publishing.frozen)
    text("sha256"),
    text("seal", default=""),  # over key, version, source and parts: whoever changes any of them later is found out
    text("tests", default=""),  # the test file it was published with
    document("test_report", required=False),  # what its tests said at that moment
    text("title_en", default=""),
    text("title_zh", default=""),
    text("channel", default="any"),
    text("note", default=""),
    refers("published_by", "people"),
    moment("published_at", required=True),
    moment("retired_at"),
    refers("approved_by", "people"),  # the second person, where the installation wants one
    Column("live", Boolean, nullable=False, server_default="true"),  # the one version that new calls take
    Column("trial", Boolean, nullable=False, server_default="false"),  # ... but those of `teams`, which take this one
    document("teams", empty="[]"),  # ids
    Column("rolled_back_to", Integer, nullable=True),  # the version whose source this one repeats
    UniqueConstraint("key", "version"),
    Index("uq_bundles_live", "key", unique=True, postgresql_where=sql("live")),
    Index("uq_bundles_trial", "key", unique=True, postgresql_where=sql("trial")),
)

script_tests = Table(
    "script_tests",
    metadata,
    Column("key", Text, primary_key=True),  # of the script it tests
    text("source"),
    text("sha256"),
    refers("updated_by", "people"),
    moment("updated_at", required=True),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    identity(),
    text("key"),
    Column("version", Integer, nullable=False),
    text("step_key", default=""),  # empty: the whole version
    text("reason"),  # what the agents on it are told
    refers("withdrawn_by", "people"),
    moment("withdrawn_at", required=True),
    moment("lifted_at"),
    refers("lifted_by", "people"),
    Index("uq_withdrawals_standing", "key", "version", "step_key", unique=True, postgresql_where=sql("lifted_at IS NULL")),
)

runs = Table(
    "runs",
    metadata,
    identity(),
    refers("interaction_id", "interactions", required=True, index=True),
    refers("bundle_id", "bundles", required=True, index=True),
    Column("turn", Integer, nullable=False, server_default="0"),
    document("state"),  # flows.runs.run.Run as JSON
    text("status"),  # active | waiting | done | stopped
    text("step_key", default=""),
    text("language", default="en"),
    Column("current", Boolean, nullable=False, server_default="true"),  # the one on the agent's screen
    moment("started_at", required=True),
    moment("step_since", required=True),
    moment("ended_at"),
)

run_moves = Table(
    "run_moves",
    metadata,
    Column("run_id", Uuid, ForeignKey("runs.id"), primary_key=True),
    Column("turn", Integer, primary_key=True),
    text("kind"),
    document("payload"),
    document("events", empty="[]"),
    text("step_key", default=""),  # where the move led
    refers("person_id", "people"),
    moment("at", required=True),
)

run_drafts = Table(
    "run_drafts",
    metadata,
    Column("run_id", Uuid, ForeignKey("runs.id"), primary_key=True),
    Column("step_key", Text, primary_key=True),
    document("fields"),  # form values typed and not yet sent, autosaved
    moment("at", required=True),
)

run_actions = Table(
    "run_actions",
    metadata,
    identity(),  # also the request id given to the outside
    refers("run_id", "runs", required=True, index=True),
    refers("interaction_id", "interactions", required=True),
    text("step_key"),
    Column("visit", Integer, nullable=False, server_default="1"),
    text("action"),
    document("parameters"),
    text("state", default="intended"),  # intended | asking | done | failed | cancelled
    text("error_kind", required=False),
    document("result", required=False),
    Column("claim_no", Integer, nullable=False, server_default="0"),
    moment("lease_until"),
    moment("deadline_at", required=True),
    Column("applied", Boolean, nullable=False, server_default="false"),  # its result has become a turn
    created_at(),
    moment("ended_at"),
    Index("ix_run_actions_open", "created_at", postgresql_where=sql("not applied")),
)

read_backs = Table(
    "read_backs",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    refers("run_id", "runs", required=True, index=True),
    text("step_key"),
    text("line_id"),
    text("language"),
    text("rendered"),  # the exact words
    text("offer_key", required=False),
    Column("offer_version", Integer, nullable=True),
    refers("person_id", "people"),
    moment("ticked_at", required=True),
)
