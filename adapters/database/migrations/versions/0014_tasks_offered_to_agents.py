"""Tasks offered to free agents."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Promised calls were everybody's to take up; from now on they are offered when they fall due.
OFFER_CALLBACKS = "UPDATE campaigns SET distribution = 'callbacks' WHERE key = 'callbacks'"


def upgrade() -> None:
    """Reservations of tasks, and what a campaign offers of itself."""
    op.add_column("campaigns", sa.Column("distribution", sa.Text(), server_default="pull", nullable=False))
    op.add_column("campaigns", sa.Column("callback_held_minutes", sa.Integer(), server_default="10", nullable=False))
    op.create_check_constraint(op.f("ck_campaigns_distribution"), "campaigns", "distribution in ('pull', 'callbacks', 'push')")
    op.execute(OFFER_CALLBACKS)
    op.alter_column("reservations", "interaction_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column("reservations", sa.Column("task_id", sa.Uuid(), nullable=True))
    op.add_column("reservations", sa.Column("cause", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(op.f("fk_reservations_task_id"), "reservations", "tasks", ["task_id"], ["id"])
    op.create_index(op.f("ix_reservations_task_id"), "reservations", ["task_id"], unique=False)
    op.create_index("uq_reservations_open_task", "reservations", ["task_id"], unique=True, postgresql_where=sa.text("state = 'offered'"))
    op.create_check_constraint(op.f("ck_reservations_one_work"), "reservations", "num_nonnulls(interaction_id, task_id) = 1")


def downgrade() -> None:
    """Agents ask for each task again; what is on offer is ready."""
    op.execute("DELETE FROM reservations WHERE task_id IS NOT NULL")
    op.execute("UPDATE tasks SET state = 'ready' WHERE state = 'offered'")
    op.drop_constraint(op.f("ck_reservations_one_work"), "reservations")
    op.drop_index("uq_reservations_open_task", table_name="reservations", postgresql_where=sa.text("state = 'offered'"))
    op.drop_index(op.f("ix_reservations_task_id"), table_name="reservations")
    op.drop_column("reservations", "cause")
    op.drop_column("reservations", "task_id")
    op.alter_column("reservations", "interaction_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_column("campaigns", "callback_held_minutes")
    op.drop_column("campaigns", "distribution")
