"""The history of drafts, texts set aside, and who is editing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The history of drafts, texts set aside, and who is editing."""
    op.create_table(
        "draft_revisions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("label", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("renames", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("burst", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("current", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("cut_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_draft_revisions_by")),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_draft_revisions")),
    )
    op.create_index("uq_draft_revisions_current", "draft_revisions", ["key"], unique=True, postgresql_where=sa.text("current"))
    op.create_index(
        "ix_draft_revisions_cut_at", "draft_revisions", ["cut_at"], unique=False, postgresql_where=sa.text("cut_at IS NOT NULL")
    )
    op.create_table(
        "draft_asides",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("base_sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("edit", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_draft_asides_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_asides")),
    )
    op.create_index("ix_draft_asides_key", "draft_asides", ["key", "at"], unique=False)
    op.create_index(op.f("ix_draft_asides_at"), "draft_asides", ["at"], unique=False)
    op.create_table(
        "draft_editors",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("step_key", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_draft_editors_person_id")),
        sa.PrimaryKeyConstraint("key", "person_id", name=op.f("pk_draft_editors")),
    )
    op.create_index(op.f("ix_draft_editors_seen_at"), "draft_editors", ["seen_at"], unique=False)


def downgrade() -> None:
    """Forget them; drafts stay."""
    op.drop_table("draft_editors")
    op.drop_table("draft_asides")
    op.drop_table("draft_revisions")
