"""Commands and packed shipments by their moment: the numbers of a day are found by it."""

from alembic import op

revision = "20261126_2021_floor_numbers"
down_revision = "20261126_2020_verify"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_command_at", "command", ["at"])
    op.create_index("ix_packing_closed_at", "packing", ["closed_at"])


def downgrade() -> None:
    op.drop_index("ix_packing_closed_at", "packing")
    op.drop_index("ix_command_at", "command")
