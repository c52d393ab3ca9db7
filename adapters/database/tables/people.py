"""People who sign in: teams, vendors, skills, sessions and presence."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Identity, Integer, Table, Text, Uuid

from adapters.database.metadata import created_at, document, identity, metadata, moment, refers, text

vendors = Table(
    "vendors",
    metadata,
    identity(),
    text("name", unique=True),
    moment("expires_at"),
    moment("revoked_at"),
    created_at(),
)

teams = Table(
    "teams",
    metadata,
    identity(),
    text("name", unique=True),
    refers("vendor_id", "vendors"),
    created_at(),
)

people = Table(
    "people",
    metadata,
    identity(),
    text("login", unique=True),
    text("name"),
    text("badge", default=""),
    text("role"),
    text("password_hash"),
    refers("team_id", "teams"),
    refers("vendor_id", "vendors"),  # set: sees only what that vendor may
    refers("department_id", "departments"),  # whose tickets they work
    text("extension", required=False, unique=True),
    text("language", default="en"),
    document("preferences"),  # screen settings: theme, sounds, hotkeys
    Column("is_demo", Boolean, nullable=False, server_default="false"),
    moment("expires_at"),
    moment("disabled_at"),
    created_at(),
    CheckConstraint("role in ('agent', 'supervisor', 'analyst', 'admin', 'vendor', 'department')", name="role"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),  # sha256 of the cookie: a stolen dump signs nobody in
    refers("person_id", "people", required=True, index=True),
    text("csrf"),
    text("address", default=""),
    created_at(),
    moment("last_seen_at", required=True),
    moment("expires_at", required=True),
    moment("revoked_at"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    text("login"),
    text("address"),
    moment("at", required=True, index=True),
)

skills = Table("skills", metadata, identity(), text("key", unique=True), text("name_en"), text("name_zh"))

person_skills = Table(
    "person_skills",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("skill_id", Uuid, ForeignKey("skills.id"), primary_key=True),
    Column("level", Integer, nullable=False, server_default="1"),
)

presence = Table(
    "presence",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    text("state"),
    text("reason", required=False),
    moment("since", required=True),
    text("pending_state", required=False),
    text("pending_reason", required=False),
    text("cause"),
    refers("by_person_id", "people"),  # who made the last change, when that was somebody else
    moment("seen_at"),  # the last beat of their screen, written by the web process that heard it
    CheckConstraint("state in ('offline', 'ready', 'not_ready', 'engaged', 'wrapping_up')", name="state"),
)

presence_changes = Table(
    "presence_changes",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    refers("person_id", "people", required=True, index=True),
    text("state"),
    text("reason", required=False),
    text("cause"),
    Column("by_person_id", Uuid, ForeignKey("people.id"), nullable=True),
    moment("at", required=True, index=True),
)

desks = Table(
    "desks",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("version", BigInteger, nullable=False, server_default="0"),
    refers("interaction_id", "interactions"),  # what the desk is about now
)
