"""Drop-ship shipments and their purchase orders, papers of purchasing, roles of operators."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1120_drop_ship"
down_revision = "20261127_1100_stock_value"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STATES = ("ready", "picking", "picked", "packed", "shipped", "cancelled")
_AT_SUPPLIER = "at_supplier"
_KINDS = (
    *("pick-list", "packing-slip", "labels", "product-labels", "parcel-labels", "control-sheet"),
    *("manifest", "customs-forms"),
)
_PAPERS = ("purchase-order", "receiving-sheet")
_LAST = "test-page"
_WORDS = (
    # table, column, words before, words after
    ("shipment", "status", _STATES, (*_STATES, _AT_SUPPLIER)),
    *(
        (table, "kind", (*_KINDS, _LAST), (*_KINDS, *_PAPERS, _LAST))
        for table in ("station_printer", "print_job")
    ),
)


_NEVER_HERE = "NOT EXISTS (SELECT 1 FROM drop_ship d WHERE d.shipment_id = {row}.shipment_id)"
_MANAGED = {
    "sqlite": "(SELECT manage_stock FROM product WHERE id = NEW.product_id)",
    "postgresql": "a.stock_id IS NULL AND p.manage_stock",
}
_MANAGED_HERE = {
    "sqlite": f"{_MANAGED['sqlite']} AND {_NEVER_HERE.format(row='NEW')}",
    "postgresql": f"{_MANAGED['postgresql']} AND {_NEVER_HERE.format(row='a')}",
}
"""What of a new promise has to have its stock row."""


def upgrade() -> None:
    op.create_table(
        "drop_ship",
        sa.Column("shipment_id", _ID, autoincrement=False, nullable=False),
        sa.Column("purchase_order_id", _ID, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipment.id"], name=op.f("fk_drop_ship_shipment_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_order.id"],
            name=op.f("fk_drop_ship_purchase_order_id"),
        ),
        sa.PrimaryKeyConstraint("shipment_id", name=op.f("pk_drop_ship")),
    )
    op.create_index(op.f("ix_drop_ship_purchase_order_id"), "drop_ship", ["purchase_order_id"])
    for table, column, before, after in _WORDS:
        _know_words(table, column, before, after)
    _need_stock(_MANAGED, _MANAGED_HERE)
    # Raw: SQLite takes a named check with a new column, Alembic gives it the column alone.
    op.execute(
        "ALTER TABLE operator ADD COLUMN role VARCHAR CONSTRAINT ck_operator_role_known"
        " CHECK (role IN ('clerk', 'buyer', 'supervisor'))"
    )


def _know_words(table: str, column: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Which words a column may hold: on PostgreSQL a constraint is replaced, on SQLite its text."""
    was, now = (", ".join(f"'{word}'" for word in words) for words in (before, after))
    if op.get_bind().dialect.name == "sqlite":
        _replace_in_schema(table, f"{column} IN ({was})", f"{column} IN ({now})")
        return
    name = op.f(f"ck_{table}_{column}_known")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({now})")


def _need_stock(was: dict[str, str], now: dict[str, str]) -> None:
    """Which promises need a stock row: those of goods that were never here do not."""
    connection, engine = op.get_bind(), op.get_bind().dialect.name
    if engine == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE name = 'allocation_needs_stock'"
        queries = (query,)
    else:
        functions = ("allocation_insert", "allocation_update")
        queries = tuple(f"SELECT pg_get_functiondef('{name}'::regproc)" for name in functions)
    for query in queries:
        made = connection.execute(sa.text(query)).scalar_one()
        if was[engine] not in made:
            raise RuntimeError(made)
        if engine == "sqlite":
            op.execute("DROP TRIGGER allocation_needs_stock")
        connection.exec_driver_sql(made.replace(was[engine], now[engine]))


def _replace_in_schema(table: str, was: str, now: str) -> None:
    """Changes a constraint that no stored row depends on, without copying the table.

    There may be a million shipments. Source: https://www.sqlite.org/lang_altertable.html, the
    second procedure of section 7, for changes that leave the content as it is.
    """
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


def downgrade() -> None:
    op.drop_column("operator", "role")
    papers = ", ".join(f"'{kind}'" for kind in _PAPERS)
    for table in ("station_printer", "print_job"):
        op.execute(f"DELETE FROM {table} WHERE kind IN ({papers})")
    # An older release knows no goods at a supplier: it keeps them as packed, which nobody picks.
    op.execute(f"UPDATE shipment SET status = 'packed' WHERE status = '{_AT_SUPPLIER}'")
    for table, column, before, after in _WORDS:
        _know_words(table, column, after, before)
    _need_stock(_MANAGED_HERE, _MANAGED)
    op.drop_table("drop_ship")
