"""Quarantined and released stock in the ledger; bins and lots as lists; when a bin was counted."""

import sqlalchemy as sa
from alembic import op

from packbench.db.schema.base import UtcDateTime

revision = "20261127_1160_stockroom"
down_revision = "20261127_1150_served_channels"
branch_labels = None
depends_on = None

_BEFORE = (
    *("opening", "count", "receipt", "adjustment", "damage", "expiry", "move"),
    *("transfer", "pick", "short_pick", "unpick", "ship", "void", "undo", "packaging"),
)
_AFTER = (*_BEFORE, "quarantine", "release")


_VIEWS_BEFORE = (
    *("orders", "customers", "back_orders", "back_order_products", "inventory"),
    *("purchase_orders", "pick_pack", "pick_steps", "sent_shipments"),
)
_VIEWS_AFTER = (
    *("orders", "customers", "back_orders", "back_order_products", "inventory"),
    *("stock_products", "stock_bins", "stock_lots"),
    *("purchase_orders", "pick_pack", "pick_steps", "sent_shipments"),
)
_DATED = sa.text("expires_on IS NOT NULL")


def upgrade() -> None:
    _know_words("movement", "cause", _BEFORE, _AFTER)
    _know_words("saved_view", "tab", _VIEWS_BEFORE, _VIEWS_AFTER)
    op.add_column("stock_bin", sa.Column("counted_at", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_stock_bin_product_id"), "stock_bin", ["product_id"])
    op.create_index(
        "ix_stock_bin_expires_on",
        "stock_bin",
        ["expires_on"],
        sqlite_where=_DATED,
        postgresql_where=_DATED,
    )


def downgrade() -> None:
    op.drop_index("ix_stock_bin_expires_on", "stock_bin")
    op.drop_index(op.f("ix_stock_bin_product_id"), "stock_bin")
    op.drop_column("stock_bin", "counted_at")
    op.execute("DELETE FROM saved_view WHERE tab IN ('stock_products', 'stock_bins', 'stock_lots')")
    _know_words("saved_view", "tab", _VIEWS_AFTER, _VIEWS_BEFORE)
    _know_words("movement", "cause", _AFTER, _BEFORE)


def _know_words(table: str, column: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """The ledger may have millions of rows: on PostgreSQL they are not looked at again.

    On SQLite the text of the constraint is replaced, which no stored row depends on. Source:
    https://www.sqlite.org/lang_altertable.html, the second procedure of section 7.
    """
    was, now = (", ".join(f"'{word}'" for word in words) for words in (before, after))
    if op.get_bind().dialect.name == "sqlite":
        _replace_in_schema(table, f"{column} IN ({was})", f"{column} IN ({now})")
        return
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({now})")


def _replace_in_schema(table: str, was: str, now: str) -> None:
    connection = op.get_bind()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :was, :now)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :was) > 0"
        ),
        {"was": was, "now": now, "table": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(table, was)
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
