"""Calls that a supervisor has put before others, and the key by which scripts name a ticket's category."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What scripts may call a category that was made before they could: its English name as a key; a second one of the same name gets a number.
KEYS = """
    WITH named AS (
        SELECT id, department_id, coalesce(nullif(trim(BOTH '_' FROM regexp_replace(lower(name_en), '[^a-z0-9]+', '_', 'g')), ''), 'category') AS k
        FROM ticket_categories),
    counted AS (SELECT id, k, row_number() OVER (PARTITION BY department_id, k ORDER BY id) AS n FROM named)
    UPDATE ticket_categories SET key = CASE WHEN n = 1 THEN k ELSE k || '_' || n END FROM counted WHERE counted.id = ticket_categories.id
"""


def upgrade() -> None:
    """Calls that a supervisor has put before others, and the key by which scripts name a ticket's category."""
    op.add_column("interactions", sa.Column("raised", sa.Integer(), server_default="0", nullable=False))
    op.add_column("ticket_categories", sa.Column("key", sa.Text(), server_default="", nullable=False))
    op.execute(KEYS)
    op.alter_column("ticket_categories", "key", server_default=None)
    op.create_unique_constraint("uq_ticket_categories_department_id_key", "ticket_categories", ["department_id", "key"])


def downgrade() -> None:
    """Forget both."""
    op.drop_constraint("uq_ticket_categories_department_id_key", "ticket_categories", type_="unique")
    op.drop_column("ticket_categories", "key")
    op.drop_column("interactions", "raised")
