"""Departments that tickets go to, what they promise, and what became of each ticket."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Identity, Integer, Table, UniqueConstraint

from adapters.database.metadata import identity, metadata, moment, refers, text

departments = Table(
    "departments",
    metadata,
    identity(),
    text("key", unique=True),  # what scripts name
    text("name_en"),
    text("name_zh"),
    Column("active", Boolean, nullable=False, server_default="true"),
)

ticket_categories = Table(
    "ticket_categories",
    metadata,
    identity(),
    refers("department_id", "departments", required=True, index=True),
    text("key"),  # what scripts name
    text("name_en"),
    text("name_zh"),
    Column("answer_within_minutes", Integer, nullable=False),  # the promise for an ordinary ticket
    Column("urgent_within_minutes", Integer, nullable=False),  # and for one of high priority
    Column("active", Boolean, nullable=False, server_default="true"),
    UniqueConstraint("department_id", "key"),
    CheckConstraint("answer_within_minutes > 0 and urgent_within_minutes > 0", name="promise"),
)

ticket_moves = Table(
    "ticket_moves",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    refers("ticket_id", "tickets", required=True, index=True),
    text("verb"),  # opened | taken | handed_on | answered | closed | overdue
    text("department"),
    refers("person_id", "people"),  # empty: the machine
    text("note", default=""),
    moment("at", required=True),
)
