"""How many of the units of a waiting line an operator marked as back order."""

from alembic import op

revision = "20261122_0140_marked_units"
down_revision = "20261122_0100_daily_orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    # Raw: SQLite takes a named check with a new column, Alembic gives it the column alone.
    op.execute(
        f"ALTER TABLE waiting ADD COLUMN marked {whole} DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_waiting_marked_not_negative CHECK (marked >= 0)"
    )
    op.execute(
        "UPDATE waiting SET marked = (SELECT l.waiting FROM order_line l"
        " WHERE l.id = waiting.order_line_id) WHERE reason = 'manual'"
    )


def downgrade() -> None:
    op.drop_column("waiting", "marked")
