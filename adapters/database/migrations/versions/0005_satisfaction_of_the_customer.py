"""How content the customer was, and which queues ask for it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """How content the customer was, and which queues ask for it."""
    op.add_column("interactions", sa.Column("satisfaction", sa.Integer(), nullable=True))
    op.add_column("queues", sa.Column("asks_satisfaction", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("queues", "asks_satisfaction")
    op.drop_column("interactions", "satisfaction")
