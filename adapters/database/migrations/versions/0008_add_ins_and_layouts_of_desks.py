"""Add-ins with their hosts and answers, and the layouts of teams' desks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add-ins with their hosts and answers, and the layouts of teams' desks."""
    op.create_table(
        "add_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("at_caller", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("every_team", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("for_vendors", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("timeout_ms", sa.Integer(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("context in ('none', 'query', 'fragment')", name=op.f("ck_add_ins_context")),
        sa.CheckConstraint("kind in ('page', 'lookup')", name=op.f("ck_add_ins_kind")),
        sa.CheckConstraint("timeout_ms > 0", name=op.f("ck_add_ins_timeout")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_add_ins")),
    )
    op.create_table(
        "add_in_steps",
        sa.Column("add_in_id", sa.Uuid(), nullable=False),
        sa.Column("script_key", sa.Text(), nullable=False),
        sa.Column("step_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["add_in_id"], ["add_ins.id"], name=op.f("fk_add_in_steps_add_in_id")),
        sa.PrimaryKeyConstraint("add_in_id", "script_key", "step_key", name=op.f("pk_add_in_steps")),
    )
    op.create_table(
        "add_in_teams",
        sa.Column("add_in_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["add_in_id"], ["add_ins.id"], name=op.f("fk_add_in_teams_add_in_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_add_in_teams_team_id")),
        sa.PrimaryKeyConstraint("add_in_id", "team_id", name=op.f("pk_add_in_teams")),
    )
    op.create_table(
        "add_in_hosts",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_add_in_hosts_added_by")),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_add_in_hosts")),
    )
    op.create_table(
        "desk_layouts",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("layout", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name=op.f("fk_desk_layouts_saved_by")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_desk_layouts_team_id")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_desk_layouts")),
    )
    op.create_table(
        "add_in_answers",
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("add_in_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("masked", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('asked', 'answered', 'failed')", name=op.f("ck_add_in_answers_state")),
        sa.ForeignKeyConstraint(["add_in_id"], ["add_ins.id"], name=op.f("fk_add_in_answers_add_in_id")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_add_in_answers_interaction_id")),
        sa.PrimaryKeyConstraint("interaction_id", "add_in_id", name=op.f("pk_add_in_answers")),
        sa.UniqueConstraint("id", name=op.f("uq_add_in_answers_id")),
    )
    op.create_index("ix_add_in_answers_open", "add_in_answers", ["asked_at"], unique=False, postgresql_where=sa.text("state = 'asked'"))
    op.create_index(op.f("ix_add_in_answers_asked_at"), "add_in_answers", ["asked_at"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_add_in_answers_open", table_name="add_in_answers")
    op.drop_index(op.f("ix_add_in_answers_asked_at"), table_name="add_in_answers")
    op.drop_table("add_in_answers")
    op.drop_table("desk_layouts")
    op.drop_table("add_in_hosts")
    op.drop_table("add_in_teams")
    op.drop_table("add_in_steps")
    op.drop_table("add_ins")
