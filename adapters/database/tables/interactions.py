"""Interactions, the call events that move them, and the commands to the switch."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, Integer, Table, Text, UniqueConstraint, Uuid
from sqlalchemy import text as sql

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

interactions = Table(
    "interactions",
    metadata,
    identity(),
    text("channel", default="voice"),
    text("direction"),  # inbound | outbound
    text("state"),  # waiting | ringing | dialling | talking | held | wrapping_up | closed | abandoned
    text("call_id", required=False),  # the switch's id of the voice leg, or the one we gave it
    Column("leg", Integer, nullable=False, server_default="0"),  # which agent's part of the call: one more with each transfer
    refers("consulted_id", "people"),  # the colleague asked while the customer is on hold
    refers("preferred_person_id", "people"),  # whom it is meant for ...
    moment("preferred_until"),  # ... until then; later it is anybody's
    refers("last_person_id", "people"),  # who had this customer last, and gets them again if free ...
    moment("last_person_until"),  # ... before then
    Column("raised", Integer, nullable=False, server_default="0"),  # how far a supervisor has put it before others of its queue
    refers("queue_id", "queues"),
    refers("campaign_id", "campaigns"),
    refers("task_id", "tasks"),
    refers("attempt_id", "attempts"),
    refers("customer_id", "customers", index=True),
    text("customer_match", default="unknown"),  # matched | picked | shared | unknown | withheld
    text("caller_number", required=False),
    text("dialled_number", required=False),
    refers("person_id", "people", index=True),  # the agent who holds it
    refers("vendor_id", "vendors"),
    text("language", default="en"),  # spoken with the customer
    document("call"),  # flows.telephony.call.Call as JSON
    document("controls"),  # call controls requested and not yet confirmed: {"hold": "2026-..."}
    text("notes", default=""),
    moment("notes_saved_at"),
    text("disposition_code", required=False),
    text("disposition_comment", default=""),
    Column("satisfaction", Integer, nullable=True),  # of the customer, 1 to 5, where the queue asks
    refers("resumes_id", "interactions"),  # the dropped interaction this one goes on with
    text("source", default="live"),  # live | generated (demo history)
    Column("version", BigInteger, nullable=False, server_default="0"),
    moment("offered_at", required=True),
    moment("ringing_at"),
    moment("answered_at"),
    moment("ended_at"),
    text("ended_cause", required=False),
    text("hung_up_by", required=False),
    moment("wrap_up_until"),
    moment("closed_at"),
    created_at(),
    UniqueConstraint("call_id", "leg"),
    Index("ix_interactions_consulted", "consulted_id", postgresql_where=sql("consulted_id is not null")),
    Index("ix_interactions_person_open", "person_id", postgresql_where=sql("closed_at is null")),
    Index("ix_interactions_waiting", "queue_id", "offered_at", postgresql_where=sql("state = 'waiting'")),
    Index("ix_interactions_customer_recent", "customer_id", "offered_at"),
    Index("ix_interactions_offered_at", "offered_at"),
)

reservations = Table(
    "reservations",
    metadata,
    identity(),
    # What is offered: an interaction that waits, or a task that is due.
    refers("interaction_id", "interactions", index=True),
    refers("task_id", "tasks", index=True),
    refers("person_id", "people", required=True),
    text("state"),  # offered | accepted | rejected | timed_out | rescinded
    text("cause", default=""),  # why a task was taken back; the same of the call that took its place
    moment("offered_at", required=True),
    moment("expires_at", required=True),
    moment("ended_at"),
    CheckConstraint("num_nonnulls(interaction_id, task_id) = 1", name="one_work"),
    Index("uq_reservations_open_task", "task_id", unique=True, postgresql_where=sql("state = 'offered'")),
    Index("uq_reservations_open_interaction", "interaction_id", unique=True, postgresql_where=sql("state = 'offered'")),
    Index("uq_reservations_open_person", "person_id", unique=True, postgresql_where=sql("state = 'offered'")),
)

call_events = Table(
    "call_events",
    metadata,
    Column("adapter", Text, primary_key=True),
    Column("event_id", Text, primary_key=True),
    text("call_id"),
    text("kind"),
    moment("at", required=True),
    document("payload"),
    created_at(),
    Index("ix_call_events_call_id", "call_id"),
)

switch_commands = Table(
    "switch_commands",
    metadata,
    identity(),
    refers("interaction_id", "interactions", index=True),
    refers("attempt_id", "attempts"),
    refers("person_id", "people"),
    text("call_id"),
    text("kind"),  # answer | dial | hang_up | hold | resume | transfer | mute | unmute
    document("parameters"),
    text("state", default="requested"),  # requested | sent | confirmed | failed
    text("error", required=False),
    created_at(),
    moment("sent_at"),
    moment("ended_at"),
    Index("ix_switch_commands_requested", "created_at", postgresql_where=sql("state = 'requested'")),
)

interaction_changes = Table(
    "interaction_changes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("interaction_id", Uuid, ForeignKey("interactions.id"), nullable=False, index=True),
    text("kind"),  # past-tense event name
    document("payload"),
    refers("person_id", "people"),
    moment("at", required=True),
)
