"""Legs of a call, whom an interaction is meant for, and a vendor's own queues."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Legs of a call, whom an interaction is meant for, and a vendor's own queues."""
    op.add_column("interactions", sa.Column("leg", sa.Integer(), server_default="0", nullable=False))
    op.add_column("interactions", sa.Column("consulted_id", sa.Uuid(), nullable=True))
    op.add_column("interactions", sa.Column("preferred_person_id", sa.Uuid(), nullable=True))
    op.add_column("interactions", sa.Column("preferred_until", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint("uq_interactions_call_id", "interactions", type_="unique")
    op.create_unique_constraint("uq_interactions_call_id_leg", "interactions", ["call_id", "leg"])
    op.create_index("ix_interactions_consulted", "interactions", ["consulted_id"], postgresql_where=sa.text("consulted_id is not null"))
    op.create_foreign_key("fk_interactions_consulted_id", "interactions", "people", ["consulted_id"], ["id"])
    op.create_foreign_key("fk_interactions_preferred_person_id", "interactions", "people", ["preferred_person_id"], ["id"])
    op.add_column("queues", sa.Column("vendor_id", sa.Uuid(), nullable=True))
    op.create_foreign_key("fk_queues_vendor_id", "queues", "vendors", ["vendor_id"], ["id"])


def downgrade() -> None:
    """Back to one agent a call."""
    op.drop_constraint("fk_queues_vendor_id", "queues", type_="foreignkey")
    op.drop_column("queues", "vendor_id")
    op.drop_constraint("fk_interactions_preferred_person_id", "interactions", type_="foreignkey")
    op.drop_constraint("fk_interactions_consulted_id", "interactions", type_="foreignkey")
    op.drop_index("ix_interactions_consulted", table_name="interactions")
    op.drop_constraint("uq_interactions_call_id_leg", "interactions", type_="unique")
    op.create_unique_constraint("uq_interactions_call_id", "interactions", ["call_id"])
    op.drop_column("interactions", "preferred_until")
    op.drop_column("interactions", "preferred_person_id")
    op.drop_column("interactions", "consulted_id")
    op.drop_column("interactions", "leg")
