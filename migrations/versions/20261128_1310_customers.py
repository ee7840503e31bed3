"""Orders of a customer are looked up, and customers by what they are called."""

import sqlalchemy as sa
from alembic import op

revision = "20261128_1310_customers"
down_revision = "20261127_1290_list_pages"
branch_labels = None
depends_on = None

_KEY = (
    "(CASE WHEN (lower(trim(coalesce(customer_email, ''))) != '')"
    " THEN lower(trim(coalesce(customer_email, '')))"
    " ELSE lower(coalesce(customer_name, company, '') || ', ' || coalesce(postal_code, '')) END)"
)


def upgrade() -> None:
    op.create_index("ix_orders_customer", "orders", [sa.text(_KEY)])
    called = sa.text("(coalesce(customer_name, company, ''))")
    op.create_index("ix_orders_called", "orders", [called, "id"])
    op.drop_index("ix_orders_customer_name", "orders")
    if op.get_bind().dialect.name != "sqlite":  # of an index of yesterday a server knows nothing
        op.execute("ANALYZE orders")


def downgrade() -> None:
    op.create_index("ix_orders_customer_name", "orders", ["customer_name", "id"])
    op.drop_index("ix_orders_called", "orders")
    op.drop_index("ix_orders_customer", "orders")
