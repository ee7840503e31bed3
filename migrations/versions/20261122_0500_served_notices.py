"""What the other windows on a file are told of a command that served back orders."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0500_served_notices"
down_revision = "20261122_0140_marked_units"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("command", sa.Column("notice", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("command", "notice")
