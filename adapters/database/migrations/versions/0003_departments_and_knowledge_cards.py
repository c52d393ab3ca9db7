"""Departments and knowledge cards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


ROLES = "role in ('agent', 'supervisor', 'analyst', 'admin', 'vendor'"


def upgrade() -> None:
    """Departments and knowledge cards."""
    # A trusted extension: the owner of the database may create it.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.drop_constraint(op.f("ck_people_role"), "people", type_="check")
    op.create_check_constraint(op.f("ck_people_role"), "people", f"{ROLES}, 'department')")
    op.create_table(
        "departments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("key", name=op.f("uq_departments_key")),
    )
    op.create_table(
        "ticket_categories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("answer_within_minutes", sa.Integer(), nullable=False),
        sa.Column("urgent_within_minutes", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.CheckConstraint("answer_within_minutes > 0 and urgent_within_minutes > 0", name=op.f("ck_ticket_categories_promise")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_ticket_categories_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_categories")),
    )
    op.create_index(op.f("ix_ticket_categories_department_id"), "ticket_categories", ["department_id"], unique=False)
    op.create_table(
        "kb_cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("title_en", sa.Text(), server_default="", nullable=False),
        sa.Column("title_zh", sa.Text(), server_default="", nullable=False),
        sa.Column("body_en", sa.Text(), server_default="", nullable=False),
        sa.Column("body_zh", sa.Text(), server_default="", nullable=False),
        sa.Column("keywords", sa.Text(), server_default="", nullable=False),
        sa.Column("headings", sa.Text(), server_default="", nullable=False),
        sa.Column("search", sa.Text(), server_default="", nullable=False),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by"], ["people.id"], name=op.f("fk_kb_cards_drafted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kb_cards")),
        sa.UniqueConstraint("key", name=op.f("uq_kb_cards_key")),
    )
    op.create_index(
        "ix_kb_cards_headings", "kb_cards", ["headings"], unique=False, postgresql_using="gin", postgresql_ops={"headings": "gin_trgm_ops"}
    )
    op.create_index(
        "ix_kb_cards_search", "kb_cards", ["search"], unique=False, postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"}
    )
    op.create_table(
        "kb_versions",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["kb_cards.id"], name=op.f("fk_kb_versions_card_id")),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_kb_versions_published_by")),
        sa.PrimaryKeyConstraint("card_id", "version", name=op.f("pk_kb_versions")),
    )
    op.create_table(
        "ticket_moves",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ticket_moves_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_moves_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_moves")),
    )
    op.create_index(op.f("ix_ticket_moves_ticket_id"), "ticket_moves", ["ticket_id"], unique=False)
    op.add_column("people", sa.Column("department_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_people_department_id"), "people", "departments", ["department_id"], ["id"])
    # A ticket without a promise was due when it was opened: from now on each has one.
    op.execute("UPDATE tickets SET due_at = created_at WHERE due_at IS NULL")
    op.alter_column("tickets", "due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.add_column("tickets", sa.Column("category_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("priority", sa.Text(), server_default="normal", nullable=False))
    op.add_column("tickets", sa.Column("opened_by", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("holder_id", sa.Uuid(), nullable=True))
    op.add_column("tickets", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_tickets_department", "tickets", ["department", "state", "due_at"], unique=False)
    op.create_index("ix_tickets_open", "tickets", ["due_at"], unique=False, postgresql_where=sa.text("state = 'open'"))
    op.create_foreign_key(op.f("fk_tickets_holder_id"), "tickets", "people", ["holder_id"], ["id"])
    op.create_foreign_key(op.f("fk_tickets_category_id"), "tickets", "ticket_categories", ["category_id"], ["id"])
    op.create_foreign_key(op.f("fk_tickets_opened_by"), "tickets", "people", ["opened_by"], ["id"])


def downgrade() -> None:
    """Undo it; people of departments stay, as agents with a closed account."""
    op.execute("UPDATE people SET role = 'agent', disabled_at = coalesce(disabled_at, now()) WHERE role = 'department'")
    op.drop_constraint(op.f("ck_people_role"), "people", type_="check")
    op.create_check_constraint(op.f("ck_people_role"), "people", f"{ROLES})")
    op.alter_column("tickets", "due_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    op.drop_constraint(op.f("fk_tickets_opened_by"), "tickets", type_="foreignkey")
    op.drop_constraint(op.f("fk_tickets_category_id"), "tickets", type_="foreignkey")
    op.drop_constraint(op.f("fk_tickets_holder_id"), "tickets", type_="foreignkey")
    op.drop_index("ix_tickets_open", table_name="tickets", postgresql_where=sa.text("state = 'open'"))
    op.drop_index("ix_tickets_department", table_name="tickets")
    op.drop_column("tickets", "overdue_at")
    op.drop_column("tickets", "closed_at")
    op.drop_column("tickets", "answered_at")
    op.drop_column("tickets", "holder_id")
    op.drop_column("tickets", "opened_by")
    op.drop_column("tickets", "priority")
    op.drop_column("tickets", "category_id")
    op.drop_constraint(op.f("fk_people_department_id"), "people", type_="foreignkey")
    op.drop_column("people", "department_id")
    op.drop_index(op.f("ix_ticket_moves_ticket_id"), table_name="ticket_moves")
    op.drop_table("ticket_moves")
    op.drop_table("kb_versions")
    op.drop_index("ix_kb_cards_search", table_name="kb_cards", postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"})
    op.drop_index("ix_kb_cards_headings", table_name="kb_cards", postgresql_using="gin", postgresql_ops={"headings": "gin_trgm_ops"})
    op.drop_table("kb_cards")
    op.drop_index(op.f("ix_ticket_categories_department_id"), table_name="ticket_categories")
    op.drop_table("ticket_categories")
    op.drop_table("departments")
