"""What an order was charged for shipping, what was taken off and what tax it carries."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_0140_order_amounts"
down_revision = "20261127_0120_history"
branch_labels = None
depends_on = None

_MONEY = sa.Numeric(14, 4).with_variant(sa.BigInteger(), "sqlite")
_AMOUNTS = ("shipping_charged", "discount", "tax")


def upgrade() -> None:
    for name in _AMOUNTS:
        op.add_column("orders", sa.Column(name, _MONEY, nullable=True))


def downgrade() -> None:
    for name in _AMOUNTS:
        op.drop_column("orders", name)
