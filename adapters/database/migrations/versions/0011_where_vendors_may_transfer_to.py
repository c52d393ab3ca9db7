"""The queues to which a vendor's agents may send customers on."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The queues to which a vendor's agents may send customers on."""
    op.create_table(
        "vendor_queues",
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["queue_id"], ["queues.id"], name=op.f("fk_vendor_queues_queue_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendors.id"], name=op.f("fk_vendor_queues_vendor_id")),
        sa.PrimaryKeyConstraint("vendor_id", "queue_id", name=op.f("pk_vendor_queues")),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("vendor_queues")
