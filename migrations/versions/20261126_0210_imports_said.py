"""What files said last of orders and purchase orders, and the numbers that channels give."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_0210_imports_said"
down_revision = "20261126_0200_one_spelling"
branch_labels = None
depends_on = None

SortText = sa.String().with_variant(sa.String(collation="C"), "postgresql")
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_GIVEN = sa.text("source_key IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "order_said",
        sa.Column("order_id", BigId, autoincrement=False, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_said_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_said")),
    )
    op.add_column("orders", sa.Column("source_number", sa.String(), nullable=True))
    op.add_column("orders", sa.Column("source_key", SortText, nullable=True))
    op.create_index(
        "ix_orders_source",
        "orders",
        ["source_key", "channel"],
        unique=True,
        sqlite_where=_GIVEN,
        postgresql_where=_GIVEN,
    )
    op.add_column("purchase_order", sa.Column("said", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("purchase_order", "said")
    op.drop_index("ix_orders_source", "orders")
    op.drop_column("orders", "source_key")
    op.drop_column("orders", "source_number")
    op.drop_table("order_said")
