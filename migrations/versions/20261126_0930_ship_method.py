"""How an order is to be shipped, in its channel's words."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0930_ship_method"
down_revision = "20261126_0500_kept_in_the_queue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("ship_method", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("orders", "ship_method")
