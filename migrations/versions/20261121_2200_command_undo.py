"""What a command needs to be taken back; the product's substitutes keep the old product."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_2200_command_undo"
down_revision = "20261121_2130_ledger_triggers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("command", sa.Column("undo", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("command", "undo")
