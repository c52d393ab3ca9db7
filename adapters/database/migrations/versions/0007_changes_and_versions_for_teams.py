"""Changes that wait for approval or their time, versions that only some teams take, and what a notice says of a script's changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Changes that wait for approval or their time, versions that only some teams take, and what a notice says of a script's changes."""
    op.create_table(
        "changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("after", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("must_read", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("teams", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rolled_back_to", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_changes_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_changes_decided_by"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_changes_notice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    is_open = sa.text("state IN ('waiting', 'scheduled')")
    op.create_index("uq_changes_open", "changes", ["kind", "key"], unique=True, postgresql_where=is_open)
    op.create_index("ix_changes_due", "changes", ["due_at"], postgresql_where=sa.text("state = 'scheduled'"))
    op.create_index("ix_changes_of", "changes", ["kind", "key", "asked_at"])
    op.create_index("ix_changes_asked_at", "changes", ["asked_at"])
    op.create_table(
        "activities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("live_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_activities_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_activities"),
    )
    op.add_column("bundles", sa.Column("approved_by", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_bundles_approved_by", "bundles", "people", ["approved_by"], ["id"])
    op.add_column("bundles", sa.Column("trial", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("bundles", sa.Column("teams", postgresql.JSONB(), server_default="[]", nullable=False))
    op.create_index("uq_bundles_trial", "bundles", ["key"], unique=True, postgresql_where=sa.text("trial"))
    op.add_column("notices", sa.Column("changes", postgresql.JSONB(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("notices", "changes")
    op.drop_index("uq_bundles_trial", "bundles")
    op.drop_column("bundles", "teams")
    op.drop_column("bundles", "trial")
    op.drop_constraint("fk_bundles_approved_by", "bundles", type_="foreignkey")
    op.drop_column("bundles", "approved_by")
    op.drop_table("activities")
    op.drop_table("changes")
