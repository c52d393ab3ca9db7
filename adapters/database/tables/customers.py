"""Customers as the workspace knows them, and the reference BSS beside them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Identity, Index, Integer, Numeric, Table, Text, Uuid
from sqlalchemy import text as text_clause
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

customers = Table(
    "customers",
    metadata,
    identity(),
    text("account", unique=True),
    text("name"),
    text("given_name", default=""),
    text("surname", default=""),
    text("title", default=""),
    text("language", default="en"),
    text("zone", required=False),  # IANA name; empty: taken from the number
    text("tier", default="standard"),
    text("email", required=False),
    Column("no_personalised_marketing", Boolean, nullable=False, server_default="false"),
    document("attributes"),  # custom attributes by key, typed by attribute_definitions
    Column("bigrams", ARRAY(Text), nullable=False, server_default="{}"),  # of name and account, for search
    text("sort_key", default=""),  # pinyin for Chinese names
    text("source", default="manual"),
    created_at(),
    Index("ix_customers_bigrams", "bigrams", postgresql_using="gin"),
    Index("ix_customers_sort_key", "sort_key"),
)

customer_numbers = Table(
    "customer_numbers",
    metadata,
    Column("customer_id", Uuid, ForeignKey("customers.id"), primary_key=True),
    Column("number", Text, primary_key=True),  # E.164
    text("kind", default="mobile"),
    Index("ix_customer_numbers_number", "number"),
)

attribute_definitions = Table(
    "attribute_definitions",
    metadata,
    Column("key", Text, primary_key=True),
    text("type"),  # a type name of the script language
    text("label_en"),
    text("label_zh"),
    document("options", empty="[]"),
    Column("sensitive", Boolean, nullable=False, server_default="false"),
    text("source", default="import"),
)

agreements = Table(
    "agreements",
    metadata,
    identity(),
    refers("customer_id", "customers", required=True, index=True),
    text("name_en"),
    text("name_zh"),
    Column("term_months", Integer, nullable=False),
    moment("starts_at", required=True),
    moment("ends_at"),
    Column("monthly", Numeric(12, 2), nullable=False),
    text("currency"),
    text("state", default="active"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    identity(),
    refers("customer_id", "customers", required=True, index=True),
    text("product"),  # product code, also what offers' eligibility asks for
    text("name_en"),
    text("name_zh"),
    Column("price", Numeric(12, 2), nullable=True),
    text("currency", default="USD"),
    text("state", default="active"),
    moment("starts_at"),
)

bss_accounts = Table(
    "bss_accounts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("balance", Numeric(12, 2), nullable=False, server_default="0"),
    text("currency", default="USD"),
    text("payment_method", default=""),
    text("plan", required=False),
    document("usage"),
)

bss_plans = Table(
    "bss_plans",
    metadata,
    Column("code", Text, primary_key=True),
    text("name_en"),
    text("name_zh"),
    Column("speed", Integer, nullable=True),  # Mbps
    Column("price", Numeric(12, 2), nullable=False),
    text("currency", default="USD"),
)

bss_bills = Table(
    "bss_bills",
    metadata,
    identity(),
    Column("account", Text, ForeignKey("bss_accounts.account"), nullable=False, index=True),
    text("period"),  # 2026-10
    Column("amount", Numeric(12, 2), nullable=False),
    text("currency", default="USD"),
    moment("due_at", required=True),
    moment("paid_at"),
    document("lines", empty="[]"),
)

bss_orders = Table(
    "bss_orders",
    metadata,
    identity(),
    text("number", unique=True),
    Column("account", Text, ForeignKey("bss_accounts.account"), nullable=False, index=True),
    Column("request_id", Uuid, nullable=False, unique=True),  # asked again with the same id: the same order
    text("product"),
    text("name_en", default=""),
    text("name_zh", default=""),
    text("kind", default="order"),  # order | plan_change
    text("state", default="accepted"),  # accepted | provisioning | active | failed | cancelled
    Column("price", Numeric(12, 2), nullable=True),
    text("currency", default="USD"),
    created_at(),
    moment("updated_at"),
)

bss_faults = Table(
    "bss_faults",
    metadata,
    Column("action", Text, primary_key=True),  # an action name, or *
    text("kind"),  # slow | down | refused | lost_reply
    Column("seconds", Numeric(6, 2), nullable=False, server_default="0"),
    Column("times", Integer, nullable=True),  # how often it still strikes; empty: until removed
)

tickets = Table(
    "tickets",
    metadata,
    identity(),
    Column("serial", BigInteger, Identity(start=1001), nullable=False, unique=True),  # the customer is told T1001
    refers("customer_id", "customers", index=True),
    refers("interaction_id", "interactions", index=True),
    Column("request_id", Uuid, nullable=False, unique=True),
    text("department"),  # the key of a department
    refers("category_id", "ticket_categories"),
    text("subject"),
    text("body", default=""),
    text("priority", default="normal"),  # normal | high
    text("state", default="open"),  # open | answered | closed
    moment("due_at", required=True),
    refers("opened_by", "people"),
    refers("holder_id", "people"),  # who in the department has taken it
    text("answer", required=False),
    moment("answered_at"),
    moment("closed_at"),
    moment("overdue_at"),  # when the sweep found it late; handed on, it stays late
    created_at(),
    Index("ix_tickets_department", "department", "state", "due_at"),
    Index("ix_tickets_open", "due_at", postgresql_where=text_clause("state = 'open'")),
)

messages = Table(
    "messages",
    metadata,
    identity(),
    refers("customer_id", "customers", index=True),
    refers("interaction_id", "interactions"),
    Column("request_id", Uuid, nullable=False, unique=True),
    text("channel", default="sms"),
    text("recipient"),
    text("body"),
    created_at(),
    moment("sent_at"),
)
