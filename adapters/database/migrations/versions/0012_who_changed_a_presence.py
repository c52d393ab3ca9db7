"""Who changed a presence, when it was not the agent."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep who made the last change."""
    op.add_column("presence", sa.Column("by_person_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_presence_by_person_id"), "presence", "people", ["by_person_id"], ["id"])


def downgrade() -> None:
    """Forget it."""
    op.drop_column("presence", "by_person_id")
