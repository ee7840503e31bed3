"""The first page of a list by sizes, by expected days, or of two letters is looked up."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1290_list_pages"
down_revision = "20261127_1270_sets"
branch_labels = None
depends_on = None

# So written, SQLite looks for it in no index of states but walks this one in its order.
_DONE = "(status IN ('shipped', 'cancelled')) IS TRUE"
_INDEXES: tuple[tuple[str, str, list[str], str], ...] = (
    # Of orders that are done: what is written on the way there pays nothing for them.
    ("ix_orders_done_lines", "orders", ["line_count", "id"], _DONE),
    ("ix_orders_done_units", "orders", ["unit_count", "id"], _DONE),
    (
        "ix_purchase_order_line_expected",
        "purchase_order_line",
        ["expected_on", "purchase_order_id"],
        "expected_on IS NOT NULL",
    ),
)


def upgrade() -> None:
    for name, table, columns, where in _INDEXES:
        clause = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=clause, postgresql_where=clause)
    if op.get_bind().dialect.name == "sqlite":  # holds nothing: it tells what the index has
        op.execute("CREATE VIRTUAL TABLE order_words_terms USING fts5vocab (order_words, row)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE order_words_terms")
    for name, table, _columns, _where in reversed(_INDEXES):
        op.drop_index(name, table)
