"""How a queue serves its customers: tiers, the VIP team, skill levels, the same agent again."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
NUMBERS = {
    "vip_overflow_seconds": 30,
    "silver_head_start": 60,
    "gold_head_start": 300,
    "platinum_head_start": 600,
    "skill_level": 1,
    "relax_after_seconds": 0,
    "last_agent_seconds": 0,
    "last_agent_days": 7,
}


def upgrade() -> None:
    """Let queues have rules, and interactions an agent they had before."""
    op.add_column("queues", sa.Column("vip_from_tier", sa.Text(), nullable=True))
    op.add_column("queues", sa.Column("vip_team_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_queues_vip_team_id"), "queues", "teams", ["vip_team_id"], ["id"])
    for name, value in NUMBERS.items():
        op.add_column("queues", sa.Column(name, sa.Integer(), server_default=str(value), nullable=False))
    op.add_column("interactions", sa.Column("last_person_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_interactions_last_person_id"), "interactions", "people", ["last_person_id"], ["id"])
    op.add_column("interactions", sa.Column("last_person_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("interactions", "last_person_until")
    op.drop_column("interactions", "last_person_id")
    for name in (*NUMBERS, "vip_team_id", "vip_from_tier"):
        op.drop_column("queues", name)
