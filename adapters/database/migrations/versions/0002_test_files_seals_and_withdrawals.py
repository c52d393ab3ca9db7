"""Test files, seals and withdrawals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Test files, seals and withdrawals."""
    op.create_table(
        "script_tests",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["updated_by"], ["people.id"], name=op.f("fk_script_tests_updated_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_script_tests")),
    )
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["lifted_by"], ["people.id"], name=op.f("fk_withdrawals_lifted_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["people.id"], name=op.f("fk_withdrawals_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
    )
    op.create_index(
        "uq_withdrawals_standing", "withdrawals", ["key", "version", "step_key"], unique=True, postgresql_where=sa.text("lifted_at IS NULL")
    )
    op.add_column("bundles", sa.Column("seal", sa.Text(), server_default="", nullable=False))
    op.add_column("bundles", sa.Column("tests", sa.Text(), server_default="", nullable=False))
    op.add_column("bundles", sa.Column("test_report", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("bundles", "test_report")
    op.drop_column("bundles", "tests")
    op.drop_column("bundles", "seal")
    op.drop_index("uq_withdrawals_standing", table_name="withdrawals", postgresql_where=sa.text("lifted_at IS NULL"))
    op.drop_table("withdrawals")
    op.drop_table("script_tests")
